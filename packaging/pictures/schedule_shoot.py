# SPDX-License-Identifier: GPL-3.0-or-later
"""JSchedule: the list over each of its pages, the editor of a schedule, the business calendars."""

from PyQt6.QtWidgets import QWidget
from schedule_night import CALENDAR, EDITED, ScheduleNight
from tool_shoot import ToolShoot
from variant import LONGEST, Variant

from jlook_client.apps.jschedule import ScheduleJoints
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts
from jlook_client.apps.waiting import until
from jlook_client.tables.schedules import calendars_in
from jlook_client.views.document_editor import DocumentEditor
from jlook_client.views.schedule_form import ScheduleForm

PAGES = ("jschedule", "jschedule-month", "jschedule-day", "jschedule-history")
LOOKED_AT = ("jschedule-day", "jschedule-calendars")
"""No guide shows these."""


class ScheduleShoot(ToolShoot):
    """The pictures of JSchedule.

    Args:
        variant: of them all.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant, Program.JSCHEDULE, ScheduleNight(variant.language))

    def furnish(self, parts: ToolParts) -> QWidget:
        """Build the view."""
        self._joints = ScheduleJoints(parts)
        return self._joints.view

    async def take_all(self, tool: Tool) -> None:
        """Turn the pages, then open the editors."""
        joints, name = self._joints, EDITED[self.variant.language]
        pages = joints.pages
        await until(lambda: any(row.due for row in joints.table.rows), "what is due", LONGEST)
        await until(lambda: pages.next_runs.table.rowCount() == 20, "the next runs", LONGEST)
        for page, picture in enumerate(PAGES):
            pages.setCurrentIndex(page)
            await self._take(picture, tool.window)
        joints.view.select(name)
        joints.view.doing.edit.trigger()
        editor = await self._opened()
        form = editor.form
        assert isinstance(form, ScheduleForm)
        await until(lambda: form.preview.list.count() == 20, "the runs of one", LONGEST)
        await self.variant.take("jschedule-editor", editor)
        editor.discard()
        joints.editors.show_calendars()
        assert joints.editors.calendars is not None
        await self._take("jschedule-calendars", joints.editors.calendars)
        calendar = calendars_in(tool.parts.mirror.named)[CALENDAR[self.variant.language]]
        joints.editors.edit_calendar(calendar)
        await self.variant.take("jschedule-calendar", await self._opened())

    async def _take(self, picture: str, widget: QWidget) -> None:
        await self.variant.take(picture, widget, in_guide=picture not in LOOKED_AT)

    async def _opened(self) -> DocumentEditor:
        editors = self._joints.editors.open
        await until(lambda: bool(editors), "an editor", LONGEST)
        return editors[-1]
