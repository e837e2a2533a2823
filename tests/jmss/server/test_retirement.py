# SPDX-License-Identifier: GPL-3.0-or-later
"""Old ended jobs leave the board in small writes."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from jmss.model.changes import Gone
from jmss.model.jobs import JobState
from jmss.model.retention import Retention
from jmss.rules.retention import DAY
from jmss.server.board import Board
from jmss.server.retirement import AGES_EVERY, AT_ONCE, TOGETHER, Retirement
from tests.fakes.facts import job
from tests.fakes.store import FakeStore, board_with


class AtOnce(Executor):
    """Does in the same thread what another would do."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        done.set_result(work(*args, **more))
        return done


def retirement_of(board: Board, store: FakeStore, retention: Retention) -> Retirement:
    return Retirement(board, store.shown, lambda: retention, AtOnce())


async def looked(retirement: Retirement, store: FakeStore) -> list[int]:
    """Look once, committing what is written; give who left."""
    before = len(store.published)
    looking = asyncio.create_task(retirement.look())
    while not looking.done():
        await asyncio.sleep(0)
        assert all(len(write.changes) <= AT_ONCE for write in store.waiting)
        store.commit()
    await looking
    facts = [change.fact for change in store.published[before:]]
    return [fact.number for fact in facts if isinstance(fact, Gone)]


def test_those_above_the_count_leave_once_others_have_ended() -> None:
    async def story() -> None:
        late = job(1, state=JobState.CANCELLED, ended=9.0)
        early = job(2, state=JobState.CANCELLED, ended=3.0)
        board, store = board_with(late, early)
        retirement = retirement_of(board, store, Retention(jobs=2))
        assert await looked(retirement, store) == []
        board.record([job(3, state=JobState.ENDED_NORMALLY, ended=10.0)])
        assert await looked(retirement, store) == [], "it is not stored yet"
        assert await looked(retirement, store) == [2]
        assert set(board.facts.jobs) == {1, 3}

    asyncio.run(story())


def test_many_leave_in_small_writes() -> None:
    async def story() -> None:
        ended = [job(n, state=JobState.CANCELLED, ended=float(n)) for n in range(1, 1301)]
        board, store = board_with(*ended)
        gone = await looked(retirement_of(board, store, Retention(jobs=100)), store)
        assert gone == list(range(1, 1201))

    asyncio.run(story())


def test_a_slow_disk_does_not_hold_them_up_one_write_at_a_time() -> None:
    """Thousands of jobs may end in a second, and under load a commit may take as long."""

    async def story() -> None:
        count = AT_ONCE * (TOGETHER + 2)
        ended = [job(n, state=JobState.CANCELLED, ended=float(n)) for n in range(1, count + 1)]
        board, store = board_with(*ended)
        retirement = retirement_of(board, store, Retention(jobs=0))
        looking = asyncio.create_task(retirement.look())
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(store.waiting) == TOGETHER
        store.commit()
        while not looking.done():
            await asyncio.sleep(0)
            store.commit()
        await looking
        assert not board.facts.jobs

    asyncio.run(story())


def test_who_is_run_again_meanwhile_stays() -> None:
    async def story() -> None:
        old = job(1, state=JobState.CANCELLED, ended=3.0)
        board, store = board_with(old)
        board.record([old.moved(JobState.QUEUED, ended=None)])
        assert await looked(retirement_of(board, store, Retention(jobs=0)), store) == []
        assert 1 in board.facts.jobs

    asyncio.run(story())


def test_age_alone_lets_a_job_leave() -> None:
    async def story() -> None:
        board, store = board_with(job(1, state=JobState.CANCELLED, ended=100.0))
        retirement = retirement_of(board, store, Retention(days=1))
        assert await looked(retirement, store) == []
        store.now += DAY + AGES_EVERY
        assert await looked(retirement, store) == [1]

    asyncio.run(story())
