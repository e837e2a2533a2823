# SPDX-License-Identifier: GPL-3.0-or-later
"""What is counted of each minute, for the plots of the desks.

Nothing is counted change by change: the published board knows how often a job was shown in
each state, and a look at each second takes the difference.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

import numpy as np

from jmss.columns.jobs import STATE_CODES, Ints
from jmss.model.jobs import JobState
from jmss.model.statistics import ENDINGS, MINUTES_KEPT, Minute, minute_of
from jmss.server.board import Board
from jmss.server.feed import Feed
from jmss.store.minutes import Counted, add_minutes, each_once
from jmss.store.writer import Chore
from jmss.wire.messages import ReadStatistics, Statistics

SAVE_EVERY = 5
"""Looks between two writings while something changes: a successor has only so much to count."""
_TRIES = 100
_ENDINGS = [STATE_CODES[state] for state in ENDINGS]


class MinuteCounts:
    """Owns the counts of this incarnation and keeps those of the ones before.

    Args:
        board: what is stored.
        feed: what is published of it.
        counted: what former incarnations left.
        incarnation: ours.
        put: has the store do something between two commits.
    """

    def __init__(
        self,
        board: Board,
        feed: Feed,
        counted: Counted,
        *,
        incarnation: int,
        put: Callable[[Chore], None],
    ) -> None:
        self._board = board
        self._feed = feed
        self._before = counted
        self._head = board.stored.seq
        """Rows after this one are ours."""
        self._inc = incarnation
        self._put = put
        self._minute = minute_of(board.clock())
        past = (one for one in counted.minutes if one.minute <= self._minute)
        self._past = deque(past, MINUTES_KEPT + 1)
        self._begun = self._shown()
        """What was shown when the minute began."""
        self._saved: Ints | None = None
        """What was shown when the counts were last written; None: nothing is written as long
        as the counts of a killed predecessor are missing."""
        self._saved_in = 0
        """The minute of that writing."""
        self._rests = 0
        self._whole = asyncio.Event()
        """Set once nothing of former incarnations is missing, or what is cannot be counted."""
        if not self._misses():
            self._whole.set()

    async def settle(self, count: Callable[[int, int], Awaitable[list[Minute]]]) -> None:
        """Count what a killed predecessor had not written yet; from then on ours are written.

        Args:
            count: counts endings in the journal, after one row and up to another.
        """
        begun, before = self._begun, self._before
        try:
            if before.seq is not None and self._misses():
                found = await count(before.seq, self._head)
                work = partial(add_minutes, minutes=found, inc=before.inc, seq=self._head)
                self._put(Chore(work))
                past = sorted([*self._past, *found], key=lambda one: one.minute)
                self._past = deque(each_once(past), MINUTES_KEPT + 1)
            self._saved = begun
            if before.seq is None:
                self._save()  # a successor counts on from here, however soon it comes
        finally:
            self._whole.set()

    def look(self) -> None:
        """To be called about each second."""
        minute = minute_of(self._board.clock())
        if minute > self._minute:
            self._past.append(self._present())
            self._save()
            self._minute, self._begun, self._rests = minute, self._shown(), 0
        self._rests = max(0, self._rests - 1)
        if not self._rests and (self._saved_in != self._minute or self._changed()):
            self._save()

    def minutes(self, since: float) -> list[Minute]:
        """Give the minutes from the one on in which ``since`` lies, the present one last."""
        first = minute_of(since)
        past = (one for one in self._past if one.minute >= first)
        return list(each_once([*past, self._present()]))

    async def read(self, question: ReadStatistics) -> Statistics:
        """Give the minutes as of a row up to which every desk was told.

        A desk counts on from that row and asks once, so that it waits for what is still being
        counted of a killed predecessor.
        """
        await self._whole.wait()
        feed = self._feed
        for _ in range(_TRIES):
            if feed.head == self._board.stored.seq:
                break
            await feed.until_told(self._board.stored.seq)
        else:
            feed.tell()
        return Statistics(id=question.id, seq=feed.head, minutes=self.minutes(question.since))

    def _misses(self) -> bool:
        """Whether former incarnations wrote rows that are in no count."""
        return self._before.seq is not None and self._before.seq < self._head

    def _changed(self) -> bool:
        return self._saved is not None and bool((self._saved != self._feed.board.shown).any())

    def _save(self) -> None:
        """Write what was counted since the last writing."""
        if self._saved is None:
            return
        minute, seq = self._counted_since(self._saved), self._board.stored.seq
        self._put(Chore(partial(add_minutes, minutes=[minute], inc=self._inc, seq=seq)))
        self._saved, self._saved_in, self._rests = self._shown(), self._minute, SAVE_EVERY

    def _present(self) -> Minute:
        return self._counted_since(self._begun)

    def _counted_since(self, then: Ints) -> Minute:
        normal, abnormal, cancelled = (self._feed.board.shown - then)[_ENDINGS].tolist()
        return Minute(
            minute=self._minute,
            running=self._count(JobState.RUNNING),
            queued=self._count(JobState.QUEUED),
            normal=normal,
            abnormal=abnormal,
            cancelled=cancelled,
        )

    def _shown(self) -> Ints:
        shown: Ints = self._feed.board.shown.copy()
        return shown

    def _count(self, state: JobState) -> int:
        """Count the jobs in a state: about a millisecond for a million of them."""
        jobs = self._feed.board.jobs
        here = (jobs.state[: jobs.size] == STATE_CODES[state]) & jobs.live[: jobs.size]
        return int(np.count_nonzero(here))
