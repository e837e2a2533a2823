# SPDX-License-Identifier: GPL-3.0-or-later
"""One client that follows the board: brought up to date, then fed, never overrun."""

import asyncio
import logging
from collections.abc import Coroutine

from jmss.model.changes import Position
from jmss.rules.resume import MOST, Why, needs_snapshot
from jmss.server.feed import Feed
from jmss.server.outbox import DRAINED, Outbox
from jmss.server.piece import Piece
from jmss.server.snapshot import Snapshots
from jmss.wire import close_codes
from jmss.wire.frames import JSON
from jmss.wire.messages import Heartbeat, Mode, SyncEnd

_log = logging.getLogger(__name__)


class Follower:
    """Knows how far one client has been told, and tells it more.

    Either ``live``, when each piece goes straight to the client, or being brought up to
    date by a task, or ``full``, when it gets nothing until it has read.

    Args:
        outbox: leads to the client.
        feed: what is told.
        snapshots: what is told first, at times.
        sending: lets so many snapshots be sent at once.
        encoding: how jobs come to this client (``jmss.wire.frames``).
    """

    def __init__(
        self,
        outbox: Outbox,
        feed: Feed,
        snapshots: Snapshots,
        sending: asyncio.Semaphore,
        encoding: str = JSON,
    ) -> None:
        self.position = 0
        """The last ``seq`` that was sent."""
        self.live = False
        self.full = False
        self.encoding = encoding
        self._inc = 0
        self._torn = False
        """Whether a part of the piece after ``position`` has been sent when it was full."""
        self._outbox = outbox
        self._feed = feed
        self._snapshots = snapshots
        self._sending = sending
        self._task: asyncio.Task[None] | None = None

    async def why_snapshot(self, position: Position | None) -> Why:
        """Say why a client at this position needs a snapshot; ``NONE`` when it does not."""
        written_by = None
        if position is not None and position.epoch == self._feed.epoch:
            written_by = await self._feed.inc_at(position.seq)
        return needs_snapshot(
            position,
            epoch=self._feed.epoch,
            head=self._feed.head,
            written_by=written_by,
        )

    def mode(self, position: Position | None, why: Why) -> Mode:
        """Say how the client is brought up to date."""
        if why is not Why.NONE or position is None:
            return Mode.SNAPSHOT
        return Mode.CURRENT if position.seq == self._feed.head else Mode.REPLAY

    def bring_up(self, position: Position | None, why: Why) -> None:
        """Begin to bring the client up to date; a change of mind replaces the last one."""
        self._leave()
        if position is not None:
            self.position, self._inc = position.seq, position.inc
        snapshot = why is not Why.NONE or position is None
        self._begin(self._send_snapshot() if snapshot else self._send_missed(end=True))

    def take(self, piece: Piece) -> None:
        """Send the next piece, if the client keeps up."""
        frames = piece.frames(self.encoding)
        for data in frames:
            if not self._outbox.offer(data):
                self._leave()
                self.full = True
                self._torn = data is not frames[0]
                return
        self.position = piece.seq

    def heartbeat(self, at: float) -> Heartbeat:
        """Make a heartbeat for a client that is not live: it never runs ahead of the rest."""
        return Heartbeat(seq=self.position, inc=self._inc, time=at)

    def look(self) -> None:
        """To be called about each second: bring a client back that has read at last.

        It is told what it missed, unless that is too much, or it has a part of a piece already.
        """
        if not self.full or self._outbox.waiting >= DRAINED:
            return
        if self._torn or self._feed.head - self.position > MOST:
            self.bring_up(None, Why.ASKED)
        else:
            self._leave()
            self._inc = self._feed.inc
            self._begin(self._send_missed())

    def close(self) -> None:
        """The link is gone."""
        self._leave()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        self._task = asyncio.create_task(work)
        self._task.add_done_callback(self._check)

    def _check(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            _log.error("a client could not be brought up to date", exc_info=task.exception())
            self._outbox.cut(close_codes.RESYNC_FAILED, "it could not be brought up to date")

    def _leave(self) -> None:
        self.live = self.full = False
        self._feed.leave(self.take)
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _send_snapshot(self) -> None:
        async with self._sending:
            snapshot = self._snapshots.latest(self.encoding)
            place = 0
            while (data := await snapshot.frame(place)) is not None:
                self._outbox.put(data)
                place += 1
                await self._outbox.drained()
        self.position = snapshot.seq
        if not await self._catch_up():
            # It took so long to read that the changes since are gone.
            self.bring_up(None, Why.TOO_OLD)

    async def _send_missed(self, *, end: bool = False) -> None:
        if not await self._catch_up(end=end):
            self.bring_up(None, Why.TOO_OLD)

    async def _catch_up(self, *, end: bool = False) -> bool:
        """Send pieces until none is missing, then go live; False when some are gone."""
        while self.position < self._feed.head:
            pieces = await self._feed.pieces_after(self.position)
            if not pieces:
                return False
            for piece in pieces:
                for data in piece.frames(self.encoding):
                    self._outbox.put(data)
                    await self._outbox.drained()
                self.position = piece.seq
        # From here to follow() nothing is awaited: no piece can slip through.
        if end:
            self._outbox.send(SyncEnd(seq=self._feed.head, inc=self._feed.inc))
        self.live = True
        self._feed.follow(self.take)
        return True
