# SPDX-License-Identifier: GPL-3.0-or-later
"""Tickets: what a client shows when it comes back, so that a failover asks nobody again.

A ticket is signed with a key on the switching drive, so every node accepts what another
one issued. It says which token it stands for and until when, and is worth nothing once
that token is gone.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from pathlib import Path

import msgspec

from jmss.access.own_file import make_own_folder, write_own
from jmss.access.token import TICKET_PREFIX
from jmss.access.token_file import Entry
from jmss.errors import BadConfiguration

GOOD_FOR = 12 * 3600.0
"""Seconds that a ticket is good for; a new one comes over the live link at half of that."""
KEY_BYTES = 32


class _Claim(msgspec.Struct, frozen=True, array_like=True):
    name: str
    token: str
    until: float


class TicketOffice:
    """Issues tickets and reads them.

    Args:
        key: the secret that signs them.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, entry: Entry, now: float) -> str:
        """Make a ticket for the bearer of a token; ``now`` is the time of day."""
        claim = msgspec.json.encode(_Claim(entry.name, entry.id, now + GOOD_FOR))
        return f"{TICKET_PREFIX}{_text(claim)}.{_text(self._sign(claim))}"

    def read(self, ticket: str, entries: tuple[Entry, ...], now: float) -> Entry | None:
        """Give the token that a ticket stands for; None: it is not valid, or not any more."""
        claim = self._claim(ticket)
        if claim is None or now >= claim.until:
            return None
        known = (entry for entry in entries if (entry.name, entry.id) == (claim.name, claim.token))
        return next(known, None)

    def _claim(self, ticket: str) -> _Claim | None:
        claim, _, signature = ticket.removeprefix(TICKET_PREFIX).partition(".")
        try:
            said, signed = _bytes(claim), _bytes(signature)
            if not hmac.compare_digest(self._sign(said), signed):
                return None
            return msgspec.json.decode(said, type=_Claim)
        except (binascii.Error, ValueError, msgspec.DecodeError):
            return None

    def _sign(self, claim: bytes) -> bytes:
        return hmac.digest(self._key, b"ticket:" + claim, hashlib.sha256)


def ticket_key(folder: Path) -> bytes:
    """Read the key from the drive's access folder; the first server there makes it.

    Raises:
        BadConfiguration: it is damaged or cannot be read.
    """
    path = folder / "ticket.key"
    try:
        if not path.exists():
            make_own_folder(folder)
            write_own(path, secrets.token_bytes(KEY_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise BadConfiguration(where=path, why=error.strerror or error) from error
    if len(key) != KEY_BYTES:
        raise BadConfiguration(where=path, why=f"it must hold {KEY_BYTES} bytes")
    return key


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
