# SPDX-License-Identifier: GPL-3.0-or-later
"""The tokens that a JMSS server accepts: their hashes, in a file on its switching drive.

It lies there so that every node knows the same ones.
"""

import fcntl
import hmac
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from jmss.access.own_file import make_own_folder, write_own
from jmss.access.roles import AccessRole
from jmss.access.token import hash_of, new_token
from jmss.errors import N_, BadConfiguration, BadValue, NoSuchToken, TokenTaken

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept of one token."""

    name: str
    role: AccessRole
    hash: str
    """SHA-256 of the token, in hexadecimal."""
    made: float
    """Seconds since 1970, UTC."""
    shared: bool = False
    """Several people use it: each says who he is, and is believed."""

    @property
    def id(self) -> str:
        """Tells this token from an earlier or later one of the same name; no secret."""
        return self.hash[:16]


class _Entries(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tokens: list[Entry]


def find(entries: tuple[Entry, ...], token: str) -> Entry | None:
    """Find the entry of a token, in a time that says nothing about the others."""
    sought = hash_of(token).encode()
    found = None
    for entry in entries:
        if hmac.compare_digest(entry.hash.encode(), sought):
            found = entry
    return found


class TokenFile:
    """The tokens that a JMSS server accepts, on its switching drive.

    Args:
        folder: of the drive's access files; nobody else may look into it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "tokens.json"

    def exists(self) -> bool:
        """Whether there is a list; without one a server asks nobody for a token."""
        return self.path.exists()

    def read(self) -> tuple[Entry, ...]:
        """Give all entries.

        Raises:
            BadConfiguration: the file is missing or damaged.
        """
        try:
            return tuple(msgspec.json.decode(self.path.read_bytes(), type=_Entries).tokens)
        except OSError as error:
            raise BadConfiguration(where=self.path, why=error.strerror or error) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadConfiguration(where=self.path, why=error) from error

    def add(
        self, name: str, role: AccessRole, *, shared: bool = False, instead: bool = False
    ) -> str:
        """Make a token; it is given here and never again.

        Args:
            name: who bears it.
            role: what he may do.
            shared: see ``Entry.shared``.
            instead: it takes the place of one of the same name.

        Raises:
            BadValue: the name cannot be used.
            TokenTaken: there is one of this name.
        """
        token = new_token()
        self.enter(name, role, hash_of(token), shared=shared, instead=instead)
        return token

    def enter(
        self,
        name: str,
        role: AccessRole,
        hashed: str,
        *,
        shared: bool = False,
        instead: bool = False,
    ) -> None:
        """Accept a token that was made elsewhere, by its hash; the rest is as with ``add``.

        Raises:
            BadValue: the name cannot be used.
            TokenTaken: there is one of this name.
        """
        if not _NAME.fullmatch(name):
            rule = N_("1 to 64 letters, digits and . _ @ -, the first one a letter or digit")
            raise BadValue(field="name", value=name, rule=rule)
        with self._alone():
            entries = self._known()
            if any(entry.name == name for entry in entries) and not instead:
                raise TokenTaken(name=name)
            made = Entry(name=name, role=role, hash=hashed, made=time.time(), shared=shared)
            self._write([*(entry for entry in entries if entry.name != name), made])

    def remove(self, name: str) -> None:
        """Accept the token of this name no more.

        Raises:
            NoSuchToken: there is none of this name; the error lists those there are.
        """
        with self._alone():
            entries = self._known()
            rest = [entry for entry in entries if entry.name != name]
            if len(rest) == len(entries):
                known = ", ".join(sorted(entry.name for entry in entries)) or "-"
                raise NoSuchToken(name=name, known=known)
            self._write(rest)

    def _known(self) -> tuple[Entry, ...]:
        return self.read() if self.exists() else ()

    def _write(self, entries: list[Entry]) -> None:
        data = msgspec.json.format(msgspec.json.encode(_Entries(tokens=entries)))
        write_own(self.path, data + b"\n")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from changing the list at the same time."""
        make_own_folder(self._folder)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def access_folder(drive: Path) -> Path:
    """Give the folder of a JMSS server's tokens and keys on its switching drive."""
    return drive / "access"
