# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands where in an order that is not made yet: a screen full of it, and single rows.

To sort a million keys takes 50 ms and more; to find the fifty of them that stand on the screen
takes five: those keys are between two that are found in a sample, and only they are sorted.
No Qt, no clock.
"""

import numpy as np

from jlook_client.tables.row_order import Keys, Rows
from jmss.columns.jobs import Ints

_FEW = 32_768
"""So many are sorted in no time."""
_SAMPLE = 4_096
_MARGIN = 4
"""In the sample: so far from where they should be the bounds are looked for first."""


class OrderAhead:
    """The order that ``RowOrder.arranging`` makes of the same.

    Args:
        rows: ascending, shape (n,).
        keys: of these rows, shape (n,).
        numbers: the jobs' numbers, by row; no two are alike.
    """

    def __init__(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        self._rows = rows
        self._keys = keys
        self._numbers = numbers

    def __len__(self) -> int:
        """Give how many rows there are."""
        return len(self._rows)

    def place(self, row: int) -> int | None:
        """Give where a row stands, or None if it is not among them."""
        at = int(np.searchsorted(self._rows, row))
        if at == len(self._rows) or self._rows[at] != row:
            return None
        key = self._keys[at]
        equals = self._rows[self._keys == key]
        newer = np.count_nonzero(self._numbers[equals] > self._numbers[row])
        return int(np.count_nonzero(self._keys < key) + newer)

    def between(self, first: int, end: int) -> Rows:
        """Give the rows from place ``first`` to before ``end``; shape (end - first,)."""
        first, end = max(first, 0), min(end, len(self._rows))
        if first >= end:
            return np.zeros(0, np.uint32)
        places = _between(self._keys, self._numbers, self._rows, first, end)
        return self._rows[places].astype(np.uint32)


def _between(keys: Keys, numbers: Ints, rows: Ints, first: int, end: int) -> Ints:
    """Give which of the rows stand from ``first`` to before ``end``, by key, then the newest."""
    if len(rows) <= _FEW:
        return np.lexsort((-numbers[rows], keys))[first:end]
    low, high, at = _bounds(keys, first, end)
    found = []
    groups = [keys == low, (keys > low) & (keys < high), keys == high]
    for mask, equal in zip(groups[: 3 if high > low else 1], (True, False, True), strict=False):
        here = np.flatnonzero(mask)
        begin, stop = max(first - at, 0), min(end - at, len(here))
        at += len(here)
        if begin < stop:
            theirs = rows[here]
            # Of equal keys the numbers tell, and those are never equal.
            inner = ~numbers[theirs].astype(np.uint64) if equal else keys[here]
            found.append(here[_between(inner, numbers, theirs, begin, stop)])
    return np.concatenate(found)


def _bounds(keys: Keys, first: int, end: int) -> tuple[np.uint64, np.uint64, int]:
    """Give two keys, not far apart, between which these places lie, and how many keys are lower."""
    step = -(-len(keys) // _SAMPLE)
    sample = np.sort(keys[::step])
    margin = _MARGIN
    while True:
        at, until = first // step - margin, end // step + margin
        low = sample[at] if at >= 0 else keys.min()
        high = sample[until] if until < len(sample) else keys.max()
        below = int(np.count_nonzero(keys < low))
        if below <= first and np.count_nonzero(keys <= high) >= end:
            return low, high, below
        margin *= 4
