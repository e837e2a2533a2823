# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the editors of schedules and calendars, and tells them what others write meanwhile."""

from itertools import count

import msgspec

from jlook_client.apps.tool import ToolParts
from jlook_client.mirror import MirrorWatcher
from jlook_client.tables.natural import natural_order
from jlook_client.tables.schedules import calendars_in, schedules_in
from jlook_client.views.calendar_form import CalendarForm
from jlook_client.views.calendars_window import CalendarsCalls, CalendarsWindow
from jlook_client.views.document_editor import DocumentEditor, EditorCalls
from jlook_client.views.schedule_form import ScheduleForm, ScheduleSurroundings
from jmss.model.documents import AnyDocument, kind_of
from jmss.model.machines import ServerType
from jmss.model.named_facts import Document
from jmss.model.schedules import Calendar, PreparedJob, Schedule


class ScheduleEditors(MirrorWatcher):
    """One window for each document; a second wish brings the first to the front.

    Args:
        parts: of the tool.
    """

    def __init__(self, parts: ToolParts) -> None:
        self._parts = parts
        self._as_of: str | None = None
        self.open: list[DocumentEditor] = []
        self.calendars: CalendarsWindow | None = None
        parts.mirror.watchers.append(self)

    # Schedules.

    def make(self, like: Schedule | None) -> None:
        """Open an editor for a new schedule."""
        named = self._parts.mirror.named
        if like is None:
            queue = next(iter(sorted(self._parts.mirror.queues)), "")
            job = PreparedJob(name="", command="", queue=queue)
            new = Schedule(name="", cron="0 18 * * *", owner=self._parts.user(), jobs=(job,))
        else:
            taken = {schedule.name for schedule in schedules_in(named)}
            names = (f"{like.name}-{number}" for number in count(2))
            name = next(name for name in names if name not in taken)
            new = msgspec.structs.replace(like, name=name, revision=0, since=0.0)
        self._edit_schedule(new)

    def edit(self, schedule: Schedule) -> None:
        """Open the editor of a schedule."""
        if not self._brought_up(schedule):
            self._edit_schedule(schedule)

    # Calendars.

    def show_calendars(self) -> None:
        """Show the business calendars; there is one window at most."""
        parts = self._parts
        if self.calendars is None:
            calls = CalendarsCalls(
                asks=parts.asking,
                calendars=lambda: calendars_in(parts.mirror.named),
                users=self._users,
                edit=self.edit_calendar,
            )
            self.calendars = CalendarsWindow(calls, parts.tr, parts.looks, parts.window)
            self.calendars.show_stale(self._as_of)
        self.calendars.read()
        self.calendars.show()
        self.calendars.raise_()
        self.calendars.activateWindow()

    def edit_calendar(self, calendar: Calendar | None) -> None:
        """Open the editor of a calendar; None: of a new one."""
        tr = self._parts.tr
        if calendar is None:
            self._open(tr("New business calendar"), CalendarForm(tr), Calendar(name=""), (640, 520))
        elif not self._brought_up(calendar):
            title = tr("Business calendar {name}", name=calendar.name)
            self._open(title, CalendarForm(tr), calendar, (640, 520))

    # What others tell.

    def show_stale(self, as_of: str | None) -> None:
        """Let nothing be saved while the link is down; None: it is up."""
        self._as_of = as_of
        for editor in self.open:
            editor.show_stale(as_of)
        if self.calendars is not None:
            self.calendars.show_stale(as_of)

    def named_changed(self) -> None:
        """Tell the editors (``MirrorWatcher``)."""
        for editor in tuple(self.open):
            editor.look_at_held()
        if self.calendars is not None and self.calendars.isVisible():
            self.calendars.read()

    def replaced(self) -> None:
        """The same, after a snapshot; one that is still coming in says nothing yet."""
        if self._parts.mirror.position is not None:
            self.named_changed()

    # Inside.

    def _edit_schedule(self, schedule: Schedule) -> None:
        parts, tr = self._parts, self._parts.tr
        mirror = parts.mirror
        around = ScheduleSurroundings(
            calendars=lambda: calendars_in(mirror.named),
            queues=lambda: sorted(mirror.queues, key=natural_order),
            machines=lambda: sorted(
                machine.name
                for machine in mirror.machines.values()
                if machine.server_type is ServerType.EXECUTION_MACHINE
            ),
            now=parts.times.server_now,
        )
        named = schedule.revision and tr("Schedule {name}", name=schedule.name)
        self._open(named or tr("New schedule"), ScheduleForm(around, tr), schedule, (980, 700))

    def _open(
        self,
        title: str,
        form: ScheduleForm | CalendarForm,
        document: AnyDocument,
        size: tuple[int, int],
    ) -> None:
        parts, kind = self._parts, kind_of(type(document))
        calls = EditorCalls(
            asks=parts.asking,
            held=lambda name: self._held(kind, name),
            writer=self._writer,
        )
        editor = DocumentEditor(
            title, form, document, calls, tr=parts.tr, looks=parts.looks, parent=parts.window
        )
        editor.left.connect(lambda: self._forget(editor))
        editor.show_stale(self._as_of)
        editor.resize(*size)
        self.open.append(editor)
        editor.show()
        form.name.setFocus()

    def _brought_up(self, document: Document) -> bool:
        for editor in self.open:
            shown = editor.form.document()
            if type(shown) is type(document) and shown.name == document.name:
                editor.raise_()
                editor.activateWindow()
                return True
        return False

    def _forget(self, editor: DocumentEditor) -> None:
        if editor in self.open:
            self.open.remove(editor)

    def _held(self, kind: str, name: str) -> AnyDocument | None:
        held = self._parts.mirror.named.get((kind, name))
        return held if isinstance(held, Schedule | Calendar) else None

    def _users(self, calendar: str) -> list[str]:
        there = schedules_in(self._parts.mirror.named)
        return [schedule.name for schedule in there if schedule.calendar == calendar]

    def _writer(self, name: str) -> str:
        """Give who changed something of that name last, by the event log."""
        for line in reversed(self._parts.timeline.lines):
            if line.fields.get("name") == name and "by" in line.fields:
                return str(line.fields["by"])
        return ""
