# SPDX-License-Identifier: GPL-3.0-or-later
"""What has been published: the newest facts, the newest changes, and who follows them.

Only committed changes come here. A frame is encoded once for all who follow.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from jmss.model.changes import Change, Fact
from jmss.server.outbox import frame
from jmss.server.packing import packed, weight
from jmss.server.published import Published
from jmss.wire.messages import Delta

RING_ROWS = 10_000
RING_BYTES = 8 * 1024 * 1024
PAGE_ROWS = 500
PAGES = 32
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


@dataclass(frozen=True, slots=True)
class Piece:
    """A ``Delta``, ready to send."""

    previous: int
    seq: int
    data: bytes


class Feed:
    """Owns the published board and the ring of recent changes. Lives on the event loop."""

    def __init__(
        self, board: Published, *, epoch: str, head: int, inc: int, history: History
    ) -> None:
        self.board = board
        self.epoch = epoch
        self.head = head
        self.inc = inc
        """The incarnation that wrote ``head``."""
        self._history = history
        self._ring: deque[Change] = deque()
        self._ring_bytes = 0
        self._followers: dict[Callable[[Piece], None], None] = {}
        self._asked: dict[int, asyncio.Future[int | None]] = {}
        """The row that was asked about last, and who wrote it: what is written stays."""
        self._shared: tuple[int, int, list[Piece]] = (0, 0, [])
        """From where to where pieces of the ring were made last, and they."""
        self._pages: OrderedDict[int, asyncio.Task[list[Piece]]] = OrderedDict()

    @property
    def size(self) -> int:
        """How many facts a snapshot holds."""
        return len(self.board)

    def facts(self) -> list[Fact]:
        """Give the published facts, as of ``head``."""
        return list(self.board.facts())

    def publish(self, changes: Sequence[Change]) -> None:
        """Show these committed changes to everybody."""
        for change in changes:
            self._show(change)
        for piece in _pieces(self.head, changes):
            for follower in tuple(self._followers):
                follower(piece)
        self.head, self.inc = changes[-1].seq, changes[-1].inc

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
        if first <= seq <= self.head:
            return self._ring[seq - first].inc
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

    async def recent(self) -> list[Change]:
        """Give the last changes, the oldest first."""
        head = self.head
        since = max(0, head - RECENT)
        if self._first() <= since + 1:
            changes = list(islice(self._ring, since + 1 - self._first(), None))
        else:
            changes = await self._history.after(since, head - since)
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
        if self._shared[:2] != (seq, self.head):
            start = seq + 1 - self._first()
            changes = list(islice(self._ring, start, start + PAGE_ROWS))
            self._shared = seq, self.head, _pieces(seq, changes)
        return self._shared[2]

    async def _read_page(self, seq: int) -> list[Piece]:
        head = self.head
        changes = await self._history.after(seq, min(PAGE_ROWS, head - seq))
        # Rows beyond the published head are committed but not shown yet: they come later.
        shown = [change for change in changes if change.seq <= head]
        if not shown or shown[0].seq != seq + 1:
            return []
        return _pieces(seq, shown)

    def _first(self) -> int:
        return self._ring[0].seq if self._ring else self.head + 1

    def _show(self, change: Change) -> None:
        self.board.show(change.fact)
        self._ring.append(change)
        self._ring_bytes += weight(change.fact)
        while len(self._ring) > RING_ROWS or self._ring_bytes > RING_BYTES:
            self._ring_bytes -= weight(self._ring.popleft().fact)


def _pieces(previous: int, changes: Sequence[Change]) -> list[Piece]:
    pieces = []
    for part in packed(changes, lambda change: weight(change.fact)):
        last = part[-1]
        delta = Delta(previous=previous, seq=last.seq, inc=last.inc, changes=part)
        pieces.append(Piece(previous=previous, seq=last.seq, data=frame(delta)))
        previous = last.seq
    return pieces
