# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt and the conversation that it leads to: dial, hello, messages until the end.

It decides nothing: it tells its owner (``link.py``) what happens, and the owner asks the
table. Two can exist at a time, a silent one and the attempt beside it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from websockets.exceptions import ConnectionClosed

from jmss.errors import WireError
from jmss.link.certificate import Certificate
from jmss.link.dial import DialFailed, Line
from jmss.link.view import Cause
from jmss.wire import codec
from jmss.wire.close_codes import (
    NOT_ALLOWED,
    RESTART,
    TOLD,
    TRY_LATER,
    WRONG_VERSION,
    is_final,
    protocol_said,
)
from jmss.wire.messages import PROTOCOL, Goaway, Hello, Message, ServerMessage, Welcome

Dial = Callable[[Callable[[], None]], Awaitable[Line]]
"""Opens a line, which then calls back at every byte; raises DialFailed."""

MOST_OUTGOING = 4096
"""Messages that wait for a server which speaks and does not read."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class End:
    """How an attempt or a conversation ended; ``at_least`` are seconds to stay away."""

    cause: Cause
    detail: str = ""
    at_least: float = 0.0
    certificate: Certificate | None = None
    spread: float | None = None
    """The window over which the server wants its clients to come back, if it said one."""


class Owner(Protocol):
    """Told what happens to a talk, in the loop's thread."""

    def opened(self, talk: "Talk") -> None:
        """A server's WebSocket is open; the hello goes out next."""

    def welcomed(self, talk: "Talk", welcome: Welcome) -> None:
        """The server let us in; may raise DialFailed."""

    def heard(self, talk: "Talk") -> None:
        """Something arrived, be it one byte."""

    def took(self, talk: "Talk", message: ServerMessage) -> None:
        """A message after the welcome."""

    def ended(self, talk: "Talk", end: End) -> None:
        """It is over, and nobody here asked for it."""


class Talk:
    """An attempt, then a conversation.

    Args:
        dial: opens the line.
        hello: makes the first message, once the line is open.
        hello_timeout: seconds that the server gets for its welcome.
        owner: told what happens.
    """

    def __init__(
        self, *, dial: Dial, hello: Callable[[], Hello], hello_timeout: float, owner: Owner
    ) -> None:
        self._dial = dial
        self._hello = hello
        self._hello_timeout = hello_timeout
        self._owner = owner
        self._line: Line | None = None
        self._goodbye: Goaway | None = None
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue(MOST_OUTGOING)
        self._speaks = asyncio.Event()
        self._speaks.set()
        self._over = False
        self._task = asyncio.get_running_loop().create_task(self._live())
        self._task.add_done_callback(self._check_fault)

    @property
    def encryption(self) -> str:
        """How the line is encrypted; empty: it is not, or is not open yet."""
        return self._line.encryption if self._line is not None else ""

    def send(self, message: Message) -> bool:
        """Send a message, in order; False when the server takes nothing and too much waits."""
        if self._outgoing.full():
            return False
        self._outgoing.put_nowait(message)
        return True

    def mute(self) -> None:
        """Take nothing more from the line until ``unmute``."""
        self._speaks.clear()

    def unmute(self) -> None:
        """Take again, and first what came meanwhile."""
        self._speaks.set()

    def abort(self) -> None:
        """End it at once, whatever the peer does; the owner hears no more of it."""
        self._over = True
        if self._task is not asyncio.current_task():
            self._task.cancel()
        if self._line is not None:
            self._line.abort()

    async def close(self) -> None:
        """Say goodbye and end it; takes half a second at most."""
        self._over = True
        if self._task is not asyncio.current_task():
            self._task.cancel()
        if self._line is not None:
            await self._line.close()

    async def _live(self) -> None:
        try:
            end = await self._talk()
        except DialFailed as error:
            end = End(error.cause, error.detail, error.at_least, error.certificate)
        if not self._over:
            self._over = True
            self._owner.ended(self, end)

    def _check_fault(self, task: asyncio.Task[None]) -> None:
        """A fault of ours ends the attempt, never the link."""
        if task.cancelled() or task.exception() is None:
            return
        _log.error("the attempt ended by a fault", exc_info=task.exception())
        if not self._over:
            self._over = True
            self._owner.ended(self, End(Cause.BAD_MESSAGE))

    async def _talk(self) -> End:
        line = self._line = await self._dial(self._hear)
        sending: asyncio.Task[None] | None = None
        try:
            await self._greet(line)
            sending = asyncio.create_task(self._send_all(line))
            while not self._over:
                data = await line.receive()
                message = codec.from_server(data)
                await self._speaks.wait()
                self._take(message)
                if isinstance(data, bytes):
                    # Many chunks may lie here already: a window paints between them.
                    await asyncio.sleep(0)
        except ConnectionClosed as closed:
            await self._speaks.wait()
            code, why = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
            return self._why_closed(code, why, line.address)
        except WireError as error:
            _log.warning("from %s: %s", line.address, error)
            return End(Cause.BAD_MESSAGE, str(error))
        else:
            return End(Cause.CUT, line.address)
        finally:
            if sending is not None:
                sending.cancel()
            if not self._over:
                line.abort()

    async def _greet(self, line: Line) -> None:
        self._owner.opened(self)
        await line.send(codec.encode(self._hello()))
        try:
            async with asyncio.timeout(self._hello_timeout):
                welcome = codec.from_server(await line.receive())
        except TimeoutError as error:
            raise DialFailed(Cause.NO_HELLO, line.address) from error
        if not isinstance(welcome, Welcome):
            raise DialFailed(Cause.WRONG_SERVICE, line.address)
        if welcome.proto != PROTOCOL:
            raise DialFailed(Cause.WRONG_VERSION, str(welcome.proto))
        self._owner.welcomed(self, welcome)

    def _take(self, message: ServerMessage) -> None:
        if isinstance(message, Goaway):
            self._goodbye = message
        elif not self._over:
            self._owner.took(self, message)

    def _hear(self) -> None:
        """Note a byte; while muted it counts only as what is taken later."""
        if not self._over and self._speaks.is_set():
            self._owner.heard(self)

    def _why_closed(self, code: int, why: str, address: str) -> End:
        if code == WRONG_VERSION:
            return End(Cause.WRONG_VERSION, protocol_said(why))
        if code == NOT_ALLOWED or is_final(code):
            return End(Cause.NOT_ALLOWED, why)
        if self._goodbye is not None:
            return _end_of(self._goodbye)
        if code == TRY_LATER:
            return End(Cause.BUSY, address, 2.0)
        if code == RESTART:
            return End(Cause.GOODBYE, "restart")
        return End(Cause.CUT, str(code) if code in TOLD else address)

    async def _send_all(self, line: Line) -> None:
        with suppress(ConnectionClosed):
            while True:
                await line.send(codec.encode(await self._outgoing.get()))


def _end_of(goodbye: Goaway) -> End:
    moving = goodbye.why == "move"
    return End(
        Cause.MOVING if moving else Cause.GOODBYE,
        goodbye.node if moving else goodbye.why,
        goodbye.retry_after,
        spread=goodbye.spread,
    )
