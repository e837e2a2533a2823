# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal read from the event loop, in a thread of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import ParamSpec, TypeVar

from jmss.model.changes import Change
from jmss.store.journal import Journal
from jmss.wire.messages import Answer

P = ParamSpec("P")
T = TypeVar("T")


class StoredHistory:
    """Asks the journal in an executor of one thread, so that the loop never waits."""

    def __init__(self, journal: Journal, executor: Executor) -> None:
        self._journal = journal
        self._executor = executor

    async def after(self, seq: int, limit: int) -> list[Change]:
        """Give up to ``limit`` changes after ``seq``."""
        return await self._run(self._journal.after, seq, limit)

    async def inc_at(self, seq: int) -> int | None:
        """Give who wrote row ``seq``; None when it is not there."""
        return await self._run(self._journal.inc_at, seq)

    async def answer(self, operation: str) -> Answer | None:
        """Give what was answered to an operation; None when it never came."""
        return await self._run(self._journal.answer, operation)

    async def _run(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        assert not kwargs
        return await asyncio.get_running_loop().run_in_executor(self._executor, read, *args)
