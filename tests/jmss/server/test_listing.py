# SPDX-License-Identifier: GPL-3.0-or-later
"""A listing is the board of one moment, and holds nobody up."""

import asyncio

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import Job, JobState
from jmss.server.feed import Feed
from jmss.server.listing import listing
from jmss.server.published import Published
from tests.fakes.facts import job, room
from tests.fakes.history import NoHistory


def feed_of(*jobs: Job) -> Feed:
    return Feed(Published([*room(), *jobs]), epoch="e", head=5, inc=1, history=NoHistory())


def test_a_small_board_is_one_message() -> None:
    async def story() -> None:
        feed = feed_of(job(2), job(1))
        parts = [part async for part in listing(feed, "l", 9.0)]
        assert [(part.id, part.seq, part.time, part.more) for part in parts] == [
            ("l", 5, 9.0, False)
        ]
        assert [fact for fact in parts[0].facts if isinstance(fact, Job)] == [job(2), job(1)]
        assert len(parts[0].facts) == 2 + len(room())

    asyncio.run(story())


def test_what_changes_meanwhile_is_told_as_it_was() -> None:
    async def story() -> None:
        before = [job(n, command="x" * 1000) for n in range(1, 2001)]
        feed = feed_of(*before)
        told: list[Fact] = []
        seq = feed.head
        async for part in listing(feed, "l", 9.0):
            told += part.facts
            assert part.seq == 5
            for fact in (
                job(seq, state=JobState.HELD),
                Gone(number=2000 - seq),
                job(3000 + seq),
            ):
                seq += 1
                feed.publish([Change(seq=seq, inc=1, at=1.0, fact=fact)])
        assert seq > 20
        jobs = [fact for fact in told if isinstance(fact, Job)]
        assert sorted(jobs, key=lambda each: each.number) == before

    asyncio.run(story())


def test_others_have_their_turn_between_its_steps() -> None:
    async def story() -> None:
        feed = feed_of(*(job(n) for n in range(1, 5001)))
        turns = 0

        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        assert [part async for part in listing(feed, "l", 9.0)][-1].more is False
        task.cancel()
        assert turns > 5

    asyncio.run(story())
