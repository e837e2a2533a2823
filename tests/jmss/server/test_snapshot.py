# SPDX-License-Identifier: GPL-3.0-or-later
"""Made once for many, in small steps."""

import asyncio
import random
from typing import cast

import pytest

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import Job
from jmss.model.queues import Queue
from jmss.server.feed import Feed
from jmss.server.published import Published
from jmss.server.snapshot import KEPT_FOR, SHARED_FOR, Snapshot, Snapshots
from jmss.wire.codec import MAX_SIZE, from_server
from jmss.wire.frames import COLUMNS, COLUMNS_ZLIB, JSON, NO_JOBS, SnapshotChunk
from jmss.wire.messages import SnapshotBegin, SnapshotRows, SyncEnd
from tests.fakes.facts import job
from tests.fakes.history import ListHistory


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def a_feed(jobs: int) -> Feed:
    history = ListHistory([Change(seq=n, inc=1, at=1.0, fact=job(n)) for n in range(1, jobs + 3)])
    feed = Feed(Published(), epoch="e", head=0, inc=0, history=history)
    if jobs:
        feed.publish([Change(seq=n, inc=1, at=1.0, fact=job(n)) for n in range(1, jobs + 1)])
    return feed


async def whole(snapshot: Snapshot) -> list[bytes]:
    """Give all frames of a snapshot, when they are there."""
    frames: list[bytes] = []
    while (data := await snapshot.frame(len(frames))) is not None:
        frames.append(data)
    return frames


def read(frames: list[bytes]) -> tuple[SnapshotBegin, list[Fact], SyncEnd]:
    """Read what was sent."""
    bodies = [data[2 + {126: 2, 127: 8}.get(data[1], 0) :] for data in frames]
    begin, *rows, end = (
        from_server(body if data[0] == 0x82 else body.decode())
        for data, body in zip(frames, bodies, strict=True)
    )
    assert isinstance(begin, SnapshotBegin)
    assert isinstance(end, SyncEnd)
    facts: list[Fact] = []
    for part in rows:
        if isinstance(part, SnapshotChunk):
            facts += part.chunk.jobs()
        else:
            assert isinstance(part, SnapshotRows)
            facts += part.facts
    return begin, facts, end


def test_many_who_come_at_once_share_one() -> None:
    async def story() -> None:
        clock = Clock()
        snapshots = Snapshots(a_feed(1000), clock)
        first = snapshots.latest()
        assert snapshots.latest() is first
        everybody = await asyncio.gather(*(whole(first) for _ in range(20)))
        assert all(each == everybody[0] for each in everybody)
        clock.now = 1e6
        assert snapshots.latest() is first, "the head is the same"
        assert snapshots.latest(COLUMNS) is not first
        await whole(snapshots.latest(COLUMNS))

    asyncio.run(story())


def test_after_a_change_a_new_one_is_made_unless_that_costs_too_much() -> None:
    async def story() -> None:
        clock, feed = Clock(), a_feed(10)
        snapshots = Snapshots(feed, clock)
        old = snapshots.latest()
        clock.now += 0.5
        await whole(old)
        feed.publish([Change(seq=11, inc=1, at=1.0, fact=job(11))])
        assert snapshots.latest() is old
        clock.now += 0.5 * SHARED_FOR
        new = snapshots.latest()
        assert new.seq == 11
        await whole(new)

    asyncio.run(story())


def test_what_nobody_asks_for_any_more_is_let_go() -> None:
    async def story() -> None:
        clock = Clock()
        snapshots = Snapshots(a_feed(10), clock)
        old = snapshots.latest()
        await whole(old)
        clock.now = KEPT_FOR
        snapshots.look()
        assert snapshots.latest() is old
        clock.now = 2 * KEPT_FOR + 1
        snapshots.look()
        new = snapshots.latest()
        assert new is not old
        await whole(new)

    asyncio.run(story())


def test_the_loop_goes_on_while_a_big_one_is_made() -> None:
    async def story() -> None:
        snapshot = Snapshots(a_feed(5000), Clock()).latest()
        making = asyncio.create_task(whole(snapshot))
        turns = 0
        while not making.done():
            await asyncio.sleep(0)
            turns += 1
        assert turns > 20
        assert all(len(data) < 70_000 for data in making.result()[:-1])

    asyncio.run(story())


def test_the_first_jobs_go_out_before_the_last_are_made() -> None:
    async def story() -> None:
        feed = a_feed(30_000)
        snapshot = Snapshots(feed, Clock()).latest(COLUMNS)
        assert await snapshot.frame(1)
        feed.publish([Change(seq=30_001, inc=1, at=1.0, fact=Gone(number=30_000))])
        _, facts, _ = read(await whole(snapshot))
        assert len(facts) == 30_000

    asyncio.run(story())


def test_without_jobs_it_has_all_else() -> None:
    async def story() -> None:
        feed = a_feed(3_000)
        queue = Queue(name="Q", virtual_computer="V")
        feed.publish([Change(seq=3_001, inc=1, at=1.0, fact=queue)])
        feed.publish([Change(seq=3_002, inc=2, at=1.0, fact=Gone(number=77))])
        frames = await whole(Snapshots(feed, Clock()).latest(NO_JOBS))
        begin, facts, end = read(frames)
        assert facts == feed.board.others()
        assert queue in facts
        assert (begin.seq, begin.count) == (3_002, len(facts))
        assert (end.seq, end.inc) == (3_002, 2)
        assert [change.fact for change in end.recent] == [queue]
        assert sum(map(len, frames)) < 4_000, "however many jobs there are"
        assert feed._walks == []

    asyncio.run(story())


@pytest.mark.parametrize("encoding", [JSON, COLUMNS, COLUMNS_ZLIB])
def test_what_changes_meanwhile_is_not_in_it(encoding: str) -> None:
    async def story() -> None:
        feed = a_feed(20_000)
        feed.publish(
            [Change(seq=20_001, inc=1, at=1.0, fact=Queue(name="Q", virtual_computer="V"))]
        )
        feed.publish([Change(seq=20_002, inc=1, at=1.0, fact=Gone(number=77))])
        expected = list(feed.board.facts())
        snapshot = Snapshots(feed, Clock()).latest(encoding)
        making = asyncio.create_task(whole(snapshot))
        rng = random.Random(1)
        seq, known = 20_002, [*range(100, 20_001)]
        while not making.done():
            changes: list[Change] = []
            for _ in range(50):
                seq += 1
                number = known.pop(rng.randrange(len(known)))
                fact: Fact = Gone(number=number)
                if rng.random() < 0.7:
                    known.append(number)
                    fact = job(number, name="changed")
                elif rng.random() < 0.5:
                    known.append(seq)
                    fact = job(seq, name="new")
                changes.append(Change(seq=seq, inc=2, at=2.0, fact=fact))
            feed.publish(changes)
            await asyncio.sleep(0)
        begin, facts, end = read(making.result())
        assert (begin.seq, end.seq, end.inc) == (20_002, 20_002, 1)
        assert begin.count == len(facts) == len(expected)
        assert sorted(facts, key=str) == sorted(expected, key=str)
        assert [change.seq for change in end.recent][-1] == 20_002
        assert seq > 20_200

    asyncio.run(story())


def test_big_texts_make_small_chunks() -> None:
    async def story() -> None:
        feed = a_feed(0)
        jobs = [job(n, command=f"{n}" + "夜" * 30_000) for n in range(1, 101)]
        feed.publish([Change(seq=each.number, inc=1, at=1.0, fact=each) for each in jobs])
        snapshot = Snapshots(feed, Clock()).latest(COLUMNS)
        assert await snapshot.frame(0)
        feed.publish([Change(seq=100 + n, inc=1, at=1.0, fact=job(n)) for n in range(1, 101)])
        frames = await whole(snapshot)
        assert all(len(data) < MAX_SIZE / 2 for data in frames)
        assert sorted(read(frames)[1], key=lambda fact: cast("Job", fact).number) == jobs

    asyncio.run(story())
