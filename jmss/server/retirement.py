# SPDX-License-Identifier: GPL-3.0-or-later
"""Let old ended jobs leave the board, a few at a time.

Which ones: ``jmss.rules.retention``. What left is archived from the store
(``jmss.store.archiving``); nothing is lost in between.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial

from jmss.model.changes import Gone
from jmss.model.jobs import ENDED
from jmss.model.retention import Retention
from jmss.rules.retention import leaving
from jmss.server.board import Board
from jmss.server.published import Published

AT_ONCE = 500
"""Jobs that leave in one write: nobody waits long behind it."""
TOGETHER = 8
"""Such writes that wait for the disk together: thousands of jobs may end in a second."""
MOST = 50_000
"""Jobs that leave in one round at most."""
AGES_EVERY = 60.0
"""Seconds after which ages are looked at although no job has ended."""


class Retirement:
    """Looks in rounds; a round costs next to nothing while no job has ended."""

    def __init__(
        self,
        board: Board,
        published: Published,
        retention: Callable[[], Retention],
        executor: Executor,
    ) -> None:
        self._board = board
        self._executor = executor
        self._published = published
        self._retention = retention
        self._held: Retention | None = None
        """What stayed on the board at the last look."""
        self._seen = -1
        self._ages_at = 0.0

    async def look(self) -> None:
        """Let those leave that are too many or too old.

        Raises:
            JmssError: the store has failed, or the server is stopping.
        """
        now = self._board.clock()
        retention = self._retention()
        ages = now >= self._ages_at or retention != self._held
        if self._seen == self._published.endings and not ages:
            return
        self._seen, self._held = self._published.endings, retention
        if ages:
            self._ages_at = now + AGES_EVERY
        # A thread looks at a million jobs, which go on changing: each is looked at again here.
        look = partial(leaving, self._published.jobs, retention, now=now, most=MOST, ages=ages)
        numbers = await asyncio.get_running_loop().run_in_executor(self._executor, look)
        await self._leave(numbers)
        if len(numbers) == MOST:
            self._seen = -1
            self._ages_at = now if ages else self._ages_at

    async def _leave(self, numbers: Sequence[int]) -> None:
        waiting: deque[asyncio.Future[None]] = deque()
        for begin in range(0, len(numbers), AT_ONCE):
            if len(waiting) == TOGETHER:
                await waiting.popleft()
            part = filter(self._has_ended, numbers[begin : begin + AT_ONCE])
            waiting.append(self._board.record(Gone(number=number) for number in part))
        for stored in waiting:
            await stored

    def _has_ended(self, number: int) -> bool:
        """Whether it has; a rerun that is being stored keeps a job on the board."""
        job = self._board.facts.jobs.get(number)
        return job is not None and job.state in ENDED
