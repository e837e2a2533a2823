# SPDX-License-Identifier: GPL-3.0-or-later
"""From a job's number to its row.

Numbers are given ascending and never used twice, so those on the board lie close
together: a table over their range answers at once; where its rows are in order, so does less
than that (``even_pages.py``). Numbers that lie far off, as those of a job held for years, are
kept beside it.
"""

from typing import Self

import numpy as np
import numpy.typing as npt

from jmss.columns.even_pages import PAGE, EvenPages
from jmss.columns.image import IndexImage

Ints = npt.NDArray[np.int64]

NO_ROW = -1
_SPREAD = 8
"""The table may be this many times as long as the jobs are many."""
_LEAST = 4096
_FEW = 64
"""So many numbers may lie far off before the table is laid anew."""
_NONE: Ints = np.zeros(0, np.int64)


class NumberIndex:
    """The row of each number that is in use."""

    def __init__(self) -> None:
        self._first = 0
        self._rows: npt.NDArray[np.int32] = np.full(_LEAST, NO_ROW, np.int32)
        self._pages = EvenPages(_LEAST)
        self._far: dict[int, int] = {}
        self._count = 0
        self._most_far = _FEW

    def __len__(self) -> int:
        """Give how many numbers are in use."""
        return self._count

    def row(self, number: int) -> int:
        """Give the row of a number, ``NO_ROW`` if it has none."""
        at = number - self._first
        if 0 <= at < len(self._rows):
            return int(self._rows[at])
        return self._far.get(number, NO_ROW)

    def rows(self, numbers: Ints) -> Ints:
        """Give the row of each number, ``NO_ROW`` where it has none; shape (n,)."""
        rows = self._pages.rows(numbers - self._first)
        if rows.min(initial=0) < 0:
            others = np.flatnonzero(rows < 0)
            rows[others] = self._looked_up(numbers[others])
        return rows

    def _looked_up(self, numbers: Ints) -> Ints:
        at = numbers - self._first
        # A negative one is seen as a very high one.
        if at.view(np.uint64).max() < len(self._rows):
            return self._rows[at].astype(np.int64)
        near = (at >= 0) & (at < len(self._rows))
        rows = np.full(len(numbers), NO_ROW, np.int64)
        rows[near] = self._rows[at[near]]
        if self._far:
            for place in np.flatnonzero(~near).tolist():
                rows[place] = self._far.get(int(numbers[place]), NO_ROW)
        return rows

    def put(self, number: int, row: int) -> None:
        """Give a number its row."""
        if self.row(number) == NO_ROW:
            self._count += 1
        at = number - self._first
        if 0 <= at < len(self._rows):
            self._write(at, row)
            return
        self._far[number] = row
        if len(self._far) > self._most_far:
            self._fit(_NONE, _NONE)

    def put_many(self, numbers: Ints, rows: Ints) -> None:
        """Give many numbers, none of which is in use, their rows."""
        self._count += len(numbers)
        at = numbers - self._first
        near = (at >= 0) & (at < len(self._rows))
        if near.all():
            self._write_many(at, rows)
            return
        self._rows[at[near]] = rows[near]
        lowest, highest = int(numbers.min()), int(numbers.max())
        if self._may_reach(lowest, highest):
            self._reach(lowest, highest)
            self._write_many(numbers - self._first, rows)
        else:
            self._fit(numbers[~near], rows[~near])

    def drop(self, number: int) -> int:
        """Forget a number; give the row it had, ``NO_ROW`` if it had none."""
        row = self.row(number)
        if row != NO_ROW:
            self._count -= 1
            if self._far.pop(number, None) is None:
                self._write(number - self._first, NO_ROW)
        return row

    def image(self) -> IndexImage:
        """Give the index as it is now, to be written down."""
        return IndexImage(self._first, self._rows.copy(), dict(self._far), self._count)

    @classmethod
    def of_image(cls, image: IndexImage) -> Self:
        """Give the index that an image is of."""
        index = cls()
        index._first, index._rows, index._count = image.first, image.rows, image.count
        # The rows lie in a file: to look at all of them would read it.
        index._pages = EvenPages(len(image.rows))
        index._far = dict(image.far)
        index._most_far = max(_FEW, 2 * len(index._far))
        return index

    def _write(self, at: int, row: int) -> None:
        self._rows[at] = row
        self._pages.wrote_one(at, row)

    def _write_many(self, at: Ints, rows: Ints) -> None:
        if len(at):
            self._rows[at] = rows
            self._pages.wrote(self._rows, at)

    def _may_reach(self, lowest: int, highest: int) -> bool:
        """Whether the table may be made longer as it is, and holds all numbers then."""
        end = max(highest + 1, self._first + len(self._rows))
        return not self._far and end - min(lowest, self._first) <= _SPREAD * self._count

    def _reach(self, lowest: int, highest: int) -> None:
        """Make room above or below, and for more that come on that side."""
        first, end = self._first, self._first + len(self._rows)
        length = max(highest + 1, end) - min(lowest, first)
        if highest >= end:
            end = highest + 1 + max(_LEAST, length // 2)
        if lowest < first:
            lower = max(0, lowest - max(_LEAST, length))
            # By whole pages, so that what is known of them is known on; it may begin below 0.
            self._first = lower - (lower - first) % PAGE
        below = first - self._first
        longer = np.full(end - self._first, NO_ROW, np.int32)
        longer[below : below + len(self._rows)] = self._rows
        self._rows = longer
        self._pages.lengthen(below, len(longer))

    def _fit(self, numbers: Ints, rows: Ints) -> None:
        """Take these in too, and lay the table over the highest numbers, as far as it may reach."""
        in_use = np.flatnonzero(self._rows != NO_ROW)
        far = np.array([*self._far.items()], np.int64).reshape(-1, 2)
        every = np.concatenate([in_use + self._first, far[:, 0], numbers])
        their = np.concatenate([self._rows[in_use].astype(np.int64), far[:, 1], rows])
        order = np.argsort(every, kind="stable")
        every, their = every[order], their[order]
        lengths = every[-1] - every + 1
        counts = np.arange(len(every), 0, -1)
        begin = int(np.argmax(lengths <= np.maximum(_LEAST, _SPREAD * counts)))
        length = int(lengths[begin])
        # Room for as many again where numbers come in: above, or below when they descend.
        descends = len(numbers) > 0 and int(numbers.max()) < self._first
        free = int(every[begin]) - (int(every[begin - 1]) + 1 if begin else 0)
        below = min(free, length) if descends else 0
        self._first = int(every[begin]) - below
        self._rows = np.full(below + length + max(_LEAST, length // 4), NO_ROW, np.int32)
        self._rows[every[begin:] - self._first] = their[begin:]
        self._pages = EvenPages.of(self._rows)
        self._far = dict(zip(every[:begin].tolist(), their[:begin].tolist(), strict=True))
        self._most_far = max(_FEW, 2 * len(self._far))
