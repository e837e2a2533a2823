# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot of the board as ready frames, made once for many.

It is made in small steps, so that heartbeats and changes go on meanwhile; a follower
who gets it then gets the changes since, from the ring.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jmss.model.changes import Fact
from jmss.server.feed import Feed
from jmss.server.outbox import frame
from jmss.server.packing import packed, weight
from jmss.wire.messages import SnapshotBegin, SnapshotRows, SyncEnd

SHARED_FOR = 3.0
"""A snapshot serves those who come for so many times as long as it took to make.

So making them never takes more than a quarter of a core, whatever the storm; what changed
since is replayed after it.
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The frames of one snapshot."""

    seq: int
    frames: Sequence[bytes]
    """``SnapshotBegin``, the rows, ``SyncEnd``."""


class Snapshots:
    """Makes snapshots of a feed and lets all who need one share it."""

    def __init__(self, feed: Feed, clock: Callable[[], float]) -> None:
        self._feed = feed
        self._clock = clock
        self._task: asyncio.Task[Snapshot] | None = None
        self._until = 0.0

    async def latest(self) -> Snapshot:
        """Give the snapshot of the head, or one that has only just been made."""
        task = self._task
        if task is None or (task.done() and not self._serves(task)):
            task = self._task = asyncio.create_task(self._make())
        return await asyncio.shield(task)

    def _serves(self, task: asyncio.Task[Snapshot]) -> bool:
        if task.exception() is not None:
            return False
        return task.result().seq == self._feed.head or self._clock() < self._until

    async def _make(self) -> Snapshot:
        began = self._clock()
        facts, seq, inc = self._feed.facts(), self._feed.head, self._feed.inc
        frames = [frame(SnapshotBegin(seq=seq, count=len(facts)))]
        for part in packed(facts, weight):
            frames.append(_rows(part))
            await asyncio.sleep(0)
        recent = [change for change in await self._feed.recent() if change.seq <= seq]
        frames.append(frame(SyncEnd(seq=seq, inc=inc, recent=recent)))
        now = self._clock()
        self._until = now + (now - began) * SHARED_FOR
        return Snapshot(seq=seq, frames=frames)


def _rows(facts: list[Fact]) -> bytes:
    return frame(SnapshotRows(facts=facts))
