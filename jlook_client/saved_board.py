# SPDX-License-Identifier: GPL-3.0-or-later
"""The last board of a JMSS server on disk, for a start while the server is away.

One file for each journal (epoch) of each server; an older journal's goes when a newer one
is saved. The first line says what it is and up to where it goes, the others hold the facts,
some hundred a line: so it is written in small steps beside a loop that must not wait.
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec
from platformdirs import user_cache_path

from jlook_client.mirror import Mirror
from jlook_client.shadow import Shadow
from jmss.model.changes import Fact, Position

VERSION = 1
FACTS_A_LINE = 500
SUFFIX = ".board"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of the file."""

    version: int = VERSION
    server: str
    at: float
    """Up to when the board was true, seconds since 1970, UTC, by the desk's clock."""
    ahead: float
    """Seconds by which the server's clock was ahead of the desk's."""
    position: Position
    """Where the journal stood; a server that still has it replays from there."""
    count: int
    """How many facts follow: a file that ends early is damaged."""


@dataclass(frozen=True, slots=True)
class SavedBoard:
    """A board as it was when it was saved."""

    head: Head
    facts: Sequence[Fact]

    def shadow(self) -> Shadow:
        """Give it as something that a mirror can be filled with."""
        shadow = Shadow()
        shadow.add(self.facts)
        return shadow


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found on disk."""

    board: SavedBoard | None = None
    set_aside: Path | None = None
    """Where the file was put because it could not be read."""


def board_of(mirror: Mirror, *, server: str, at: float, ahead: float) -> SavedBoard | None:
    """Give what the mirror holds, or None before it holds anything; only references are copied."""
    if mirror.position is None:
        return None
    facts: list[Fact] = [
        *mirror.machines.values(),
        *mirror.placements.values(),
        *mirror.queues.values(),
        *mirror.jobs.values(),
    ]
    head = Head(server=server, at=at, ahead=ahead, position=mirror.position, count=len(facts))
    return SavedBoard(head, facts)


class BoardFolder:
    """The saved boards of one server.

    Args:
        folder: where the boards of all servers lie.
        server: the virtual computer name.
        port: its port; another port is another server.
    """

    def __init__(self, folder: Path, server: str, port: int) -> None:
        self.path = folder / f"{quote(server, safe='')}_{port}"
        self._server = server

    def load(self) -> Loaded:
        """Read the newest board. A damaged file is set aside; without a file there is nothing."""
        newest = max(self._files(), key=lambda file: file.stat().st_mtime, default=None)
        if newest is None:
            return Loaded()
        try:
            return Loaded(self._read(newest))
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
            return Loaded(set_aside=_set_aside(newest))

    def save(self, board: SavedBoard) -> None:
        """Write the board whole or not at all; boards of older journals go.

        Raises:
            OSError: it cannot be written; the old one is untouched.
        """
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.path / f"{quote(board.head.position.epoch, safe='')}{SUFFIX}"
        half = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}.new")
        try:
            _write(half, board)
            half.replace(file)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        for other in self._files():
            if other != file:
                other.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return list(self.path.glob(f"*{SUFFIX}"))

    def _read(self, file: Path) -> SavedBoard:
        first, *lines = file.read_bytes().splitlines()
        head = msgspec.json.decode(first, type=Head)
        decoder = msgspec.json.Decoder(list[Fact])
        facts = [fact for line in lines for fact in decoder.decode(line)]
        if (head.version, head.server, head.count) != (VERSION, self._server, len(facts)):
            raise ValueError("this is not the whole board of that server")
        return SavedBoard(head, facts)


def _write(path: Path, board: SavedBoard) -> None:
    encoder = msgspec.json.Encoder()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(encoder.encode(board.head) + b"\n")
        for at in range(0, len(board.facts), FACTS_A_LINE):
            file.write(encoder.encode(board.facts[at : at + FACTS_A_LINE]) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _set_aside(file: Path) -> Path:
    count = 1
    while (aside := file.with_name(f"{file.name}.damaged-{count}")).exists():
        count += 1
    return file.replace(aside)


def default_boards_path() -> Path:
    """Give the folder that belongs to this user."""
    return user_cache_path("jlook", appauthor=False) / "boards"
