# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows that a view shows, kept in order while they change. No Qt, no clock.

A row is placed by a key of 64 bits; of rows with the same key the job with the higher
number stands first. What changed in a frame is taken out and merged in again, which moves
memory but compares only what changed.
"""

import sys
from bisect import bisect_left, bisect_right
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
_MANY = 200
"""Looking for one row in so many costs as much as looking at all of them."""
_STEP = 64
"""Each row so far from the next tells where to look for a key."""
_HALVES = (32, 16, 8, 4, 2, 1, 1)
"""Steps that tell how many of ``_STEP`` rows stand before."""
_NO_ROWS: Rows = np.zeros(0, np.uint32)


class RowOrder:
    """Some rows in the order of their keys."""

    def __init__(self) -> None:
        self.rows: Rows = _NO_ROWS
        """The rows, the first one on top."""

    def __len__(self) -> int:
        """Give how many rows there are."""
        return len(self.rows)

    def arrange(self, rows: Ints, keys: Keys, numbers: Ints, *, halves: bool = False) -> None:
        """Put these rows in place of all.

        Args:
            rows: ascending, shape (n,).
            keys: of these rows, shape (n,).
            numbers: the jobs' numbers, by row.
            halves: whether a key is two values of 32 bits, one below the other.
        """
        for _ in self.arranging(rows, keys, numbers, halves=halves):
            pass

    def arranging(self, rows: Ints, keys: Keys, numbers: Ints, *, halves: bool = False) -> Steps:
        """Do the same step by step; nothing is in its new place before the last one."""
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

    def take_out(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Take rows out.

        Args:
            rows: shape (k,).
            keys: by row, as they were when these were put in.
            numbers: the jobs' numbers, by row; where a row has another job by now, its place
                is looked for, which takes longer.
        """
        first, end = self._stretch(keys[rows], keys)
        if len(rows) * _MANY < end - first:
            at = self._places(rows, keys, numbers)
            if (at < len(self.rows)).all() and (self.rows[at] == rows).all():
                self._keep(int(at.min()), int(at.max()) + 1, at)
                return
        leaves = np.zeros(len(keys), np.bool_)
        leaves[rows] = True
        self._keep(first, end, np.flatnonzero(leaves[self.rows[first:end]]) + first)

    def put_in(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Put rows in that are not here.

        Args:
            rows: shape (k,).
            keys: by row, of those that are here too.
            numbers: the jobs' numbers, by row.
        """
        rows = rows[np.lexsort((-numbers[rows], keys[rows]))]
        if len(rows):
            self._put(rows, self._places(rows, keys, numbers))

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

    def _keep(self, first: int, end: int, but: Ints) -> None:
        """Take out what stands in these places, all of them from ``first`` to before ``end``."""
        stays = np.ones(end - first, np.bool_)
        stays[but - first] = False
        parts = self.rows[:first], self.rows[first:end][stays], self.rows[end:]
        self.rows = np.concatenate(parts)

    def place(self, row: int) -> int | None:
        """Give where a row stands, or None if it is not shown."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else None

    def _places(self, wanted: Ints, keys: Keys, numbers: Ints) -> Ints:
        """Give before which of the rows each of these belongs, or where it stands."""
        if not len(self.rows):
            return np.zeros(len(wanted), np.int64)
        key, last = keys[wanted], len(self.rows) - 1
        places, ends = self._equals_of(key, keys)
        there = self.rows[np.minimum(places, last)]
        # Of equal keys the numbers tell.
        equals = np.flatnonzero((keys[there] == key) & (numbers[there] > numbers[wanted]))
        equals = equals[places[equals] <= last]
        if len(equals):
            places[equals] = self._among_equals(
                wanted[equals], places[equals], ends[equals], keys, numbers
            )
        return places

    def _stretch(self, key: Keys, keys: Keys) -> tuple[int, int]:
        """Give the places from the first to before the last one that such keys may be in."""
        if not len(key):
            return 0, 0
        first = bisect_left(self.rows, key.min(), key=keys.__getitem__)
        return first, bisect_right(self.rows, key.max(), first, key=keys.__getitem__)

    def _equals_of(self, key: Keys, keys: Keys) -> tuple[Ints, Ints]:
        """Give between which places there are keys like each of these.

        Returns:
            the first places where the key is not lower; from where on it is higher, or a bit more.
        """
        first, end = self._stretch(key, keys)
        marks = keys[self.rows[first:end:_STEP]]
        low = first + np.maximum((np.searchsorted(marks, key) - 1) * _STEP, 0)
        high = first + np.searchsorted(marks, key, side="right") * _STEP
        rows, last = self.rows, len(self.rows) - 1
        # Each step halves what is open, for all of them alike.
        for half in _HALVES:
            middle = low + (half - 1)
            lower = keys[rows[np.minimum(middle, last)]] < key
            lower &= middle <= last
            low += lower * half
        return low, np.minimum(high, end)

    def _among_equals(
        self, wanted: Ints, first: Ints, ends: Ints, keys: Keys, numbers: Ints
    ) -> Ints:
        """Give the places of rows among those with their keys.

        Args:
            wanted: the rows, shape (n,).
            first: where the first one with the same key stands, for each.
            ends: where there is none any more, for each.
            keys: by row.
            numbers: the jobs' numbers, by row.
        """
        key, number = keys[wanted], numbers[wanted]
        low, high = first, ends
        for _ in range(int((high - low).max()).bit_length()):
            middle = np.minimum((low + high) >> 1, len(self.rows) - 1)
            there = self.rows[middle]
            before = (keys[there] == key) & (numbers[there] > number) & (low < high)
            high = np.where(before, high, np.minimum(middle, high))
            low = np.where(before, middle + 1, low)
        return low


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
