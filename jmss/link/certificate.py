# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server's certificate says of itself, for people to read.

It is read after it was refused, so nothing in it is true just because it stands there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import Name

MOST_NAMES = 6
"""Names that are told of a certificate with many."""
LONGEST = 100
"""Characters of one name."""
_COMMON_NAME = "2.5.4.3"
"""The number of the attribute in which certificates without other names bear theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The part of a certificate that tells an administrator which one it is."""

    names: tuple[str, ...]
    """The names and addresses for which it was made."""
    issuer: str
    since: float
    """From when on it holds; seconds since 1970, UTC."""
    until: float

    @property
    def short(self) -> str:
        """All of it in one line, the same in every language; the dates are those of UTC."""
        dates = " – ".join(day(at) for at in (self.since, self.until))
        return f"{', '.join(self.names)} [{self.issuer}; {dates}]"


def day(at: float) -> str:
    """Write a moment as its day in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def read_certificate(der: bytes) -> Certificate:
    """Read a certificate in DER.

    Raises:
        ValueError: it is none.
    """
    # It is slow to load, and a link that is in order never needs it.
    from cryptography import x509  # noqa: PLC0415

    read = x509.load_der_x509_certificate(der)
    try:
        there = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = [str(name.value) for name in there]
    except x509.ExtensionNotFound:
        names = _common_names(read.subject)
    issuer = next(iter(_common_names(read.issuer)), read.issuer.rfc4514_string())
    return Certificate(
        names=tuple(_plain(name) for name in names[:MOST_NAMES]),
        issuer=_plain(issuer),
        since=read.not_valid_before_utc.timestamp(),
        until=read.not_valid_after_utc.timestamp(),
    )


def _common_names(name: "Name") -> list[str]:
    return [str(part.value) for part in name if part.oid.dotted_string == _COMMON_NAME]


def _plain(text: str) -> str:
    """Give what may be shown: whoever answered wrote this."""
    return "".join(one if one.isprintable() else "�" for one in text[:LONGEST])
