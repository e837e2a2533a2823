# SPDX-License-Identifier: GPL-3.0-or-later
"""An order of rows in which many move all the time, while few of them are on a screen.

To put what changed in a frame to its place among a million rows moves most of them. So what
moved lately is kept apart, in an order of its own, and what stands on top is told from both.
They are brought together when somebody asks for all rows, and when too many are apart. No Qt.
"""

import numpy as np

from jlook_client.tables.row_order import Keys, RowOrder, Rows, Steps
from jmss.columns.jobs import Ints, Mask
from jmss.columns.longer import longer

TOP = 4096
"""Up to this place rows are told without bringing all together."""
_FEW = 4096
_SHARE = 8
"""So many, or one of so many rows, may be apart; twice as many when nobody brings them together."""
_NO_KEYS: Keys = np.zeros(0, np.uint64)


class RestlessOrder:
    """Some rows in the order of their keys; as ``RowOrder``, whose methods say more.

    The keys of a row must be those with which it was put in, as long as it is here.
    """

    def __init__(self) -> None:
        self._calm = RowOrder()
        """Rows in order, and in between those that have left since."""
        self._lately = RowOrder()
        self._late_keys: Keys = _NO_KEYS
        """Those of ``_lately``, in its order."""
        self._has_left: Mask = np.zeros(0, np.bool_)
        """By row: whether it does not stand in ``_calm`` any more, though it is in there."""
        self._left = 0
        self._is_late: Mask = np.zeros(0, np.bool_)
        """By row: whether it is in ``_lately``."""
        self._keys: Keys = np.zeros(0, np.uint64)
        self._numbers: Ints = np.zeros(0, np.int64)

    def __len__(self) -> int:
        """Give how many rows there are."""
        return len(self._calm) - self._left + len(self._lately)

    @property
    def rows(self) -> Rows:
        """All rows, the first one on top."""
        self.calm()
        return self._calm.rows

    def arranging(self, rows: Ints, keys: Keys, numbers: Ints, *, halves: bool = False) -> Steps:
        """Put these rows in place of all, step by step."""
        yield from self._calm.arranging(rows, keys, numbers, halves=halves)
        self._take_note(self._keys, numbers)
        self._lately, self._late_keys = RowOrder(), _NO_KEYS
        self._has_left[:] = False
        self._is_late[:] = False
        self._left = 0

    def take_out(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Take rows out."""
        self._take_note(keys, numbers)
        late = self._is_late[rows]
        if late.any():
            self._is_late[rows[late]] = False
            stay = self._is_late[self._lately.rows]
            self._lately.rows = self._lately.rows[stay]
            self._late_keys = self._late_keys[stay]
            rows = rows[~late]
        self._has_left[rows] = True
        self._left += len(rows)

    def put_in(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Put rows in that are not here."""
        self._take_note(keys, numbers)
        if not len(rows):
            return
        theirs = keys[rows]
        order = np.argsort(theirs)
        ordered = theirs[order]
        if (ordered[1:] == ordered[:-1]).any():
            order = np.lexsort((-numbers[rows], theirs))
            ordered = theirs[order]
        coming = rows[order].astype(np.uint32)
        at = self._lately.merge(coming, ordered, self._late_keys, numbers)
        self._late_keys = _put_at(at, ordered, self._late_keys)
        self._is_late[rows] = True
        if len(self._lately) > 2 * self._most:
            self.calm()

    @property
    def is_restless(self) -> bool:
        """Whether so many are apart that it is time for ``calm``, between two frames at best."""
        return len(self._lately) > self._most

    @property
    def _most(self) -> int:
        return max(_FEW, len(self._calm) // _SHARE)

    def calm(self) -> None:
        """Bring all rows together; takes about 25 ms for a million."""
        if self._left:
            self._calm.rows = self._standing(self._calm.rows)
            self._has_left[:] = False
            self._left = 0
        late, theirs = self._lately.rows, self._late_keys
        if len(late):
            self._lately, self._late_keys = RowOrder(), _NO_KEYS
            self._is_late[late] = False
            ours = self._keys.take(self._calm.rows)
            self._calm.merge(late, theirs, ours, self._numbers)

    def place(self, row: int) -> int | None:
        """Give where a row stands, or None if it is not here."""
        calm, late = self._calm.rows, self._lately.rows
        if self._is_late[row : row + 1].any():
            return self._before(row, self._standing(calm)) + self._before(row, late)
        at = self._calm.place(row)
        if at is None or self._has_left[row : row + 1].any():
            return None
        return at - int(np.count_nonzero(self._has_left[calm[:at]])) + self._before(row, late)

    def _before(self, row: int, others: Rows) -> int:
        """Count which of the others stand before a row."""
        theirs, key = self._keys[others], self._keys[row]
        newer = self._numbers[others[theirs == key]] > self._numbers[row]
        return int(np.count_nonzero(theirs < key) + np.count_nonzero(newer))

    def between(self, first: int, end: int) -> Rows:
        """Give the rows from place ``first`` to before ``end``, as far as there are so many."""
        first, end = max(first, 0), min(end, len(self))
        if not self._left and not len(self._lately):
            return self._calm.rows[first:end]
        calm, size = self._calm.rows, 2 * end
        top = self._standing(calm[:size])
        while len(top) < end and size < min(len(calm), TOP * 8):
            size *= 2
            top = self._standing(calm[:size])
        if end > TOP or (len(top) < end and size < len(calm)):
            return self.rows[first:end]
        both = np.concatenate([top[:end], self._lately.rows[:end]])
        order = np.lexsort((-self._numbers[both], self._keys[both]))
        return both[order[first:end]]

    def _standing(self, calm: Rows) -> Rows:
        return calm[~self._has_left.take(calm)] if self._left else calm

    def _take_note(self, keys: Keys, numbers: Ints) -> None:
        self._keys, self._numbers = keys, numbers
        if len(keys) > len(self._has_left):
            self._has_left = longer(self._has_left, len(keys))
            self._is_late = longer(self._is_late, len(keys))


def _put_at(at: Ints, keys: Keys, others: Keys) -> Keys:
    """Give all keys, some of which stand at these places."""
    every = np.empty(len(keys) + len(others), np.uint64)
    old = np.ones(len(every), np.bool_)
    old[at] = False
    every[at], every[old] = keys, others
    return every
