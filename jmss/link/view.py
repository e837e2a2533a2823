# SPDX-License-Identifier: GPL-3.0-or-later
"""What a link shows of itself: its state, since when, why, and what comes next."""

from dataclasses import dataclass
from enum import StrEnum

from jmss.link.certificate import Certificate


class LinkState(StrEnum):
    """The states of a link (``docs/link.md`` draws them)."""

    OFFLINE = "offline"
    """Nobody wants a link."""
    CONNECTING = "connecting"
    """An attempt is under way."""
    SYNCING = "syncing"
    """The server answered; what was missed is on its way. Connected is not yet true on screen."""
    LIVE = "live"
    SUSPECT = "suspect"
    """Live, but nothing was heard for longer than the heartbeat allows."""
    WAITING = "waiting"
    """The link is down and the next attempt has its time."""
    HELD = "held"
    """The link is down until a person acts; where that can be elsewhere, it is looked at again."""


UP = frozenset({LinkState.LIVE, LinkState.SUSPECT})
"""States in which the screen is true."""

CONNECTED = UP | {LinkState.SYNCING}
"""States in which a server has answered on this link."""

OFFERS_CONNECT = frozenset(LinkState) - UP
"""States in which [接続] is in the menu bar (manual S10); it is enabled but in SYNCING."""


class Cause(StrEnum):
    """Why a link is not up."""

    NONE = ""
    OPERATOR = "operator"
    """The operator asked for it."""
    GOODBYE = "goodbye"
    """The server said that it stops."""
    MOVING = "moving"
    """The server said that it is being moved to another node."""
    CUT = "cut"
    """The connection was closed or reset."""
    SILENT = "silent"
    """Nothing was heard for too long."""
    REFUSED = "refused"
    """The address answers, the port does not: the server is not up yet."""
    UNREACHABLE = "unreachable"
    """Nobody has the address."""
    TIMED_OUT = "timed_out"
    """Nothing answers at the address."""
    NAME_UNKNOWN = "name_unknown"
    """The virtual computer name does not resolve."""
    NAME_SILENT = "name_silent"
    """The name service does not answer."""
    NO_HELLO = "no_hello"
    """Something accepts the connection and then says nothing."""
    WRONG_SERVICE = "wrong_service"
    """Something else answers on the port."""
    BUSY = "busy"
    """The server asked to come back later."""
    OLDER = "older"
    """A server that is no longer the active one answered."""
    STALLED = "stalled"
    """The transfer of what was missed stopped half-way."""
    GAP = "gap"
    """Something was missing in what the server sent, and missing again after it was asked for."""
    BAD_MESSAGE = "bad_message"
    """The server sent something that is no message."""
    NOT_ALLOWED = "not_allowed"
    """The server rejects these credentials, or asks for some."""
    CERTIFICATE = "certificate"
    """The server's certificate is not believed, for a reason that has no word of its own here."""
    CERTIFICATE_NAME = "certificate_name"
    """It is believed, but it is not that of the virtual computer."""
    CERTIFICATE_ISSUER = "certificate_issuer"
    """Nobody whom this side trusts has issued it."""
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_EARLY = "certificate_early"
    """It is not valid yet."""
    AUTHORITIES = "authorities"
    """The file with the authorities that this side trusts cannot be used."""
    WRONG_VERSION = "wrong_version"
    """The server speaks another version of the protocol."""


ORDERLY = frozenset({Cause.GOODBYE, Cause.MOVING})
"""Causes that somebody wanted; nothing has failed."""

CERTIFICATES = frozenset(
    {
        Cause.CERTIFICATE,
        Cause.CERTIFICATE_NAME,
        Cause.CERTIFICATE_ISSUER,
        Cause.CERTIFICATE_EXPIRED,
        Cause.CERTIFICATE_EARLY,
    }
)
"""Causes that end when somebody has put another certificate, or another clock, in place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link at one moment. ``*_at`` are seconds on the monotonic clock of the driver."""

    state: LinkState
    server: str
    """The virtual computer name that is dialled."""
    node: str = ""
    """The node that answered last."""
    incarnation: int = 0
    cause: Cause = Cause.NONE
    """Why the link is down; NONE while it is up."""
    detail: str = ""
    """What belongs to the cause: an address, a version, seconds of silence."""
    encryption: str = ""
    """How the connection is encrypted, such as ``TLS 1.3``; empty: it is not, or there is none."""
    certificate: Certificate | None = None
    """The certificate that is not believed, where it could be read."""
    heard_at: float | None = None
    """When anything was last heard: the age of the screen."""
    lost_at: float | None = None
    """When the link was given up; None while it is up."""
    attempt: int = 0
    """How many attempts have failed since the link was given up."""
    next_at: float | None = None
    """When the next attempt begins, while WAITING and at times while HELD; None when paused."""
    timing_suspect: float = 1.6
    timing_dead: float = 2.5
