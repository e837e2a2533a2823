# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs there are by state, and by machine and queue, counted along with each change.

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

_FIRST_OVER = np.uint8(_OVER.start)

_LEAVES, _ENTERS, _TURNS = (np.array(signs, np.int64) for signs in ((-1,), (1,), (-1, 1)))
"""What is added for jobs that leave where they stood, that stand somewhere now, and for both."""

_MOST_WAITING = 65_536
_MOST_PARTS = 256
"""So many turns, and so many pieces of them, may wait to be counted, so that no turn of the loop is
long and what waits stays small."""

Codes = npt.NDArray[np.integer[Any]]
_Stands = tuple[Codes, Codes]
"""The state of each job, and the code of its machine."""
_Counted = tuple[Ints, Codes]
"""The places of jobs among others, ascending, and the state of each."""


class JobLoad:
    """Counts the jobs of one board."""

    def __init__(self) -> None:
        self.moves = 0
        """Goes up when a number may have changed."""
        self._turned: list[tuple[Ints, _Stands, _Stands]] = []
        """The rows of jobs that turned, where they stood and where they stand."""
        self._waiting = 0
        self._counts: Ints = np.zeros((len(Kind), 0), np.int64)
        """Of each kind (row), how many jobs there are under each name (column)."""
        self._by_state: Ints = np.zeros(len(STATES), np.int64)
        """How many jobs are in each state, by its code."""

    def leave(self, columns: JobColumns, rows: Ints, records: Records) -> None:
        """These jobs will not stand where they stand any more, and may not be in their queues.

        Args:
            columns: the jobs, as they still are.
            rows: of these jobs, each once, shape (n,).
            records: of these jobs, shape (n,).
        """
        self.settle(columns)
        self._by_state -= np.bincount(records["state"], minlength=len(STATES))
        self._count(columns, rows, _counted(records["state"]), records["machine"], _LEAVES)

    def enter(self, columns: JobColumns, rows: Ints, records: Records) -> None:
        """They stand where they stand now; as in ``leave``."""
        self._by_state += np.bincount(records["state"], minlength=len(STATES))
        self._count(columns, rows, _counted(records["state"]), records["machine"], _ENTERS)

    def turn(self, columns: JobColumns, rows: Ints, before: Records, after: Records) -> None:
        """These jobs stand somewhere else, but are in the same queues; counted when there are many.

        Args:
            columns: the jobs.
            rows: of these jobs, shape (n,); one that turned twice is named twice.
            before: what each was before, shape (n,).
            after: what it is, shape (n,).
        """
        # Of the records little is kept: so much waits here that it leaves the processor's reach.
        self._turned.append((rows, _stands(before), _stands(after)))
        self._waiting += len(rows)
        self.moves += 1
        if self._waiting >= _MOST_WAITING or len(self._turned) >= _MOST_PARTS:
            self.settle(columns)

    def settle(self, columns: JobColumns) -> None:
        """Count what waits."""
        if not self._turned:
            return
        turned, self._turned, self._waiting = self._turned, [], 0
        parts = [*(before for _, before, _ in turned), *(after for _, _, after in turned)]
        states = np.concatenate([states for states, _ in parts])
        machines = np.concatenate([machines for _, machines in parts])
        rows = np.concatenate([rows for rows, _, _ in turned])
        left, stand = states[: len(rows)], states[len(rows) :]
        some, theirs = counted = _counted(states)
        begin = int(np.searchsorted(some, len(rows)))
        self._by_state -= np.bincount(theirs[:begin], minlength=len(STATES))
        self._by_state += np.bincount(theirs[begin:], minlength=len(STATES))
        # To look for one state after the other is quicker than a count of all that are over.
        for code in _OVER:
            self._by_state[code] += np.count_nonzero(stand == code) - np.count_nonzero(left == code)
        self._count(columns, rows, counted, machines, _TURNS)

    def leave_one(self, columns: JobColumns, row: int) -> None:
        """The job of this row will not stand where it stands any more."""
        self.settle(columns)
        self._count_one(columns, row, -1)

    def enter_one(self, columns: JobColumns, row: int) -> None:
        """The job of this row stands where it stands now."""
        self._count_one(columns, row, 1)

    def by_state(self, columns: JobColumns) -> Ints:
        """Give how many jobs are in each state, by its code; to be read only."""
        self.settle(columns)
        return self._by_state

    def by_name(self, columns: JobColumns, kind: Kind) -> Counter[str]:
        """Give how many jobs of a kind there are under each name."""
        self.settle(columns)
        counts = self._counts[kind]
        used = np.flatnonzero(counts[NOTHING + 1 :]) + NOTHING + 1
        names = [columns.words.text(code) or "" for code in used.tolist()]
        return Counter(dict(zip(names, counts[used].tolist(), strict=True)))

    def _count(
        self, columns: JobColumns, rows: Ints, counted: _Counted, machines: Codes, signs: Ints
    ) -> None:
        """Count jobs that stand so, on these machines.

        Args:
            columns: the jobs.
            rows: of these jobs, shape (n,).
            counted: which of them are not over, under each of the signs.
            machines: the machine of each, under each of the signs, shape (len(signs) * n,).
            signs: what is added for each.
        """
        some, states = counted
        if not len(some):
            return
        if len(columns.words) > self._counts.shape[1]:
            self._widen(len(columns.words))
        sign, at = np.divmod(some, len(rows))
        rows, signs, width = rows[at], signs[sign], self._counts.shape[1]
        # Numpy takes a long look at a member of an enum to find that it is a number.
        by_queue, queue = _BY_QUEUE.take(states), columns.queue.take(rows).astype(np.int64)
        runs = np.flatnonzero(by_queue == Kind.RUNS.value)
        queued = np.flatnonzero(by_queue == Kind.QUEUED.value)
        wanted = columns.wanted_machine.take(rows[queued]).astype(np.int64)
        wants_none = queued[wanted == NOTHING]
        places = (
            by_queue * width + queue,
            Kind.ON_MACHINE * width + machines[some[runs]].astype(np.int64),
            # Those that want none are counted as nobody's, too.
            Kind.WANTS * width + wanted,
            Kind.WAITS * width + queue[wants_none],
        )
        added = (signs, signs[runs], signs[queued], signs[wants_none])
        np.add.at(self._counts.reshape(-1), np.concatenate(places), np.concatenate(added))
        self.moves += 1

    def _count_one(self, columns: JobColumns, row: int, sign: int) -> None:
        state = columns.state[row]
        self._by_state[state] += sign
        by_queue = _BY_QUEUE_OF_ONE[state]
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


def _counted(states: Codes) -> _Counted:
    """Give which jobs are not over."""
    # Below the first of the states in which one is, a number wraps round to a high one.
    some = np.flatnonzero(states - _FIRST_OVER >= len(_OVER))
    return some, states[some]


def _stands(records: Records) -> _Stands:
    return records["state"].copy(), records["machine"].copy()
