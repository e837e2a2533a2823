# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journal says of one job, for whoever asks; read beside the loop."""

import asyncio
from concurrent.futures import Executor
from typing import Protocol

from jmss.errors import NoSuchJob
from jmss.store.job_journal import JobPage
from jmss.wire.messages import JobHistory, ReadJob


class JobPages(Protocol):
    """The journal, looked through for one job."""

    def page(self, number: int, after: int, head: int) -> JobPage:
        """Give the changes of a job after row ``after``, up to row ``head``, or some of them."""
        ...


class Head(Protocol):
    """Up to where everybody was told."""

    @property
    def head(self) -> int:
        """The last row of the journal that was told."""
        ...


class JobHistories:
    """Has an executor of one thread look: a question holds up others of its kind alone."""

    def __init__(self, journal: JobPages, feed: Head, executor: Executor) -> None:
        self._journal = journal
        self._feed = feed
        self._executor = executor

    async def read(self, question: ReadJob) -> JobHistory:
        """Give a page.

        Raises:
            NoSuchJob: there is nothing about it, neither on the board nor in the journal.
        """
        loop, look = asyncio.get_running_loop(), self._journal.page
        head = self._feed.head
        page = await loop.run_in_executor(self._executor, look, question.job, question.after, head)
        if page.job is None and not page.changes and not page.more and not question.after:
            raise NoSuchJob(job=question.job)
        return JobHistory(
            id=question.id,
            job=question.job,
            fact=page.job,
            on_board=page.on_board,
            changes=list(page.changes),
            seq=page.seq,
            more=page.more,
            since=page.since,
        )
