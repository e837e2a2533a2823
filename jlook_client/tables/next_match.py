# SPDX-License-Identifier: GPL-3.0-or-later
"""The next job whose name or number has what was typed, found a slice at a time. No Qt."""

import numpy as np

from jlook_client.tables.folding import folded
from jlook_client.tables.row_order import Rows
from jlook_client.tables.text_hits import each_text_once, has_digits, texts_with
from jmss.columns.jobs import JobColumns

SLICE = 4_096


class NextMatch:
    """Looks through the rows of a table from one place on, and on from the other end.

    Args:
        columns: the jobs.
        rows: those that are shown, from top to bottom.
        begin: the place that is looked at first.
        typed: what name or number must have.
        backwards: up instead of down.
    """

    def __init__(
        self, columns: JobColumns, rows: Rows, begin: int, typed: str, *, backwards: bool = False
    ) -> None:
        self._columns = columns
        self._word = folded(typed)
        self._begin = begin
        self._step = -1 if backwards else 1
        self._rows = rows
        self._at = 0
        self.place: int | None = None
        """Where it was found."""

    @property
    def is_over(self) -> bool:
        """Whether it was found, or no job has it."""
        return self.place is not None or self._at >= len(self._rows)

    def go_on(self) -> None:
        """Look at the next slice."""
        steps = np.arange(self._at, min(self._at + SLICE, len(self._rows)))
        places = (self._begin + self._step * steps) % len(self._rows)
        self._at += len(steps)
        rows = self._rows[places].astype(np.int64)
        found = np.zeros(len(rows), np.bool_)
        if self._word.isascii() and self._word.isdecimal():
            found |= has_digits(self._columns.number[rows], self._word)
        which, data, sizes = each_text_once(self._columns.names, rows)
        found |= texts_with(self._word, data, sizes)[which]
        hits = np.flatnonzero(found)
        if len(hits):
            self.place = int(places[hits[0]])
