# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver: carries out the orders of the link's table on an asyncio loop.

One task keeps the time, one task dials and reads. Everything else is decided in
``core.py``. It runs on any asyncio loop; the desk gives it Qt's.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from websockets.exceptions import ConnectionClosed

from jmss.errors import WireError
from jmss.link.core import LinkCore, Order
from jmss.link.dial import DialFailed, Dialler, Line, Target
from jmss.link.repeats import Repeats
from jmss.link.view import UP, Cause, LinkState, LinkView
from jmss.wire import codec
from jmss.wire.close_codes import NOT_ALLOWED, RESTART, TRY_LATER, WRONG_VERSION, is_final
from jmss.wire.messages import (
    PROTOCOL,
    Ack,
    Goaway,
    Hello,
    Message,
    Ping,
    Pong,
    Resync,
    ServerMessage,
    SyncEnd,
    Welcome,
)

TICK = 0.25
"""Seconds between two looks at the clock, at most."""

ACK_EVERY = 5.0
"""Seconds between two signs of life to the server."""

_log = logging.getLogger(__name__)


class LinkListener(Protocol):
    """Whoever uses the link. Called in the loop's thread; must not raise and not wait."""

    def changed(self, view: LinkView) -> None:
        """The state of the link, or anything else in its view, has changed."""

    def received(self, message: ServerMessage) -> bool:
        """Take a message after the welcome (heartbeats included); False reports a gap."""


class Link:
    """A link that keeps itself up until it is told otherwise.

    Args:
        target: whom to dial.
        dialler: opens lines.
        hello: makes the first message; asked at every attempt.
        listener: whoever uses the link.
        clock: the monotonic clock; ``wall`` the other one, to notice a suspended machine.
    """

    def __init__(
        self,
        *,
        target: Target,
        dialler: Dialler,
        hello: Callable[[], Hello],
        listener: LinkListener,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        uniform: Callable[[float, float], float] = random.uniform,
        hello_timeout: float = 8.0,
    ) -> None:
        self._target = target
        self._dialler = dialler
        self._hello = hello
        self._listener = listener
        self._clock = clock
        self._wall = wall
        self._hello_timeout = hello_timeout
        self._core = LinkCore(target.name, uniform)
        self._repeats = Repeats()
        self._attempt: asyncio.Task[None] | None = None
        self._line: Line | None = None
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self._goodbye: Goaway | None = None
        self._acked_at = 0.0
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def view(self) -> LinkView:
        """The link at this moment."""
        return self._core.view

    async def run(self) -> None:
        """Keep the time until cancelled; then drop whatever is open."""
        wall_ahead = self._wall() - self._clock()
        try:
            while True:
                ahead = self._wall() - self._clock()
                slept = ahead - wall_ahead > 1.0
                wall_ahead = ahead
                self._carry_out(self._core.tick(self._clock(), slept=slept))
                self._acknowledge()
                await asyncio.sleep(self._pause())
        finally:
            self._abort()

    def connect_now(self) -> None:
        """Dial at once (manual S10)."""
        self._carry_out(self._core.connect(self._clock()), tell=True)

    def aim(self, target: Target) -> None:
        """Dial somebody else from now on, and at once."""
        self._carry_out(self._core.cancel(self._clock()))
        self._target = target
        self._core.aim(target.name)
        self.connect_now()

    def stop_retrying(self) -> None:
        """Make no further attempts until ``connect_now``; a link that is up is closed."""
        self._carry_out(self._core.cancel(self._clock()), tell=True)

    def send(self, message: Message) -> bool:
        """Send a message, in order; False when there is no link to send it on."""
        if self._line is None or self._core.state not in UP | {LinkState.SYNCING}:
            return False
        self._outgoing.put_nowait(message)
        return True

    def _pause(self) -> float:
        next_at = self._core.view.next_at
        if next_at is None:
            return TICK
        return min(TICK, max(0.005, next_at - self._clock()))

    def _acknowledge(self) -> None:
        now = self._clock()
        if self._core.state in UP and now - self._acked_at >= ACK_EVERY:
            self._acked_at = now
            self.send(Ack())

    def _carry_out(self, orders: tuple[Order, ...], *, tell: bool = False) -> None:
        for order in orders:
            match order:
                case Order.DIAL:
                    self._dial()
                case Order.ABORT:
                    self._abort()
                case Order.CLOSE:
                    self._close()
                case Order.PING:
                    self.send(Ping())
                case Order.RESYNC:
                    self.send(Resync(position=self._hello().resume))
                case Order.SCHEDULE:
                    self._wake_at(self._core.view.next_at)
                case Order.KICK:
                    pass  # the core remembers it
        if orders or tell:
            self._listener.changed(self._core.view)

    def _wake_at(self, moment: float | None) -> None:
        """Look at the clock at a moment, beside the ticks: a retry waits for no tick."""
        delay = max(0.0, (moment or 0.0) - self._clock())
        asyncio.get_running_loop().call_later(delay, self._look_at_clock)

    def _look_at_clock(self) -> None:
        if self._core.state is LinkState.WAITING:
            self._carry_out(self._core.tick(self._clock()))

    def _dial(self) -> None:
        self._abort()
        self._attempt = asyncio.get_running_loop().create_task(self._live_one_attempt())
        self._attempt.add_done_callback(self._check_fault)

    def _check_fault(self, attempt: asyncio.Task[None]) -> None:
        """A fault of ours ends the attempt, never the link."""
        if attempt.cancelled() or attempt.exception() is None:
            return
        _log.error("the attempt ended by a fault", exc_info=attempt.exception())
        if self._attempt is attempt:
            now = self._clock()
            dialling = self._core.state is LinkState.CONNECTING
            ended = self._core.failed if dialling else self._core.lost
            self._carry_out(ended(now, Cause.BAD_MESSAGE), tell=True)

    def _abort(self) -> None:
        attempt, self._attempt = self._attempt, None
        if attempt is not None and attempt is not asyncio.current_task():
            attempt.cancel()
        line, self._line = self._line, None
        if line is not None:
            line.abort()

    def _close(self) -> None:
        line, self._line = self._line, None
        self._abort()
        if line is not None:
            closing = asyncio.get_running_loop().create_task(line.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _live_one_attempt(self) -> None:
        """Dial, greet, read until the end. A new attempt never starts before this one is over."""
        mine = asyncio.current_task()
        try:
            cause, detail, at_least = await self._talk()
        except DialFailed as error:
            cause, detail, at_least = error.cause, error.detail, error.at_least
        if self._attempt is not mine:
            return  # the link was aborted meanwhile; nobody wants to know
        now = self._clock()
        self._note(now, cause, detail, news=self._core.state is not LinkState.CONNECTING)
        if cause in {Cause.NOT_ALLOWED, Cause.WRONG_VERSION}:
            orders = self._core.rejected(now, cause, detail)
        elif self._core.state is LinkState.CONNECTING:
            orders = self._core.failed(now, cause, detail, at_least=at_least)
        else:
            orders = self._core.lost(now, cause, detail, at_least=at_least)
        self._carry_out(orders, tell=True)

    async def _talk(self) -> tuple[Cause, str, float]:
        self._goodbye = None
        self._outgoing = asyncio.Queue()
        line = await self._dialler.dial(self._target, self._heard)
        self._line = line
        sending = asyncio.create_task(self._send_all(line))
        try:
            await self._greet(line)
            while self._line is line:
                message = codec.from_server(await line.receive())
                self._take(message)
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            return self._why_closed(code, line.address)
        except WireError as error:
            _log.warning("from %s: %s", line.address, error)
            return Cause.BAD_MESSAGE, str(error), 0.0
        else:
            return Cause.CUT, line.address, 0.0
        finally:
            sending.cancel()
            line.abort()

    async def _greet(self, line: Line) -> None:
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
        if self._core.is_older(welcome.epoch, welcome.incarnation):
            raise DialFailed(Cause.OLDER, f"{welcome.node} {welcome.incarnation}")
        orders = self._core.welcomed(
            self._clock(),
            node=welcome.node,
            epoch=welcome.epoch,
            incarnation=welcome.incarnation,
            timing=welcome.timing,
            spread=welcome.spread,
        )
        self._acked_at = self._clock()
        self._carry_out(orders, tell=True)
        self._listener.received(welcome)

    def _take(self, message: ServerMessage) -> None:
        match message:
            case Goaway():
                self._goodbye = message
            case Pong():
                pass  # the byte itself was the answer
            case _:
                complete = self._listener.received(message)
                if not complete and self._core.state in UP | {LinkState.SYNCING}:
                    self._carry_out(self._core.gap(self._clock()), tell=True)
                elif isinstance(message, SyncEnd) and self._core.state is LinkState.SYNCING:
                    self._carry_out(self._core.synced(self._clock()), tell=True)

    def _heard(self) -> None:
        was = self._core.state
        orders = self._core.heard(self._clock())
        self._carry_out(orders, tell=self._core.state is not was)

    def _why_closed(self, code: int, address: str) -> tuple[Cause, str, float]:
        if code == WRONG_VERSION:
            return Cause.WRONG_VERSION, address, 0.0
        if code == NOT_ALLOWED or is_final(code):
            return Cause.NOT_ALLOWED, address, 0.0
        if self._goodbye is not None:
            return Cause.GOODBYE, self._goodbye.why, self._goodbye.retry_after
        if code == TRY_LATER:
            return Cause.BUSY, address, 2.0
        if code == RESTART:
            return Cause.GOODBYE, "restart", 0.0
        return Cause.CUT, address, 0.0

    async def _send_all(self, line: Line) -> None:
        with suppress(ConnectionClosed):
            while True:
                await line.send(codec.encode(await self._outgoing.get()))

    def _note(self, now: float, cause: Cause, detail: str, *, news: bool) -> None:
        """Log the end of a connection, or of an attempt if that is news."""
        times = 1 if news else self._repeats.news(cause, now)
        if times:
            _log.info("link to %s: %s %s (%d times)", self._target.name, cause, detail, times)
