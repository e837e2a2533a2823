# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that travel as bytes: jobs in columns. ``docs/protocol.md``, *columns*.

A binary WebSocket frame is a prefix of eight bytes (kind, flags, six of no meaning yet) and
a payload. Only a client that asked for ``columns`` in its hello is sent any. Nothing here
loads numpy before ``load_columns`` or the first such frame: commands speak JSON and start quickly.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jmss.errors import WireError
from jmss.model.changes import Change

if TYPE_CHECKING:
    from jmss.columns.chunk import JobChunk
    from jmss.columns.jobs import JobColumns
    from jmss.columns.narrow import Floats, Ints

JSON = "json"
COLUMNS = "columns"
COLUMNS_ZLIB = "columns+zlib"
"""As ``columns``, with payloads squeezed: for slow links."""
NO_JOBS = "none"
"""No job comes at all: for programs that show none."""

SNAPSHOT_CHUNK = 1
DELTA_COLUMNS = 2
PREFIX = 8
ZLIB = 1
"""The flag: the payload is a zlib stream."""

MOST_PAYLOAD = 4 * 1024 * 1024
"""Bytes of a payload at most, also after it was inflated."""
_KNOWN = {COLUMNS, COLUMNS_ZLIB, NO_JOBS}
_LEVEL = 1
_LEAST_SQUEEZED = 1024
"""A payload shorter than this is not worth it."""


@dataclass(frozen=True, slots=True)
class SnapshotChunk:
    """A part of a snapshot: some of its jobs. Stands beside ``SnapshotRows``."""

    chunk: "JobChunk"


@dataclass(frozen=True, slots=True)
class DeltaColumns:
    """Changes in the order of the journal, as in ``Delta``, with the jobs in columns."""

    previous: int
    seq: int
    """The last ``seq`` in this frame; where you stand after it."""
    chunk: "JobChunk"
    """A row for each change of a job, in the order of the journal; a job may be in it often.

    No row of a job comes after its ``Gone``.
    """
    seqs: "Ints"
    """The journal's number of each row, ascending, shape (n,)."""
    at: "Floats"
    """When each row was written, shape (n,)."""
    incs: "Ints"
    """Which incarnation wrote each row, shape (n,)."""
    by: "Ints"
    """Whose operation caused each row, as an index into ``words``, shape (n,)."""
    words: Sequence[str]
    """The operators; the first one is nobody."""
    op: dict[int, str]
    """The operation's id, by the place in the chunk; most rows have none."""
    others: list[Change]
    """The changes of queues, machines and placements, and jobs that are gone, ascending."""

    @property
    def inc(self) -> int:
        """The incarnation that wrote ``seq``."""
        last = self.others[-1] if self.others else None
        if last is not None and last.seq == self.seq:
            return last.inc
        return int(self.incs[-1])

    def __len__(self) -> int:
        """Give how many changes there are."""
        return self.seq - self.previous

    def changes(self, board: "JobColumns") -> list[Change]:
        """Give every change as an object, in order.

        Args:
            board: what it was applied to; what hardly ever changes may only be there.
        """
        columns = (self.seqs.tolist(), self.incs.tolist(), self.at.tolist(), self.by.tolist())
        rows = zip(*columns, self.chunk.completed(board).jobs(), strict=True)
        told = [
            Change(seq=seq, inc=inc, at=at, fact=job, by=self.words[by], op=self.op.get(place, ""))
            for place, (seq, inc, at, by, job) in enumerate(rows)
        ]
        if not self.others:
            return told
        return sorted([*told, *self.others], key=lambda change: change.seq)


ColumnsMessage = SnapshotChunk | DeltaColumns


def agreed(encodings: Sequence[str]) -> str:
    """Give the first of a client's encodings that is known here; JSON if none is."""
    return next((each for each in encodings if each in _KNOWN), JSON)


def framed(kind: int, payload: bytes, *, squeeze: bool = False) -> bytes:
    """Give the bytes of a binary frame.

    Args:
        kind: ``SNAPSHOT_CHUNK`` or ``DELTA_COLUMNS``.
        payload: what ``pack`` or ``pack_delta`` gave.
        squeeze: for ``columns+zlib``.
    """
    flags = 0
    if squeeze and len(payload) >= _LEAST_SQUEEZED:
        flags, payload = ZLIB, zlib.compress(payload, _LEVEL)
    return bytes((kind, flags)) + bytes(PREFIX - 2) + payload


def load_columns() -> None:
    """Load what reads binary frames, so that the first of them need not wait for it."""
    import jmss.wire.packed_delta  # noqa: F401, PLC0415 - loads numpy


def from_server_bytes(data: bytes) -> ColumnsMessage:
    """Read a binary frame of a server.

    Raises:
        WireError: it is no such message.
    """
    from jmss.columns.packed import unpack  # noqa: PLC0415 - loads numpy
    from jmss.wire.packed_delta import unpack_delta  # noqa: PLC0415 - loads numpy

    if len(data) < PREFIX:
        raise WireError(why="the frame is cut off")
    kind, flags = data[0], data[1]
    if flags & ~ZLIB:
        raise WireError(why=f"flags {flags} mean nothing")
    payload = _inflated(data) if flags & ZLIB else memoryview(data)[PREFIX:]
    if kind == SNAPSHOT_CHUNK:
        chunk = unpack(payload)
        if chunk.whole is not None:
            raise WireError(why="a snapshot leaves something out")
        return SnapshotChunk(chunk)
    if kind == DELTA_COLUMNS:
        return unpack_delta(payload)
    raise WireError(why=f"there is no frame of kind {kind}")


def _inflated(data: bytes) -> memoryview:
    inflating = zlib.decompressobj()
    try:
        payload = inflating.decompress(memoryview(data)[PREFIX:], MOST_PAYLOAD)
    except zlib.error as error:
        raise WireError(why=f"not a zlib stream: {error}") from error
    if not inflating.eof or inflating.unused_data:
        raise WireError(why="the zlib stream is cut off, or too long")
    return memoryview(payload)
