# SPDX-License-Identifier: GPL-3.0-or-later
"""The last board of a JMSS server on disk, for a start while the server is away.

One file for each journal (epoch) of each server; an older journal's goes when a newer one
is saved. The first line says in JSON what it is and up to where it goes, and holds all
facts but jobs. The jobs follow in chunks as they travel (``jmss.columns.packed``), each
with its length and its checksum.
"""

import os
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import msgspec
from platformdirs import user_cache_path

from jlook_client.board_packing import BoardPacking
from jlook_client.mirror import Mirror
from jlook_client.shadow import Overrun, Shadow
from jmss.columns.packed import unpack
from jmss.errors import WireError
from jmss.model.changes import Fact, Gone, Position
from jmss.model.ranges import Count

VERSION = 2
ONLY_LINES = 1
"""The version whose jobs were lines too; it is still read."""
SUFFIX = ".board"
_NUMBER = 4
"""Bytes of a chunk's length, and of its checksum."""
_MOST_CHUNK = 64 * 1024 * 1024


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
    count: Count
    """How many jobs follow: a file that ends early is damaged."""
    facts: list[Fact] = []
    """Everything but the jobs."""
    gone: list[Count] = []
    """Jobs in the chunks that are not on the board."""


@dataclass(frozen=True, slots=True)
class BoardToSave:
    """A board as it was at one moment."""

    head: Head
    chunks: Sequence[bytes]
    """The jobs, packed; one that is in there twice is as its last chunk says."""


@dataclass(frozen=True, slots=True)
class SavedBoard:
    """A board as it was when it was saved."""

    head: Head
    shadow: Shadow
    """What it held; a mirror can be filled with it once."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found on disk."""

    board: SavedBoard | None = None
    set_aside: Path | None = None
    """Where the file was put because it could not be read."""


def head_of(mirror: Mirror, *, server: str, at: float, ahead: float) -> Head | None:
    """Give what the first line is to say now, or None before the mirror holds anything."""
    if mirror.position is None:
        return None
    return Head(
        server=server,
        at=at,
        ahead=ahead,
        position=mirror.position,
        count=len(mirror.columns),
        facts=[
            *mirror.machines.values(),
            *mirror.placements.values(),
            *mirror.queues.values(),
            *mirror.named.values(),
        ],
    )


def board_of(head: Head, packing: BoardPacking) -> BoardToSave:
    """Give the board of this moment, to which ``head`` belongs."""
    chunks, gone = packing.finish()
    return BoardToSave(msgspec.structs.replace(head, gone=gone), chunks)


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
        except (msgspec.MsgspecError, WireError, Overrun, UnicodeDecodeError, ValueError):
            return Loaded(set_aside=_set_aside(newest))

    def save(self, board: BoardToSave) -> None:
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
        with file.open("rb") as lines:
            head = msgspec.json.decode(lines.readline(), type=Head)
            if head.version not in _READERS or head.server != self._server:
                raise ValueError("this is not a board of that server")
            shadow = Shadow()
            shadow.add(head.facts)
            others = _READERS[head.version](lines, shadow)
            shadow.add(Gone(number=number) for number in head.gone)
        if len(shadow.columns) + others != head.count:
            raise ValueError("this is not the whole board")
        return SavedBoard(head, shadow)


def _read_chunks(file: BinaryIO, shadow: Shadow) -> int:
    """Read the jobs of a file into ``shadow``; give how many other facts count."""
    while prefix := file.read(2 * _NUMBER):
        length, checksum = (int.from_bytes(part, "little") for part in (prefix[:4], prefix[4:]))
        data = file.read(min(length, _MOST_CHUNK))
        if len(data) != length or zlib.crc32(data) != checksum:
            raise ValueError("a chunk is damaged")
        shadow.put(unpack(data))
    return 0


def _read_lines(file: BinaryIO, shadow: Shadow) -> int:
    decoder = msgspec.json.Decoder(list[Fact])
    for line in file:
        shadow.add(decoder.decode(line))
    return len(shadow.queues) + len(shadow.machines) + len(shadow.placements)


_READERS: dict[int, Callable[[BinaryIO, Shadow], int]] = {
    VERSION: _read_chunks,
    ONLY_LINES: _read_lines,
}


def _write(path: Path, board: BoardToSave) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(board.head) + b"\n")
        for chunk in board.chunks:
            file.write(len(chunk).to_bytes(_NUMBER, "little"))
            file.write(zlib.crc32(chunk).to_bytes(_NUMBER, "little"))
            file.write(chunk)
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
