# SPDX-License-Identifier: GPL-3.0-or-later
"""An order of rows in which many move all the time, while few of them are on a screen.

To put what changed in a frame to its place among a million rows moves most of them. So what
moved lately is kept apart, in orders of its own: a small one that takes in what a frame brings,
and a bigger one that takes in the small one when that is full. What stands on top is told from
all of them. They are brought together when somebody asks for all rows, and when too many are
apart. No Qt.
"""

import numpy as np
import numpy.typing as npt

from jlook_client.tables.row_order import Keys, RowOrder, Rows, Steps
from jmss.columns.jobs import Ints
from jmss.columns.longer import longer

TOP = 4096
"""Up to this place rows are told without bringing all together."""
_MANY = 16_384
"""So many may be in the smallest order."""
_SHARE = 8
"""One of so many rows may be apart; twice as many when nobody brings them together."""
_NO_KEYS: Keys = np.zeros(0, np.uint64)
_NOWHERE, _CALM, _RECENT, _LATEST = range(4)


class _Apart(RowOrder):
    """Some rows in order, with their keys; and in between those that have left since."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self.level = level
        self.keys: Keys = _NO_KEYS
        """Of the rows, in their order."""

    def keep(self, which: npt.NDArray[np.bool_]) -> None:
        """Keep some of the rows, by their places."""
        self.rows, self.keys = self.rows[which], self.keys[which]

    def take_in(self, rows: Rows, keys: Keys, numbers: Ints) -> None:
        """Take in rows that are in order themselves."""
        at = self.merge(rows, keys, self.keys, numbers)
        every = np.empty(len(self.rows), np.uint64)
        old = np.ones(len(every), np.bool_)
        old[at] = False
        every[at], every[old] = keys, self.keys
        self.keys = every

    def empty(self) -> tuple[Rows, Keys]:
        """Let all rows go; give them and their keys."""
        rows, keys = self.rows, self.keys
        self.rows, self.keys = rows[:0], _NO_KEYS
        return rows, keys


class RestlessOrder:
    """Some rows in the order of their keys; ``RowOrder`` says what that is.

    The keys of a row must be those with which it was put in, as long as it is here.

    Args:
        many: so many may be in the smallest order.
    """

    def __init__(self, many: int = _MANY) -> None:
        self._many = many
        self._calm = RowOrder()
        self._recent, self._latest = _Apart(_RECENT), _Apart(_LATEST)
        self._level: npt.NDArray[np.uint8] = np.zeros(0, np.uint8)
        """By row: in which of the orders it stands. Where another has it too, it has left that."""
        self._count = 0
        self._keys: Keys = _NO_KEYS
        self._numbers: Ints = np.zeros(0, np.int64)

    def __len__(self) -> int:
        """Give how many rows there are."""
        return self._count

    @property
    def rows(self) -> Rows:
        """All rows, the first one on top."""
        self.calm()
        return self._calm.rows

    def arranging(self, rows: Ints, keys: Keys, numbers: Ints, *, halves: bool = False) -> Steps:
        """Put these rows in place of all, step by step."""
        yield from self._calm.arranging(rows, keys, numbers, halves=halves)
        self._recent, self._latest = _Apart(_RECENT), _Apart(_LATEST)
        self._take_note(self._keys, numbers)
        self._level[:] = _NOWHERE
        self._level[rows] = _CALM
        self._count = len(rows)

    def take_out(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Take rows out.

        Args:
            rows: shape (k,).
            keys: by row, as they were when these were put in.
            numbers: the jobs' numbers, by row.
        """
        self._take_note(keys, numbers)
        self._level[rows] = _NOWHERE
        self._count -= len(rows)
        # What comes back would be in there twice.
        if len(self._latest):
            self._tidy(self._latest)

    def put_in(self, rows: Ints, keys: Keys, numbers: Ints) -> None:
        """Put rows in that are not here; as in ``take_out``."""
        self._take_note(keys, numbers)
        if not len(rows):
            return
        theirs = keys[rows]
        if self._is_calm and self._stand_below(theirs):
            self._calm.add_below(rows[np.lexsort((-numbers[rows], theirs))])
            self._level[rows] = _CALM
            self._count += len(rows)
            return
        order = np.argsort(theirs)
        ordered = theirs[order]
        if (ordered[1:] == ordered[:-1]).any():
            order = np.lexsort((-numbers[rows], theirs))
            ordered = theirs[order]
        self._latest.take_in(rows[order].astype(np.uint32), ordered, numbers)
        self._level[rows] = _LATEST
        self._count += len(rows)
        if len(self._latest) > self._many:
            self._go_down()
        if len(self._recent) > 2 * self._most:
            self.calm()

    @property
    def is_restless(self) -> bool:
        """Whether so many are apart that it is time for ``calm``, between two frames at best."""
        return len(self._recent) > self._most

    @property
    def _most(self) -> int:
        return max(self._many, len(self._calm) // _SHARE)

    def calm(self) -> None:
        """Bring all rows together; takes about 25 ms for a million."""
        if self._is_calm:
            return
        self._go_down()
        rows, keys = self._recent.empty()
        self._calm.rows = self._standing(self._calm.rows, _CALM)
        if len(rows):
            ours = self._keys.take(self._calm.rows)
            self._calm.merge(rows, keys, ours, self._numbers)
            self._level[rows] = _CALM

    def place(self, row: int) -> int | None:
        """Give where a row stands, or None if it is not here."""
        if row >= len(self._level) or self._level[row] == _NOWHERE:
            return None
        place, level = 0, int(self._level[row])
        for its, order in self._orders():
            if its == level:
                at = order.place(row) or 0
                place += int(np.count_nonzero(self._level[order.rows[:at]] == its))
            else:
                place += self._before(row, self._standing(order.rows, its))
        return place

    def between(self, first: int, end: int) -> Rows:
        """Give the rows from place ``first`` to before ``end``, as far as there are so many."""
        first, end = max(first, 0), min(end, len(self))
        if end > TOP:
            return self.rows[first:end]
        tops = []
        for level, order in self._orders():
            size = 2 * end
            top = self._standing(order.rows[:size], level)
            while len(top) < end and size < min(len(order), TOP * 8):
                size *= 2
                top = self._standing(order.rows[:size], level)
            if len(top) < end and size < len(order):
                return self.rows[first:end]
            tops.append(top[:end])
        if not len(tops[1]) and not len(tops[2]):
            return tops[0][first:end]
        every = np.concatenate(tops)
        ranked = np.lexsort((-self._numbers[every], self._keys[every]))
        return every[ranked[first:end]]

    @property
    def _is_calm(self) -> bool:
        apart = len(self._recent) + len(self._latest)
        return not apart and self._count == len(self._calm)

    def _stand_below(self, keys: Keys) -> bool:
        """Whether rows with these keys stand below all that are here, as in a snapshot."""
        calm = self._calm.rows
        return not len(calm) or bool(keys.min() > self._keys[calm[-1]])

    def _orders(self) -> tuple[tuple[int, RowOrder], ...]:
        return (_CALM, self._calm), (_RECENT, self._recent), (_LATEST, self._latest)

    def _before(self, row: int, others: Rows) -> int:
        """Count which of the others stand before a row."""
        theirs, key = self._keys[others], self._keys[row]
        newer = self._numbers[others[theirs == key]] > self._numbers[row]
        return int(np.count_nonzero(theirs < key) + np.count_nonzero(newer))

    def _standing(self, rows: Rows, level: int) -> Rows:
        here = self._level.take(rows) == level
        return rows if here.all() else rows[here]

    def _tidy(self, order: _Apart) -> None:
        here = self._level.take(order.rows) == order.level
        if not here.all():
            order.keep(here)

    def _go_down(self) -> None:
        """Let the bigger order have what moved latest."""
        self._tidy(self._recent)
        rows, keys = self._latest.empty()
        if len(rows):
            self._recent.take_in(rows, keys, self._numbers)
            self._level[rows] = _RECENT

    def _take_note(self, keys: Keys, numbers: Ints) -> None:
        self._keys, self._numbers = keys, numbers
        rows = max(len(keys), len(numbers))
        if rows > len(self._level):
            self._level = longer(self._level, rows)
