# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot of the board as ready frames, made once for many.

It is made in small steps, so that heartbeats and changes go on meanwhile, and each frame
goes out when it is made; a follower who gets it then gets the changes since, from the ring.
"""

import asyncio
import math
from collections.abc import Callable, Iterator

from jmss.columns.chunk import JobChunk, chunk_of_jobs, chunk_of_rows
from jmss.columns.packed import MOST_ROWS, pack
from jmss.server.feed import Feed
from jmss.server.outbox import binary_frame, frame
from jmss.server.packing import packed, weight
from jmss.server.piece import without_jobs
from jmss.wire.frames import COLUMNS_ZLIB, JSON, NO_JOBS, SNAPSHOT_CHUNK, framed
from jmss.wire.messages import SnapshotBegin, SnapshotRows, SyncEnd

SHARED_FOR = 3.0
"""A snapshot serves those who come for so many times as long as it took to make.

So making them never takes more than a quarter of a core, whatever the storm; what changed
since is replayed after it.
"""
KEPT_FOR = 30.0
"""Seconds after which a snapshot is let go, unless it serves: that of a million jobs is big."""
FIRST_ROWS = 256
"""Jobs in the first chunk: somebody waits for it."""
JSON_ROWS = 256
"""Jobs that are made objects of in one step."""
KEPT_BYTES = 512 * 1024
"""Roughly the bytes of jobs that are made a chunk in one step."""


class Snapshot:
    """The frames of one snapshot in one encoding, while it is made and after.

    ``SnapshotBegin``, the rows and chunks, ``SyncEnd``.
    """

    def __init__(self, feed: Feed, encoding: str, clock: Callable[[], float]) -> None:
        self._feed = feed
        self._encoding = encoding
        self._clock = clock
        self._frames: list[bytes] = []
        self._more = asyncio.Event()
        self._walk = feed.walk()
        self.seq = feed.head
        """It is as of here."""
        self._inc = feed.inc
        self._others = feed.board.others()
        self._began = clock()
        self._until = math.inf
        self._making = asyncio.create_task(self._make())
        self._making.add_done_callback(lambda _: self._more.set())

    def serves(self, *, head: int) -> bool:
        """Whether it is good enough for somebody who comes now."""
        if not self._making.done():
            return True
        if self._making.cancelled() or self._making.exception() is not None:
            return False
        return self.seq == head or self._clock() < self._until

    async def frame(self, place: int) -> bytes | None:
        """Give a frame as soon as it is there; None after the last."""
        while place >= len(self._frames):
            if self._making.done():
                return self._making.result()
            await self._more.wait()
        return self._frames[place]

    def _put(self, data: bytes) -> None:
        self._frames.append(data)
        self._more.set()
        self._more = asyncio.Event()

    async def _make(self) -> None:
        try:
            jobs = 0 if self._encoding == NO_JOBS else self._walk.count
            count = len(self._others) + jobs
            self._put(frame(SnapshotBegin(seq=self.seq, count=count)))
            for part in packed(self._others, weight):
                self._put(frame(SnapshotRows(facts=part)))
            for data in self._jobs():
                self._put(data)
                await asyncio.sleep(0)
        finally:
            self._feed.walked(self._walk)
        recent = await self._feed.recent(self.seq)
        if self._encoding == NO_JOBS:
            recent = without_jobs(recent)
        self._put(frame(SyncEnd(seq=self.seq, inc=self._inc, recent=recent)))
        now = self._clock()
        self._until = now + (now - self._began) * SHARED_FOR

    def _jobs(self) -> Iterator[bytes]:
        """Give the frames of the jobs; between two of them anything may change."""
        if self._encoding == NO_JOBS:
            return
        jobs, most = self._feed.board.jobs, FIRST_ROWS
        while (rows := self._walk.step(JSON_ROWS if self._encoding == JSON else most)) is not None:
            most = MOST_ROWS
            if len(rows):
                yield from self._frames_of(chunk_of_rows(jobs, rows))
        for part in packed(self._walk.kept, weight, KEPT_BYTES):
            yield from self._frames_of(chunk_of_jobs(part))

    def _frames_of(self, chunk: JobChunk) -> Iterator[bytes]:
        if self._encoding == JSON:
            for part in packed(chunk.jobs(), weight):
                yield frame(SnapshotRows(facts=[*part]))
        else:
            squeeze = self._encoding == COLUMNS_ZLIB
            yield binary_frame(framed(SNAPSHOT_CHUNK, pack(chunk), squeeze=squeeze))


class Snapshots:
    """Makes snapshots of a feed and lets all who need one in the same encoding share it."""

    def __init__(self, feed: Feed, clock: Callable[[], float]) -> None:
        self._feed = feed
        self._clock = clock
        self._latest: dict[str, Snapshot] = {}
        self._asked: dict[str, float] = {}

    def latest(self, encoding: str = JSON) -> Snapshot:
        """Give the snapshot of the head, or one that has only just been made."""
        snapshot = self._latest.get(encoding)
        if snapshot is None or not snapshot.serves(head=self._feed.head):
            snapshot = self._latest[encoding] = Snapshot(self._feed, encoding, self._clock)
        self._asked[encoding] = self._clock()
        return snapshot

    def look(self) -> None:
        """To be called about each second: let go what nobody has asked for lately."""
        now = self._clock()
        for encoding, asked in tuple(self._asked.items()):
            if now - asked > KEPT_FOR:
                del self._asked[encoding], self._latest[encoding]
