# SPDX-License-Identifier: GPL-3.0-or-later
"""The link's state machine: one table, no clock, no socket.

Rule 1: everything that decides about the link's state lives in this file.
Rule 2: this file does not know whose link it is, the desk's or an execution machine's.

The driver (``link.py``) tells what happened and at what time, and carries out the orders
it gets back. ``docs/link.md`` shows the table as a picture, generated from ``TABLE``.
"""

from collections.abc import Callable
from enum import StrEnum

from jmss.errors import JmssError
from jmss.link.view import UP, Cause, LinkState, LinkView
from jmss.wire.messages import Timing


class Happening(StrEnum):
    """What can happen to a link."""

    CONNECT = "connect"
    """The operator chose [接続], the program started, or the network came back."""
    CANCEL = "cancel"
    """The operator wants no further attempts, or no link at all."""
    DUE = "due"
    """The pause before the next attempt is over."""
    FAILED = "failed"
    """An attempt failed; another may succeed."""
    REJECTED = "rejected"
    """An attempt failed for a reason that only a person can remove."""
    WELCOMED = "welcomed"
    """The server answered our hello."""
    SYNCED = "synced"
    """Everything that was missed is here."""
    HEARD = "heard"
    """Something arrived, be it one byte."""
    QUIET = "quiet"
    """Nothing arrived for longer than the heartbeat allows."""
    GAP = "gap"
    """What arrived does not follow on what we have."""
    LOST = "lost"
    """The connection was closed, was reset, went silent or stalled."""


class Order(StrEnum):
    """What the driver has to do."""

    DIAL = "dial"
    KICK = "kick"
    """Dial at once if the attempt under way fails."""
    ABORT = "abort"
    """Drop the connection without waiting for the peer."""
    CLOSE = "close"
    """Say goodbye and close, within half a second."""
    SCHEDULE = "schedule"
    """The next attempt begins at ``LinkView.next_at``."""
    PING = "ping"
    """Send a ping: it draws a reset from a node that took the address over."""
    RESYNC = "resync"
    """Ask, on this connection, for what is missing."""


_S, _H, _O = LinkState, Happening, Order
_Row = dict[Happening, tuple[LinkState, tuple[Order, ...]]]

_DOWN_AGAIN: _Row = {
    _H.LOST: (_S.WAITING, (_O.ABORT, _O.SCHEDULE)),
    _H.REJECTED: (_S.HELD, (_O.ABORT,)),
    _H.CANCEL: (_S.OFFLINE, (_O.CLOSE,)),
}

TABLE: dict[LinkState, _Row] = {
    _S.OFFLINE: {
        _H.CONNECT: (_S.CONNECTING, (_O.DIAL,)),
        _H.CANCEL: (_S.OFFLINE, ()),
    },
    _S.CONNECTING: {
        _H.CONNECT: (_S.CONNECTING, (_O.KICK,)),
        _H.CANCEL: (_S.OFFLINE, (_O.ABORT,)),
        _H.WELCOMED: (_S.SYNCING, ()),
        _H.FAILED: (_S.WAITING, (_O.ABORT, _O.SCHEDULE)),
        _H.REJECTED: (_S.HELD, (_O.ABORT,)),
    },
    _S.SYNCING: {
        **_DOWN_AGAIN,
        _H.CONNECT: (_S.SYNCING, ()),
        _H.HEARD: (_S.SYNCING, ()),
        _H.SYNCED: (_S.LIVE, ()),
        _H.GAP: (_S.WAITING, (_O.ABORT, _O.SCHEDULE)),
    },
    _S.LIVE: {
        **_DOWN_AGAIN,
        _H.CONNECT: (_S.LIVE, ()),
        _H.HEARD: (_S.LIVE, ()),
        _H.QUIET: (_S.SUSPECT, (_O.PING,)),
        _H.GAP: (_S.SYNCING, (_O.RESYNC,)),
    },
    _S.SUSPECT: {
        **_DOWN_AGAIN,
        _H.CONNECT: (_S.SUSPECT, ()),
        _H.HEARD: (_S.LIVE, ()),
        _H.GAP: (_S.SYNCING, (_O.RESYNC,)),
    },
    _S.WAITING: {
        _H.CONNECT: (_S.CONNECTING, (_O.DIAL,)),
        _H.DUE: (_S.CONNECTING, (_O.DIAL,)),
        _H.CANCEL: (_S.OFFLINE, ()),
    },
    _S.HELD: {
        _H.CONNECT: (_S.CONNECTING, (_O.DIAL,)),
        _H.CANCEL: (_S.OFFLINE, ()),
    },
}
"""State and happening give the next state and the orders, in this order."""

FIRST_RETRY = 0.25
"""Seconds over which the first retry is spread at least."""
GROWTH = 1.6
STABLE = 10.0
"""A link that was live for this long starts its retries from the beginning."""
STALL = 5.0
"""Seconds without a byte after which a synchronisation has stalled."""
LATE_TICK = 0.7
"""A tick that comes this late means that we slept, not that the server did."""
GRACE = 1.0
"""Seconds that a server gets to speak after we slept."""
GAP_MEMORY = 60.0
"""A second gap within this time is not mended on the same connection."""

SLOW_CAUSES = {Cause.WRONG_SERVICE: 5.0, Cause.BAD_MESSAGE: 5.0, Cause.OLDER: 2.0}
"""Causes after which the next attempt waits at least so many seconds."""


class OutOfTurn(JmssError):
    """The driver told something that cannot happen in this state: a fault of ours."""

    template = "The link is {state}; {happening} cannot happen now."


class LinkCore:
    """The state of one link and the times that belong to it.

    Args:
        server: the virtual computer name, for the view.
        uniform: ``random.uniform`` or a fake: where jitter comes from.
    """

    def __init__(self, server: str, uniform: Callable[[float, float], float]) -> None:
        self._server = server
        self._uniform = uniform
        self._state = LinkState.OFFLINE
        self._node = ""
        self._epoch = ""
        self._incarnation = 0
        self._timing = Timing()
        self._spread = 0.0
        self._cause = Cause.NONE
        self._detail = ""
        self._heard_at: float | None = None
        self._lost_at: float | None = None
        self._live_at: float | None = None
        self._ticked_at: float | None = None
        self._gap_at: float | None = None
        self._next_at: float | None = None
        self._attempt = 0
        self._step = 0
        """How far the pauses have grown; unlike ``_attempt`` it outlasts a short success."""
        self._kicked = False

    @property
    def state(self) -> LinkState:
        """The state of the link."""
        return self._state

    @property
    def view(self) -> LinkView:
        """Everything that may be shown of the link."""
        return LinkView(
            state=self._state,
            server=self._server,
            node=self._node,
            incarnation=self._incarnation,
            cause=self._cause,
            detail=self._detail,
            heard_at=self._heard_at,
            lost_at=self._lost_at,
            attempt=self._attempt,
            next_at=self._next_at,
            timing_suspect=self._timing.suspect,
            timing_dead=self._timing.dead,
        )

    def is_older(self, epoch: str, incarnation: int) -> bool:
        """Whether a welcome comes from a server that is no longer the active one."""
        return epoch == self._epoch and incarnation < self._incarnation

    def aim(self, server: str) -> None:
        """The link leads to another virtual computer from now on; nothing is known of it."""
        self._server = server
        self._node, self._epoch, self._incarnation = "", "", 0
        self._cause, self._detail = Cause.NONE, ""

    def connect(self, now: float) -> tuple[Order, ...]:
        """The operator chose [接続], or the program wants its link."""
        if self._state is not LinkState.CONNECTING and self._state not in UP:
            self._step = 0
        return self._happen(Happening.CONNECT, now)

    def cancel(self, now: float) -> tuple[Order, ...]:
        """The operator wants no further attempts, or no link."""
        if self._state in UP or self._state is LinkState.SYNCING:
            self._went_down(now, Cause.OPERATOR, "")
        return self._happen(Happening.CANCEL, now)

    def welcomed(
        self, now: float, *, node: str, epoch: str, incarnation: int, timing: Timing, spread: float
    ) -> tuple[Order, ...]:
        """The server answered our hello."""
        orders = self._happen(Happening.WELCOMED, now)
        self._node, self._epoch, self._incarnation = node, epoch, incarnation
        self._timing, self._spread = timing, spread
        self._heard_at = now
        return orders

    def synced(self, now: float) -> tuple[Order, ...]:
        """Everything that was missed is here: the screen is true."""
        orders = self._happen(Happening.SYNCED, now)
        self._heard_at = self._live_at = now
        self._cause, self._detail, self._lost_at = Cause.NONE, "", None
        return orders

    def heard(self, now: float) -> tuple[Order, ...]:
        """Something arrived; of no interest before the welcome."""
        if self._state not in UP and self._state is not LinkState.SYNCING:
            return ()
        self._heard_at = now
        return self._happen(Happening.HEARD, now)

    def gap(self, now: float) -> tuple[Order, ...]:
        """Something is missing; the second time within a minute the connection is dropped."""
        if self._gap_at is not None and now - self._gap_at < GAP_MEMORY:
            return self.lost(now, Cause.BAD_MESSAGE, "gap")
        self._gap_at = now
        if self._state is LinkState.SYNCING:
            return self.lost(now, Cause.BAD_MESSAGE, "gap")
        return self._happen(Happening.GAP, now)

    def lost(
        self, now: float, cause: Cause, detail: str = "", *, at_least: float = 0.0
    ) -> tuple[Order, ...]:
        """The connection is gone, or of no use any more."""
        stable = self._live_at is not None and now - self._live_at >= STABLE
        self._step = 0 if stable else self._step + 1
        if self._lost_at is None:
            self._attempt = 0
        self._went_down(now, cause, detail)
        self._plan(now, at_least)
        return self._happen(Happening.LOST, now)

    def failed(
        self, now: float, cause: Cause, detail: str = "", *, at_least: float = 0.0
    ) -> tuple[Order, ...]:
        """The attempt under way failed."""
        self._attempt += 1
        self._step += 1
        self._went_down(now, cause, detail)
        self._plan(now, at_least)
        if self._kicked:
            self._next_at = now
        return self._happen(Happening.FAILED, now)

    def rejected(self, now: float, cause: Cause, detail: str = "") -> tuple[Order, ...]:
        """The server will not have us until a person acts."""
        self._went_down(now, cause, detail)
        return self._happen(Happening.REJECTED, now)

    def tick(self, now: float, *, slept: bool = False) -> tuple[Order, ...]:
        """Time has passed. To be told at least four times a second.

        Args:
            now: the monotonic clock.
            slept: the wall clock shows that the machine was suspended meanwhile.
        """
        late = slept or (self._ticked_at is not None and now - self._ticked_at > LATE_TICK)
        self._ticked_at = now
        match self._state:
            case LinkState.WAITING:
                due = self._next_at is not None and now >= self._next_at
                return self._happen(Happening.DUE, now) if due else ()
            case LinkState.SYNCING:
                stalled = not late and self._quiet(now) >= STALL
                return self.lost(now, Cause.STALLED) if stalled else ()
            case LinkState.LIVE | LinkState.SUSPECT:
                return self._watch(now, late=late)
            case _:
                return ()

    def _watch(self, now: float, *, late: bool) -> tuple[Order, ...]:
        if late:
            self._heard_at = max(self._heard_at or 0.0, now - self._timing.dead + GRACE)
            return (Order.PING,)
        quiet = self._quiet(now)
        if quiet >= self._timing.dead:
            return self.lost(now, Cause.SILENT, f"{quiet:.1f}")
        if quiet >= self._timing.suspect and self._state is LinkState.LIVE:
            return self._happen(Happening.QUIET, now)
        return ()

    def _quiet(self, now: float) -> float:
        return now - (self._heard_at if self._heard_at is not None else now)

    def _happen(self, happening: Happening, now: float) -> tuple[Order, ...]:
        try:
            state, orders = TABLE[self._state][happening]
        except KeyError:
            raise OutOfTurn(state=self._state, happening=happening) from None
        self._state = state
        if Order.KICK in orders:
            self._kicked = True
        elif state is not LinkState.CONNECTING or Order.DIAL in orders:
            self._kicked = False
        if state is not LinkState.WAITING:
            self._next_at = None
        if state not in UP and state is not LinkState.SYNCING:
            self._live_at = None
        return orders

    def _went_down(self, now: float, cause: Cause, detail: str) -> None:
        self._cause, self._detail = cause, detail
        if self._lost_at is None and self._heard_at is not None:
            self._lost_at = now

    def _plan(self, now: float, at_least: float) -> None:
        floor = max(at_least, SLOW_CAUSES.get(self._cause, 0.0))
        if floor:
            delay = floor * self._uniform(1.0, 1.5)
        elif self._step == 0:
            delay = self._uniform(0.0, max(FIRST_RETRY, self._spread))
        else:
            cap = max(self._timing.retry_cap, self._spread)
            step = FIRST_RETRY * 2 * GROWTH ** min(self._step - 1, 20)
            delay = min(cap, step) * self._uniform(0.75, 1.25)
        self._next_at = now + delay
