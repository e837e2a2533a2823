# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's history is read in a thread, up to what was told, and a job that never was is named."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from jmss.errors import NoSuchJob
from jmss.model.changes import Change
from jmss.server.job_histories import JobHistories
from jmss.store.job_journal import JobPage
from jmss.wire.messages import JobHistory, ReadJob
from tests.fakes.facts import job

NOTHING = JobPage(None, False, (), 70, more=False, since=0.0)


@dataclass
class Pages:
    given: JobPage
    head: int = 70
    asked: tuple[int, int, int] | None = None

    def page(self, number: int, after: int, head: int) -> JobPage:
        self.asked = (number, after, head)
        return self.given


def read(pages: Pages, **fields: int) -> JobHistory:
    async def story() -> JobHistory:
        with ThreadPoolExecutor(1) as executor:
            return await JobHistories(pages, pages, executor).read(ReadJob(id="a", job=3, **fields))

    return asyncio.run(story())


def test_a_page_is_handed_on() -> None:
    change = Change(seq=8, inc=1, at=1.0, fact=job(3), by="sato")
    pages = Pages(JobPage(job(3), True, (change,), 60, more=True, since=5.0))
    assert read(pages, after=7) == JobHistory(
        id="a", job=3, fact=job(3), on_board=True, changes=[change], seq=60, more=True, since=5.0
    )
    assert pages.asked == (3, 7, 70)


def test_a_job_that_never_was() -> None:
    with pytest.raises(NoSuchJob):
        read(Pages(NOTHING))


def test_an_archived_job_may_still_be_in_the_journal() -> None:
    assert read(Pages(NOTHING), after=5).changes == []
    early = JobPage(None, False, (), 20, more=True, since=0.0)
    assert read(Pages(early)).more
