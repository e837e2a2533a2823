# SPDX-License-Identifier: GPL-3.0-or-later
"""Brought up to date without a gap, fed, and never overrun."""

import asyncio
from collections.abc import Callable
from typing import cast

from websockets.asyncio.server import ServerConnection

from jmss.model.changes import Change, Position
from jmss.rules.resume import Why
from jmss.server.feed import Feed
from jmss.server.follower import Follower
from jmss.server.outbox import FULL, Outbox
from jmss.server.published import Published
from jmss.server.snapshot import FIRST_ROWS, Snapshots
from jmss.wire.codec import from_server
from jmss.wire.frames import COLUMNS, JSON, DeltaColumns, SnapshotChunk
from jmss.wire.messages import Mode, SnapshotBegin, SyncEnd
from tests.fakes.connection import FakeConnection
from tests.fakes.facts import job
from tests.fakes.history import ListHistory


def change(number: int, command: str = "true") -> Change:
    return Change(seq=number, inc=1, at=1.0, fact=job(number, command=command))


class Stand:
    """A follower on a feed whose ring is empty, so that replay comes from the journal."""

    def __init__(self, head: int, trimmed: int = 0, encoding: str = JSON) -> None:
        changes = [change(n) for n in range(1, head + 1)]
        facts = [each.fact for each in changes]
        history = ListHistory(changes[trimmed:])
        self.feed = Feed(Published(facts), epoch="e", head=head, inc=1, history=history)
        self.link = FakeConnection()
        outbox = Outbox(cast(ServerConnection, self.link), lambda: 0.0)
        snapshots = Snapshots(self.feed, lambda: 0.0)
        self.follower = Follower(outbox, self.feed, snapshots, asyncio.Semaphore(8), encoding)

    def at(self, seq: int) -> Position:
        return Position(epoch="e", seq=seq, inc=1)

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(5.0):
            while not true():
                await asyncio.sleep(0)

    async def live(self) -> list[str]:
        await self.until(lambda: self.follower.live)
        return self.link.kinds()


def test_replay_then_live() -> None:
    async def story() -> None:
        stand = Stand(1200)
        why = await stand.follower.why_snapshot(stand.at(700))
        assert stand.follower.mode(stand.at(700), why) is Mode.REPLAY
        stand.follower.bring_up(stand.at(700), why)
        kinds = await stand.live()
        assert set(kinds[:-1]) == {"delta"}
        assert kinds[-1] == "end"
        stand.feed.publish([change(1201)])
        assert stand.link.messages()[0]["previous"] == 1200
        assert stand.follower.position == 1201

    asyncio.run(story())


def test_nothing_missed_is_current() -> None:
    async def story() -> None:
        stand = Stand(5)
        why = await stand.follower.why_snapshot(stand.at(5))
        assert stand.follower.mode(stand.at(5), why) is Mode.CURRENT
        stand.follower.bring_up(stand.at(5), why)
        assert await stand.live() == ["end"]

    asyncio.run(story())


def test_changes_during_a_snapshot_follow_it_without_a_gap() -> None:
    async def story() -> None:
        stand = Stand(1000)
        stand.follower.bring_up(None, Why.ASKED)
        number = 1000
        while not stand.follower.live:
            number += 1
            stand.feed.publish([change(number)])
            await asyncio.sleep(0)
        stand.feed.publish([change(number + 1)])
        messages = stand.link.messages()
        end = next(message for message in messages if message["t"] == "end")
        have = end["seq"]
        for delta in messages[messages.index(end) + 1 :]:
            assert delta["previous"] == have
            have = delta["seq"]
        assert have == number + 1 > 1005

    asyncio.run(story())


def test_a_trimmed_journal_turns_a_replay_into_a_snapshot() -> None:
    async def story() -> None:
        stand = Stand(1000, trimmed=900)
        assert await stand.follower.why_snapshot(stand.at(800)) is Why.TOO_OLD
        # It was trimmed between the decision and the reading.
        stand.follower.bring_up(stand.at(800), Why.NONE)
        assert (await stand.live())[0] == "snap"

    asyncio.run(story())


def test_a_client_that_does_not_read_gets_nothing_more_until_it_has_read() -> None:
    async def story() -> None:
        stand = Stand(3)
        stand.follower.bring_up(stand.at(3), Why.NONE)
        await stand.live()
        stand.link.reads = False
        for number in range(4, 104):
            stand.feed.publish([change(number, "x" * 30_000)])
        assert stand.follower.full
        assert stand.link.buffered < FULL + 64 * 1024
        assert stand.follower.heartbeat(1.0).seq == stand.follower.position < 103
        stand.follower.look()
        assert stand.follower.full
        stand.link.reads, stand.link.buffered = True, 0
        stands = stand.follower.position
        stand.link.messages()
        stand.follower.look()
        await stand.until(lambda: stand.follower.live)
        deltas = stand.link.messages()
        assert {delta["t"] for delta in deltas} == {"delta"}, "it is told all that it missed"
        assert deltas[0]["previous"] == stands
        assert sum(len(delta["changes"]) for delta in deltas) == 103 - stands
        assert stand.follower.position == 103

    asyncio.run(story())


def test_a_client_that_got_a_part_of_what_was_told_and_read_no_more_gets_a_snapshot() -> None:
    async def story() -> None:
        stand = Stand(3)
        stand.follower.bring_up(stand.at(3), Why.NONE)
        await stand.live()
        stand.link.reads = False
        stand.feed.publish([change(number, "x" * 30_000) for number in range(4, 104)])
        assert stand.follower.full
        stand.link.reads, stand.link.buffered = True, 0
        stand.link.messages()
        stand.follower.look()
        kinds = await stand.live()
        assert (kinds[0], kinds[-1]) == ("snap", "end")
        assert stand.follower.position == 103

    asyncio.run(story())


def test_a_second_wish_replaces_the_first() -> None:
    async def story() -> None:
        stand = Stand(1000)
        stand.follower.bring_up(None, Why.ASKED)
        await asyncio.sleep(0)
        stand.follower.bring_up(stand.at(990), Why.NONE)
        assert (await stand.live())[-1] == "end"
        stand.follower.close()
        stand.feed.publish([change(1001)])
        assert stand.link.messages() == []

    asyncio.run(story())


def test_who_asked_for_columns_gets_the_jobs_in_them() -> None:
    async def story() -> None:
        stand = Stand(1200, encoding=COLUMNS)
        stand.follower.bring_up(None, Why.ASKED)
        await stand.until(lambda: stand.follower.live)
        first, *_, last = messages = [from_server(body) for body in stand.link.bodies()]
        jobs = [
            job
            for message in messages
            if isinstance(message, SnapshotChunk)
            for job in message.chunk.jobs()
        ]
        assert first == SnapshotBegin(seq=1200, count=1200)
        assert jobs[-1].number < jobs[0].number == 1201 - FIRST_ROWS, "the newest come first"
        assert sorted(jobs, key=lambda job: job.number) == list(stand.feed.board.facts())
        assert isinstance(last, SyncEnd)
        stand.feed.publish([change(seq) for seq in range(1201, 1301)])
        (delta,) = (from_server(body) for body in stand.link.bodies())
        assert isinstance(delta, DeltaColumns)
        assert (delta.previous, delta.seq) == (1200, 1300)
        stand.follower.bring_up(stand.at(700), Why.NONE)
        await stand.until(lambda: stand.follower.live)
        *deltas, last = (from_server(body) for body in stand.link.bodies())
        assert sum(len(delta) for delta in deltas if isinstance(delta, DeltaColumns)) == 600
        assert last == SyncEnd(seq=1300, inc=1)

    asyncio.run(story())
