# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's copy of the board.

It is fed by ``connection.py`` alone and read by everybody. It changes only by deltas that
fit exactly (``Gap`` otherwise) or by a whole snapshot that was collected beside it and is
swapped in at once, so nobody ever sees half a board. No clock, no I/O.
"""

from collections import Counter

import numpy as np

from jlook_client.applied import Applied, AppliedChanges, AppliedList, Held
from jlook_client.jobs_by_number import JobsByNumber
from jlook_client.shadow import MOST_BYTES, Overrun, Shadow, weight
from jlook_client.turns import Before, Turns, turns_between
from jmss.columns.jobs import STATES, Ints, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.errors import JmssError
from jmss.model.changes import Fact, Gone, Position
from jmss.model.jobs import Job, JobState
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue
from jmss.wire.messages import MOST_FACTS, Delta


class Gap(JmssError):
    """A delta does not follow on what the mirror holds; changes in between were missed."""

    template = "The mirror stands at {have}; the delta follows on {previous}."


class MirrorWatcher:
    """Told of each change after it happened; override what is of interest."""

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Jobs came, changed or left; told once for all that came in one delta.

        Args:
            rows: the rows in which something happened, each once; ``columns.live`` tells which
                of them have a job now.
            removed: those whose job left before anything else happened there. A new job may
                have the row already: what belonged to the old one is not its.
        """

    def machines_changed(self) -> None:
        """A machine was added or changed."""

    def queues_changed(self) -> None:
        """A queue was added or changed."""

    def placements_changed(self) -> None:
        """A placement began or ended."""

    def replaced(self) -> None:
        """Everything was swapped for a snapshot, ``Mirror.columns`` too."""


class Mirror:
    """The copy of the board that every view reads."""

    def __init__(self) -> None:
        self.columns = JobColumns()
        """The jobs; another object after a snapshot."""
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}
        self.position: Position | None = None
        """Up to where the journal is in here; None before the first snapshot."""
        self.watchers: list[MirrorWatcher] = []

    @property
    def jobs(self) -> JobsByNumber:
        """The jobs by their numbers, for those who need a few."""
        return JobsByNumber(self.columns)

    @property
    def counts(self) -> Counter[JobState]:
        """How many jobs are in each state; a state without jobs is not in it."""
        columns = self.columns
        live = columns.live[: columns.size]
        found = np.bincount(columns.state[: columns.size][live], minlength=len(STATES))
        return Counter({state: n for state, n in zip(STATES, found.tolist(), strict=True) if n})

    def apply(self, delta: Delta) -> AppliedChanges:
        """Apply a delta; one that is in here already is ignored.

        Raises:
            Gap: it does not follow on ``position``; nothing changes.
            Overrun: the board would be bigger than any snapshot may be; nothing changes.
        """
        have = self.position
        if have is None or delta.previous > have.seq:
            raise Gap(have=have.seq if have else "nothing", previous=delta.previous)
        if delta.seq <= have.seq:
            return AppliedList()
        if delta.previous < have.seq:
            raise Gap(have=have.seq, previous=delta.previous)
        self._check_room(len(delta.changes))
        news = _News(self)
        applied = [Applied(change, news.take(change.fact)) for change in delta.changes]
        self.position = Position(have.epoch, delta.seq, delta.inc)
        news.tell()
        return AppliedList(applied)

    def is_behind(self, seq: int) -> bool:
        """Whether a heartbeat that names ``seq`` shows that something is missing."""
        return self.position is None or seq > self.position.seq

    def swap(self, shadow: Shadow, position: Position) -> Turns:
        """Put a complete snapshot in place of everything; give what differs in the jobs."""
        before = self.columns
        self.columns = shadow.columns
        self.queues = shadow.queues
        self.machines = shadow.machines
        self.placements = shadow.placements
        self.position = position
        for watcher in self.watchers:
            watcher.replaced()
        return turns_between(before, self.columns)

    def _check_room(self, more: int) -> None:
        if len(self.columns) + more > MOST_FACTS or weight(self.columns) > MOST_BYTES:
            raise Overrun(count=MOST_FACTS, most=MOST_BYTES)


class _News:
    """What one delta brings, until the watchers are told."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._rows: list[int] = []
        self._removed: set[int] = set()
        self._fresh: set[int] = set()
        self._kinds: set[type[Fact]] = set()

    def take(self, fact: Fact) -> Held | None:
        """Let a fact hold; give its predecessor."""
        mirror = self._mirror
        match fact:
            case Job():
                return self._take_job(fact)
            case Gone():
                return self._drop_job(fact.number)
            case Queue():
                old_queue = mirror.queues.get(fact.name)
                mirror.queues[fact.name] = fact
                self._kinds.add(Queue)
                return old_queue
            case Machine():
                old_machine = mirror.machines.get(fact.name)
                mirror.machines[fact.name] = fact
                self._kinds.add(Machine)
                return old_machine
            case Placement():
                key = (fact.virtual_computer, fact.incarnation)
                old_placement = mirror.placements.get(key)
                mirror.placements[key] = fact
                self._kinds.add(Placement)
                return old_placement

    def tell(self) -> None:
        """Tell the watchers, each kind once."""
        rows = np.unique(np.array(self._rows, np.int64))
        removed = np.array(sorted(self._removed), np.int64)
        for watcher in self._mirror.watchers:
            if len(rows):
                watcher.jobs_changed(rows, removed)
            if Queue in self._kinds:
                watcher.queues_changed()
            if Machine in self._kinds:
                watcher.machines_changed()
            if Placement in self._kinds:
                watcher.placements_changed()

    def _take_job(self, job: Job) -> Before | None:
        columns = self._mirror.columns
        old = before(columns, columns.row(job.number))
        row = columns.put(job)
        self._rows.append(row)
        if old is None:
            self._fresh.add(row)
        return old

    def _drop_job(self, number: int) -> Before | None:
        columns = self._mirror.columns
        old = before(columns, columns.row(number))
        row = columns.remove(number)
        if row != NO_ROW:
            self._rows.append(row)
            if row not in self._fresh:
                self._removed.add(row)
        return old


def before(columns: JobColumns, row: int) -> Before | None:
    """Give what is worth knowing of the job in a row, or None for ``NO_ROW``."""
    if row == NO_ROW:
        return None
    return Before(
        state=STATES[columns.state[row]],
        attempt=int(columns.attempt[row]),
        takeovers=int(columns.takeovers[row]),
        node=columns.words.text(int(columns.node[row])),
    )
