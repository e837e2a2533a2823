# SPDX-License-Identifier: GPL-3.0-or-later
"""What is counted of each minute: by this incarnation, and what others left."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import JobState
from jmss.model.statistics import Minute
from jmss.server.board import Board
from jmss.server.feed import Feed
from jmss.server.published import Published
from jmss.server.statistics import SAVE_EVERY, MinuteCounts
from jmss.store.database import open_database
from jmss.store.minutes import Counted, load_minutes
from jmss.wire.messages import ReadStatistics
from tests.fakes.facts import job, loaded, room
from tests.fakes.history import NoHistory
from tests.fakes.lookups import Chores
from tests.fakes.store import FakeStore

NORMAL, ABNORMAL = JobState.ENDED_NORMALLY, JobState.ENDED_ABNORMALLY


class House:
    """A board on which everything is stored at once, at the time that the test says."""

    def __init__(self, counted: Counted | None = None, head: int = 0, now: float = 600.0) -> None:
        self.store = FakeStore(Published(room()))
        self.store.now = now
        self.feed = Feed(self.store.shown, epoch="e", head=head, inc=0, history=NoHistory())
        self.board = self.store.board = Board(
            loaded(*room(), head=head),
            self.store.shown,
            self.store,
            incarnation=2,
            clock=lambda: self.store.now,
            publish=self.feed.publish,
        )
        self.chores = Chores()
        self.counts = MinuteCounts(
            self.board, self.feed, counted or Counted(), incarnation=2, put=self.chores.take
        )

    def happens(self, *facts: Fact) -> None:
        self.board.record(facts)
        self.store.commit()

    async def settle(self, *found: Minute) -> list[tuple[int, int]]:
        asked = []

        async def count(after: int, head: int) -> list[Minute]:
            asked.append((after, head))
            return list(found)

        await self.counts.settle(count)
        return asked

    def looks(self, times: int = 1) -> None:
        for _ in range(times):
            self.counts.look()

    def written(self, path: Path) -> list[Minute]:
        with closing(open_database(path)) as connection:
            for chore in self.chores.put:
                assert not chore.work(connection)
            self.chores.put.clear()
            return list(load_minutes(connection, 0).minutes)


def test_each_minute_counts_its_own(tmp_path: Path) -> None:
    async def story() -> None:
        house = House()
        await house.settle()
        house.happens(*(job(n, state=JobState.RUNNING) for n in range(1, 101)), job(200))
        house.happens(*(job(n, state=NORMAL) for n in range(1, 71)), job(71, state=ABNORMAL))
        house.looks()
        house.store.now = 660.0
        house.looks()
        house.happens(
            job(72, state=JobState.CANCELLED), job(200, state=JobState.RUNNING), Gone(number=73)
        )
        expected = [Minute(10, 29, 1, 70, 1, 0), Minute(11, 28, 0, 0, 0, 1)]
        assert house.counts.minutes(0.0) == expected
        assert house.counts.minutes(661.0) == expected[1:]
        house.looks(SAVE_EVERY)
        assert house.written(tmp_path / "j") == expected

    asyncio.run(story())


def test_a_minute_without_a_server_is_not_there() -> None:
    house = House()
    house.store.now = 900.0
    house.looks()
    assert [one.minute for one in house.counts.minutes(0.0)] == [10, 15]


def test_it_writes_seldom_and_nothing_while_nothing_changes(tmp_path: Path) -> None:
    async def story() -> None:
        house = House()
        await house.settle()
        house.looks(20)
        assert len(house.chores.put) == 1, "the minute itself"
        for n in range(1, 4 * SAVE_EVERY + 1):
            house.happens(job(n, state=NORMAL))
            house.looks()
        assert len(house.chores.put) <= 5
        house.looks(SAVE_EVERY)
        assert house.written(tmp_path / "j") == [Minute(10, 0, 0, 4 * SAVE_EVERY, 0, 0)]

    asyncio.run(story())


def test_what_a_killed_predecessor_had_not_written_is_counted_before_ours(tmp_path: Path) -> None:
    left = (Minute(8, 3, 4, 5, 0, 0), Minute(9, 1, 1, 1, 0, 0))

    async def story() -> None:
        house = House(Counted(left, seq=90, inc=1), head=100)
        house.happens(job(1, state=ABNORMAL))
        house.looks(2 * SAVE_EVERY)
        assert house.chores.put == [], "ours would hide that theirs are missing"
        asked = await house.settle(Minute(9, None, None, 7, 0, 0), Minute(10, None, None, 1, 0, 0))
        assert asked == [(90, 100)]
        house.looks(SAVE_EVERY)
        expected = [left[0], Minute(9, 1, 1, 8, 0, 0), Minute(10, 0, 0, 1, 1, 0)]
        assert house.counts.minutes(0.0) == expected
        written = house.written(tmp_path / "j")
        assert written == [Minute(9, None, None, 7, 0, 0), Minute(10, 0, 0, 1, 1, 0)]
        with closing(open_database(tmp_path / "j")) as connection:
            assert load_minutes(connection, 0).seq == 101

    asyncio.run(story())


def test_the_very_first_server_leaves_a_row_to_count_from_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        house = House()
        await house.settle()
        assert house.written(tmp_path / "j") == [Minute(10, 0, 0, 0, 0, 0)]

    asyncio.run(story())


def test_an_answer_waits_for_what_a_killed_predecessor_had_not_written() -> None:
    async def story() -> None:
        house = House(Counted((Minute(9, 1, 1, 1, 0, 0),), seq=90, inc=1), head=100)
        reading = asyncio.ensure_future(house.counts.read(ReadStatistics(id="a")))
        for _ in range(3):
            await asyncio.sleep(0)
        assert not reading.done(), "a desk asks once"
        await house.settle(Minute(9, None, None, 7, 0, 0))
        reply = await reading
        assert reply.minutes == [Minute(9, 1, 1, 8, 0, 0), Minute(10, 0, 0, 0, 0, 0)]

    asyncio.run(story())


def test_an_answer_comes_also_when_the_missing_rows_cannot_be_counted() -> None:
    async def fails(_after: int, _head: int) -> list[Minute]:
        raise OSError("the drive is away")

    async def story() -> None:
        house = House(Counted((Minute(9, 1, 1, 1, 0, 0),), seq=90, inc=1), head=100)
        with pytest.raises(OSError, match="away"):
            await house.counts.settle(fails)
        reply = await house.counts.read(ReadStatistics(id="a"))
        assert [one.minute for one in reply.minutes] == [9, 10]

    asyncio.run(story())


def test_nothing_is_counted_twice_when_the_predecessor_had_written_all() -> None:
    async def story() -> None:
        house = House(Counted((Minute(10, 1, 1, 1, 0, 0),), seq=100, inc=1), head=100)
        assert await house.settle() == []
        house.happens(job(1, state=NORMAL))
        assert house.counts.minutes(0.0) == [Minute(10, 0, 0, 2, 0, 0)]

    asyncio.run(story())


def test_minutes_of_a_clock_that_was_ahead_are_left_out() -> None:
    house = House(Counted((Minute(9, 0, 0, 1, 0, 0), Minute(99, 0, 0, 1, 0, 0)), seq=0, inc=1))
    assert [one.minute for one in house.counts.minutes(0.0)] == [9, 10]
    house.store.now = 300.0
    house.looks()
    assert [one.minute for one in house.counts.minutes(0.0)] == [9, 10], "time does not go back"


def test_the_answer_is_as_of_a_row_that_every_desk_was_told() -> None:
    async def story() -> None:
        house = House()
        house.happens(job(1, state=NORMAL))
        reply = await house.counts.read(ReadStatistics(id="a"))
        assert (reply.id, reply.seq, reply.minutes) == ("a", 1, [Minute(10, 0, 0, 1, 0, 0)])
        later: list[asyncio.Handle] = []
        loop = asyncio.get_running_loop()
        slow = Feed(
            house.store.shown,
            epoch="e",
            head=1,
            inc=0,
            history=NoHistory(),
            pace=lambda tell: lambda: later.append(loop.call_later(0.01, tell)),
        )
        slow.follow(lambda piece: None)
        counts = MinuteCounts(house.board, slow, Counted(), incarnation=2, put=house.chores.take)
        slow.publish([Change(seq=2, inc=2, at=1.0, fact=job(2, state=NORMAL))])
        house.happens(job(2))
        reply = await counts.read(ReadStatistics(id="b"))
        assert (reply.seq, slow.head) == (2, 2)

    asyncio.run(story())
