# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the jobs down now and then, so that the next takeover need not read them all.

The loop takes an image of them, a few milliseconds for a million; a thread writes it.
What changes meanwhile is in the journal after the row that the checkpoint is as of.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jmss.columns.jobs import JobColumns
from jmss.server.board import Board
from jmss.store.checkpoint_file import CheckpointFile, Position

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """When a new checkpoint is worth it."""

    jobs: int = 5_000
    """Fewer are read from the database in no time."""
    changes: int = 5_000
    """So many since the last one."""
    seconds: float = 5.0
    """So long since the last one, at least."""
    rest: float = 30.0
    """And so many times as long as the last one took: a checkpoint never keeps us busy."""
    behind: int = 20_000
    """So many changes since the last one are what a takeover reads in a third of a second; from
    here on, the pause is shorter."""
    short_rest: float = 3.0
    """So many times as long as the last one took."""


class Checkpoints:
    """Makes one at a time. ``clock`` is monotonic."""

    def __init__(
        self,
        board: Board,
        jobs: JobColumns,
        path: Path,
        executor: Executor,
        *,
        clock: Callable[[], float],
        epoch: str,
        newest: int | None,
        pace: Pace | None = None,
    ) -> None:
        self._board = board
        self._jobs = jobs
        self._epoch = epoch
        self._path = path
        self._executor = executor
        self._clock = clock
        self._pace = pace or Pace()
        self._ended = -math.inf
        self._took = 0.0
        self.newest = newest
        """The ``seq`` that the newest one is as of: the journal after it must stay."""

    async def look(self) -> None:
        """Make one if it is worth it."""
        if not self._is_due():
            return
        began = self._clock()
        since = self._board.stored
        try:
            await self._make(since)
        except OSError as error:
            _log.warning("no checkpoint: %s", error)
        else:
            self.newest = since.seq
            took = self._clock() - began
            _log.info("checkpoint as of row %d in %.2f s", since.seq, took)
        self._ended = self._clock()
        self._took = self._ended - began

    def _is_due(self) -> bool:
        pace, rested = self._pace, self._clock() - self._ended
        if len(self._jobs) < pace.jobs:
            return False
        behind = math.inf if self.newest is None else self._board.stored.seq - self.newest
        if pace.behind <= behind < math.inf:
            return rested >= self._took * pace.short_rest
        return behind >= pace.changes and rested >= max(pace.seconds, self._took * pace.rest)

    async def _make(self, since: Position) -> None:
        loop = asyncio.get_running_loop()
        # A few milliseconds each, in which nobody else has a turn.
        names = self._jobs.names.image()
        await asyncio.sleep(0)
        commands = self._jobs.commands.image()
        await asyncio.sleep(0)
        image = self._jobs.image(names, commands)
        file = CheckpointFile(self._path)
        try:
            await loop.run_in_executor(self._executor, file.write, image)
            finish = partial(file.finish, image, self._epoch, since, self._board.stored)
            await loop.run_in_executor(self._executor, finish)
        finally:
            file.give_up()
