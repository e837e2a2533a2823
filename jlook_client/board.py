# SPDX-License-Identifier: GPL-3.0-or-later
"""What a board holds, and what a delta changes in it."""

from collections.abc import Sequence

import numpy as np

from jlook_client.turns import NOT_HERE, Before, Stand, stand_of
from jmss.columns.chunk import JobChunk
from jmss.columns.jobs import STATES, Ints, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.columns.put_chunk import NotWhole, Put, put_chunk
from jmss.errors import WireError
from jmss.model.changes import Fact, Gone
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue

Held = Before | Queue | Machine | Placement
"""What held before a change."""


class Board:
    """Facts by their keys, the jobs in columns."""

    def __init__(self) -> None:
        self.columns = JobColumns()
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}


class News:
    """Lets facts hold on a board and remembers what is to be told of it.

    Args:
        board: where they hold.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._rows: list[Ints] = []
        self._single: list[int] = []
        self._removed: set[int] = set()
        self._fresh: set[int] = set()
        self.kinds: set[type[Fact]] = set()
        """Of what kinds besides jobs something came."""

    @property
    def rows(self) -> Ints:
        """The rows in which something happened, each once, ascending."""
        return each_once([np.array(self._single, np.int64), *self._rows])

    @property
    def removed(self) -> Ints:
        """Those whose job left before anything else happened there."""
        return np.array(sorted(self._removed), np.int64)

    def take(self, fact: Fact) -> Held | None:
        """Let a fact hold; give its predecessor."""
        board = self._board
        match fact:
            case Job():
                return self._take_job(fact)
            case Gone():
                return self._drop_job(fact.number)
            case Queue():
                self.kinds.add(Queue)
                old_queue = board.queues.get(fact.name)
                board.queues[fact.name] = fact
                return old_queue
            case Machine():
                self.kinds.add(Machine)
                old_machine = board.machines.get(fact.name)
                board.machines[fact.name] = fact
                return old_machine
            case Placement():
                self.kinds.add(Placement)
                key = (fact.virtual_computer, fact.incarnation)
                old_placement = board.placements.get(key)
                board.placements[key] = fact
                return old_placement

    def take_chunk(self, chunk: JobChunk) -> Stand:
        """Let jobs hold one after the other; give where each stood before.

        Raises:
            WireError: a server sent only the changing side of a job that is not here.
        """
        columns = self._board.columns
        numbers = chunk.numbers
        stood = stand_of(columns, columns.rows(numbers))
        # What a job was before its second row is what its first one says.
        order = np.argsort(numbers, kind="stable")
        again = np.flatnonzero(numbers[order][1:] == numbers[order][:-1])
        if len(again):
            earlier, later = order[again], order[again + 1]
            nodes = np.array(columns.words.codes(chunk.words), np.int64)
            stood.state[later] = chunk.ints["state"][earlier]
            stood.attempt[later] = chunk.ints["attempt"][earlier]
            stood.takeovers[later] = chunk.ints["takeovers"][earlier]
            stood.node[later] = nodes[chunk.ints["node"][earlier]]
        put = put_whole(columns, chunk)
        self._rows.append(put.rows)
        self._fresh.update(put.rows[put.fresh].tolist())
        return stood

    def _take_job(self, job: Job) -> Before | None:
        columns = self._board.columns
        old = _before(columns, columns.row(job.number))
        row = columns.put(job)
        self._single.append(row)
        if old is None:
            self._fresh.add(row)
        return old

    def _drop_job(self, number: int) -> Before | None:
        columns = self._board.columns
        old = _before(columns, columns.row(number))
        row = columns.remove(number)
        if row != NO_ROW:
            self._single.append(row)
            if row not in self._fresh:
                self._removed.add(row)
        return old


def put_whole(columns: JobColumns, chunk: JobChunk) -> Put:
    """Let the jobs of a chunk hold.

    Raises:
        WireError: a server sent only the changing side of a job that is not here.
    """
    try:
        return put_chunk(columns, chunk)
    except NotWhole as error:
        raise WireError(why="a job came without its name") from error


def each_once(rows: Sequence[Ints]) -> Ints:
    """Give all rows, ascending, none of them twice."""
    if len(rows) == 1 and (np.diff(rows[0]) > 0).all():
        return rows[0]
    every = np.sort(np.concatenate(rows))
    return every[np.diff(every, prepend=-1) > 0]


def _before(columns: JobColumns, row: int) -> Before | None:
    if row == NO_ROW:
        return None
    return Before(
        state=STATES[columns.state[row]],
        attempt=int(columns.attempt[row]),
        takeovers=int(columns.takeovers[row]),
        node=columns.words.text(int(columns.node[row])),
    )


def before_at(stood: Stand, at: int, columns: JobColumns) -> Before | None:
    """Give one of many stands as an object; None: the job was not here."""
    if stood.state[at] == NOT_HERE:
        return None
    return Before(
        state=STATES[stood.state[at]],
        attempt=int(stood.attempt[at]),
        takeovers=int(stood.takeovers[at]),
        node=columns.words.text(int(stood.node[at])),
    )
