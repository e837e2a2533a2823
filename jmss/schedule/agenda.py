# SPDX-License-Identifier: GPL-3.0-or-later
"""What is due next and what is overdue: the schedules as the server told them. No clock, no I/O.

Times are seconds since 1970, UTC, by the server's clock.
"""

from collections import deque
from collections.abc import Collection, Iterator
from heapq import heappop, heappush
from itertools import chain

from jmss.model.documents import Removed, key_of, kind_of
from jmss.model.operations import FireSchedule
from jmss.model.schedules import Calendar, Fired, Missed, Schedule
from jmss.timetable.due_times import due_times, next_times, seen_to
from jmss.wire.messages import Documents

LATE = 60.0
"""Seconds after which a time counts as missed, although a server works."""

_KINDS = {kind_of(kind) for kind in (Schedule, Calendar, Fired)}
_SEARCHED = 24 * 3600.0
"""Seconds that are looked through first for the last missed time; then ten times as many."""


class Agenda:
    """Knows every schedule and how far it has come."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, str], Schedule | Calendar | Fired] = {}
        self._asked: dict[str, float] = {}
        """Up to where each schedule's times were asked for and answered."""
        self._next: dict[str, float] = {}
        """When each is due next, of those that are."""
        self._in_order: list[tuple[float, str]] = []
        """The same as a heap; what is not in ``_next`` holds no more."""
        self._stale: set[str] = set()
        """Schedules of which that is to be worked out anew."""

    def take(self, documents: Documents) -> None:
        """Let what the server tells hold."""
        if documents.whole:
            self._facts.clear()
            self._asked.clear()
            self._next.clear()
            self._in_order.clear()
            self._stale.clear()
        for fact in documents.facts:
            if isinstance(fact, Schedule | Calendar | Fired):
                self._facts[key_of(fact)] = fact
                self._changed(fact)
            elif isinstance(fact, Removed) and fact.kind in _KINDS:
                self._facts.pop(key_of(fact), None)
                self._changed(fact)

    def carry_on(self, documents: Documents) -> None:
        """Take a further part of documents that came in several."""
        self.take(
            Documents(
                id=documents.id, seq=documents.seq, facts=documents.facts, time=documents.time
            )
        )

    def answered(self, fire: FireSchedule) -> None:
        """The server has seen to this time, whatever it made of it."""
        self._asked[fire.schedule] = max(fire.due, self._asked.get(fire.schedule, 0.0))
        self._stale.add(fire.schedule)

    def next_at(self) -> float | None:
        """Give the earliest time that is not seen to; it may have passed already."""
        self._work_out()
        return self._in_order[0][0] if self._in_order else None

    def overdue(
        self,
        now: float,
        began: float,
        *,
        most: int,
        but: Collection[str] = (),
    ) -> list[FireSchedule]:
        """Give what is to be asked for now: of each schedule the first thing.

        Args:
            now: the server's time.
            began: when the server began to work: what was due before has been missed.
            most: of so many schedules, those that have waited longest.
            but: schedules to leave out.
        """
        self._work_out()
        looked: set[tuple[float, str]] = set()
        found: list[FireSchedule] = []
        # Working out what was missed takes a moment: not for all when many are due at once.
        while len(found) < most and self._in_order and self._in_order[0][0] <= now:
            placed = heappop(self._in_order)
            if placed in looked or not self._holds(placed):
                continue
            looked.add(placed)
            schedule = self._enabled(placed[1])
            if schedule is not None and schedule.name not in but:
                fire = self._first_of(schedule, now, began)
                found += [fire] if fire else []
        for placed in looked:
            heappush(self._in_order, placed)
        return found

    def since(self, fire: FireSchedule) -> float:
        """Give since when the schedule is due that a time belongs to."""
        held = self._facts.get((kind_of(Schedule), fire.schedule))
        return held.since if isinstance(held, Schedule) else 0.0

    def _first_of(self, schedule: Schedule, now: float, began: float) -> FireSchedule | None:
        return next(chain(self._missed(schedule, now, began), self._on_time(schedule, now)), None)

    def _missed(self, schedule: Schedule, now: float, began: float) -> Iterator[FireSchedule]:
        """Give what is to be done for the times that were missed, in order."""
        begin, until = self._begin(schedule), min(now, max(began, now - LATE))
        if schedule.missed is Missed.EACH:
            for due in self._times(schedule, begin, until):
                yield FireSchedule(schedule=schedule.name, due=due)
            return
        last = self._last(schedule, begin, until)
        if last is not None:
            skipped = schedule.missed is Missed.SKIP
            yield FireSchedule(schedule=schedule.name, due=last, missed=skipped)

    def _on_time(self, schedule: Schedule, now: float) -> Iterator[FireSchedule]:
        for due in self._times(schedule, self._begin(schedule), now):
            yield FireSchedule(schedule=schedule.name, due=due)

    def _last(self, schedule: Schedule, begin: float, until: float) -> float | None:
        """Give the last time in a period, without working out all of a long one."""
        span = _SEARCHED
        while True:
            after = max(begin, until - span)
            last = deque(self._times(schedule, after, until), maxlen=1)
            if last or after <= begin:
                return last[0] if last else None
            span *= 10

    def _times(self, schedule: Schedule, after: float, until: float) -> Iterator[float]:
        return due_times(schedule, self._calendar(schedule), after, until)

    def _work_out(self) -> None:
        """Let the order hold, as far as its first one."""
        for name in self._stale:
            self._next.pop(name, None)
            schedule = self._enabled(name)
            if schedule is None:
                continue
            found = next_times(schedule, self._calendar(schedule), self._begin(schedule), 1)
            if found:
                self._next[name] = found[0]
                heappush(self._in_order, (found[0], name))
        self._stale.clear()
        while self._in_order and not self._holds(self._in_order[0]):
            heappop(self._in_order)

    def _holds(self, placed: tuple[float, str]) -> bool:
        return self._next.get(placed[1]) == placed[0]

    def _begin(self, schedule: Schedule) -> float:
        held = self._facts.get((kind_of(Fired), schedule.name))
        fired = held if isinstance(held, Fired) else None
        return max(seen_to(schedule, fired), self._asked.get(schedule.name, 0.0))

    def _calendar(self, schedule: Schedule) -> Calendar | None:
        held = self._facts.get((kind_of(Calendar), schedule.calendar))
        return held if isinstance(held, Calendar) else None

    def _enabled(self, name: str) -> Schedule | None:
        held = self._facts.get((kind_of(Schedule), name))
        return held if isinstance(held, Schedule) and held.enabled else None

    def _changed(self, fact: Schedule | Calendar | Fired | Removed) -> None:
        kind, name = key_of(fact)
        if kind == kind_of(Calendar):
            self._stale |= {
                held.name
                for held in self._facts.values()
                if isinstance(held, Schedule) and held.calendar == name
            }
        else:
            self._stale.add(name)
        if kind == kind_of(Schedule) and isinstance(fact, Removed):
            self._asked.pop(name, None)
