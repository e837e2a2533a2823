# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver: carries out the orders of the link's table on an asyncio loop.

One task keeps the time; each attempt and the conversation that it leads to is a task of its
own (``talk.py``). Everything is decided in ``core.py``. It runs on any asyncio loop; the
desk gives it Qt's.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from typing import Protocol

from jmss.link.core import LinkCore, Order
from jmss.link.dial import DialFailed, Dialler, Target
from jmss.link.repeats import Repeats
from jmss.link.talk import End, Talk
from jmss.link.view import CERTIFICATES, CONNECTED, UP, Cause, LinkState, LinkView
from jmss.wire.messages import (
    Ack,
    Heartbeat,
    Hello,
    Message,
    Mode,
    Pace,
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


NO_PROGRESS = 30.0
"""Seconds in which a synchronisation has to bring something; heartbeats alone are nothing."""

_ENDS = frozenset({Cause.NOT_ALLOWED, Cause.WRONG_VERSION})
"""Causes that only a person can remove."""

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
        self._talking: Talk | None = None
        """The conversation on the connection that we have."""
        self._calling: Talk | None = None
        """The attempt under way: alone, or beside a connection that is silent."""
        self._acked_at = 0.0
        self._progress_at = 0.0
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def view(self) -> LinkView:
        """The link at this moment."""
        return self._core.view

    @property
    def state(self) -> LinkState:
        """The state of the link; for those who ask for each row of a table."""
        return self._core.state

    @property
    def heard_at(self) -> float | None:
        """When the server was heard last, monotonic; for the same."""
        return self._core.heard_at

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
                self._give_up_without_progress()
                await asyncio.sleep(self._pause())
        finally:
            self._abort()

    def connect_now(self) -> None:
        """Dial at once (manual S10)."""
        self._carry_out(self._core.connect(self._clock()), tell=True)

    def aim(self, target: Target, dialler: Dialler) -> None:
        """Dial somebody else from now on, and at once, with what is meant for him alone."""
        self._carry_out(self._core.cancel(self._clock()))
        self._target, self._dialler = target, dialler
        self._core.aim(target.name)
        self.connect_now()

    def stop_retrying(self) -> None:
        """Make no further attempts until ``connect_now``; a link that is up is closed."""
        self._carry_out(self._core.cancel(self._clock()), tell=True)

    def send(self, message: Message) -> bool:
        """Send a message, in order; False when there is no link that takes it."""
        return self._talking is not None and self._talking.send(message)

    def _pause(self) -> float:
        deadline = self._core.deadline
        if deadline is None:
            return TICK
        return min(TICK, max(0.005, deadline - self._clock()))

    def _acknowledge(self) -> None:
        now = self._clock()
        if self._core.state in CONNECTED and now - self._acked_at >= ACK_EVERY:
            self._acked_at = now
            self.send(Ack())

    def _give_up_without_progress(self) -> None:
        now = self._clock()
        if self._core.state is LinkState.SYNCING and now - self._progress_at >= NO_PROGRESS:
            self._carry_out(self._core.lost(now, Cause.STALLED), tell=True)

    def _carry_out(self, orders: tuple[Order, ...], *, tell: bool = False) -> None:
        for order in orders:
            self._obey(order)
        if orders or tell:
            self._listener.changed(self._core.view)

    def _obey(self, order: Order) -> None:
        match order:
            case Order.DIAL:
                self._dial()
            case Order.ABORT:
                self._abort()
            case Order.HANG_UP:
                self._hang_up()
            case Order.BREAK_OFF:
                self._break_off()
            case Order.CLOSE:
                self._close()
            case Order.MUTE if self._talking is not None:
                self._talking.mute()
            case Order.UNMUTE if self._talking is not None:
                self._talking.unmute()
            case Order.PING:
                self.send(Ping())
            case Order.RESYNC:
                self.send(Resync(position=self._hello().resume))
            case Order.SCHEDULE:
                self._wake_at(self._core.view.next_at)
            case _:
                pass  # KICK: the core remembers it

    def _wake_at(self, moment: float | None) -> None:
        """Look at the clock at a moment, beside the ticks: a retry waits for no tick."""
        delay = max(0.0, (moment or 0.0) - self._clock())
        asyncio.get_running_loop().call_later(delay, self._look_at_clock)

    def _look_at_clock(self) -> None:
        if self._core.view.next_at is not None:
            self._carry_out(self._core.tick(self._clock()))

    def _dial(self) -> None:
        self._break_off()
        more = self._core.more_patience
        self._calling = Talk(
            dial=lambda heard: self._dialler.dial(self._target, heard, more),
            hello=self._hello,
            hello_timeout=self._hello_timeout + more,
            owner=self,
        )

    def _abort(self) -> None:
        self._break_off()
        self._hang_up()

    def _break_off(self) -> None:
        calling, self._calling = self._calling, None
        if calling is not None:
            calling.abort()

    def _hang_up(self) -> None:
        talking, self._talking = self._talking, None
        if talking is not None:
            talking.abort()

    def _close(self) -> None:
        talking, self._talking = self._talking, None
        self._abort()
        if talking is not None:
            closing = asyncio.get_running_loop().create_task(talking.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    # What a talk tells.

    def opened(self, talk: Talk) -> None:
        """An attempt is through to a server (``talk.Owner``)."""
        if talk is self._calling:
            self._carry_out(self._core.opened(self._clock()))

    def welcomed(self, talk: Talk, welcome: Welcome) -> None:
        """A server let us in: from now on this is the connection (``talk.Owner``)."""
        if self._core.is_older(welcome.epoch, welcome.incarnation):
            raise DialFailed(Cause.OLDER, f"{welcome.node} {welcome.incarnation}")
        orders = self._core.welcomed(
            self._clock(),
            node=welcome.node,
            epoch=welcome.epoch,
            incarnation=welcome.incarnation,
            timing=welcome.timing,
            spread=welcome.spread,
            snapshot=welcome.mode is Mode.SNAPSHOT,
            encryption=talk.encryption,
        )
        for order in orders:
            self._obey(order)
        self._talking, self._calling = talk, None
        self._acked_at = self._progress_at = self._clock()
        self._listener.changed(self._core.view)
        self.heard(talk)
        self._listener.received(welcome)

    def heard(self, talk: Talk) -> None:
        """A byte arrived; only the connection's own count (``talk.Owner``)."""
        if talk is self._talking:
            was = self._core.state
            orders = self._core.heard(self._clock())
            self._carry_out(orders, tell=self._core.state is not was)

    def took(self, talk: Talk, message: ServerMessage) -> None:
        """A message arrived on the connection (``talk.Owner``)."""
        if talk is not self._talking:
            return
        if self._core.state is LinkState.SUSPECT:
            self.heard(talk)  # it came while the connection was muted
        if isinstance(message, Pong):
            return  # the byte itself was the answer
        if isinstance(message, Pace):
            self._core.paced(message.timing, message.spread)
            return
        if not isinstance(message, Heartbeat) or self._core.state in UP:
            self._progress_at = self._clock()
        complete = self._listener.received(message)
        if not complete and self._core.state in CONNECTED:
            self._carry_out(self._core.gap(self._clock()), tell=True)
        elif isinstance(message, SyncEnd) and self._core.state is LinkState.SYNCING:
            self._carry_out(self._core.synced(self._clock()), tell=True)

    def ended(self, talk: Talk, end: End) -> None:
        """An attempt or the connection is over (``talk.Owner``)."""
        now = self._clock()
        self._note(now, end.cause, end.detail, news=talk is self._talking)
        beside = self._core.state is LinkState.SUSPECT
        if talk is self._calling:
            self._calling = None
            if end.cause in _ENDS and not beside:
                orders = self._core.rejected(now, end.cause, end.detail)
            elif end.cause in CERTIFICATES and not beside:
                orders = self._core.distrusted(now, end.cause, end.detail, end.certificate)
            else:
                orders = self._core.failed(now, end.cause, end.detail, at_least=end.at_least)
        elif talk is self._talking:
            self._talking = None
            if end.cause in _ENDS:
                orders = self._core.rejected(now, end.cause, end.detail)
            else:
                orders = self._core.lost(
                    now, end.cause, end.detail, at_least=end.at_least, spread=end.spread
                )
        else:
            return
        self._carry_out(orders, tell=True)

    def _note(self, now: float, cause: Cause, detail: str, *, news: bool) -> None:
        """Log the end of a connection, or of an attempt if that is news."""
        times = 1 if news else self._repeats.news(cause, now)
        if times:
            _log.info("link to %s: %s %s (%d times)", self._target.name, cause, detail, times)
