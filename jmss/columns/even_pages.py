# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a table of rows in which each row lies one above the one before.

Jobs that came in the order of their numbers have rows in that order, too. Where a whole page
is so, a row is its place and one number for the page. These numbers are so few that they stay
in the processor's reach, which a table of millions of rows does not.
"""

from typing import Self

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
        length: how many places the table has; what is in it is not known yet.
    """

    def __init__(self, length: int) -> None:
        self._above = _uneven(length)
        """Of each page; one more in front and one behind stand for all that is out of range."""

    @classmethod
    def of(cls, table: Table) -> Self:
        """Give the pages of a table: the row of each place, negative where there is none."""
        pages = cls(len(table))
        pages.look_at(table, 0, len(pages._above) - 2)
        return pages

    def rows(self, places: Ints) -> Ints:
        """Give the row of each place, negative where the table must be asked; shape (n,).

        Places may be out of the table's range.
        """
        pages = places >> _BITS
        pages += 1
        rows: Ints = self._above.take(pages, mode="clip")
        rows += places
        return rows

    def wrote(self, table: Table, places: Ints) -> None:
        """See which pages are even now that rows were written at these places, at least one."""
        first, last = int(places.min()) >> _BITS, int(places.max()) >> _BITS
        if last - first <= len(places):
            self.look_at(table, first, last + 1)
        else:
            # So far apart, they fill no page.
            self._above[(places >> _BITS) + 1] = _UNEVEN

    def wrote_one(self, place: int, row: int) -> None:
        """A row was written, or taken out (negative)."""
        page = (place >> _BITS) + 1
        if self._above[page] != row - place:
            self._above[page] = _UNEVEN

    def lengthen(self, below: int, length: int) -> None:
        """The table has ``length`` places now; ``below`` of them, whole pages, are new in front."""
        known, begin = self._above[1:-1], below // PAGE + 1
        self._above = _uneven(length)
        self._above[begin : begin + len(known)] = known - below

    def look_at(self, table: Table, first: int, end: int) -> None:
        """See which of these pages are even."""
        self._above[first + 1 : end + 1] = _UNEVEN
        end = min(end, len(table) // PAGE)
        pages = table[first * PAGE : end * PAGE].reshape(-1, PAGE)
        # One that is not shows it at its ends, nearly always.
        some = np.flatnonzero((pages[:, 0] >= 0) & (pages[:, -1] - pages[:, 0] == PAGE - 1))
        even = some[(pages[some] - pages[some, :1] == _UP).all(axis=1)]
        self._above[first + 1 + even] = pages[even, 0] - (first + even) * PAGE


def _uneven(places: int) -> Ints:
    return np.full(-(-places // PAGE) + 2, _UNEVEN, np.int64)
