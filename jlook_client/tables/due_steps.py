# SPDX-License-Identifier: GPL-3.0-or-later
"""When schedules are due, looked for in small steps: a window must not stand still meanwhile.

A schedule may be due once in four years, so a search for its next time can take long. It is
cut here into pieces of a season, after each of which the caller may do something else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from jmss.errors import BadValue
from jmss.model.schedules import Calendar, Schedule
from jmss.timetable.due_times import HORIZON, due_times

PIECE = 92 * 86_400.0
"""Seconds that are looked through in one step."""
TURN = 0.006
"""Seconds of work before the window gets its turn again."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One time at which one schedule is due."""

    at: float
    schedule: str


def due_steps(
    schedule: Schedule, calendar: Calendar | None, after: float, until: float
) -> Iterator[float | None]:
    """Give the due times, ascending, and None after each piece that was looked through.

    Raises:
        BadValue: the schedule is not sound.
    """
    while after < until:
        end = min(after + PIECE, until)
        yield from due_times(schedule, calendar, after, end)
        yield None
        after = end


def all_due(
    schedules: Sequence[Schedule],
    calendars: Mapping[str, Calendar],
    after: float,
    *,
    until: float | None = None,
    most: int,
) -> Iterator[Due | None]:
    """Give the due times of several schedules, one schedule after the other, with pauses.

    Args:
        schedules: those that are not sound are passed over.
        calendars: by their names.
        after: only times later than this, and later than a schedule was enabled.
        until: up to this one; None: as far as anybody looks.
        most: times of each schedule, at most.
    """
    for schedule in schedules:
        begin = max(after, schedule.since)
        end = begin + HORIZON if until is None else until
        found = 0
        try:
            for at in due_steps(schedule, calendars.get(schedule.calendar), begin, end):
                yield None if at is None else Due(at, schedule.name)
                found += at is not None
                if found >= most:
                    break
        except BadValue:
            continue


class DueTurns(QObject):
    """Goes through such steps whenever the window has nothing else to do.

    Args:
        parent: the Qt parent.
    """

    found = pyqtSignal(object)
    """Everything was gone through; carries the list of ``Due``, ascending."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[Due | None] = iter(())
        self._dues: list[Due] = []
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self.go_on)
        self._clock: Callable[[], float] = perf_counter

    @property
    def is_under_way(self) -> bool:
        """Whether there is more to be gone through."""
        return self._turn.isActive()

    def begin(self, steps: Iterator[Due | None]) -> None:
        """Go through these from now on; what was under way is forgotten."""
        self._steps, self._dues = steps, []
        self._turn.start()

    def end(self) -> None:
        """Go on no more."""
        self._turn.stop()

    def go_on(self) -> None:
        """Go on for one turn."""
        stop = self._clock() + TURN
        for step in self._steps:
            if step is not None:
                self._dues.append(step)
            if self._clock() >= stop:
                return
        self._turn.stop()
        self.found.emit(sorted(self._dues))
