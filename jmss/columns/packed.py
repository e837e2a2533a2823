# SPDX-License-Identifier: GPL-3.0-or-later
"""A chunk as bytes, as ``docs/protocol.md`` describes them, and back.

The bytes are a head in JSON and then the columns (``narrow.py``); times are milliseconds
from the first one. What comes from a peer is checked here; what is wrong is no chunk.
"""

from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from jmss.columns.changing import NO_EXIT
from jmss.columns.chunk import INTS, LASTING, MOMENTS, Few, JobChunk, Many
from jmss.columns.jobs import REASONS, STATES
from jmss.columns.narrow import (
    NONE,
    Column,
    ColumnReader,
    ColumnWriter,
    Floats,
    Ints,
    checked_moments,
    milliseconds,
)
from jmss.errors import WireError

MOST_ROWS = 8192
"""Jobs in one chunk at most."""

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
_LONGEST = {"name": 200, "command": 32_768}

Row = Annotated[int, Meta(ge=0, lt=MOST_ROWS)]


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
    whole: Annotated[int, Meta(ge=0, le=MOST_ROWS)] | None = None
    """How many jobs have their lasting side in here; the first column says which. None: all."""


_head_encoder = msgspec.json.Encoder()
_head_decoder: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)


def pack(chunk: JobChunk) -> bytes:
    """Give a chunk as bytes."""
    writer = ColumnWriter()
    if chunk.whole is not None:
        writer.ints("whole", chunk.whole, steps=True)
    for name in INTS:
        writer.ints(name, chunk.ints[name], steps=name == "number")
    _pack_moments(writer, chunk)
    names = _pack_texts(writer, "name", chunk.names)
    commands = _pack_texts(writer, "command", chunk.commands)
    head = Head(
        rows=len(chunk),
        columns=writer.columns,
        words=[word or "" for word in chunk.words[1:]],
        names=names,
        commands=commands,
        details=sorted(chunk.details.items()),
        whole=None if chunk.whole is None else len(chunk.whole),
    )
    return writer.joined(_head_encoder.encode(head))


def unpack(data: bytes | memoryview) -> JobChunk:
    """Read a chunk.

    Raises:
        WireError: it is none.
    """
    try:
        return _unpack(memoryview(data))
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError, KeyError) as error:
        raise WireError(why=f"not a chunk of jobs: {error}"[:200]) from error


def _pack_moments(writer: ColumnWriter, chunk: JobChunk) -> None:
    submitted = milliseconds(chunk.moments["submitted"])
    for name in MOMENTS:
        whole = milliseconds(chunk.moments[name])
        if whole is None or submitted is None:
            writer.floats(name, chunk.moments[name])
        elif name == "submitted":
            writer.ints(name, whole, steps=True, ms=True)
        elif chunk.whole is not None:
            writer.ints(name, whole, ms=True)
        else:
            since = np.where(whole == NONE, NONE, whole - submitted)
            writer.ints(name, since, ms=True, after=True)


def _pack_texts(writer: ColumnWriter, name: str, texts: Many | Few) -> list[str]:
    if isinstance(texts, Few) and texts.few:
        writer.ints(name, texts.codes)
        return [text.decode() for text in texts.few]
    many = texts if isinstance(texts, Many) else Many(b"", np.zeros(0, np.uint32))
    writer.ints(name, many.sizes.astype(np.int64))
    writer.raw(many.data)
    return []


def _unpack(data: memoryview) -> JobChunk:
    reader = ColumnReader(data)
    head = _head_decoder.decode(reader.head)
    wanted = [*INTS, *MOMENTS, "name", "command"]
    if head.whole is not None:
        wanted.insert(0, "whole")
    if [column.name for column in head.columns] != wanted:
        raise ValueError("the columns are not those of a job")
    described = dict(zip(wanted, head.columns, strict=True))
    whole = None if head.whole is None else _whole(reader, described["whole"], head)
    lasting = head.rows if head.whole is None else head.whole
    ints = {
        name: _checked(
            name, reader.ints(described[name], lasting if name in LASTING else head.rows), head
        )
        for name in INTS
    }
    moments = _unpack_moments(reader, described, head)
    names = _unpack_texts(reader, described["name"], lasting, head.names)
    commands = _unpack_texts(reader, described["command"], lasting, head.commands)
    reader.end()
    return JobChunk(
        ints=ints,
        moments=moments,
        words=[None, *head.words],
        names=names,
        commands=commands,
        details=_details(head),
        whole=whole,
    )


def _whole(reader: ColumnReader, column: Column, head: Head) -> Ints:
    places = reader.ints(column, head.whole or 0)
    if len(places) and (int(places[0]) < 0 or int(places[-1]) >= head.rows):
        raise ValueError("whole is out of range")
    if (np.diff(places) <= 0).any():
        raise ValueError("whole is out of order")
    return places


def _checked(name: str, values: Ints, head: Head) -> Ints:
    low, high = _RANGES.get(name, (0, len(head.words)))
    present = values[values != NO_EXIT] if name == "exit_code" else values
    if len(present) and (int(present.min()) < low or int(present.max()) > high):
        raise ValueError(f"{name} is out of range")
    if name in {"queue", "owner"} and len(values) and int(values.min()) == 0:
        raise ValueError(f"{name} is missing")
    return values


def _unpack_moments(
    reader: ColumnReader, described: dict[str, Column], head: Head
) -> dict[str, Floats]:
    moments: dict[str, Floats] = {}
    begin: Ints | None = None
    for name in MOMENTS:
        column = described[name]
        rows = head.whole if name in LASTING and head.whole is not None else head.rows
        if column.type == "f8":
            moment = reader.column(column, rows).astype(np.float64, copy=False)
        else:
            whole = reader.ints(column, rows)
            if name == "submitted":
                begin = whole
            moment = whole / 1000.0
            if column.after and begin is not None and head.whole is None:
                moment = (whole + begin) / 1000.0
            if column.gaps:
                moment[whole == NONE] = np.nan
        moments[name] = checked_moments(name, moment, gaps=name != "submitted")
    return moments


def _unpack_texts(reader: ColumnReader, column: Column, rows: int, few: list[str]) -> Many | Few:
    values = reader.ints(column, rows)
    lowest, highest = (int(values.min()), int(values.max())) if rows else (0, 0)
    if lowest < 0:
        raise ValueError(f"{column.name} is out of range")
    longest = _LONGEST[column.name]
    if few:
        if any(len(text) > longest for text in few):
            raise ValueError(f"{column.name} is too long")
        if highest >= len(few):
            raise ValueError(f"{column.name} is out of range")
        return Few([text.encode() for text in few], values)
    if highest > 4 * longest:
        raise ValueError(f"{column.name} is too long")
    many = Many(bytes(reader.raw(int(values.sum()))), values.astype(np.uint32))
    # Plain ASCII may be cut anywhere; of other texts the cuts are looked at.
    if not many.data.isascii():
        begins = _beginnings(many)
        if highest > longest:
            highest = _most_characters(many, begins)
    if highest > longest:
        raise ValueError(f"{column.name} is too long")
    return many


def _beginnings(many: Many) -> Ints:
    """Give where each text begins that is not empty; ValueError if they are not all UTF-8."""
    many.data.decode()
    sizes = many.sizes[many.sizes > 0].astype(np.int64)
    begins = np.cumsum(sizes) - sizes
    # A byte that does not begin with the bits 10 begins a character.
    if ((np.frombuffer(many.data, np.uint8)[begins] & 0xC0) == 0x80).any():
        raise ValueError("a character is cut in two")
    return begins


def _most_characters(many: Many, begins: Ints) -> int:
    """Give the length of the longest text."""
    begins_one = (np.frombuffer(many.data, np.uint8) & 0xC0) != 0x80
    return int(np.add.reduceat(begins_one, begins, dtype=np.int64).max())


def _details(head: Head) -> dict[int, str]:
    if any(at >= head.rows for at, _ in head.details):
        raise ValueError("a detail has no job")
    return dict(head.details)
