# SPDX-License-Identifier: GPL-3.0-or-later
"""Asked twice, done once; and nothing is promised that is not stored."""

import asyncio
import dataclasses

from jmss.access.roles import AccessRole
from jmss.errors import StoreFailed
from jmss.model.changes import Fact
from jmss.model.jobs import Job, JobState
from jmss.model.operations import Cancel, Hold, Operation, Submit
from jmss.server.feed import Feed
from jmss.server.published import Published
from jmss.server.requests import Requests
from jmss.wire.messages import Answer, Ask, List
from tests.fakes.facts import job, room
from tests.fakes.history import NoHistory
from tests.fakes.notebook import UEDA, FakeNotebook
from tests.fakes.store import FakeStore, board_with

SUBMIT = Submit(name="n", command="c", queue="NIGHT", owner="o")


class Counter:
    """Requests on a fake store, and the orders to stop that they gave."""

    def __init__(self, *facts: Fact) -> None:
        self.board, self.store = board_with(*facts)
        self.stops: list[tuple[int, bool]] = []
        self.feed = Feed(
            Published([*room(), *facts]), epoch="e", head=0, inc=0, history=NoHistory()
        )
        self.asker = UEDA
        self.notebook = FakeNotebook()
        self.requests = Requests(self.board, self.feed, self.store, self._stop, audit=self.notebook)

    def _stop(self, job: Job, force: bool) -> None:
        self.stops.append((job.number, force))

    async def ask(self, operation: Operation, op: str = "a") -> Answer:
        asked = asyncio.create_task(self.requests.ask(Ask(id=op, operation=operation), self.asker))
        await settled(self.store)
        return await asked


async def settled(store: FakeStore) -> None:
    for _ in range(5):
        await asyncio.sleep(0)
    store.commit()


def test_done_once_and_answered_alike() -> None:
    async def story() -> None:
        desk = Counter()
        first = await desk.ask(SUBMIT)
        assert (first.job, first.seq, first.error) == (1, 1, "")
        assert desk.store.stored[0].changes[0].by == "ueda"
        assert await desk.ask(SUBMIT) == first
        assert await desk.requests.status("a") == first
        assert set(desk.board.facts.jobs) == {1}

    asyncio.run(story())


def test_asked_again_while_it_is_under_way() -> None:
    async def story() -> None:
        desk = Counter()
        ask = Ask(id="a", operation=SUBMIT)
        asked = [asyncio.create_task(desk.requests.ask(ask, UEDA)) for _ in range(3)]
        await asyncio.sleep(0)
        asked.append(asyncio.create_task(desk.requests.status("a")))
        # The first asker goes away; the others get the answer all the same.
        asked[0].cancel()
        await settled(desk.store)
        answers = await asyncio.gather(*asked[1:])
        assert [answer.job for answer in answers] == [1, 1, 1]

    asyncio.run(story())


def test_a_refusal_is_kept_too() -> None:
    async def story() -> None:
        desk = Counter()
        refused = await desk.ask(Hold(job=9))
        assert (refused.error, refused.fields, refused.job) == ("NoSuchJob", {"job": "9"}, 9)
        desk.board.record([job(9)])
        assert await desk.ask(Hold(job=9)) == refused
        assert (await desk.requests.status("b")).error == "OperationLost"

    asyncio.run(story())


def test_a_bad_id_is_refused_without_a_trace() -> None:
    async def story() -> None:
        desk = Counter()
        assert (await desk.ask(SUBMIT, "x" * 65)).error == "BadValue"
        assert desk.store.stored == []

    asyncio.run(story())


def test_a_store_that_fails_is_said() -> None:
    async def story() -> None:
        desk = Counter()
        asked = asyncio.create_task(desk.requests.ask(Ask(id="a", operation=SUBMIT), UEDA))
        for _ in range(5):
            await asyncio.sleep(0)
        desk.board.failed(StoreFailed(file="journal.db", why="disk full"))
        desk.store.waiting.clear()
        answer = await asked
        assert (answer.error, answer.seq) == ("StoreFailed", 0)
        assert "disk full" in answer.text
        assert (await desk.ask(SUBMIT, "b")).error == "StoreFailed"
        assert (await desk.ask(Hold(job=1), "c")).error == "StoreFailed"

    asyncio.run(story())


def test_the_machine_is_told_when_it_is_stored() -> None:
    async def story() -> None:
        desk = Counter(job(1, state=JobState.RUNNING, machine="VCOM2"))
        asked = asyncio.create_task(
            desk.requests.ask(Ask(id="a", operation=Cancel(job=1, force=True)), UEDA)
        )
        for _ in range(5):
            await asyncio.sleep(0)
        assert desk.stops == []
        desk.store.commit()
        await asked
        assert desk.stops == [(1, True)]

    asyncio.run(story())


def test_a_big_board_is_listed_in_parts() -> None:
    async def story() -> None:
        jobs = [job(n, command="x" * 30_000) for n in range(1, 101)]
        parts = [part async for part in Counter(*jobs).requests.listing(List(id="l"))]
        assert len(parts) > 2
        assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]
        assert sum(len(part.facts) for part in parts) == 100 + len(room())

    asyncio.run(story())


def test_a_role_that_is_too_low_changes_nothing_and_takes_no_id() -> None:
    async def story() -> None:
        desk = Counter(job(1))
        desk.asker = dataclasses.replace(UEDA, user="guest", role=AccessRole.VIEWER)
        refused = await desk.ask(Hold(job=1))
        assert refused.error == "RoleForbids"
        assert refused.fields == {"role": "viewer", "operation": "hold", "needed": "operator"}
        assert desk.board.facts.jobs[1].state is JobState.QUEUED
        desk.asker = UEDA
        assert (await desk.ask(Hold(job=1))).error == ""
        assert desk.board.facts.jobs[1].state is JobState.HELD
        # Nor does he get to know what somebody else was answered.
        desk.asker = dataclasses.replace(UEDA, user="guest", role=AccessRole.VIEWER)
        assert (await desk.ask(Hold(job=1))).error == "RoleForbids"

    asyncio.run(story())


def test_every_operation_is_written_down_before_and_after() -> None:
    async def story() -> None:
        desk = Counter()
        await desk.ask(SUBMIT)
        await desk.ask(SUBMIT)
        await desk.ask(Hold(job=99), op="b")
        await desk.ask(Hold(job=1), op="")
        assert desk.notebook.lines == [
            ("ueda", "a", "accepted", False),
            ("ueda", "a", "", False),
            ("ueda", "a", "", True),
            ("ueda", "b", "accepted", False),
            ("ueda", "b", "NoSuchJob", False),
            ("ueda", "", "BadValue", False),
        ]

    asyncio.run(story())
