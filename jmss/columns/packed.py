# SPDX-License-Identifier: GPL-3.0-or-later
"""A chunk as bytes, as ``docs/protocol.md`` describes them, and back.

The bytes are a head in JSON and then the columns, little-endian, each as narrow as its
values allow: what is the same in all jobs takes no byte, times are milliseconds from the
first one. What comes from a peer is checked here; what is wrong is no chunk.
"""

from dataclasses import dataclass, field
from typing import Annotated

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from jmss.columns.chunk import INTS, MOMENTS, Few, Floats, JobChunk, Many
from jmss.columns.jobs import NO_EXIT, REASONS, STATES, Ints
from jmss.errors import WireError

MOST_ROWS = 8192
"""Jobs in one chunk at most."""

LATEST = 32_503_680_000.0
_NONE = -(2**63)
_TYPES = {"": 0, "u1": 1, "u2": 2, "u4": 4, "u8": 8, "f8": 8}
_RANGES: dict[str, tuple[int, int]] = {
    "number": (0, 2**53),
    "state": (0, len(STATES) - 1),
    "reason": (0, len(REASONS) - 1),
    "priority": (0, 99),
    "restartable": (0, 1),
    "attempt": (0, 2**31 - 1),
    "takeovers": (0, 2**31 - 1),
    "exit_code": (-(2**31), 2**32 - 1),
}
_STEPPED = frozenset({"number", "submitted"})
_LONGEST = {"name": 200, "command": 32_768}

Row = Annotated[int, Meta(ge=0, lt=MOST_ROWS)]


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a column's bytes are to be read. ``docs/protocol.md``, *columns*."""

    name: str
    type: str = ""
    """``u1`` ``u2`` ``u4`` ``u8``: unsigned offsets; ``f8``: the values; empty: no bytes."""
    base: int = 0
    """What is added to each offset."""
    steps: bool = False
    """An offset counts from the job before, that of the first from ``base``."""
    gaps: bool = False
    """The highest offset of the type means none; without bytes, all jobs have none."""
    ms: bool = False
    """The values are milliseconds."""
    after: bool = False
    """Milliseconds since ``submitted``."""


class Head(msgspec.Struct, frozen=True, omit_defaults=True):
    """The head of a chunk."""

    rows: Annotated[int, Meta(ge=0, le=MOST_ROWS)]
    columns: list[Column]
    words: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=5 * MOST_ROWS)]
    """The words of the codes from 1 on."""
    names: list[str] = []
    """The names that ``name`` chooses from; empty: ``name`` is sizes, and bytes follow."""
    commands: list[str] = []
    details: list[tuple[Row, Annotated[str, Meta(max_length=32_768)]]] = []


_head_encoder = msgspec.json.Encoder()
_head_decoder: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)


def pack(chunk: JobChunk) -> bytes:
    """Give a chunk as bytes."""
    writer = _Writer()
    for name in INTS:
        writer.ints(name, chunk.ints[name])
    _pack_moments(writer, chunk.moments)
    names = _pack_texts(writer, "name", chunk.names)
    commands = _pack_texts(writer, "command", chunk.commands)
    head = Head(
        rows=len(chunk),
        columns=writer.columns,
        words=[word or "" for word in chunk.words[1:]],
        names=names,
        commands=commands,
        details=sorted(chunk.details.items()),
    )
    text = _head_encoder.encode(head)
    return b"".join([len(text).to_bytes(4, "little"), text, _padding(4 + len(text)), *writer.parts])


def unpack(data: bytes | memoryview) -> JobChunk:
    """Read a chunk.

    Raises:
        WireError: it is none.
    """
    try:
        return _unpack(memoryview(data))
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError, KeyError) as error:
        raise WireError(why=f"not a chunk of jobs: {error}"[:200]) from error


@dataclass
class _Writer:
    columns: list[Column] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)

    def ints(self, name: str, values: Ints, *, ms: bool = False, after: bool = False) -> None:
        """Write whole numbers as narrow as they allow; ``_NONE`` is none."""
        here = values[values != _NONE]
        gaps = len(here) < len(values)
        if not len(here):
            self.columns.append(Column(name, gaps=gaps, ms=ms, after=after))
            return
        base = int(here.min())
        steps = False
        offsets = values - base
        if name in _STEPPED and not gaps:
            step = np.diff(values, prepend=values[0])
            steps = bool((step >= 0).all()) and int(step.max()) < int(offsets.max())
            if steps:
                base, offsets = int(values[0]), step
        # Taking ``base`` from none overflows into nonsense; it is overwritten below.
        kind = _narrowest(int(offsets[values != _NONE].max()), gaps=gaps)
        column = Column(name, kind, base, steps=steps, gaps=gaps, ms=ms, after=after)
        self.columns.append(column)
        if kind:
            narrow = offsets.astype(f"<{kind}")
            if gaps:
                narrow[values == _NONE] = np.iinfo(narrow.dtype).max
            self.raw(narrow.tobytes())

    def floats(self, name: str, values: Floats) -> None:
        self.columns.append(Column(name, "f8"))
        self.raw(values.astype("<f8").tobytes())

    def raw(self, data: bytes) -> None:
        self.parts += [data, _padding(len(data))]


def _pack_moments(writer: _Writer, moments: dict[str, Floats]) -> None:
    submitted = _milliseconds(moments["submitted"])
    for name in MOMENTS:
        whole = _milliseconds(moments[name])
        if whole is None or submitted is None:
            writer.floats(name, moments[name])
        elif name == "submitted":
            writer.ints(name, whole, ms=True)
        else:
            since = np.where(whole == _NONE, _NONE, whole - submitted)
            writer.ints(name, since, ms=True, after=True)


def _pack_texts(writer: _Writer, name: str, texts: Many | Few) -> list[str]:
    if isinstance(texts, Few) and texts.few:
        writer.ints(name, texts.codes)
        return [text.decode() for text in texts.few]
    many = texts if isinstance(texts, Many) else Many(b"", np.zeros(0, np.uint32))
    writer.ints(name, many.sizes.astype(np.int64))
    writer.raw(many.data)
    return []


def _milliseconds(moments: Floats) -> Ints | None:
    """Give moments in whole milliseconds, or None if they are finer than that."""
    none = np.isnan(moments)
    whole = np.rint(np.where(none, 0.0, moments) * 1000.0)
    if not (none | (whole / 1000.0 == moments)).all():
        return None
    return np.where(none, _NONE, whole.astype(np.int64))


def _narrowest(highest: int, *, gaps: bool) -> str:
    if highest == 0 and not gaps:
        return ""
    for kind, size in (("u1", 1), ("u2", 2), ("u4", 4)):
        if highest + gaps < 2 ** (8 * size):
            return kind
    return "u8"


def _padding(length: int) -> bytes:
    return bytes(-length % 8)


class _Reader:
    def __init__(self, data: memoryview) -> None:
        size = int.from_bytes(data[:4], "little")
        if 4 + size > len(data):
            raise ValueError("the head is cut off")
        self.head = _head_decoder.decode(data[4 : 4 + size])
        self._data = data
        self._at = 4 + size + (-(4 + size) % 8)

    def bytes(self, length: int) -> memoryview:
        """Give the next bytes and skip what fills them up to eight."""
        if length < 0 or self._at + length > len(self._data):
            raise ValueError("a column is cut off")
        part = self._data[self._at : self._at + length]
        self._at += length + (-length % 8)
        return part

    def column(self, column: Column) -> Ints | Floats:
        """Give a column's values: whole numbers with ``_NONE``, or moments."""
        rows = self.head.rows
        part = self.bytes(rows * _TYPES[column.type])
        if column.type == "f8":
            return np.frombuffer(part, "<f8").astype(np.float64)
        if not column.type:
            value = _NONE if column.gaps else column.base
            return np.full(rows, value, np.int64)
        raw = np.frombuffer(part, f"<{column.type}")
        none = raw == np.iinfo(raw.dtype).max if column.gaps else np.zeros(rows, np.bool_)
        offsets = np.where(none, 0, raw.astype(np.int64))
        if rows and int(offsets.min()) < 0:
            raise ValueError(f"{column.name} is out of range")
        if column.steps:
            offsets = np.cumsum(offsets)
        return np.where(none, _NONE, offsets + column.base)

    def end(self) -> None:
        """See that nothing is left over."""
        if self._at < len(self._data):
            raise ValueError("there is more than the head says")


def _unpack(data: memoryview) -> JobChunk:
    reader = _Reader(data)
    head = reader.head
    wanted = [*INTS, *MOMENTS, "name", "command"]
    if [column.name for column in head.columns] != wanted:
        raise ValueError("the columns are not those of a job")
    if any(abs(column.base) > 2**60 for column in head.columns):
        raise ValueError("a base is out of range")
    described = dict(zip(wanted, head.columns, strict=True))
    ints = {name: _checked(name, reader.column(described[name]), head) for name in INTS}
    moments = _unpack_moments(reader, described)
    names = _unpack_texts(reader, described["name"], head.names)
    commands = _unpack_texts(reader, described["command"], head.commands)
    reader.end()
    return JobChunk(
        ints=ints,
        moments=moments,
        words=[None, *head.words],
        names=names,
        commands=commands,
        details=_details(head),
    )


def _checked(name: str, values: npt.NDArray[np.generic], head: Head) -> Ints:
    whole = values.astype(np.int64)
    low, high = _RANGES.get(name, (0, len(head.words)))
    present = whole[whole != NO_EXIT] if name == "exit_code" else whole
    if len(present) and (int(present.min()) < low or int(present.max()) > high):
        raise ValueError(f"{name} is out of range")
    if name in {"queue", "owner"} and len(whole) and int(whole.min()) == 0:
        raise ValueError(f"{name} is missing")
    return whole


def _unpack_moments(reader: _Reader, described: dict[str, Column]) -> dict[str, Floats]:
    moments: dict[str, Floats] = {}
    begin: Ints | None = None
    for name in MOMENTS:
        column = described[name]
        values = reader.column(column)
        if column.type == "f8":
            moment = values.astype(np.float64)
        else:
            whole = values.astype(np.int64)
            none = whole == _NONE
            if name == "submitted":
                begin = whole
            elif column.after and begin is not None:
                whole = np.where(none, _NONE, whole + begin)
            moment = np.where(none, np.nan, whole / 1000.0)
        _check_moments(name, moment)
        moments[name] = moment
    return moments


def _check_moments(name: str, moment: Floats) -> None:
    known = moment[~np.isnan(moment)]
    if name == "submitted" and len(known) < len(moment):
        raise ValueError("submitted is missing")
    if len(known) and (float(known.min()) < 0.0 or float(known.max()) > LATEST):
        raise ValueError(f"{name} is out of range")


def _unpack_texts(reader: _Reader, column: Column, few: list[str]) -> Many | Few:
    values = reader.column(column).astype(np.int64)
    if len(values) and int(values.min()) < 0:
        raise ValueError(f"{column.name} is out of range")
    longest = _LONGEST[column.name]
    if few:
        if any(len(text) > longest for text in few):
            raise ValueError(f"{column.name} is too long")
        if len(values) and int(values.max()) >= len(few):
            raise ValueError(f"{column.name} is out of range")
        return Few([text.encode() for text in few], values)
    if len(values) and int(values.max()) > 4 * longest:
        raise ValueError(f"{column.name} is too long")
    many = Many(bytes(reader.bytes(int(values.sum()))), values.astype(np.uint32))
    # Plain ASCII may be cut anywhere; other texts are read one by one, to see that they are.
    if not many.data.isascii():
        values = np.array([len(text.decode()) for text in many.texts()])
    if len(values) and int(values.max()) > longest:
        raise ValueError(f"{column.name} is too long")
    return many


def _details(head: Head) -> dict[int, str]:
    if any(at >= head.rows for at, _ in head.details):
        raise ValueError("a detail has no job")
    return dict(head.details)
