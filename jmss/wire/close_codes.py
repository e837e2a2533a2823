# SPDX-License-Identifier: GPL-3.0-or-later
"""WebSocket close codes of the link (RFC 6455 section 7.4; 4000-4999 are ours).

Below 4500 a client dials again by itself; from 4500 on it is of no use until a person
changes something.
"""

GOING_AWAY = 1001
POLICY = 1008
TOO_BIG = 1009
RESTART = 1012
"""The server stops or moves in good order; ``Goaway`` came before it."""
TRY_LATER = 1013

SLOW = 4001
"""The client did not read what it was sent."""
REPLACED = 4002
"""Another link with the same session came."""
RESYNC_FAILED = 4003
IDLE = 4004
"""The client said nothing for too long."""
BAD_MESSAGE = 4005
"""The client sent something that is no message, or out of turn."""

WRONG_VERSION = 4500
"""The reason is ``SPEAKS`` and the protocol that the server speaks."""
NOT_ALLOWED = 4501
"""The credentials do not allow it."""

TOLD = frozenset({TOO_BIG, SLOW, REPLACED, RESYNC_FAILED, IDLE, BAD_MESSAGE})
"""Codes with which a server ends one link and none else; a person is told which it was."""

SPEAKS = "this server speaks protocol "


def protocol_said(reason: str) -> str:
    """Give which protocol a server speaks that closed with ``WRONG_VERSION``; empty: unknown."""
    said = reason.removeprefix(SPEAKS)
    return said if said != reason and said.isdecimal() else ""


def is_final(code: int) -> bool:
    """Whether dialling again by itself is useless after this code."""
    return 4500 <= code <= 4999
