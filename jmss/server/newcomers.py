# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who have connected and not yet said who they are: bounded in number, time and bytes.

Also bounds what the transport keeps for somebody who never reads, whoever that is: pongs
and the like are written without asking the outbox.
"""

import asyncio
import logging
import math
import random
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from jmss.server.outbox import FULL, GOODBYE
from jmss.server.rush import Rush
from jmss.wire import close_codes

MOST = 5000
"""Newcomers from which on further ones are asked to come back later.

As many as the largest site has: after a failover all of them may stand at the door at once,
and who is sent away then comes back later for nothing.
"""
WITHIN = 10.0
"""Seconds from the TCP connection to the hello."""
MOST_BYTES = 32 * 1024
"""Bytes of upgrade request and hello together."""
MOST_WAITING = 2 * FULL
"""Bytes that may wait in the transport; the outbox stops long before."""
SAY_EVERY = 10.0
"""Seconds between two lines in the log about newcomers who were cut off."""

_log = logging.getLogger(__name__)


class Newcomer(ServerConnection):
    """A connection that is watched until ``welcome`` is called."""

    def __init__(
        self, newcomers: "Newcomers", protocol: ServerProtocol, server: Server, **options: Any
    ) -> None:
        super().__init__(protocol, server, **options)
        self._newcomers = newcomers
        self._received = 0
        self._waits = True
        self._refused = False
        self._deadline: asyncio.TimerHandle | None = None

    def welcome(self) -> None:
        """It has said who it is, and may stay."""
        if self._waits:
            self._waits = False
            self._newcomers.went(self)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TCP is open."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(
            self._newcomers.within, self.refuse, close_codes.IDLE, "no hello"
        )
        self._newcomers.rush.connected(self.loop.time())
        if not self._newcomers.came(self):
            self.refuse(close_codes.TRY_LATER, "too many are waiting")

    def data_received(self, data: bytes) -> None:
        """Count what a newcomer says; see that what waits for anybody stays bounded."""
        if self._refused:
            return
        if self._waits:
            self._received += len(data)
            if self._received > MOST_BYTES:
                self.refuse(close_codes.TOO_BIG, "too much before the hello")
                return
        super().data_received(data)
        if self.transport.get_write_buffer_size() > MOST_WAITING:
            self.refuse(close_codes.SLOW, "it asks and does not read")

    def connection_lost(self, exc: Exception | None) -> None:
        """TCP is closed."""
        self.welcome()
        super().connection_lost(exc)

    def refuse(self, code: int, why: str) -> None:
        """Cut the connection off, and say so."""
        if self._refused:
            return
        self._refused = True
        self._newcomers.note(self, why)
        if self.state is not State.OPEN:
            self.transport.abort()
            return
        self.protocol.send_close(code, why)
        self.send_data()
        # A reset would overtake the code: until it is read, nothing more is taken in.
        self.transport.pause_reading()
        self.loop.call_later(GOODBYE, self.transport.abort)


class Newcomers:
    """Counts the newcomers of one server.

    Args:
        most: from this number on an upgrade is answered with 503; at twice as many who say
            nothing at all, further connections are cut.
        within: seconds that each of them has.
        uniform: ``random.uniform`` or a fake.
    """

    def __init__(
        self,
        *,
        most: int = MOST,
        within: float = WITHIN,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.within = within
        self.rush = Rush()
        self._most = most
        self._uniform = uniform
        self._waiting: set[Newcomer] = set()
        self._said_at = -math.inf
        self._cut_off = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def connection(self, protocol: ServerProtocol, server: Server, **options: Any) -> Newcomer:
        """Make a connection (``create_connection``)."""
        return Newcomer(self, protocol, server, **options)

    def check(self, connection: ServerConnection, request: Request) -> Response | None:
        """Ask a newcomer to come back later when there are too many (``process_request``)."""
        if len(self._waiting) <= self._most:
            return None
        self.note(connection, "too many are waiting")
        response = connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "Come back later.\n")
        response.headers["Retry-After"] = str(math.ceil(self._uniform(0.0, 5.0)) or 1)
        return response

    def answered(self, connection: ServerConnection, _request: Request, response: Response) -> None:
        """Count the upgrades that were granted (``process_response``)."""
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self.rush.shook_hands(connection.loop.time())

    def look(self, now: float) -> None:
        """Say how a rush went; to be called about each second."""
        rush = self.rush.over(now)
        if rush is not None:
            _log.info(
                "%d connections and %d handshakes within %.1f s",
                rush.connections,
                rush.handshakes,
                rush.seconds,
            )

    def came(self, newcomer: Newcomer) -> bool:
        """Count a newcomer; False when there is no room even for a silent one."""
        self._waiting.add(newcomer)
        return len(self._waiting) <= 2 * self._most

    def went(self, newcomer: Newcomer) -> None:
        """Forget one: welcomed, or gone."""
        self._waiting.discard(newcomer)

    def note(self, connection: ServerConnection, why: str) -> None:
        """Write one line for many: a stranger shall not fill the disk with his tries."""
        self._cut_off += 1
        now = connection.loop.time()
        if now - self._said_at >= SAY_EVERY:
            where = connection.transport.get_extra_info("peername")
            _log.warning("%d cut off, the last at %s: %s", self._cut_off, where, why)
            self._said_at, self._cut_off = now, 0
