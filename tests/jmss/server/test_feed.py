# SPDX-License-Identifier: GPL-3.0-or-later
"""The ring, the pages of the journal, and what followers are handed."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import looptime
import pytest

from jmss.model.changes import Change, Gone
from jmss.server.feed import MOST_UNTOLD, PAGE_ROWS, PERIOD, RECENT, RING_ROWS, Feed
from jmss.server.leading_edge import LeadingEdge
from jmss.server.piece import Piece
from jmss.server.published import Published
from jmss.wire.frames import JSON
from tests.fakes.facts import job
from tests.fakes.history import ListHistory, NoHistory


def change(seq: int, **fields: str) -> Change:
    return Change(seq=seq, inc=1 + seq // 1000, at=1.0, fact=job(seq, **fields))


def feed_at(head: int, changes: list[Change] | None = None) -> tuple[Feed, ListHistory]:
    history = ListHistory(changes or [])
    return Feed(Published(), epoch="e", head=head, inc=1, history=history), history


def bodies(piece: Piece) -> list[dict[str, Any]]:
    """Read the JSON of text frames."""
    frames = piece.frames(JSON)
    return [json.loads(data[2 + {126: 2, 127: 8}.get(data[1], 0) :]) for data in frames]


def test_one_encoding_for_all_followers() -> None:
    feed = Feed(Published([job(9)]), epoch="e", head=4, inc=1, history=NoHistory())
    got: list[list[Piece]] = [[], []]
    for each in got:
        feed.follow(each.append)
    feed.publish([change(5), Change(seq=6, inc=1, at=1.0, fact=Gone(number=9))])
    assert got[0][0] is got[1][0]
    assert got[0][0].frames(JSON) is got[1][0].frames(JSON)
    delta = bodies(got[0][0])[0]
    assert (delta["previous"], delta["seq"], delta["inc"]) == (4, 6, 1)
    assert feed.head == 6
    assert [fact for fact in list(feed.board.facts()) if isinstance(fact, Gone)] == []
    assert list(feed.board.facts()) == [job(5)]
    feed.leave(got[0].append)


def test_big_bursts_are_split_and_chained() -> None:
    feed, _ = feed_at(0)
    got: list[Piece] = []
    feed.follow(got.append)
    feed.publish([change(seq, command="x" * 20_000) for seq in range(1, 11)])
    assert all(len(data) < 70_000 for data in got[0].frames(JSON))
    deltas = bodies(got[0])
    assert [delta["previous"] for delta in deltas] == [0, *[delta["seq"] for delta in deltas[:-1]]]
    assert deltas[-1]["seq"] == got[0].seq == 10


def test_replay_from_the_ring_needs_no_journal() -> None:
    async def story() -> None:
        feed = Feed(Published(), epoch="e", head=0, inc=0, history=NoHistory())
        feed.publish([change(seq) for seq in range(1, 31)])
        pieces = await feed.pieces_after(10)
        assert (pieces[0].previous, pieces[-1].seq) == (10, 30)
        assert [await feed.inc_at(seq) for seq in (0, 10, 30)] == [0, 1, 1]

    asyncio.run(story())


def test_replay_from_the_journal_is_read_once_for_all() -> None:
    async def story() -> None:
        changes = [change(seq) for seq in range(1, 3201)]
        feed, history = feed_at(3200, changes)
        pages = await asyncio.gather(*(feed.pieces_after(100) for _ in range(50)))
        assert history.reads == 1
        assert pages[0][-1].seq == 100 + PAGE_ROWS
        assert all(page is pages[0] for page in pages)
        assert await feed.inc_at(5) == 1

    asyncio.run(story())


def test_who_wrote_a_row_is_asked_once_for_all_who_stand_there() -> None:
    async def story() -> None:
        feed, history = feed_at(1200, [change(seq) for seq in range(1, 1201)])
        assert set(await asyncio.gather(*(feed.inc_at(5) for _ in range(50)))) == {1}
        assert history.reads == 1
        assert [await feed.inc_at(5000), await feed.inc_at(5000)] == [None, None]
        assert history.reads == 3, "what is not there yet may come"

    asyncio.run(story())


def test_a_replay_from_the_ring_is_made_once_for_all() -> None:
    async def story() -> None:
        feed = Feed(Published(), epoch="e", head=0, inc=0, history=NoHistory())
        feed.publish([change(seq) for seq in range(1, 31)])
        first = await feed.pieces_after(10)
        assert await feed.pieces_after(10) is first
        feed.publish([change(31)])
        assert (await feed.pieces_after(10))[-1].seq == 31
        assert (await feed.pieces_after(12))[0].previous == 12

    asyncio.run(story())


def test_a_journal_that_does_not_reach_back_gives_nothing() -> None:
    async def story() -> None:
        feed, _ = feed_at(1200, [change(seq) for seq in range(600, 1201)])
        assert await feed.pieces_after(500) == []

    asyncio.run(story())


def test_what_is_committed_but_not_published_is_not_shown() -> None:
    async def story() -> None:
        feed, _ = feed_at(10, [change(seq) for seq in range(1, 13)])
        assert (await feed.pieces_after(5))[-1].seq == 10
        assert [c.seq for c in await feed.recent(10)] == list(range(1, 11))

    asyncio.run(story())


def test_the_ring_is_bounded_by_number_and_by_bytes() -> None:
    async def story() -> None:
        feed, history = feed_at(0)
        for seq in range(1, RING_ROWS + 101):
            feed.publish([change(seq)])
        await feed.pieces_after(101)
        assert history.reads == 0
        await feed.pieces_after(99)
        assert history.reads == 1
        heavy, history = feed_at(0)
        for seq in range(1, 1001):
            heavy.publish([change(seq, command="x" * 30_000)])
        await heavy.pieces_after(900)
        assert history.reads == 0
        await heavy.pieces_after(500)
        assert history.reads == 1

    asyncio.run(story())


def test_recent_is_the_newest_that_fits() -> None:
    async def story() -> None:
        feed, _ = feed_at(0)
        feed.publish([change(seq) for seq in range(1, 301)])
        recent = await feed.recent(300)
        assert recent[-1].seq == 300
        assert 100 < len(recent) <= RECENT
        feed.publish([change(seq, command="x" * 30_000) for seq in range(301, 320)])
        assert [c.seq for c in await feed.recent(319)] == [316, 317, 318, 319]
        assert [c.seq for c in await feed.recent(317)] == [314, 315, 316, 317]

    asyncio.run(story())


def test_the_first_change_is_told_at_once_and_the_next_ones_together() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        feed = Feed(
            Published(),
            epoch="e",
            head=0,
            inc=0,
            history=NoHistory(),
            pace=lambda tell: LeadingEdge(tell, loop, PERIOD),
        )
        got: list[tuple[float, Piece]] = []
        feed.follow(lambda piece: got.append((loop.time(), piece)))
        began = loop.time()
        for seq in range(1, 101):
            feed.publish([change(seq)])
            assert list(feed.board.facts())[-1] == job(seq), "what is committed holds at once"
            assert feed.head <= seq
            await asyncio.sleep(0.001)
        await asyncio.sleep(1.0)
        assert (got[0][0], got[0][1].seq) == (began, 1)
        assert [piece.previous for _, piece in got] == [0, *[piece.seq for _, piece in got[:-1]]]
        assert feed.head == got[-1][1].seq == 100
        pauses = [b - a for (a, _), (b, _) in pairwise(got)]
        assert pauses[0] >= PERIOD / 4, "the first one may have been late, the second need not be"
        assert all(pause >= PERIOD * 0.99 for pause in pauses[1:])
        assert len(got) == 8
        feed.publish([change(101)])
        assert got[-1][0] == loop.time()
        for seq, pause in ((102, PERIOD / 4), (103, PERIOD)):
            feed.publish([change(seq)])
            await feed.until_told(seq)
            assert got[-1][1].seq == seq
            assert loop.time() - got[-2][0] == pytest.approx(pause, abs=0.001)

    with asyncio.Runner(loop_factory=looptime.new_event_loop) as runner:
        runner.run(story())


def test_what_waits_to_be_told_is_bounded() -> None:
    feed = Feed(
        Published(), epoch="e", head=0, inc=0, history=NoHistory(), pace=lambda _: lambda: None
    )
    got: list[Piece] = []
    feed.follow(got.append)
    feed.publish([change(seq) for seq in range(1, MOST_UNTOLD)])
    assert got == []
    feed.publish([change(MOST_UNTOLD)])
    assert feed.head == got[0].seq == MOST_UNTOLD
