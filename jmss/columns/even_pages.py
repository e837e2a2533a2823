# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a table of rows in which each row lies one above the one before.

Jobs that came in the order of their numbers have rows in that order, too. Where a whole page
is so, a row is its place and one number for the page. These numbers are so few that they stay
in the processor's reach, which a table of millions of rows does not.
"""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Table = npt.NDArray[np.int32]

_BITS = 8
PAGE = 1 << _BITS
"""Places of a page."""
_UNEVEN = -(2**62)
"""Less than any place is long."""
_UP = np.arange(PAGE, dtype=np.int32)


class EvenPages:
    """For each page what a row is above its place, if that is the same in all of it.

    Args:
        table: the row of each place, negative where there is none, shape (n,).
    """

    def __init__(self, table: Table) -> None:
        self._above = np.full(-(-len(table) // PAGE), _UNEVEN, np.int64)
        self.look_at(table, 0, len(self._above))

    def rows(self, places: Ints) -> Ints:
        """Give the row of each place, negative where the table must be asked; shape (n,)."""
        rows: Ints = self._above.take(places >> _BITS, mode="clip")
        rows += places
        return rows

    def wrote(self, table: Table, places: Ints) -> None:
        """See which pages are even now that rows were written at these places, at least one."""
        first, last = int(places.min()) >> _BITS, int(places.max()) >> _BITS
        if last - first <= len(places):
            self.look_at(table, first, last + 1)
        else:
            # So far apart, they fill no page.
            self._above[places >> _BITS] = _UNEVEN

    def wrote_one(self, place: int, row: int) -> None:
        """A row was written, or taken out (negative)."""
        page = place >> _BITS
        if self._above[page] != row - place:
            self._above[page] = _UNEVEN

    def lengthen(self, below: int, length: int) -> None:
        """The table has ``length`` places now; ``below`` of them, whole pages, are new in front."""
        above = np.full(-(-length // PAGE), _UNEVEN, np.int64)
        begin = below // PAGE
        above[begin : begin + len(self._above)] = self._above - below
        self._above = above

    def look_at(self, table: Table, first: int, end: int) -> None:
        """See which of these pages are even."""
        self._above[first:end] = _UNEVEN
        end = min(end, len(table) // PAGE)
        pages = table[first * PAGE : end * PAGE].reshape(-1, PAGE)
        # One that is not shows it at its ends, nearly always.
        some = np.flatnonzero((pages[:, 0] >= 0) & (pages[:, -1] - pages[:, 0] == PAGE - 1))
        even = some[(pages[some] - pages[some, :1] == _UP).all(axis=1)]
        self._above[first + even] = pages[even, 0] - (first + even) * PAGE
