# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a board in columns.

Each job has a row, a small number that is its own as long as it is on the board; the row
of a job that left is given to another later. ``column[row]`` is what a column says of it.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from jmss.columns.changing import (
    CHANGING_WORDS,
    PLAIN,
    WIDE,
    Records,
    are_narrow,
    exit_codes,
    is_narrow,
    longer_records,
    records_for,
    records_of,
    widened,
)
from jmss.columns.image import Image, TextsImage
from jmss.columns.long_texts import LongTexts
from jmss.columns.longer import longer
from jmss.columns.number_index import NO_ROW, NumberIndex
from jmss.columns.words import Words
from jmss.model.jobs import Job, JobState, Reason

Ints = npt.NDArray[np.int64]
Array = npt.NDArray[np.generic]
Mask = npt.NDArray[np.bool_]

STATES: tuple[JobState, ...] = tuple(JobState)
"""The state of each code in ``JobColumns.state``."""
STATE_CODES = {state: code for code, state in enumerate(STATES)}
REASONS: tuple[Reason, ...] = tuple(Reason)
REASON_CODES = {reason: code for code, reason in enumerate(REASONS)}

_LEAST = 1024
_RECORDS = "records"
"""Names them in an image."""
_ROUND = 2**32 - 1
_HALF_ROUND = np.uint32(2**31)
_WHILE_WRITTEN = 2**30
"""At most so many changes come while an image is written."""
_MOST_SHORT = 2**16
"""Word codes from here on need four bytes."""
WORD_COLUMNS = ("queue", "owner", "machine", "node", "wanted_machine")
_DTYPES: dict[str, type[np.generic]] = {
    "number": np.int64,
    **{name: np.uint16 for name in WORD_COLUMNS if name not in CHANGING_WORDS},
    "priority": np.uint8,
    "restartable": np.bool_,
    "submitted": np.float64,
    "live": np.bool_,
}
"""The columns that are arrays of their own; the others are fields of the records."""


class JobColumns:
    """Jobs by row. An array may be longer than there are rows; look at ``size``.

    What changes in a job's life lies in records; its columns are views into them.
    """

    number: Ints
    state: npt.NDArray[np.uint8]
    reason: npt.NDArray[np.uint8]
    queue: npt.NDArray[np.unsignedinteger]
    """A code of ``words``; so are the other names."""
    owner: npt.NDArray[np.unsignedinteger]
    machine: npt.NDArray[np.unsignedinteger]
    node: npt.NDArray[np.unsignedinteger]
    wanted_machine: npt.NDArray[np.unsignedinteger]
    priority: npt.NDArray[np.uint8]
    restartable: npt.NDArray[np.bool_]
    attempt: npt.NDArray[np.unsignedinteger]
    takeovers: npt.NDArray[np.unsignedinteger]
    submitted: npt.NDArray[np.float64]
    """Seconds since 1970, UTC; so are the others. NaN: not yet."""
    started: npt.NDArray[np.float64]
    ended: npt.NDArray[np.float64]
    stamps: npt.NDArray[np.uint32]
    """When each row was changed last, as ``now`` was then."""
    live: npt.NDArray[np.bool_]
    """Whether the row has a job."""

    def __init__(self, rows: int = 0, words: Words | None = None) -> None:
        """Make room for some rows; the words may be shared with other columns."""
        self.words = words or Words()
        self.names = LongTexts()
        self.commands = LongTexts()
        self.details: dict[int, str] = {}
        """By row; most jobs have none."""
        self.size = 0
        """All rows in use are below this."""
        self._now = 0
        self._index = NumberIndex()
        self._free: list[int] = []
        for column, kind in _DTYPES.items():
            setattr(self, column, np.zeros(0, kind))
        self._lay(records_for(0))
        self.reserve(max(rows, _LEAST))

    def __len__(self) -> int:
        """Give how many jobs there are."""
        return len(self._index)

    def reserve(self, rows: int) -> None:
        """Make room for this many rows in all."""
        if rows <= len(self.number):
            return
        for column in _DTYPES:
            setattr(self, column, longer(getattr(self, column), rows))
        self._lay(longer_records(self.records, rows))
        self.names.reserve(rows)
        self.commands.reserve(rows)

    def row(self, number: int) -> int:
        """Give the row of a job, ``NO_ROW`` if it is not here."""
        return self._index.row(number)

    def rows(self, numbers: Ints) -> Ints:
        """Give the row of each job, ``NO_ROW`` where it is not here; shape (n,)."""
        return self._index.rows(numbers)

    def ints(self, column: str, rows: Ints | slice) -> Ints:
        """Give what a column of whole numbers says of some rows; ``NO_EXIT``: no exit code."""
        if column == "exit_code":
            return exit_codes(self._exits[rows])
        numbers: Ints = getattr(self, column)[rows].astype(np.int64)
        return numbers

    def all_rows(self) -> Ints:
        """Give the rows in use, ascending."""
        return np.flatnonzero(self.live[: self.size])

    def put(self, job: Job) -> int:
        """Let this job hold in place of its predecessor; give its row."""
        row = self._index.row(job.number)
        if row == NO_ROW:
            row = int(self.take_rows(1)[0])
            self._index.put(job.number, row)
        if not is_narrow(job.attempt, job.takeovers, job.exit_code):
            self._make_wide()
        self._stamp_one(row)
        for column, code in _WRITES:
            getattr(self, column)[row] = code(job)
        self._exits[row] = _or(job.exit_code, self.least_exit)
        self._put_words(row, job)
        self.names.put(row, job.name)
        self.commands.put(row, job.command)
        if job.detail:
            self.details[row] = job.detail
        else:
            self.details.pop(row, None)
        return row

    def remove(self, number: int) -> int:
        """Take a job away; give the row it had, ``NO_ROW`` if it was not here."""
        row = self._index.drop(number)
        if row != NO_ROW:
            self._stamp_one(row)
            self.live[row] = False
            self.names.drop(row)
            self.commands.drop(row)
            self.details.pop(row, None)
            self._free.append(row)
        return row

    def job(self, row: int) -> Job:
        """Give the job of a row as an object."""
        word = self.words.text
        exit_code = int(self._exits[row])
        return Job(
            number=int(self.number[row]),
            name=self.names.get(row),
            owner=word(int(self.owner[row])) or "",
            queue=word(int(self.queue[row])) or "",
            command=self.commands.get(row),
            wanted_machine=word(int(self.wanted_machine[row])),
            priority=int(self.priority[row]),
            restartable=bool(self.restartable[row]),
            state=STATES[self.state[row]],
            reason=REASONS[self.reason[row]],
            detail=self.details.get(row, ""),
            machine=word(int(self.machine[row])),
            node=word(int(self.node[row])),
            attempt=int(self.attempt[row]),
            takeovers=int(self.takeovers[row]),
            submitted=float(self.submitted[row]),
            started=_moment(self.started[row]),
            ended=_moment(self.ended[row]),
            exit_code=None if exit_code == self.least_exit else exit_code,
        )

    def jobs(self) -> Iterator[Job]:
        """Give all jobs as objects, in the order of their numbers."""
        rows = self.all_rows()
        for row in rows[np.argsort(self.number[rows], kind="stable")].tolist():
            yield self.job(row)

    def image(self, names: TextsImage, commands: TextsImage) -> Image:
        """Give the jobs as they are now, to be written down.

        The images of their texts may be a little older: two short waits instead of a long one.
        """
        columns: dict[str, Array] = {name: getattr(self, name) for name in _DTYPES}
        columns[_RECORDS] = self.records
        # What does not change with the index would not fit it.
        columns["live"] = self.live.copy()
        return Image(
            size=self.size,
            columns=columns,
            index=self._index.image(),
            free=list(self._free),
            names=names,
            commands=commands,
            details=dict(self.details),
            now=int(self.now),
            words=self.words,
        )

    @classmethod
    def of_image(cls, image: Image) -> Self:
        """Give the jobs that an image is of; the arrays are taken as they are."""
        jobs = cls(words=image.words)
        for name in _DTYPES:
            setattr(jobs, name, image.columns[name])
        jobs._lay(records_of(image.columns[_RECORDS]))
        # Jobs that changed while the image was written have later stamps than it knows of.
        jobs._now = image.now + _WHILE_WRITTEN
        jobs.size = image.size
        jobs.names = LongTexts.of_image(image.names)
        jobs.commands = LongTexts.of_image(image.commands)
        jobs.details = dict(image.details)
        jobs._index = NumberIndex.of_image(image.index)
        jobs._free = list(image.free)
        return jobs

    @property
    def now(self) -> np.uint32:
        """How often a row was changed up to now; begins again after four thousand million."""
        return np.uint32(self._now & _ROUND)

    def stamp(self, rows: Ints) -> npt.NDArray[np.uint32]:
        """Note that rows change; a row that is named again changes again, and keeps the last stamp.

        Returns:
            the stamps that they were given, shape (n,): ``now`` as it was, and how many were
            named before.
        """
        stamps = np.arange(len(rows), dtype=np.uint32)
        stamps += self.now
        self._now += len(rows)
        self.stamps[rows] = stamps
        return stamps

    def changed_since(self, then: np.uint32, rows: npt.NDArray[np.integer[Any]]) -> Mask:
        """Say which rows have changed since ``now`` was ``then``, shape of ``rows``.

        One that was not changed for very long may be among them.
        """
        changed: Mask = self.stamps[rows] - then < _HALF_ROUND
        return changed

    def take_rows(self, count: int) -> Ints:
        """Take rows for jobs that come; ``enter`` or ``put`` gives them their numbers."""
        reused = [self._free.pop() for _ in range(min(count, len(self._free)))]
        begin, self.size = self.size, self.size + count - len(reused)
        if self.size > len(self.number):
            self.reserve(max(self.size, len(self.number) * 5 // 4))
        rows = np.concatenate([np.array(reused, np.int64), np.arange(begin, self.size)])
        self.live[rows] = True
        return rows

    def enter(self, numbers: Ints, rows: Ints) -> None:
        """Give rows that were taken the numbers of jobs that are not here yet."""
        self._index.put_many(numbers, rows)
        self.number[rows] = numbers

    def write_words(self, column: str, rows: Ints | slice, codes: Ints) -> None:
        """Write codes of ``words`` into one of the columns of names; wider if need be."""
        self.widen(column)
        getattr(self, column)[rows] = codes

    def _put_words(self, row: int, job: Job) -> None:
        for column in WORD_COLUMNS:
            code = self.words.code(getattr(job, column))
            if code >= _MOST_SHORT:
                self.widen(column)
            getattr(self, column)[row] = code

    def _lay(self, records: Records) -> None:
        """Hold these records; the columns are views into them."""
        self.records = records
        self.stamps = records["stamp"]
        self._exits = records["exit"]
        self.least_exit = int(np.iinfo(self._exits.dtype).min)
        """Stands in the records for a job without an exit code."""
        for column in (*PLAIN, *CHANGING_WORDS):
            setattr(self, column, records[column])

    def _make_wide(self) -> None:
        if self.records.dtype != WIDE:
            self._lay(widened(self.records))

    def _stamp_one(self, row: int) -> None:
        self.stamps[row] = self.now
        self._now += 1

    def make_room(self, attempt: Ints, takeovers: Ints, codes: Ints) -> None:
        """Make room in the records for these numbers and exit codes."""
        if not are_narrow(attempt, takeovers, codes):
            self._make_wide()

    def widen(self, column: str) -> None:
        """Make room in a column of names for all codes of ``words`` that there are now."""
        array = getattr(self, column)
        if column in CHANGING_WORDS:
            if len(self.words) > _MOST_SHORT:
                self._make_wide()
            return
        if len(self.words) > _MOST_SHORT and array.dtype == np.uint16:
            setattr(self, column, array.astype(np.uint32))


def _moment(value: np.float64) -> float | None:
    return None if math.isnan(value) else float(value)


T = TypeVar("T")


def _or(value: T | None, nothing: T) -> T:
    return nothing if value is None else value


_WRITES: tuple[tuple[str, Callable[[Job], object]], ...] = (
    ("number", lambda job: job.number),
    ("state", lambda job: STATE_CODES[job.state]),
    ("reason", lambda job: REASON_CODES[job.reason]),
    ("priority", lambda job: job.priority),
    ("restartable", lambda job: job.restartable),
    ("attempt", lambda job: job.attempt),
    ("takeovers", lambda job: job.takeovers),
    ("submitted", lambda job: job.submitted),
    ("started", lambda job: _or(job.started, math.nan)),
    ("ended", lambda job: _or(job.ended, math.nan)),
)
