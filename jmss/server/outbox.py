# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on its way to one client, bounded.

Frames go to the transport as bytes that were made once for everybody. A client that
does not read makes the transport's buffer grow; the outbox says so, and cuts the link
in the end.
"""

import struct
from typing import Protocol

from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from jmss.wire import close_codes
from jmss.wire.codec import encode
from jmss.wire.messages import Message

FULL = 1024 * 1024
"""Bytes waiting from which on a follower gets no more deltas."""
DRAINED = 64 * 1024
"""Bytes waiting below which it is brought up to date again."""
PATIENCE = 10.0
"""Seconds that a full outbox may take to drain."""
GOODBYE = 1.0
"""Seconds that one who is cut off has to read why."""


class Clock(Protocol):
    """Gives seconds that only ever rise."""

    def __call__(self) -> float:
        """Give the time."""
        ...


def frame(message: Message) -> bytes:
    """Make the WebSocket text frame of a message, once for all who get it (RFC 6455, 5.2)."""
    return _framed(0x81, encode(message).encode())


def binary_frame(data: bytes) -> bytes:
    """Make the WebSocket binary frame of some bytes, once for all who get it."""
    return _framed(0x82, data)


def _framed(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 126, size)
    else:
        head = struct.pack("!BBQ", first, 127, size)
    return head + payload


class Outbox:
    """The sending half of one link."""

    def __init__(self, connection: ServerConnection, clock: Clock) -> None:
        self._connection = connection
        self._transport = connection.transport
        self._protocol = connection.protocol
        self._clock = clock
        self._put = 0
        self._taken = 0
        self._moved = clock()
        self._cut = False

    @property
    def open(self) -> bool:
        """Whether anything can still be sent."""
        return self._protocol.state is State.OPEN

    @property
    def waiting(self) -> int:
        """Bytes that the client has not taken yet."""
        return self._transport.get_write_buffer_size()

    def put(self, frame_bytes: bytes) -> None:
        """Send a frame made by ``frame`` or ``binary_frame``; dropped when the link is closing."""
        if self._protocol.state is State.OPEN:
            self._transport.write(frame_bytes)
            self._put += len(frame_bytes)

    def offer(self, frame_bytes: bytes) -> bool:
        """Send a frame unless too much is waiting; say whether there was room for it."""
        # One of these for each client and each telling: it is kept short.
        transport = self._transport
        if transport.get_write_buffer_size() > FULL:
            return False
        if self._protocol.state is State.OPEN:
            transport.write(frame_bytes)
            self._put += len(frame_bytes)
        return True

    def send(self, message: Message) -> None:
        """Send a message to this client alone."""
        self.put(frame(message))

    async def drained(self) -> None:
        """Wait until the transport takes more without piling it up."""
        await self._connection.drain()

    def look(self, *, full: bool) -> None:
        """To be called about each second: cut the link when it is stuck for too long.

        Args:
            full: only getting empty counts; otherwise reading at all does.
        """
        waiting = self.waiting
        taken = self._put - waiting
        if waiting < DRAINED or (taken > self._taken and not full):
            self._moved = self._clock()
        self._taken = taken
        if self._clock() - self._moved > PATIENCE:
            self.cut(close_codes.SLOW, "slow")

    def cut(self, code: int, reason: str) -> None:
        """End the link: nothing more is heard, and who still reads has a moment to read why."""
        connection = self._connection
        if self._cut:
            return
        self._cut = True
        if self.open:
            connection.protocol.send_close(code, reason)
            connection.send_data()
            if not self.waiting:
                # A reset would overtake the code, and it comes if something is left unread.
                connection.transport.pause_reading()
                if connection.transport.can_write_eof():
                    connection.transport.write_eof()
                connection.loop.call_later(GOODBYE, connection.transport.abort)
                return
        connection.transport.abort()
