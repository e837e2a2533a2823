# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's copy of the board.

It is fed by ``connection.py`` alone and read by everybody. It changes only by deltas that
fit exactly (``Gap`` otherwise) or by a whole snapshot that was collected beside it and is
swapped in at once, so nobody ever sees half a board. No clock, no I/O.
"""

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from jmss.errors import JmssError
from jmss.model.changes import Change, Fact, Gone, Position
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue
from jmss.wire.messages import MOST_FACTS, Delta

K = TypeVar("K", bound=Hashable)
F = TypeVar("F", bound=Fact)


MOST_BYTES = 1024 * 1024 * 1024
"""Roughly what a snapshot may take up; a million jobs take half of it."""
_ENVELOPE = 500
"""Roughly the bytes of a fact besides its free texts."""


class Gap(JmssError):
    """A delta does not follow on what the mirror holds; changes in between were missed."""

    template = "The mirror stands at {have}; the delta follows on {previous}."


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was applied, with what held before (None: nothing did)."""

    change: Change
    old: Fact | None


class MirrorWatcher:
    """Told of each change after it happened; override what is of interest.

    ``row`` is the place of the job's number in ``Mirror.numbers``.
    """

    def job_added(self, row: int) -> None:
        """``numbers[row]`` is new."""

    def job_changed(self, row: int, old: Job) -> None:
        """The job at ``row`` took the place of ``old``."""

    def job_removed(self, row: int, old: Job) -> None:
        """``old`` was at ``row`` and has left the board."""

    def machines_changed(self) -> None:
        """A machine was added or changed."""

    def queues_changed(self) -> None:
        """A queue was added or changed."""

    def placements_changed(self) -> None:
        """A placement began or ended."""

    def replaced(self) -> None:
        """Everything was swapped for a snapshot."""


class Overrun(JmssError):
    """The board grows beyond what was announced, or beyond what a desk can hold."""

    template = "More came than {count} facts or {most} bytes."


class Shadow:
    """Collects a snapshot beside the mirror until it is complete.

    Args:
        count: how many facts were announced.
    """

    def __init__(self, count: int = MOST_FACTS) -> None:
        self._count = count
        self._room = count
        self._bytes = MOST_BYTES
        self.jobs: dict[int, Job] = {}
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}

    def add(self, facts: Iterable[Fact]) -> None:
        """Take in a part of the snapshot.

        Raises:
            Overrun: it is more than a snapshot may hold.
        """
        for fact in facts:
            self._room -= 1
            self._bytes -= _weight(fact)
            if self._room < 0 or self._bytes < 0:
                raise Overrun(count=self._count, most=MOST_BYTES)
            match fact:
                case Job():
                    self.jobs[fact.number] = fact
                case Queue():
                    self.queues[fact.name] = fact
                case Machine():
                    self.machines[fact.name] = fact
                case Placement():
                    self.placements[fact.virtual_computer, fact.incarnation] = fact
                case Gone():
                    self.jobs.pop(fact.number, None)


class Mirror:
    """The copy of the board that every view reads."""

    def __init__(self) -> None:
        self.jobs: dict[int, Job] = {}
        self.numbers: list[int] = []
        """The numbers of all jobs, ascending; a row of a table is an index into this."""
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}
        self.position: Position | None = None
        """Up to where the journal is in here; None before the first snapshot."""
        self.watchers: list[MirrorWatcher] = []

    def row(self, number: int) -> int:
        """Give the row of a job that is on the board."""
        return bisect_left(self.numbers, number)

    def apply(self, delta: Delta) -> list[Applied]:
        """Apply a delta; one that is in here already is ignored.

        Raises:
            Gap: it does not follow on ``position``; nothing changes.
            Overrun: the board would be bigger than any snapshot may be; nothing changes.
        """
        have = self.position
        if have is None or delta.previous > have.seq:
            raise Gap(have=have.seq if have else "nothing", previous=delta.previous)
        if delta.seq <= have.seq:
            return []
        if delta.previous < have.seq:
            raise Gap(have=have.seq, previous=delta.previous)
        if len(self.jobs) + len(delta.changes) > MOST_FACTS:
            raise Overrun(count=MOST_FACTS, most=MOST_BYTES)
        applied = [Applied(change, self._take(change.fact)) for change in delta.changes]
        self.position = Position(have.epoch, delta.seq, delta.inc)
        return applied

    def is_behind(self, seq: int) -> bool:
        """Whether a heartbeat that names ``seq`` shows that something is missing."""
        return self.position is None or seq > self.position.seq

    def swap(self, shadow: Shadow, position: Position) -> list[tuple[Fact | None, Fact | None]]:
        """Put a complete snapshot in place of everything; give the differing (old, new) pairs."""
        differing: list[tuple[Fact | None, Fact | None]] = [
            *_differing(self.jobs, shadow.jobs),
            *_differing(self.queues, shadow.queues),
            *_differing(self.machines, shadow.machines),
            *_differing(self.placements, shadow.placements),
        ]
        self.jobs = shadow.jobs
        self.numbers = sorted(shadow.jobs)
        self.queues = shadow.queues
        self.machines = shadow.machines
        self.placements = shadow.placements
        self.position = position
        for watcher in self.watchers:
            watcher.replaced()
        return differing

    def _take(self, fact: Fact) -> Fact | None:
        match fact:
            case Job():
                return self._take_job(fact)
            case Gone():
                return self._drop_job(fact.number)
            case Queue():
                old_queue = self.queues.get(fact.name)
                self.queues[fact.name] = fact
                for watcher in self.watchers:
                    watcher.queues_changed()
                return old_queue
            case Machine():
                old_machine = self.machines.get(fact.name)
                self.machines[fact.name] = fact
                for watcher in self.watchers:
                    watcher.machines_changed()
                return old_machine
            case Placement():
                key = (fact.virtual_computer, fact.incarnation)
                old_placement = self.placements.get(key)
                self.placements[key] = fact
                for watcher in self.watchers:
                    watcher.placements_changed()
                return old_placement

    def _take_job(self, job: Job) -> Job | None:
        old = self.jobs.get(job.number)
        self.jobs[job.number] = job
        if old is None:
            insort(self.numbers, job.number)
            row = self.row(job.number)
            for watcher in self.watchers:
                watcher.job_added(row)
        else:
            row = self.row(job.number)
            for watcher in self.watchers:
                watcher.job_changed(row, old)
        return old

    def _drop_job(self, number: int) -> Job | None:
        old = self.jobs.pop(number, None)
        if old is not None:
            row = self.row(number)
            del self.numbers[row]
            for watcher in self.watchers:
                watcher.job_removed(row, old)
        return old


def _weight(fact: Fact) -> int:
    if isinstance(fact, Job):
        return _ENVELOPE + len(fact.command) + len(fact.name) + len(fact.owner) + len(fact.detail)
    return _ENVELOPE


def _differing(old: Mapping[K, F], new: Mapping[K, F]) -> list[tuple[F | None, F | None]]:
    gone: list[tuple[F | None, F | None]] = [
        (fact, None) for key, fact in old.items() if key not in new
    ]
    return gone + [(old.get(key), fact) for key, fact in new.items() if old.get(key) != fact]
