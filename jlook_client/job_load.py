# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs wait, are held and run, by machine and by queue, counted along with each change.

Most jobs of a long history have ended, so that little is looked up of a change.
"""

from collections import Counter
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from jmss.columns.changing import Records
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
_OVER = range(
    int(np.argmax(_BY_QUEUE == _NOT)), len(STATES) - int(np.argmax(_BY_QUEUE[::-1] == _NOT))
)
"""The codes of all others. They lie side by side, so that to compare is enough: to look each state
up takes ten times as long."""

_MOST_WAITING = 8_192
"""So many turns may wait to be counted, so that no turn of the loop is long."""

Codes = npt.NDArray[np.integer[Any]]


class JobLoad:
    """Counts the jobs of one board."""

    def __init__(self) -> None:
        self.moves = 0
        """Goes up when a number may have changed."""
        self._turned: list[tuple[Ints, Records, Records]] = []
        self._waiting = 0
        self._counts: Ints = np.zeros((len(Kind), 0), np.int64)
        """Of each kind (row), how many jobs there are under each name (column)."""

    def leave(self, columns: JobColumns, rows: Ints, records: Records) -> None:
        """These jobs will not stand where they stand any more, and may not be in their queues.

        Args:
            columns: the jobs, as they still are.
            rows: of these jobs, each once, shape (n,).
            records: of these jobs, shape (n,).
        """
        self.settle(columns)
        self._count(columns, rows, records["state"], records["machine"], -1)

    def enter(self, columns: JobColumns, rows: Ints, records: Records) -> None:
        """They stand where they stand now; as in ``leave``."""
        self._count(columns, rows, records["state"], records["machine"], 1)

    def turn(self, columns: JobColumns, rows: Ints, before: Records, after: Records) -> None:
        """These jobs stand somewhere else, but are in the same queues; counted when there are many.

        Args:
            columns: the jobs.
            rows: of these jobs, shape (n,); one that turned twice is named twice.
            before: what each was before, shape (n,).
            after: what it is, shape (n,).
        """
        self._turned.append((rows, before, after))
        self._waiting += len(rows)
        self.moves += 1
        if self._waiting >= _MOST_WAITING:
            self.settle(columns)

    def settle(self, columns: JobColumns) -> None:
        """Count what waits."""
        if not self._turned:
            return
        turned, self._turned, self._waiting = self._turned, [], 0
        rows = np.concatenate([rows for rows, _, _ in turned])
        for parts, sign in (
            ([before for _, before, _ in turned], -1),
            ([after for _, _, after in turned], 1),
        ):
            states = np.concatenate([part["state"] for part in parts])
            machines = np.concatenate([part["machine"] for part in parts])
            self._count(columns, rows, states, machines, sign)

    def leave_one(self, columns: JobColumns, row: int) -> None:
        """The job of this row will not stand where it stands any more."""
        self.settle(columns)
        self._count_one(columns, row, -1)

    def enter_one(self, columns: JobColumns, row: int) -> None:
        """The job of this row stands where it stands now."""
        self._count_one(columns, row, 1)

    def by_name(self, columns: JobColumns, kind: Kind) -> Counter[str]:
        """Give how many jobs of a kind there are under each name."""
        self.settle(columns)
        counts = self._counts[kind]
        used = np.flatnonzero(counts[NOTHING + 1 :]) + NOTHING + 1
        names = [columns.words.text(code) or "" for code in used.tolist()]
        return Counter(dict(zip(names, counts[used].tolist(), strict=True)))

    def _count(
        self, columns: JobColumns, rows: Ints, states: Codes, machines: Codes, sign: int
    ) -> None:
        some = np.flatnonzero((states < _OVER.start) | (states >= _OVER.stop))
        if not len(some):
            return
        rows, states, machines = rows[some], states[some], machines[some]
        if len(columns.words) > self._counts.shape[1]:
            self._widen(len(columns.words))
        counts, by_queue, queue = self._counts, _BY_QUEUE[states], columns.queue[rows]
        np.add.at(counts.reshape(-1), by_queue * counts.shape[1] + queue, sign)
        np.add.at(counts[Kind.ON_MACHINE], machines[by_queue == Kind.RUNS], sign)
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
