# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows that a view shows, kept in order while they change. No Qt, no clock.

A row is placed by a key of 64 bits; of rows with the same key the job with the higher
number stands first. What changed in a frame is taken out and merged in again, which moves
memory but compares only what changed.
"""

import numpy as np
import numpy.typing as npt

from jmss.columns.jobs import Ints

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.uint32]

_DIGIT = 16
_NO_ROWS: Rows = np.zeros(0, np.uint32)


class RowOrder:
    """Some rows in the order of their keys."""

    def __init__(self) -> None:
        self.rows: Rows = _NO_ROWS
        """The rows, the first one on top."""
        self._keys: Keys = np.zeros(0, np.uint64)

    def __len__(self) -> int:
        """Give how many rows there are."""
        return len(self.rows)

    def arrange(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Put these rows in place of all.

        Args:
            rows: shape (n,).
            keys: of these rows, shape (n,).
            numbers: the jobs' numbers, by row.
        """
        theirs = numbers[rows]
        if (theirs[1:] > theirs[:-1]).all():
            rows, keys = rows[::-1], keys[::-1]
        else:
            newest = _radix(~theirs.astype(np.uint64))
            rows, keys = rows[newest], keys[newest]
        order = _radix(keys)
        self.rows = rows.astype(np.uint32)[order]
        self._keys = keys[order]

    def take_out(self, leaving: npt.NDArray[np.bool_]) -> None:
        """Take rows out.

        Args:
            leaving: by row: whether it goes.
        """
        stays = ~leaving[self.rows]
        self.rows, self._keys = self.rows[stays], self._keys[stays]

    def put_in(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Put rows in that are not here.

        Args:
            rows: shape (k,).
            keys: of these rows, shape (k,).
            numbers: the jobs' numbers, by row.
        """
        order = np.lexsort((-numbers[rows], keys))
        rows, keys = rows[order], keys[order]
        at = self._places(keys, numbers[rows], numbers) + np.arange(len(rows))
        count = len(self.rows) + len(rows)
        old = np.ones(count, np.bool_)
        old[at] = False
        have, have_keys = self.rows, self._keys
        self.rows, self._keys = np.empty(count, np.uint32), np.empty(count, np.uint64)
        self.rows[at], self.rows[old] = rows, have
        self._keys[at], self._keys[old] = keys, have_keys

    def place(self, row: int) -> int | None:
        """Give where a row stands, or None if it is not shown."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else None

    def _places(self, keys: Keys, wanted: Ints, numbers: Ints) -> Ints:
        """Give before which of the rows each key belongs."""
        low = np.searchsorted(self._keys, keys, side="left")
        high = np.searchsorted(self._keys, keys, side="right")
        while True:
            open_ = np.flatnonzero(low < high)
            if not len(open_):
                return low.astype(np.int64)
            middle = (low[open_] + high[open_]) // 2
            newer = numbers[self.rows[middle]] > wanted[open_]
            low[open_] = np.where(newer, middle + 1, low[open_])
            high[open_] = np.where(newer, high[open_], middle)


def _radix(keys: Keys) -> Rows:
    """Give the stable order of keys: numpy sorts 16 bits by counting, so it is done by those."""
    if not len(keys):
        return _NO_ROWS
    span = keys - keys.min()
    bits = int(span.max()).bit_length()
    if bits <= 2 * _DIGIT:
        span = span.astype(np.uint32)
    order = np.argsort(span.astype(np.uint16), kind="stable").astype(np.uint32)
    for shift in range(_DIGIT, bits, _DIGIT):
        digit = (span >> span.dtype.type(shift)).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order
