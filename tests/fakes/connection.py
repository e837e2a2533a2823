# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's end of a websocket whose client reads as fast as the test says."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from websockets.protocol import State


class FakeConnection:
    """Stands in for ``ServerConnection``, its transport, protocol and loop; no time passes."""

    def __init__(self) -> None:
        self.transport = self
        self.protocol = self
        self.loop = self
        self.state = State.OPEN
        self.reads = True
        self.buffered = 0
        self.frames: list[bytes] = []
        self.closed: tuple[int, str] | None = None
        self.aborted = False

    # The transport.

    def write(self, data: bytes) -> None:
        self.frames.append(data)
        if not self.reads:
            self.buffered += len(data)

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def pause_reading(self) -> None:
        pass

    def can_write_eof(self) -> bool:
        return False

    def abort(self) -> None:
        self.aborted = True
        self.state = State.CLOSED

    # The loop.

    def call_later(self, _seconds: float, then: Callable[[], None]) -> None:
        then()

    # The protocol and the connection.

    def send_close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)

    def send_data(self) -> None:
        pass

    async def drain(self) -> None:
        while self.buffered > 32 * 1024:
            await asyncio.sleep(0)

    # For the test.

    def messages(self) -> list[dict[str, Any]]:
        """What was sent so far as text, taken away."""
        return [json.loads(body) for body in self.bodies() if isinstance(body, str)]

    def bodies(self) -> list[str | bytes]:
        """What was sent so far, taken away."""
        frames, self.frames = self.frames, []
        bodies = [(data[0], data[2 + {126: 2, 127: 8}.get(data[1], 0) :]) for data in frames]
        return [body.decode() if first == 0x81 else body for first, body in bodies]

    def kinds(self) -> list[str]:
        return [message["t"] for message in self.messages()]
