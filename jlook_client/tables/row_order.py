# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows that a view shows, kept in order while they change. No Qt, no clock.

A row is placed by a key of 64 bits; of rows with the same key the job with the higher
number stands first. Rows that are in order themselves are merged in, which moves memory but
compares only what comes.
"""

import sys
from collections.abc import Generator, Iterator

import numpy as np
import numpy.typing as npt

from jmss.columns.jobs import Ints

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.uint32]
Steps = Iterator[None]
"""Work that is done piece by piece, each about 20 ms for a million rows."""
Unsigned = npt.NDArray[np.unsignedinteger]

_DIGIT = 16
_HALF = 32
_NO_ROWS: Rows = np.zeros(0, np.uint32)


class RowOrder:
    """Some rows in the order of their keys."""

    def __init__(self) -> None:
        self.rows: Rows = _NO_ROWS
        """The rows, the first one on top."""

    def __len__(self) -> int:
        """Give how many rows there are."""
        return len(self.rows)

    def arranging(self, rows: Ints, keys: Keys, numbers: Ints, *, halves: bool = False) -> Steps:
        """Put these rows in place of all, step by step; none is in its place before the last one.

        Args:
            rows: ascending, shape (n,).
            keys: of these rows, shape (n,).
            numbers: the jobs' numbers, by row.
            halves: whether a key is two values of 32 bits, one below the other.
        """
        values = _halves_together(keys) if halves else _closed(keys)
        count = len(rows)
        dense = count > 0 and int(rows[0]) == 0 and int(rows[-1]) == count - 1
        theirs = numbers[:count] if dense else numbers[rows]
        if not (theirs[1:] > theirs[:-1]).all():
            newest = yield from _radix(_closed(~theirs.astype(np.uint64)))
            by_key = yield from _radix(values[newest])
            order = newest[by_key]
        else:
            # From the last one on: the newest of equals stands first.
            from_last = yield from _radix(values[::-1])
            order = np.uint32(count - 1) - from_last if count else _NO_ROWS
        self.rows = order if dense else rows.astype(np.uint32)[order]

    def add_below(self, rows: Ints) -> None:
        """Put rows in that are in order themselves and stand below all that are here."""
        self.rows = np.concatenate([self.rows, rows.astype(np.uint32)])

    def merge(self, rows: Rows, theirs: Keys, ours: Keys, numbers: Ints) -> Ints:
        """Put many rows in that are not here and are in order themselves.

        Args:
            rows: shape (k,), at least one.
            theirs: their keys, shape (k,).
            ours: the keys of those that are here, in order, shape (n,).
            numbers: the jobs' numbers, by row.

        Returns:
            where they stand now, shape (k,).
        """
        places = np.searchsorted(ours, theirs)
        if len(ours):
            equals = np.flatnonzero(ours[np.minimum(places, len(ours) - 1)] == theirs)
            if len(equals):
                ends = np.searchsorted(ours, theirs[equals], side="right")
                newest_first = numbers[rows[equals]]
                places[equals] = self._by_number(newest_first, places[equals], ends, numbers)
        return self._put(rows, places)

    def _by_number(self, number: Ints, low: Ints, high: Ints, numbers: Ints) -> Ints:
        """Give the places of jobs with these numbers among rows, the newest of which is first.

        Args:
            number: shape (n,).
            low: where those rows begin, for each.
            high: where they end, for each.
            numbers: the jobs' numbers, by row.
        """
        last = len(self.rows) - 1
        for _ in range(int((high - low).max()).bit_length()):
            middle = (low + high) >> 1
            newer = numbers[self.rows[np.minimum(middle, last)]] > number
            newer &= low < high
            low = np.where(newer, middle + 1, low)
            high = np.where(newer, high, np.minimum(middle, high))
        return low

    def _put(self, rows: Rows | Ints, places: Ints) -> Ints:
        """Put rows before those at these places, which ascend; give where they stand then."""
        before, count = self.rows, len(rows)
        # What stands above and below all that come is moved in one piece.
        first, last = int(places[0]), int(places[-1])
        at = places - first + np.arange(count)
        old = np.ones(last - first + count, np.bool_)
        old[at] = False
        merged = np.empty(len(before) + count, np.uint32)
        merged[:first], merged[last + count :] = before[:first], before[last:]
        between = merged[first : last + count]
        between[at], between[old] = rows, before[first:last]
        self.rows = merged
        return at + first

    def place(self, row: int) -> int | None:
        """Give where a row stands, or None if it is not shown."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else None


def _radix(values: Unsigned) -> Generator[None, None, Rows]:
    """Give the stable order of values: numpy sorts 16 bits by counting, so it is done by those."""
    if not len(values):
        return _NO_ROWS
    bits = int(values.max()).bit_length()
    yield
    order = np.argsort(values.astype(np.uint16), kind="stable")
    for shift in range(_DIGIT, bits, _DIGIT):
        yield
        digit = (values >> values.dtype.type(shift)).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order.astype(np.uint32)


def _halves_together(keys: Keys) -> Unsigned:
    """Give values that stand in the same order as the keys, in 32 bits if that is possible."""
    halves = np.ascontiguousarray(keys).view(np.uint32).reshape(-1, 2)
    low, high = (halves[:, at] for at in ((0, 1) if sys.byteorder == "little" else (1, 0)))
    high = _closed(high)
    if not low.any():
        return high
    low = _closed(low)
    bits = int(low.max(initial=0)).bit_length()
    if bits + int(high.max(initial=0)).bit_length() <= _HALF:
        return (high << np.uint32(bits)) | low
    return keys


def _closed(values: Unsigned) -> Unsigned:
    """Count from the lowest value on, and close the gap below the highest, which means "none"."""
    if not len(values) or (lowest := values.min()) == (highest := values.max()):
        return np.zeros(len(values), np.uint32)
    one = values.dtype.type(1)
    next_to_it = np.where(values == highest, lowest, values).max() - lowest
    closed: Unsigned = np.minimum(values - lowest, next_to_it + one)
    return closed if int(next_to_it) >= 2**_HALF - 1 else closed.astype(np.uint32)
