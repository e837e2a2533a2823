# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's copy of the board.

It is fed by ``connection.py`` alone and read by everybody. It changes only by deltas that
fit exactly (``Gap`` otherwise) or by a whole snapshot that was collected beside it and is
swapped in at once, so nobody ever sees half a board in place of a whole one. Only a mirror
that never held anything shows the first snapshot as it grows; until it is complete
``position`` is None. No clock, no I/O.
"""

from collections import Counter
from dataclasses import replace

import numpy as np

from jlook_client.applied import Applied, AppliedChanges, AppliedColumns, AppliedList
from jlook_client.board import Board, News, each_once
from jlook_client.job_load import Kind
from jlook_client.jobs_by_number import JobsByNumber
from jlook_client.shadow import MOST_BYTES, Overrun, Shadow, weight
from jmss.columns.chunk import JobChunk
from jmss.columns.jobs import STATES, Ints, JobColumns
from jmss.errors import JmssError
from jmss.model.changes import Fact, Position
from jmss.model.documents import AnyNamed, NamedKey
from jmss.model.jobs import JobState
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue
from jmss.wire.frames import DeltaColumns
from jmss.wire.messages import MOST_FACTS, Delta

GROWTH = 0.1
"""Seconds between two tellings of a first snapshot that grows, at least."""
SLOW_GROWTH = 0.3
"""… while it grows by less than ``MUCH`` in that time: the last ones may come before the first of
these could be painted."""
MUCH = 100_000
"""Jobs that are told of soon, so that to show them takes no long turn of the loop."""


class Gap(JmssError):
    """A delta does not follow on what the mirror holds; changes in between were missed."""

    template = "The mirror stands at {have}; the delta follows on {previous}."


class MirrorWatcher:
    """Told of each change after it happened; override what is of interest."""

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Jobs came, changed or left; told once for all that came in one delta.

        Args:
            rows: the rows in which something happened, each once, in any order;
                ``columns.live`` tells which of them have a job now.
            removed: those whose job left before anything else happened there. A new job may
                have the row already: what belonged to the old one is not its.
        """

    def machines_changed(self) -> None:
        """A machine was added or changed."""

    def queues_changed(self) -> None:
        """A queue was added or changed."""

    def placements_changed(self) -> None:
        """A placement began or ended."""

    def named_changed(self) -> None:
        """A document was written or removed, or a schedule has come further."""

    def replaced(self) -> None:
        """Everything was swapped for a snapshot, ``Mirror.columns`` too."""

    def grown(self) -> None:
        """A first snapshot that was shown as it grew is complete."""


class Mirror:
    """The copy of the board that every view reads."""

    def __init__(self) -> None:
        self.position: Position | None = None
        """Up to where the journal is in here; None before the first snapshot is complete."""
        self.watchers: list[MirrorWatcher] = []
        self._board = Board()
        self._shadow: Shadow | None = None
        self._untold: list[Ints] = []
        self._told_at = 0.0

    @property
    def columns(self) -> JobColumns:
        """The jobs; another object after a snapshot."""
        return self._board.columns

    @property
    def jobs(self) -> JobsByNumber:
        """The jobs by their numbers, for those who need a few."""
        return JobsByNumber(self.columns)

    @property
    def queues(self) -> dict[str, Queue]:
        """The queues by their names."""
        return self._board.queues

    @property
    def machines(self) -> dict[str, Machine]:
        """The virtual computers by their names."""
        return self._board.machines

    @property
    def placements(self) -> dict[tuple[str, int], Placement]:
        """The stays by virtual computer and incarnation."""
        return self._board.placements

    @property
    def named(self) -> dict[NamedKey, AnyNamed]:
        """Documents, and how far each schedule has come, by kind and name."""
        return self._board.named

    @property
    def counts(self) -> Counter[JobState]:
        """How many jobs are in each state; a state without jobs is not in it."""
        by_state = self._board.load.by_state(self.columns)
        counts = zip(STATES, by_state.tolist(), strict=True)
        return Counter({state: n for state, n in counts if n})

    @property
    def load_moves(self) -> int:
        """Goes up when a number of ``load_by_name`` may have changed."""
        return self._board.load.moves

    def load_by_name(self, kind: Kind) -> Counter[str]:
        """Give how many jobs that have not ended there are of a kind, under each name."""
        return self._board.load.by_name(self.columns, kind)

    def is_behind(self, seq: int) -> bool:
        """Whether a heartbeat that names ``seq`` shows that something is missing."""
        return self.position is None or seq > self.position.seq

    # Deltas.

    def apply(self, delta: Delta | DeltaColumns) -> AppliedChanges:
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
        self._check_room(delta.seq - delta.previous)
        news = News(self._board)
        applied = self._applied(news, delta)
        self.position = Position(have.epoch, delta.seq, delta.inc)
        self._tell(news)
        return applied

    def _applied(self, news: News, delta: Delta | DeltaColumns) -> AppliedChanges:
        if isinstance(delta, Delta):
            return AppliedList([Applied(one, news.take(one.fact)) for one in delta.changes])
        was = news.take_chunk(delta.chunk)
        if delta.others:
            # A job may leave in this very delta, and its name with it.
            delta = replace(delta, chunk=delta.chunk.completed(self.columns))
        others = [Applied(one, news.take(one.fact)) for one in delta.others]
        return AppliedColumns(delta, was, self.columns, others)

    def _check_room(self, more: int) -> None:
        if len(self.columns) + more > MOST_FACTS or weight(self.columns) > MOST_BYTES:
            raise Overrun(count=MOST_FACTS, most=MOST_BYTES)

    # Snapshots.

    @property
    def is_collecting(self) -> bool:
        """Whether a snapshot is on its way."""
        return self._shadow is not None

    def begin(self, count: int) -> None:
        """A snapshot of so many facts begins; one that did not come to its end is forgotten."""
        self.abandon()
        self._shadow = Shadow(count)

    def add(self, facts: list[Fact]) -> None:
        """Collect facts of the snapshot that has begun.

        Raises:
            Overrun: it is more than a snapshot may hold.
        """
        assert self._shadow is not None
        self._shadow.make_room()
        news = self._shadow.add(facts)
        if self._grows:
            self._tell(news)

    def grow(self, chunk: JobChunk, now: float) -> None:
        """Collect jobs of the snapshot that has begun; show them if nothing was ever here.

        Args:
            chunk: the jobs.
            now: on any clock that goes evenly; the watchers are not told too often.

        Raises:
            Overrun: it is more than a snapshot may hold.
        """
        shadow = self._shadow
        assert shadow is not None
        shadow.make_room()
        rows = shadow.put(chunk)
        if self.position is not None:
            return
        if not self._grows:
            self._show(shadow)
            self._told_at = now
            return
        self._untold.append(rows)
        much = sum(map(len, self._untold)) >= MUCH
        if now - self._told_at >= (GROWTH if much else SLOW_GROWTH):
            self._told_at = now
            self._tell_growth()

    def end(self, position: Position) -> JobColumns:
        """The snapshot is complete as of ``position``; give the jobs that were here before."""
        shadow, self._shadow = self._shadow, None
        assert shadow is not None
        if shadow is not self._board:
            return self.swap(shadow, position)
        self.position = position
        self._tell_growth()
        for watcher in self.watchers:
            watcher.grown()
        return JobColumns()

    def abandon(self) -> None:
        """Forget what was collected of a snapshot that will not be complete."""
        grew, self._shadow = self._grows, None
        self._untold.clear()
        if grew:
            self._show(Board())

    def swap(self, shadow: Shadow, position: Position) -> JobColumns:
        """Put a complete snapshot in place of everything; give the jobs that were here before."""
        before = self.columns
        self.position = position
        self._show(shadow)
        return before

    @property
    def _grows(self) -> bool:
        return self._shadow is self._board

    def _show(self, board: Board) -> None:
        self._board = board
        for watcher in self.watchers:
            watcher.replaced()

    # What the watchers are told.

    def _tell_growth(self) -> None:
        if self._untold:
            rows = each_once(self._untold)
            self._untold.clear()
            self._tell_jobs(rows, np.zeros(0, np.int64))

    def _tell(self, news: News) -> None:
        rows = news.rows
        if len(rows):
            self._tell_jobs(rows, news.removed)
        if not news.kinds and not news.named:
            return
        for watcher in self.watchers:
            if Queue in news.kinds:
                watcher.queues_changed()
            if Machine in news.kinds:
                watcher.machines_changed()
            if Placement in news.kinds:
                watcher.placements_changed()
            if news.named:
                watcher.named_changed()

    def _tell_jobs(self, rows: Ints, removed: Ints) -> None:
        for watcher in self.watchers:
            watcher.jobs_changed(rows, removed)
