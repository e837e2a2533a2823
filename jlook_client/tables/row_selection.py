# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows are selected: a bit for each, so that a million cost no more than one. No Qt."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from jlook_client.tables.row_order import Rows
from jmss.columns.jobs import Ints
from jmss.columns.longer import longer


class RowSelection:
    """Rows by their own numbers, not by where they stand: an order or a filter leaves them be.

    ``changed`` is called after each change.
    """

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None
        self.anchor: int | None = None
        """The row from which a range is selected."""
        self._bits: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.count = 0

    def reserve(self, rows: int) -> None:
        """Make room for this many rows."""
        if rows > len(self._bits):
            self._bits = longer(self._bits, rows)

    def has(self, row: int) -> bool:
        """Whether a row is selected."""
        return row < len(self._bits) and bool(self._bits[row])

    def among(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Say which of these are selected; shape (n,)."""
        return self._bits[rows]

    def all(self) -> Ints:
        """Give the selected rows, ascending."""
        return np.flatnonzero(self._bits)

    def only(self, rows: Rows | Ints, *, anchor: int | None = None) -> None:
        """Select these and no others."""
        if not self.count and not len(rows):
            self.anchor = self.anchor if anchor is None else anchor
            return
        self._bits[:] = False
        self._bits[rows] = True
        self._take(anchor)

    def add(self, rows: Rows | Ints, *, anchor: int | None = None) -> None:
        """Select these too."""
        self._bits[rows] = True
        self._take(anchor)

    def toggle(self, row: int) -> None:
        """Select a row, or no longer."""
        self._bits[row] = not self._bits[row]
        self._take(row)

    def clear(self) -> None:
        """Select nothing."""
        if self.count:
            self._bits[:] = False
            self._take(None)

    def forget(self, rows: Ints) -> None:
        """Take out rows whose jobs have left."""
        if self._bits[rows].any():
            self._bits[rows] = False
            self._take(None)
        if self.anchor is not None and bool((rows == self.anchor).any()):
            self.anchor = None

    def _take(self, anchor: int | None) -> None:
        self.anchor = self.anchor if anchor is None else anchor
        self.count = int(np.count_nonzero(self._bits))
        self.changed()
