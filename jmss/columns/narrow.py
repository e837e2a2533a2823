# SPDX-License-Identifier: GPL-3.0-or-later
"""A column of numbers as bytes, little-endian, as narrow as its values allow, and back.

What is the same in all rows takes no byte. ``docs/protocol.md``, *columns*.
"""

from dataclasses import dataclass, field

import msgspec
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NONE = -(2**63)
"""In a column of whole numbers: there is none."""
LATEST = 32_503_680_000.0
"""The last moment that may travel: the year 3000."""

_SIZES = {"": 0, "u1": 1, "u2": 2, "u4": 4, "u8": 8, "f8": 8}
_FURTHEST = 2**60


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a column's bytes are to be read. ``docs/protocol.md``, *columns*."""

    name: str
    type: str = ""
    """``u1`` ``u2`` ``u4`` ``u8``: unsigned offsets; ``f8``: the values; empty: no bytes."""
    base: int = 0
    """What is added to each offset."""
    steps: bool = False
    """An offset counts from the row before, that of the first from ``base``."""
    gaps: bool = False
    """The highest offset of the type means none; without bytes, all rows have none."""
    ms: bool = False
    """The values are milliseconds."""
    after: bool = False
    """Milliseconds since ``submitted``."""


@dataclass
class ColumnWriter:
    """Collects columns: what a head says of them, and their bytes."""

    columns: list[Column] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)

    def ints(
        self, name: str, values: Ints, *, steps: bool = False, ms: bool = False, after: bool = False
    ) -> None:
        """Write whole numbers; ``NONE`` is none. With ``steps`` they may rise row by row."""
        none = values == NONE
        gaps = bool(none.any())
        here = values[~none] if gaps else values
        if not len(here):
            self.columns.append(Column(name, gaps=gaps, ms=ms, after=after))
            return
        base = int(here.min())
        highest = int(here.max()) - base
        rising = False
        # Taking ``base`` from none overflows into nonsense; it is overwritten below.
        offsets = values - base
        if steps and not gaps and highest:
            step = np.diff(values, prepend=values[0])
            rising = int(step.min()) >= 0 and int(step.max()) < highest
            if rising:
                base, highest, offsets = int(values[0]), int(step.max()), step
        kind = _narrowest(highest, gaps=gaps)
        self.columns.append(Column(name, kind, base, steps=rising, gaps=gaps, ms=ms, after=after))
        if kind:
            narrow = offsets.astype(f"<{kind}")
            if gaps:
                narrow[none] = np.iinfo(narrow.dtype).max
            self.raw(narrow.tobytes())

    def floats(self, name: str, values: Floats) -> None:
        """Write numbers as they are."""
        self.columns.append(Column(name, "f8"))
        self.raw(values.astype("<f8").tobytes())

    def moments(self, name: str, values: Floats) -> None:
        """Write moments, none of which is missing: in milliseconds, if they are whole ones."""
        whole = milliseconds(values)
        if whole is None:
            self.floats(name, values)
        else:
            self.ints(name, whole, steps=True, ms=True)

    def raw(self, data: bytes) -> None:
        """Write bytes that no column describes."""
        self.parts += [data, _padding(len(data))]

    def joined(self, head: bytes) -> bytes:
        """Give everything as bytes, a head in JSON in front."""
        length = len(head).to_bytes(4, "little")
        return b"".join([length, head, _padding(4 + len(head)), *self.parts])


class ColumnReader:
    """Reads what ``ColumnWriter.joined`` gave; ValueError when something is cut off."""

    def __init__(self, data: memoryview) -> None:
        size = int.from_bytes(data[:4], "little")
        if 4 + size > len(data):
            raise ValueError("the head is cut off")
        self.head = data[4 : 4 + size]
        self._data = data
        self._at = 4 + size + (-(4 + size) % 8)

    def raw(self, length: int) -> memoryview:
        """Give the next bytes and skip what fills them up to eight."""
        if length < 0 or self._at + length > len(self._data):
            raise ValueError("a column is cut off")
        part = self._data[self._at : self._at + length]
        self._at += length + (-length % 8)
        return part

    def column(self, column: Column, rows: int) -> Ints | Floats:
        """Give a column's values: whole numbers with ``NONE``, or numbers as they are."""
        if abs(column.base) > _FURTHEST:
            raise ValueError(f"the base of {column.name} is out of range")
        part = self.raw(rows * _SIZES[column.type])
        if column.type == "f8":
            return np.frombuffer(part, "<f8").astype(np.float64)
        if not column.type:
            return np.full(rows, NONE if column.gaps else column.base, np.int64)
        raw = np.frombuffer(part, f"<{column.type}")
        offsets = raw.astype(np.int64)
        none = raw == np.iinfo(raw.dtype).max if column.gaps else None
        if none is not None:
            offsets[none] = 0
        # Only these can be as far off, or wrap round below zero.
        wide = column.type == "u8" and rows > 0
        if wide and (int(offsets.min()) < 0 or int(offsets.max()) > _FURTHEST):
            raise ValueError(f"{column.name} is out of range")
        if column.steps:
            if float(offsets.sum(dtype=np.float64)) > _FURTHEST:
                raise ValueError(f"{column.name} is out of range")
            offsets = np.cumsum(offsets)
        offsets += column.base
        if none is not None:
            offsets[none] = NONE
        return offsets

    def ints(self, column: Column, rows: int) -> Ints:
        """Give whole numbers."""
        if column.type == "f8":
            raise ValueError(f"{column.name} must be whole")
        return self.column(column, rows).astype(np.int64, copy=False)

    def moments(self, column: Column, rows: int) -> Floats:
        """Give moments, none of which may be missing."""
        values = self.column(column, rows)
        whole = column.type != "f8"
        return checked_moments(column.name, values / 1000.0 if whole else values, gaps=False)

    def rest(self) -> memoryview:
        """Give what was not read yet."""
        part = self._data[self._at :]
        self._at = len(self._data)
        return part

    def end(self) -> None:
        """See that nothing is left over."""
        if self._at < len(self._data):
            raise ValueError("there is more than the head says")


def milliseconds(moments: Floats) -> Ints | None:
    """Give moments in whole milliseconds, NaN as ``NONE``; None if they are finer than that."""
    none = np.isnan(moments)
    whole = np.rint(np.where(none, 0.0, moments) * 1000.0)
    if not (none | (whole / 1000.0 == moments)).all():
        return None
    return np.where(none, NONE, whole.astype(np.int64))


def checked_moments(name: str, moments: npt.NDArray[np.generic], *, gaps: bool) -> Floats:
    """Give moments that are in range; ValueError when they are not, or missing without gaps."""
    floats = moments.astype(np.float64, copy=False)
    # A comparison with NaN does not hold: what is missing counts as out of range.
    good = (floats >= 0.0) & (floats <= LATEST)
    if gaps:
        good |= np.isnan(floats)
    if not good.all():
        raise ValueError(f"{name} is out of range")
    return floats


def _narrowest(highest: int, *, gaps: bool) -> str:
    if highest == 0 and not gaps:
        return ""
    for kind, size in (("u1", 1), ("u2", 2), ("u4", 4)):
        if highest + gaps < 2 ** (8 * size):
            return kind
    return "u8"


def _padding(length: int) -> bytes:
    return bytes(-length % 8)
