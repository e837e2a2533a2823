# SPDX-License-Identifier: GPL-3.0-or-later
"""What has been published: the newest facts, the newest changes, and who follows them.

Only committed changes come here. Each one is told, in order: the followers' event logs live
on it. But they are told together, at most ``PERIOD`` apart, and each frame is encoded once
for all (``docs/decisions/0010``).
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Protocol

from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job
from jmss.server.batch import Batch, one_of
from jmss.server.leading_edge import Act, at_once
from jmss.server.packing import weight
from jmss.server.piece import FEW, Piece
from jmss.server.published import Published
from jmss.server.walk import Walk

PERIOD = 1 / 60
"""Seconds between two tellings at least; no eye sees more."""
MOST_UNTOLD = 4096
"""Changes that wait to be told at most."""
RING_ROWS = 10_000
RING_BYTES = 8 * 1024 * 1024
PAGE_ROWS = 2000
"""Rows of the journal that are read at once. A busy loop has a turn for a page only so often:
with small ones nobody would catch up with a journal that grows by 10,000 rows a second."""
SLICE_ROWS = 2_000
PAGES = 8
SLICES = 8
RECENT = 200
"""Changes that go along with a snapshot, so that the event log is not empty."""
RECENT_BYTES = 128 * 1024


class History(Protocol):
    """The journal, read without holding up the loop."""

    async def after(self, seq: int, limit: int) -> list[Change]:
        """Give up to ``limit`` changes after ``seq``."""
        ...

    async def inc_at(self, seq: int) -> int | None:
        """Give who wrote row ``seq``; None when it is not there."""
        ...


class Feed:
    """Owns the published board and the ring of recent changes. Lives on the event loop.

    Args:
        board: what holds.
        epoch: names the journal.
        head: the journal's last row, written by ``inc``.
        inc: an incarnation of the server.
        history: the journal.
        pace: makes of "tell now" a "tell soon"; ``LeadingEdge``, or ``at_once``.
    """

    def __init__(
        self,
        board: Published,
        *,
        epoch: str,
        head: int,
        inc: int,
        history: History,
        pace: Callable[[Act], Act] = at_once,
    ) -> None:
        self.board = board
        self.epoch = epoch
        self.head = head
        """The last row that was told; the board may be ahead of it by what is told next."""
        self.inc = inc
        """The incarnation that wrote ``head``."""
        self._shown = head
        self._untold: list[Batch] = []
        self._rows_untold = 0
        self._tell_soon = pace(self.tell)
        self._told = asyncio.Event()
        self._history = history
        self._ring: deque[tuple[Change, int]] = deque()
        """The last changes and their weights."""
        self._ring_bytes = 0
        self._followers: dict[Callable[[Piece], None], None] = {}
        self._pages: OrderedDict[int, asyncio.Task[list[Piece]]] = OrderedDict()
        self._slices: OrderedDict[tuple[int, int], list[Piece]] = OrderedDict()
        """Pieces of the ring, by where they begin and where the head was then."""
        self._asked: dict[int, asyncio.Future[int | None]] = {}
        """The row that was asked about last, and who wrote it: what is written stays."""
        self._walks: list[Walk] = []

    @property
    def followers(self) -> int:
        """How many are told each change."""
        return len(self._followers)

    def publish(self, changes: Sequence[Change]) -> None:
        """Let these committed changes hold, and tell everybody soon."""
        batch = Batch(changes)
        if self._followers and len(changes) >= FEW:
            batch.compare(self.board.jobs)
        self._show(batch)
        self._untold.append(batch)
        self._rows_untold += len(changes)
        if not self._followers or self._rows_untold >= MOST_UNTOLD:
            self.tell()
        else:
            self._tell_soon()
        self._keep(batch)

    def tell(self) -> None:
        """Tell everybody now what is not told yet."""
        if not self._untold:
            return
        piece = Piece(self.head, one_of(self._untold))
        self.head, self.inc = piece.seq, piece.inc
        self._untold, self._rows_untold = [], 0
        for follower in tuple(self._followers):
            follower(piece)
        self._told.set()
        self._told = asyncio.Event()

    async def until_told(self, seq: int) -> None:
        """Wait until row ``seq``, which is committed, has been told."""
        while self.head < seq and self._untold:
            await self._told.wait()

    def walk(self) -> Walk:
        """Begin to read all jobs as of ``head``; to be handed to ``walked`` in the end."""
        self.tell()
        walk = Walk(self.board.jobs)
        self._walks.append(walk)
        return walk

    def walked(self, walk: Walk) -> None:
        """This walk is over."""
        self._walks.remove(walk)

    def follow(self, follower: Callable[[Piece], None]) -> None:
        """Hand every piece from the next one on to this follower."""
        self._followers[follower] = None

    def leave(self, follower: Callable[[Piece], None]) -> None:
        """Hand nothing more to this follower."""
        self._followers.pop(follower, None)

    async def inc_at(self, seq: int) -> int | None:
        """Give who wrote row ``seq``; None when the journal does not reach there."""
        if seq == self.head:
            return self.inc
        first = self._first()
        if first <= seq <= self._shown:
            return self._ring[seq - first][0].inc
        return 0 if seq == 0 and first == 1 else await self._read_inc(seq)

    async def pieces_after(self, seq: int) -> list[Piece]:
        """Give the next pieces after ``seq``; none when the journal does not reach there.

        Those who come back after a failover stand at the same rows: they share the work.
        """
        first = self._first()
        if first <= seq + 1:
            return self._from_ring(seq)
        page = self._pages.get(seq)
        if page is None or (page.done() and page.exception() is not None):
            page = asyncio.create_task(self._read_page(seq))
            self._pages[seq] = page
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        return await asyncio.shield(page)

    async def recent(self, seq: int) -> list[Change]:
        """Give the last changes up to ``seq``, the oldest first."""
        since = max(0, seq - RECENT)
        start = since + 1 - self._first()
        if start >= 0:
            changes = self._in_ring(start, seq - since)
        else:
            changes = await self._history.after(since, seq - since)
        room = RECENT_BYTES
        kept: deque[Change] = deque()
        for change in reversed(changes):
            room -= weight(change.fact)
            if room < 0:
                break
            kept.appendleft(change)
        return list(kept)

    async def _read_inc(self, seq: int) -> int | None:
        """Ask the journal once for all who stand at the same row."""
        asked = self._asked.get(seq)
        if asked is None:
            asked = asyncio.ensure_future(self._history.inc_at(seq))
            self._asked = {seq: asked}  # of one row only: after a failover all stand there
        try:
            inc = await asyncio.shield(asked)
        except BaseException:
            self._asked.pop(seq, None)
            raise
        if inc is None:
            self._asked.pop(seq, None)
        return inc

    def _from_ring(self, seq: int) -> list[Piece]:
        key = seq, self.head
        pieces = self._slices.get(key)
        if pieces is None:
            start = seq + 1 - self._first()
            rows = min(SLICE_ROWS, self.head - seq)
            changes = self._in_ring(start, rows)
            pieces = self._slices[key] = [Piece(seq, Batch(changes))] if changes else []
            if len(self._slices) > SLICES:
                self._slices.popitem(last=False)
        return pieces

    async def _read_page(self, seq: int) -> list[Piece]:
        head = self.head
        changes = await self._history.after(seq, min(PAGE_ROWS, head - seq))
        # Rows beyond the published head are committed but not shown yet: they come later.
        shown = [change for change in changes if change.seq <= head]
        if not shown or shown[0].seq != seq + 1:
            return []
        return [Piece(seq, Batch(shown))]

    def _in_ring(self, start: int, count: int) -> list[Change]:
        return [change for change, _ in islice(self._ring, start, start + count)]

    def _first(self) -> int:
        return self._ring[0][0].seq if self._ring else self._shown + 1

    def _show(self, batch: Batch) -> None:
        for walk in self._walks:
            for change in batch.changes:
                if isinstance(change.fact, Job | Gone):
                    walk.before(change.fact.number)
        self.board.show_all(batch)

    def _keep(self, batch: Batch) -> None:
        """Have these for those who come back; told first, as they are waited for."""
        self._shown = batch.changes[-1].seq
        weights = [weight(change.fact) for change in batch.changes]
        self._ring.extend(zip(batch.changes, weights, strict=True))
        self._ring_bytes += sum(weights)
        while len(self._ring) > RING_ROWS or self._ring_bytes > RING_BYTES:
            self._ring_bytes -= self._ring.popleft()[1]
