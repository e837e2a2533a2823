# SPDX-License-Identifier: GPL-3.0-or-later
"""Who follows the documents alone gets each of them once, and no job."""

import asyncio

import pytest

from jmss.model.changes import Change, Fact
from jmss.model.documents import Removed
from jmss.model.menu import Menu
from jmss.model.schedules import Calendar, Fired, PreparedJob, Schedule
from jmss.server.document_news import DocumentNews
from jmss.wire.messages import Documents, ReadDocuments
from tests.fakes.facts import job

HELD = (Calendar(name="bank"), Schedule(name="nightly"), job(1))


def news(*facts: Fact, head: int = 10) -> DocumentNews:
    return DocumentNews(facts, head, lambda: 100.0)


def stored(seq: int, fact: Fact) -> list[Change]:
    return [Change(seq=seq, inc=1, at=1.0, fact=fact)]


async def read(documents: DocumentNews, after: int = 0, wait: float = 0.0) -> Documents:
    (answer,) = [
        part async for part in documents.read(ReadDocuments(id="q", after=after, wait=wait))
    ]
    return answer


def test_all_there_are_and_then_what_is_new() -> None:
    async def story() -> None:
        documents = news(*HELD)
        first = await read(documents)
        assert (first.seq, first.facts, first.whole) == (10, list(HELD[:2]), True)
        documents.published(stored(11, job(2)))
        again = await read(documents, after=first.seq)
        assert (again.seq, again.facts, again.whole) == (11, [], False)
        documents.published(stored(12, Fired(name="nightly", up_to=5.0)))
        documents.published(stored(13, Schedule(name="nightly", revision=2)))
        documents.published(stored(14, Removed(kind="calendar", name="bank")))
        newest = await read(documents, after=11)
        assert newest.seq == 14
        assert newest.facts == [
            Fired(name="nightly", up_to=5.0),
            Schedule(name="nightly", revision=2),
            Removed(kind="calendar", name="bank"),
        ]
        assert (await read(documents, after=13)).facts == newest.facts[2:]
        assert (await read(documents)).facts == newest.facts[:2]

    asyncio.run(story())


@pytest.mark.parametrize("after", [3, 99])
def test_who_stands_elsewhere_gets_all(after: int) -> None:
    async def story() -> None:
        answer = await read(news(*HELD), after=after, wait=10.0)
        assert (answer.whole, len(answer.facts)) == (True, 2)

    asyncio.run(story())


def test_a_question_waits_for_news() -> None:
    async def story() -> None:
        documents = news(*HELD)
        waiting = asyncio.ensure_future(read(documents, after=10, wait=10.0))
        await asyncio.sleep(0)
        documents.published(stored(11, job(2)))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        documents.published(stored(12, Menu(revision=1)))
        assert (await waiting).facts == [Menu(revision=1)]

    asyncio.run(story())


def test_no_news_is_an_answer_too() -> None:
    async def story() -> None:
        answer = await read(news(*HELD), after=10, wait=0.01)
        assert (answer.seq, answer.facts, answer.time) == (10, [], 100.0)

    asyncio.run(story())


def test_what_is_long_comes_in_parts() -> None:
    async def story() -> None:
        long = PreparedJob(name="j", command="x" * 30_000, queue="NIGHT")
        many = [Schedule(name=f"s{n}", jobs=(long,) * 5) for n in range(4)]
        parts = [part async for part in news(*many).read(ReadDocuments(id="q"))]
        assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]
        assert len(parts) > 1
        assert [fact for part in parts for fact in part.facts] == many

    asyncio.run(story())
