# SPDX-License-Identifier: GPL-3.0-or-later
"""Put what left the board into the archive, and only then out of the database."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar

from jmss.store.archive import Archive
from jmss.store.leavers import Leaver, forget, leavers
from jmss.store.writer import Chore

_log = logging.getLogger(__name__)

AT_ONCE = 2_000
"""Jobs that are archived together: one member of a file, one transaction."""

T = TypeVar("T")


class ChoreStore(Protocol):
    """What is needed of the writer."""

    def put_chore(self, chore: Chore) -> None:
        """Do this between two commits."""


class Archiving:
    """Works in rounds. ``connection`` is only read from, in the executor's one thread."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        archive: Archive,
        store: ChoreStore,
        executor: Executor,
    ) -> None:
        self._connection = connection
        self._archive = archive
        self._store = store
        self._executor = executor

    async def look(self) -> None:
        """Archive all that has left the board until now."""
        more = True
        while more:
            try:
                more = await self._archive_some()
            except (OSError, sqlite3.Error) as error:
                _log.warning("%s: jobs that left the board stay in the database", error)
                return

    def close(self) -> None:
        """Leave whole files; to be called when the executor is idle."""
        self._archive.close()
        self._connection.close()

    async def _archive_some(self) -> bool:
        some: list[Leaver] = await self._run(partial(leavers, self._connection, AT_ONCE))
        if some:
            await self._run(partial(self._archive.add, some))
            await self._forgotten([leaver.job.number for leaver in some])
        return len(some) == AT_ONCE

    async def _forgotten(self, numbers: list[int]) -> None:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def tell() -> None:
            # The loop may be gone already when the process is ending.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(done.set)

        self._store.put_chore(Chore(partial(forget, numbers=numbers), tell))
        await done.wait()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)
