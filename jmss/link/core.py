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
from jmss.link.certificate import Certificate
from jmss.link.view import CERTIFICATES, CONNECTED, UP, Cause, LinkState, LinkView
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
    DISTRUSTED = "distrusted"
    """So did one whose server could not prove who it is; somebody may mend that there."""
    OPENED = "opened"
    """The attempt is through to a server; our hello goes out."""
    WELCOMED = "welcomed"
    """The server answered our hello."""
    REJOINED = "rejoined"
    """The server we have a silent link to answered the attempt beside it and goes on from there."""
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
    ALONE = "alone"
    """The same, while the attempt beside the connection is still under way."""


class Order(StrEnum):
    """What the driver has to do."""

    DIAL = "dial"
    KICK = "kick"
    """Dial at once if the attempt under way fails."""
    ABORT = "abort"
    """Drop the connection and the attempt under way without waiting for the peer."""
    HANG_UP = "hang_up"
    """Drop the connection alone: the attempt beside it takes its place."""
    BREAK_OFF = "break_off"
    """Drop the attempt alone: the connection beside it speaks again."""
    MUTE = "mute"
    """Take nothing more from the connection: our hello has said where we stand."""
    UNMUTE = "unmute"
    """Take from the connection again, and first what came meanwhile."""
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
        _H.OPENED: (_S.CONNECTING, ()),
        _H.WELCOMED: (_S.SYNCING, ()),
        _H.FAILED: (_S.WAITING, (_O.ABORT, _O.SCHEDULE)),
        _H.REJECTED: (_S.HELD, (_O.ABORT,)),
        _H.DISTRUSTED: (_S.HELD, (_O.ABORT, _O.SCHEDULE)),
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
        _H.QUIET: (_S.SUSPECT, (_O.PING, _O.SCHEDULE)),
        _H.GAP: (_S.SYNCING, (_O.RESYNC,)),
    },
    _S.SUSPECT: {
        **_DOWN_AGAIN,
        _H.CONNECT: (_S.SUSPECT, ()),
        _H.HEARD: (_S.LIVE, (_O.BREAK_OFF,)),
        _H.GAP: (_S.SYNCING, (_O.BREAK_OFF, _O.RESYNC)),
        _H.DUE: (_S.SUSPECT, (_O.DIAL,)),
        _H.OPENED: (_S.SUSPECT, (_O.MUTE,)),
        _H.FAILED: (_S.SUSPECT, (_O.UNMUTE, _O.SCHEDULE)),
        _H.REJOINED: (_S.LIVE, (_O.HANG_UP,)),
        _H.WELCOMED: (_S.SYNCING, (_O.HANG_UP,)),
        _H.ALONE: (_S.CONNECTING, (_O.HANG_UP,)),
    },
    _S.WAITING: {
        _H.CONNECT: (_S.CONNECTING, (_O.DIAL,)),
        _H.DUE: (_S.CONNECTING, (_O.DIAL,)),
        _H.CANCEL: (_S.OFFLINE, ()),
    },
    _S.HELD: {
        _H.CONNECT: (_S.CONNECTING, (_O.DIAL,)),
        _H.DUE: (_S.CONNECTING, (_O.DIAL,)),
        _H.CANCEL: (_S.OFFLINE, ()),
    },
}
"""State and happening give the next state and the orders, in this order."""

_CALLS = frozenset({_S.CONNECTING, _S.SUSPECT})
"""States in which an attempt can be under way: the only one, or one beside a silent link."""
_PLANS = frozenset({_S.WAITING, _S.SUSPECT, _S.HELD})
"""States in which the next attempt can have its time."""

FIRST_RETRY = 0.25
"""Seconds over which the first retry is spread at least."""
FIRST_PAUSE = 0.5
"""Seconds between the first two retries, unless the server's cap is below."""
GROWTH = 1.6
MOST_PATIENCE = 60.0
"""Seconds more, at most, for a server that many dial at once."""
FLAPPING = 2.5
"""Seconds to which the pauses grow while a server lets us in and drops us again."""
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

LOOK_AGAIN = 30.0
"""Seconds until a server is looked at again that could not prove who it is; a tenth around."""

SLOW_CAUSES = {
    Cause.WRONG_SERVICE: 5.0,
    Cause.BAD_MESSAGE: 5.0,
    Cause.OLDER: 2.0,
    Cause.AUTHORITIES: 5.0,
    **dict.fromkeys(CERTIFICATES, LOOK_AGAIN),
}
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
        self._encryption = ""
        self._timing = Timing()
        self._spread = 0.0
        self._cause = Cause.NONE
        self._detail = ""
        self._certificate: Certificate | None = None
        self._heard_at: float | None = None
        self._lost_at: float | None = None
        self._live_at: float | None = None
        self._ticked_at: float | None = None
        self._gap_at: float | None = None
        self._judge_at: float | None = None
        """After a suspension: when a server that said nothing since is given up."""
        self._next_at: float | None = None
        self._dialled_at = 0.0
        self._calling = False
        """Whether an attempt is under way; it is in CONNECTING, and at times in SUSPECT."""
        self._attempt = 0
        self._step = 0
        """How far the pauses between failed attempts have grown."""
        self._flaps = 0
        """How many links in a row did not stay; unlike ``_attempt`` it outlasts a success."""
        self._unheard = 0
        """How many attempts in a row reached a server that did not answer in time."""
        self._kicked = False

    @property
    def state(self) -> LinkState:
        """The state of the link."""
        return self._state

    @property
    def heard_at(self) -> float | None:
        """When the server was heard last, on the monotonic clock; None: it never was."""
        return self._heard_at

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
            encryption=self._encryption if self._state in CONNECTED else "",
            certificate=self._certificate,
            heard_at=self._heard_at,
            lost_at=self._lost_at,
            attempt=self._attempt,
            next_at=self._next_at,
            timing_suspect=self._timing.suspect,
            timing_dead=self._timing.dead,
        )

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do, if nothing happens before."""
        moments = [at for at in (self._next_at, self._judge_at) if at is not None]
        if self._heard_at is not None and self._state is LinkState.LIVE:
            moments.append(self._heard_at + self._timing.suspect)
        if self._heard_at is not None and self._state is LinkState.SUSPECT:
            moments.append(self._heard_at + self._timing.dead)
        return min(moments, default=None)

    @property
    def more_patience(self) -> float:
        """Seconds more for the upgrade and the hello where all come at once.

        The server answers late then, and giving up makes it worse: each attempt that was
        given up in vain makes the next one wait longer.
        """
        return min(MOST_PATIENCE, self._spread * (1 + 2 * self._unheard))

    def is_older(self, epoch: str, incarnation: int) -> bool:
        """Whether a welcome comes from a server that is no longer the active one."""
        return epoch == self._epoch and incarnation < self._incarnation

    def aim(self, server: str) -> None:
        """The link leads to another virtual computer from now on; nothing is known of it."""
        self._server = server
        self._node, self._epoch, self._incarnation = "", "", 0
        self._cause, self._detail, self._certificate = Cause.NONE, "", None

    def connect(self, now: float) -> tuple[Order, ...]:
        """The operator chose [接続], or the program wants its link."""
        if self._state is not LinkState.CONNECTING and self._state not in UP:
            self._step = self._flaps = 0
        return self._happen(Happening.CONNECT, now)

    def cancel(self, now: float) -> tuple[Order, ...]:
        """The operator wants no further attempts, or no link."""
        if self._state in CONNECTED:
            self._went_down(now, Cause.OPERATOR, "")
        return self._happen(Happening.CANCEL, now)

    def opened(self, now: float) -> tuple[Order, ...]:
        """The attempt under way is through to a server."""
        return self._happen(Happening.OPENED, now)

    def welcomed(
        self,
        now: float,
        *,
        node: str,
        epoch: str,
        incarnation: int,
        timing: Timing,
        spread: float,
        snapshot: bool = False,
        encryption: str = "",
    ) -> tuple[Order, ...]:
        """The server answered our hello; with ``snapshot`` it sends everything anew.

        Beside a silent link it matters who answers. If it is the server of that link, only
        the connection was bad, and the next one goes on where it ended. Another one is a
        failover, and the silence was an absence.
        """
        same = (epoch, incarnation) == (self._epoch, self._incarnation)
        beside = self._state is LinkState.SUSPECT
        if beside and not same:
            self._attempt = 0
            self._went_down(now, Cause.SILENT, f"{self._quiet(now):.1f}")
        else:
            self._heard_at = now
        rejoined = beside and same and not snapshot
        orders = self._happen(Happening.REJOINED if rejoined else Happening.WELCOMED, now)
        self._node, self._epoch, self._incarnation = node, epoch, incarnation
        self._encryption = encryption
        self._timing, self._spread, self._unheard = timing, spread, 0
        if rejoined:
            self._gap_at = now  # what is missing now is not mended on this connection
        return orders

    def paced(self, timing: Timing, spread: float) -> None:
        """The server told other times: the site has grown or shrunk."""
        self._timing, self._spread = timing, spread

    def synced(self, now: float) -> tuple[Order, ...]:
        """Everything that was missed is here: the screen is true."""
        orders = self._happen(Happening.SYNCED, now)
        self._heard_at = self._live_at = now
        self._cause, self._detail, self._certificate = Cause.NONE, "", None
        self._lost_at = None
        return orders

    def heard(self, now: float) -> tuple[Order, ...]:
        """Something arrived; of no interest before the welcome."""
        if self._state not in CONNECTED:
            return ()
        self._heard_at, self._judge_at = now, None
        return self._happen(Happening.HEARD, now)

    def gap(self, now: float) -> tuple[Order, ...]:
        """Something is missing; the second time within a minute the connection is dropped."""
        before, self._gap_at = self._gap_at, now
        if self._state is LinkState.SYNCING:
            return self.lost(now, Cause.BAD_MESSAGE, "gap")
        if before is not None and now - before < GAP_MEMORY:
            # Nothing is wrong with the server: what is missing comes with the next welcome.
            return self.lost(now, Cause.GAP)
        return self._happen(Happening.GAP, now)

    def lost(
        self,
        now: float,
        cause: Cause,
        detail: str = "",
        *,
        at_least: float = 0.0,
        spread: float | None = None,
    ) -> tuple[Order, ...]:
        """The connection is gone, or of no use any more.

        Args:
            now: the monotonic clock.
            cause: why; ``detail`` belongs to it.
            at_least: seconds for which the server wants us to stay away.
            spread: the window of its clients' return, where it said one at the end.
        """
        if spread is not None:
            self._spread = spread
        stable = self._live_at is not None and now - self._live_at >= STABLE
        self._flaps = 0 if stable else self._flaps + 1
        self._step = 0
        if self._lost_at is None:
            self._attempt = 0
        alone = self._state is LinkState.SUSPECT and self._calling
        self._went_down(now, cause, detail)
        if alone:
            return self._happen(Happening.ALONE, now)
        delay = self._pause(self._flaps, FLAPPING) if self._flaps else self._first_pause()
        planned = self._plan(now, cause, at_least, delay)
        if self._next_at is not None and not at_least:
            planned = min(planned, self._next_at)  # what suspicion planned is kept
        self._next_at = planned
        return self._happen(Happening.LOST, now)

    def failed(
        self, now: float, cause: Cause, detail: str = "", *, at_least: float = 0.0
    ) -> tuple[Order, ...]:
        """The attempt under way failed; beside a silent link that says nothing about the link."""
        if self._state is LinkState.SUSPECT:
            self._next_at = self._plan(now, cause, at_least, self._pause(1))
            return self._happen(Happening.FAILED, now)
        self._attempt += 1
        self._step += 1
        self._unheard = self._unheard + 1 if cause is Cause.NO_HELLO else 0
        self._went_down(now, cause, detail)
        planned = self._plan(now, cause, at_least, self._pause(self._step))
        self._next_at = now if self._kicked else planned
        return self._happen(Happening.FAILED, now)

    def rejected(self, now: float, cause: Cause, detail: str = "") -> tuple[Order, ...]:
        """The server will not have us until a person acts."""
        self._went_down(now, cause, detail)
        self._next_at = None
        return self._happen(Happening.REJECTED, now)

    def distrusted(
        self, now: float, cause: Cause, detail: str = "", certificate: Certificate | None = None
    ) -> tuple[Order, ...]:
        """The server could not prove who it is; it is looked at again before long."""
        self._attempt += 1
        self._went_down(now, cause, detail)
        self._certificate = certificate
        pause = LOOK_AGAIN * self._uniform(0.9, 1.1)
        self._next_at = now if self._kicked else now + pause
        return self._happen(Happening.DISTRUSTED, now)

    def tick(self, now: float, *, slept: bool = False) -> tuple[Order, ...]:
        """Time has passed. To be told at least four times a second.

        Args:
            now: the monotonic clock.
            slept: the wall clock shows that the machine was suspended meanwhile.
        """
        late = slept or (self._ticked_at is not None and now - self._ticked_at > LATE_TICK)
        self._ticked_at = now
        match self._state:
            case LinkState.WAITING | LinkState.HELD:
                return self._dial_if_due(now)
            case LinkState.SYNCING:
                stalled = not late and self._quiet(now) >= STALL
                return self.lost(now, Cause.STALLED) if stalled else ()
            case LinkState.LIVE | LinkState.SUSPECT:
                if slept:
                    self._judge_at = now + GRACE
                return self._watch(now, late=late)
            case _:
                return ()

    def _watch(self, now: float, *, late: bool) -> tuple[Order, ...]:
        if late:
            self._heard_at = max(self._heard_at or 0.0, now - self._timing.dead + GRACE)
            return (Order.PING,)
        quiet = self._quiet(now)
        if quiet >= self._timing.dead or (self._judge_at is not None and now >= self._judge_at):
            return self.lost(now, Cause.SILENT, f"{quiet:.1f}")
        if self._state is LinkState.SUSPECT:
            return self._dial_if_due(now)
        if quiet >= self._timing.suspect:
            self._next_at = now + self._uniform(0.0, self._spread)
            return self._happen(Happening.QUIET, now)
        return ()

    def _dial_if_due(self, now: float) -> tuple[Order, ...]:
        due = self._next_at is not None and now >= self._next_at
        return self._happen(Happening.DUE, now) if due else ()

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
        if Order.DIAL in orders:
            self._dialled_at, self._calling = now, True
        elif state not in _CALLS or happening is Happening.FAILED:
            self._calling = False
        if state not in _PLANS or Order.DIAL in orders:
            self._next_at = None
        if state not in UP:
            self._judge_at = None
        if state not in CONNECTED:
            self._live_at = None
        return orders

    def _went_down(self, now: float, cause: Cause, detail: str) -> None:
        self._cause, self._detail, self._certificate = cause, detail, None
        if self._lost_at is None and self._heard_at is not None:
            self._lost_at = now

    def _plan(self, now: float, cause: Cause, at_least: float, delay: float) -> float:
        """Say when the next attempt begins."""
        floor = max(at_least, SLOW_CAUSES.get(cause, 0.0))
        if floor:
            return now + max(delay, floor + self._uniform(0.0, max(floor / 2, self._spread)))
        # Who waits for TCP in vain has waited: the pause counts from the dial on.
        began = self._dialled_at if cause is Cause.TIMED_OUT else now
        return max(now, began + delay)

    def _first_pause(self) -> float:
        return self._uniform(0.0, max(FIRST_RETRY, self._spread))

    def _pause(self, step: int, longest: float = 0.0) -> float:
        cap = max(self._timing.retry_cap, self._spread, longest)
        first = max(FIRST_PAUSE, self._spread / 4)
        return min(cap, first * GROWTH ** min(step - 1, 20)) * self._uniform(0.75, 1.25)
