# SPDX-License-Identifier: GPL-3.0-or-later
"""Made once for many, in small steps."""

import asyncio

from jmss.model.changes import Change
from jmss.server.feed import Feed
from jmss.server.published import Published
from jmss.server.snapshot import SHARED_FOR, Snapshots
from tests.fakes.facts import job
from tests.fakes.history import NoHistory


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.step = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def a_feed(jobs: int) -> Feed:
    feed = Feed(Published(), epoch="e", head=0, inc=0, history=NoHistory())
    feed.publish([Change(seq=n, inc=1, at=1.0, fact=job(n)) for n in range(1, jobs + 1)])
    return feed


def test_many_who_come_at_once_share_one() -> None:
    async def story() -> None:
        clock = Clock()
        snapshots = Snapshots(a_feed(1000), clock)
        all_of_them = await asyncio.gather(*(snapshots.latest() for _ in range(20)))
        assert all(each is all_of_them[0] for each in all_of_them)
        clock.now = 1e6
        assert await snapshots.latest() is all_of_them[0], "the head is the same"

    asyncio.run(story())


def test_after_a_change_a_new_one_is_made_unless_that_costs_too_much() -> None:
    async def story() -> None:
        clock, feed = Clock(), a_feed(10)
        snapshots = Snapshots(feed, clock)
        clock.step = 0.5
        old = await snapshots.latest()
        clock.step = 0.0
        feed.publish([Change(seq=11, inc=1, at=1.0, fact=job(11))])
        assert await snapshots.latest() is old
        clock.now += 0.5 * SHARED_FOR
        assert (await snapshots.latest()).seq == 11

    asyncio.run(story())


def test_the_loop_goes_on_while_a_big_one_is_made() -> None:
    async def story() -> None:
        snapshots = Snapshots(a_feed(5000), Clock())
        making = asyncio.create_task(snapshots.latest())
        turns = 0
        while not making.done():
            await asyncio.sleep(0)
            turns += 1
        assert turns > 20
        assert all(len(data) < 70_000 for data in making.result().frames[:-1])

    asyncio.run(story())


def test_what_changes_meanwhile_is_not_in_it() -> None:
    async def story() -> None:
        feed = a_feed(1000)
        making = asyncio.create_task(Snapshots(feed, Clock()).latest())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        feed.publish([Change(seq=1001, inc=1, at=1.0, fact=job(1001))])
        snapshot = await making
        assert snapshot.seq == 1000
        assert b'"number":1001' not in b"".join(snapshot.frames)

    asyncio.run(story())
