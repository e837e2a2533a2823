# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs are in each state, in each queue, kept up to date row by row. No Qt."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from jmss.columns.jobs import STATE_CODES, Ints, JobColumns
from jmss.columns.longer import longer
from jmss.model.jobs import JobState

_WIDTH = 16
_NOWHERE = -1


class StateCounts:
    """Counts the jobs of some columns."""

    def __init__(self) -> None:
        self._cell: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._counts: Ints = np.zeros(_WIDTH, np.int64)

    def count(self, columns: JobColumns, rows: Ints) -> None:
        """Count these rows as they are now, each once, instead of as they were."""
        missing = columns.size - len(self._cell)
        if missing > 0:
            more = max(missing, len(self._cell) // 4)
            self._cell = longer(self._cell, len(self._cell) + more, _NOWHERE)
        self._add(self._cell[rows], -1)
        cell = columns.queue[rows].astype(np.int32) * _WIDTH + columns.state[rows]
        self._cell[rows] = np.where(columns.live[rows], cell, _NOWHERE)
        self._add(self._cell[rows], 1)

    def of(self, states: Collection[JobState], queue: int | None = None) -> int:
        """Give how many jobs are in one of these states.

        Args:
            states: the states.
            queue: the code of a queue, or None for all.
        """
        table = self._counts.reshape(-1, _WIDTH)
        codes = [STATE_CODES[state] for state in states]
        if queue is None:
            return int(table[:, codes].sum())
        return int(table[queue, codes].sum()) if queue < len(table) else 0

    def _add(self, cells: npt.NDArray[np.int32], sign: int) -> None:
        found = np.bincount(cells[cells != _NOWHERE], minlength=len(self._counts))
        if len(found) > len(self._counts):
            rows = -(-len(found) // _WIDTH)
            counts = np.zeros(rows * _WIDTH, np.int64)
            counts[: len(self._counts)] = self._counts
            self._counts = counts
        self._counts[: len(found)] += sign * found
