# SPDX-License-Identifier: GPL-3.0-or-later
"""What schedules did and will do in a stretch of time: the rows of preview, month and day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PyQt6.QtCore import QObject, pyqtSignal

from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.due_list import due_rows, run_rows
from jlook_client.tables.due_steps import Due, DueTurns, all_due
from jlook_client.tables.schedules import calendars_in, schedules_in
from jmss.errors import BadValue
from jmss.timetable.local_time import read_zone

MOST_OF_EACH = 2000
"""Times of one schedule in one stretch; one that is due every minute would fill a month."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, or the next so many times."""

    begin: float | None = None
    """Seconds since 1970; None: from now on, and only what is still to come."""
    end: float | None = None
    """None: as far as anybody looks."""
    most: int = MOST_OF_EACH


class Plan(QObject, MirrorWatcher):
    """Gives the rows of one stretch, anew whenever a schedule was written or has run.

    Args:
        mirror: has the documents.
        now: seconds since 1970 by the server's clock, as far as the screen is true.
        parent: the Qt parent.
    """

    changed = pyqtSignal(object)
    """Carries the list of ``DueRow``, ascending."""

    def __init__(
        self, mirror: Mirror, now: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._now = now
        self._stretch: Stretch | None = None
        self._names: frozenset[str] | None = None
        self._turns = DueTurns(self)
        self._turns.found.connect(self._take)
        mirror.watchers.append(self)

    def show(self, stretch: Stretch | None, names: frozenset[str] | None = None) -> None:
        """Work out this stretch from now on.

        Args:
            stretch: None: nothing, as nobody looks.
            names: of the schedules; None: all.
        """
        if (stretch, names) != (self._stretch, self._names):
            self._stretch, self._names = stretch, names
            self.work_out()

    def named_changed(self) -> None:
        """Work it out anew (``MirrorWatcher``)."""
        self.work_out()

    def replaced(self) -> None:
        """The same."""
        self.work_out()

    def work_out(self) -> None:
        """Begin anew: time has gone on, or something was written."""
        stretch = self._stretch
        if stretch is None:
            self._turns.end()
            return
        named, now = self._mirror.named, self._now()
        schedules = [one for one in schedules_in(named) if one.enabled and self._wants(one.name)]
        after = now if stretch.begin is None else max(now, stretch.begin - 1.0)
        steps = all_due(schedules, calendars_in(named), after, until=stretch.end, most=stretch.most)
        self._turns.begin(steps)

    def _take(self, dues: list[Due]) -> None:
        stretch, named = self._stretch, self._mirror.named
        if stretch is None:
            return
        zones = {
            schedule.name: schedule.time_zone
            for schedule in schedules_in(named)
            if is_elsewhere(schedule.time_zone, self._now())
        }
        rows = due_rows(dues, zones)
        if stretch.begin is None:
            self.changed.emit(rows[: stretch.most])
            return
        begin, end = stretch.begin, stretch.end
        runs = [
            row
            for row in run_rows(named, self._wants)
            if begin <= row.at and (end is None or row.at <= end)
        ]
        self.changed.emit(sorted([*runs, *rows], key=lambda row: row.at))

    def _wants(self, name: str) -> bool:
        return self._names is None or name in self._names


def is_elsewhere(zone: str, at: float) -> bool:
    """Whether a wall in that time zone shows another time than the operator's."""
    moment = datetime.fromtimestamp(at, UTC)
    try:
        return moment.astimezone(read_zone(zone)).utcoffset() != moment.astimezone().utcoffset()
    except BadValue:
        return False
