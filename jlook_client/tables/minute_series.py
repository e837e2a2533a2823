# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of the minutes, asked of the server once and counted on here. No Qt.

What the server says is as of a row of its journal; the changes after that row are counted as
they come in, so that no ending is missing and none is counted twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jmss.errors import JmssError
from jmss.model.jobs import JobState
from jmss.model.statistics import MINUTES_KEPT, SECONDS, Minute, minute_of
from jmss.wire.messages import Statistics


@dataclass(frozen=True, slots=True)
class Endings:
    """Jobs that ended, by how."""

    normal: int = 0
    abnormal: int = 0
    cancelled: int = 0


class MinuteSeries:
    """Minutes by their numbers; ``changed`` is called when some of them say something else."""

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None
        self.trouble: JmssError | None = None
        """Why the server could not say anything."""
        self.answered = False
        """Whether the server has said anything yet."""
        self._minutes: dict[int, Minute] = {}
        self._counts_on = False
        self._anew = False
        self._meanwhile: list[tuple[int, int, Endings]] = []

    @property
    def counts_on(self) -> bool:
        """Whether the present is counted here."""
        return self._counts_on

    @property
    def minutes(self) -> Mapping[int, Minute]:
        """What is known, in no order; a minute that is not there was not counted by anybody."""
        return self._minutes

    def between(self, first: int, last: int) -> list[Minute]:
        """Give the known minutes from ``first`` to ``last``, ascending."""
        if last - first < len(self._minutes):
            found = (self._minutes.get(minute) for minute in range(first, last + 1))
            return [one for one in found if one is not None]
        inside = (one for one in self._minutes.values() if first <= one.minute <= last)
        return sorted(inside, key=lambda one: one.minute)

    def asks_since(self, now: float) -> float:
        """Give since when the server is to be asked: the last minute may have gone on."""
        last = 0 if self._anew else max(self._minutes, default=0)
        return float(max(last, minute_of(now) - MINUTES_KEPT) * SECONDS)

    def cut(self) -> None:
        """Nobody tells any more what ends."""
        self._counts_on, self.trouble = False, None
        self._meanwhile.clear()

    def begin_anew(self) -> None:
        """It may be another journal: the next answer takes the place of everything."""
        self.cut()
        self._anew = True

    def take(self, answer: Statistics) -> None:
        """Take what the server counted, and on top what came since."""
        self.trouble, self.answered, self._counts_on = None, True, True
        if self._anew:
            self._anew = False
            self._minutes.clear()
        for minute in answer.minutes:
            self._minutes[minute.minute] = minute
        for seq, at, endings in self._meanwhile:
            if seq > answer.seq:
                self._add(at, endings)
        self._meanwhile.clear()
        newest = max(self._minutes, default=0)
        for minute_number in [one for one in self._minutes if one < newest - MINUTES_KEPT]:
            del self._minutes[minute_number]
        self.changed()

    def fail(self, error: JmssError) -> None:
        """The server could not say anything."""
        self.trouble = error
        self.changed()

    def count(self, seq: int, now: float, endings: Endings) -> None:
        """Jobs ended by a delta up to row ``seq``, which came in at ``now``."""
        if self._counts_on:
            self._add(minute_of(now), endings)
        else:
            self._meanwhile.append((seq, minute_of(now), endings))

    def look(self, now: float, counts: Mapping[JobState, int]) -> None:
        """Take how many jobs run and wait now; to be called about each second."""
        if not self._counts_on:
            return
        at = max(minute_of(now), max(self._minutes, default=0))
        old = self._minutes.get(at) or Minute(at, None, None, 0, 0, 0)
        running, queued = counts.get(JobState.RUNNING, 0), counts.get(JobState.QUEUED, 0)
        new = Minute(at, running, queued, old.normal, old.abnormal, old.cancelled)
        if at not in self._minutes or new != old:
            self._minutes[at] = new
            self.changed()

    def _add(self, at: int, endings: Endings) -> None:
        at = max(at, max(self._minutes, default=0))  # the server's clock may be a little ahead
        old = self._minutes.get(at) or Minute(at, None, None, 0, 0, 0)
        self._minutes[at] = Minute(
            at,
            old.running,
            old.queued,
            old.normal + endings.normal,
            old.abnormal + endings.abnormal,
            old.cancelled + endings.cancelled,
        )


def gaps(minutes: Sequence[Minute], last: int) -> list[tuple[int, int]]:
    """Give each stretch between known minutes of which nothing is known.

    Args:
        minutes: ascending.
        last: the minute up to which something should be known.

    Returns:
        The first minute of each stretch, and the first one after it.
    """
    found = []
    numbers = [one.minute for one in minutes]
    for before, after in pairwise([*numbers, last + 1] if numbers else []):
        if after > before + 1:
            found.append((before + 1, after))
    return found
