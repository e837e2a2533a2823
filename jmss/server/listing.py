# SPDX-License-Identifier: GPL-3.0-or-later
"""The board as of one moment, for a command that lists it and goes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from jmss.columns.chunk import chunk_of_rows
from jmss.model.changes import Fact
from jmss.server.feed import Feed
from jmss.server.packing import packed, weight
from jmss.server.walk import Walk
from jmss.wire.messages import Listing

LISTING_BYTES = 256 * 1024
"""Bytes of one ``Listing``; a bigger board comes in several."""
_ROWS = 512


async def listing(feed: Feed, request: str, time: float) -> AsyncGenerator[Listing, None]:
    """Give the published facts, in several messages when they are many.

    The loop goes on between two of them: a million jobs hold up nobody.

    Args:
        feed: what is published.
        request: the request's id.
        time: of the server's clock, seconds since 1970, UTC.
    """
    walk = feed.walk()
    seq = feed.head
    part: list[Fact] = feed.board.others()
    try:
        async for facts in _steps(feed, walk):
            *full, part = packed([*part, *facts], weight, LISTING_BYTES)
            for each in full:
                yield Listing(id=request, seq=seq, facts=each, time=time, more=True)
    finally:
        feed.walked(walk)
    yield Listing(id=request, seq=seq, facts=part, time=time, more=False)


async def _steps(feed: Feed, walk: Walk) -> AsyncIterator[list[Fact]]:
    while (rows := walk.step(_ROWS)) is not None:
        if len(rows):
            yield [*chunk_of_rows(feed.board.jobs, rows).jobs()]
        await asyncio.sleep(0)
    for begin in range(0, len(walk.kept), _ROWS):
        yield [*walk.kept[begin : begin + _ROWS]]
        await asyncio.sleep(0)
