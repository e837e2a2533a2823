# SPDX-License-Identifier: GPL-3.0-or-later
"""JSchedule: ``jschedule [SERVER[:PORT] | --profile NAME]`` (manual S10)."""

from collections.abc import Sequence
from datetime import date

from jlook_client.apps.programs import Program
from jlook_client.apps.schedule_editors import ScheduleEditors
from jlook_client.apps.tool import ToolParts
from jlook_client.apps.tool_command import tool_command
from jlook_client.mirror import MirrorWatcher
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.due_list import DueRow, DueTable, run_rows
from jlook_client.tables.plan import Plan
from jlook_client.tables.schedules import ScheduleTable
from jlook_client.tables.times import local_day
from jlook_client.views.entries import Entry, add_entry
from jlook_client.views.schedule_actions import ScheduleActions, ScheduleCalls
from jlook_client.views.schedule_list import ScheduleList, fill_schedule_menu
from jlook_client.views.schedule_pages import PagesModels, SchedulePages
from jmss.columns.jobs import Ints
from jmss.timetable.business_days import COUNTRIES

ABOUT = """Say when which jobs are submitted to the JMSS server SERVER, a virtual computer name.

SERVER may have a port and stand in an address: VCOM1, VCOM1:7341, jmss://VCOM1:7341.
Without it JSchedule works with the server that was watched last.
"""


class ScheduleJoints(MirrorWatcher):
    """Builds the view of JSchedule and joins it to the mirror, the editors and JLook.

    Args:
        parts: of the tool.
    """

    def __init__(self, parts: ToolParts) -> None:
        self._parts = parts
        COUNTRIES["JP"]()  # before the first window: it takes longer than a frame
        self.editors = ScheduleEditors(parts)
        self.table = ScheduleTable(
            parts.mirror, parts.times.known_until, tr=parts.tr, looks=parts.looks
        )
        self.pages = SchedulePages(
            PagesModels(
                plan=self._plan, table=self._runs, history=self._history, today=self._today
            ),
            self._open_jobs,
            parts.tr,
            parts.looks,
        )
        self.view = ScheduleList(
            self.table, self.pages, self._actions, tr=parts.tr, looks=parts.looks
        )
        self.view.aged = self.editors.show_stale
        menu = parts.window.add_own_menu(parts.tr("&Schedule"))
        fill_schedule_menu(menu, self.view.doing)
        calendars = Entry(
            text=parts.tr("&Business calendars…"),
            call=self.editors.show_calendars,
            shortcut="Ctrl+B",
            line_above=True,
        )
        add_entry(menu, calendars)
        parts.mirror.watchers.append(self)

    # What the mirror tells.

    def named_changed(self) -> None:
        """Show the history anew (``MirrorWatcher``)."""
        self.pages.documents_changed()

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Show what became of the jobs of a run."""
        self.pages.jobs_changed()

    def replaced(self) -> None:
        """Show all of it anew."""
        self.pages.documents_changed()

    # Inside.

    def _actions(self, view: ScheduleList) -> ScheduleActions:
        calls = ScheduleCalls(
            asks=self._parts.asking,
            told=view.show_outcome,
            make=self.editors.make,
            edit=self.editors.edit,
            confirm_removal=view.confirm_removal,
        )
        return ScheduleActions(calls, self._parts.tr, view)

    def _plan(self) -> Plan:
        return Plan(self._parts.mirror, self._parts.times.known_until)

    def _runs(self) -> DueTable:
        return DueTable(self._states, tr=self._parts.tr, looks=self._parts.looks)

    def _states(self, numbers: Sequence[int]) -> list[str]:
        jobs, tr = self._parts.mirror.jobs, self._parts.tr
        found = (jobs.get(number) for number in numbers)
        return [tr(JOB_LOOKS[job.state].word) if job is not None else "" for job in found]

    def _history(self, names: frozenset[str]) -> list[DueRow]:
        rows = run_rows(self._parts.mirror.named, lambda name: not names or name in names)
        return sorted(rows, key=lambda row: row.run.at if row.run else row.at, reverse=True)

    def _today(self) -> date:
        return date(*local_day(self._parts.times.server_now()))

    def _open_jobs(self, numbers: Sequence[int]) -> None:
        self._parts.show_jobs(frozenset(numbers))


def furnish(parts: ToolParts) -> ScheduleList:
    """Build the view of JSchedule."""
    return ScheduleJoints(parts).view


main = tool_command(Program.JSCHEDULE, ABOUT, furnish)

if __name__ == "__main__":
    main()
