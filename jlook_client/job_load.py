# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs wait, are held and run, by machine and by queue, counted along with each change.

Most jobs of a long history have ended, so that little is looked up of a change.
"""

from collections import Counter
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from jmss.columns.jobs import STATE_CODES, STATES, Ints, JobColumns
from jmss.columns.words import NOTHING
from jmss.model.jobs import ON_MACHINE, JobState


class Kind(IntEnum):
    """As what a job is counted, each under a name of its own."""

    ON_MACHINE = 0
    """It takes up a machine's multiplicity; by the machine."""
    WANTS = 1
    """It is queued for one machine; by the machine."""
    WAITS = 2
    """It is queued for any machine; by the queue."""
    QUEUED = 3
    """By the queue; so are the next ones."""
    HELD = 4
    RUNS = 5


_NOT = -1
_BY_QUEUE = np.full(len(STATES), _NOT, np.int64)
"""By the code of a state: as what a job in it is counted under its queue."""
_BY_QUEUE[[STATE_CODES[state] for state in ON_MACHINE]] = Kind.RUNS
_BY_QUEUE[STATE_CODES[JobState.QUEUED]] = Kind.QUEUED
_BY_QUEUE[STATE_CODES[JobState.HELD]] = Kind.HELD
_BY_QUEUE_OF_ONE: list[int] = _BY_QUEUE.tolist()
_COUNTED = np.append(_BY_QUEUE != _NOT, [False])
"""The last one for those that are not here, whose code is negative."""


class JobLoad:
    """Counts the jobs of one board."""

    def __init__(self) -> None:
        self.moves = 0
        """Goes up when a number may have changed."""
        self._counts: Ints = np.zeros((len(Kind), 0), np.int64)
        """Of each kind (row), how many jobs there are under each name (column)."""

    def leave(self, columns: JobColumns, rows: Ints, states: npt.NDArray[np.integer]) -> None:
        """These jobs, each named once, will not stand where they stand any more.

        Args:
            columns: the jobs, as they still are.
            rows: of these jobs, shape (n,).
            states: of each the code of its state, or a negative one: it is not here.
        """
        self._count(columns, rows, states, -1)

    def enter(self, columns: JobColumns, rows: Ints, states: npt.NDArray[np.integer]) -> None:
        """They stand where they stand now; as in ``leave``."""
        self._count(columns, rows, states, 1)

    def leave_one(self, columns: JobColumns, row: int) -> None:
        """The job of this row will not stand where it stands any more."""
        self._count_one(columns, row, -1)

    def enter_one(self, columns: JobColumns, row: int) -> None:
        """The job of this row stands where it stands now."""
        self._count_one(columns, row, 1)

    def by_name(self, columns: JobColumns, kind: Kind) -> Counter[str]:
        """Give how many jobs of a kind there are under each name."""
        counts = self._counts[kind]
        used = np.flatnonzero(counts[NOTHING + 1 :]) + NOTHING + 1
        names = [columns.words.text(code) or "" for code in used.tolist()]
        return Counter(dict(zip(names, counts[used].tolist(), strict=True)))

    def _count(
        self, columns: JobColumns, rows: Ints, states: npt.NDArray[np.integer], sign: int
    ) -> None:
        some = np.flatnonzero(_COUNTED[states])
        if not len(some):
            return
        rows, states = rows[some], states[some]
        if len(columns.words) > self._counts.shape[1]:
            self._widen(len(columns.words))
        counts, by_queue, queue = self._counts, _BY_QUEUE[states], columns.queue[rows]
        np.add.at(counts.reshape(-1), by_queue * counts.shape[1] + queue, sign)
        np.add.at(counts[Kind.ON_MACHINE], columns.machine[rows[by_queue == Kind.RUNS]], sign)
        queued = np.flatnonzero(by_queue == Kind.QUEUED)
        wanted = columns.wanted_machine[rows[queued]]
        # Those that want none are counted as nobody's, too.
        np.add.at(counts[Kind.WANTS], wanted, sign)
        np.add.at(counts[Kind.WAITS], queue[queued[wanted == NOTHING]], sign)
        self.moves += 1

    def _count_one(self, columns: JobColumns, row: int, sign: int) -> None:
        by_queue = _BY_QUEUE_OF_ONE[columns.state[row]]
        if by_queue == _NOT:
            return
        if len(columns.words) > self._counts.shape[1]:
            self._widen(len(columns.words))
        counts, queue = self._counts, columns.queue[row]
        counts[by_queue, queue] += sign
        if by_queue == Kind.RUNS:
            counts[Kind.ON_MACHINE, columns.machine[row]] += sign
        elif by_queue == Kind.QUEUED:
            wanted = columns.wanted_machine[row]
            counts[Kind.WANTS, wanted] += sign
            if wanted == NOTHING:
                counts[Kind.WAITS, queue] += sign
        self.moves += 1

    def _widen(self, words: int) -> None:
        counts = np.zeros((len(Kind), words + words // 4), np.int64)
        counts[:, : self._counts.shape[1]] = self._counts
        self._counts = counts
