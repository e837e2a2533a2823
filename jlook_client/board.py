# SPDX-License-Identifier: GPL-3.0-or-later
"""What a board holds, and what a delta changes in it."""

from collections.abc import Sequence

import numpy as np

from jlook_client.job_load import JobLoad
from jlook_client.turns import NOT_HERE, Before, Stand, Was
from jmss.columns.changing import widened
from jmss.columns.chunk import JobChunk
from jmss.columns.jobs import STATES, Ints, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.columns.put_chunk import NotWhole, Places, places_of, write_chunk
from jmss.errors import WireError
from jmss.model.changes import Fact, Gone
from jmss.model.documents import AnyNamed, NamedKey, Removed, key_of
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.named_facts import NamedFact
from jmss.model.queues import Queue, QueueGone

_NO_ROWS: Ints = np.zeros(0, np.int64)
_FIRST = np.ones(1, np.bool_)

Held = Before | Queue | Machine | Placement | NamedFact
"""What held before a change."""


class Board:
    """Facts by their keys, the jobs in columns."""

    def __init__(self) -> None:
        self.columns = JobColumns()
        self.load = JobLoad()
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}
        self.named: dict[NamedKey, AnyNamed] = {}
        """Documents, and how far each schedule has come."""

    def put_job(self, job: Job) -> tuple[int, Before | None]:
        """Let a job hold; give its row and what it was before."""
        old = self._leave(self.columns.row(job.number))
        row = self.columns.put(job)
        self.load.enter_one(self.columns, row)
        return row, old

    def drop_job(self, number: int) -> tuple[int, Before | None]:
        """Take a job away; give the row it had, ``NO_ROW`` for none, and what it was."""
        old = self._leave(self.columns.row(number))
        return self.columns.remove(number), old

    def _leave(self, row: int) -> Before | None:
        old = _before(self.columns, row)
        if old is not None:
            self.load.leave_one(self.columns, row)
        return old

    def put_chunk(self, chunk: JobChunk) -> tuple[Places, Was]:
        """Let jobs hold one after the other; give their rows and what each was before.

        Raises:
            WireError: a server sent only the changing side of a job that is not here.
        """
        columns = self.columns
        try:
            places = places_of(columns, chunk)
        except NotWhole as error:
            raise WireError(why="a job came without its name") from error
        was = Was(places.records)
        whole = chunk.whole is None or len(chunk.whole) > 0
        if whole:
            self._leave_whole(places, was)
        records = write_chunk(columns, chunk, places)
        if was.records.dtype != records.dtype:
            # With this chunk the records have become wide.
            was.records = widened(was.records)
        if len(places.later):
            # What a job was before its second turn in a chunk is what its first one says.
            was.records[places.later] = records[places.earlier]
        if whole:
            rows = places.apart
            self.load.enter(columns, rows, columns.records.take(rows))
        else:
            self.load.turn(columns, places.rows, was.records, records)
        return places, was

    def _leave_whole(self, places: Places, was: Was) -> None:
        """Jobs may be other ones, or in other queues."""
        absent, known = places.fresh, ~places.fresh if places.last is None else places.last
        if absent.any():
            known = known & ~absent
            was.absent = absent.copy()
            was.absent[places.later] = False
        self.load.leave(self.columns, places.rows[known], was.records[known])


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
    def named(self) -> bool:
        """Whether anything came that is held by kind and name."""
        return any(issubclass(kind, NamedFact | Removed) for kind in self.kinds)

    @property
    def rows(self) -> Ints:
        """The rows in which something happened, each once, in any order."""
        if len(self._rows) == 1 and not self._single:
            return self._rows[0]
        single = [np.array(self._single, np.int64)] if self._single else []
        return each_once([*single, *self._rows])

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
            case QueueGone():
                self.kinds.add(Queue)
                return board.queues.pop(fact.name, None)
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
            case NamedFact():
                self.kinds.add(type(fact))
                old_named = board.named.get(key_of(fact))
                board.named[key_of(fact)] = fact
                return old_named
            case Removed():
                self.kinds.add(Removed)
                return board.named.pop(key_of(fact), None)

    def take_chunk(self, chunk: JobChunk) -> Was:
        """Let jobs hold one after the other; give what each was before.

        Raises:
            WireError: a server sent only the changing side of a job that is not here.
        """
        places, was = self._board.put_chunk(chunk)
        self._rows.append(places.apart)
        if places.fresh.any():
            self._fresh.update(places.rows[places.fresh].tolist())
        return was

    def _take_job(self, job: Job) -> Before | None:
        row, old = self._board.put_job(job)
        self._single.append(row)
        if old is None:
            self._fresh.add(row)
        return old

    def _drop_job(self, number: int) -> Before | None:
        row, old = self._board.drop_job(number)
        if row != NO_ROW:
            self._single.append(row)
            if row not in self._fresh:
                self._removed.add(row)
        return old


def each_once(rows: Sequence[Ints]) -> Ints:
    """Give all rows, ascending, none of them twice."""
    if len(rows) == 1 and (rows[0][1:] > rows[0][:-1]).all():
        return rows[0]
    every = np.concatenate([_NO_ROWS, *rows])
    if (every[1:] > every[:-1]).all():
        return every  # as in a snapshot
    every.sort()
    once: Ints = every[np.concatenate([_FIRST, every[1:] != every[:-1]])[: len(every)]]
    return once


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
