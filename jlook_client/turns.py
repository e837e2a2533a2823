# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of many jobs: where each stood before and where it stands now, in arrays."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jmss.columns.changing import Records
from jmss.columns.jobs import REASON_CODES, STATE_CODES, Ints, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.columns.words import Words
from jmss.model.jobs import Job, JobState

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NOT_HERE = -1
"""In ``Stand.state``: the job was not on the board."""


@dataclass(frozen=True, slots=True)
class Before:
    """What is worth knowing of a job as it was before a change."""

    state: JobState
    attempt: int
    takeovers: int
    node: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where jobs stood. All of shape (n,)."""

    state: Ints
    """Codes of ``STATES``, or ``NOT_HERE``; then the others mean nothing."""
    attempt: Ints
    takeovers: Ints
    node: Ints
    """Codes of the words."""

    def only(self, which: Ints | Mask) -> "Stand":
        """Give some of them."""
        return Stand(
            self.state[which], self.attempt[which], self.takeovers[which], self.node[which]
        )


@dataclass(frozen=True, slots=True)
class Turns:
    """Jobs that changed, in the order of the changes; one may be in it again. All shape (n,)."""

    before: Stand
    number: Ints
    state: Ints
    reason: Ints
    attempt: Ints
    takeovers: Ints
    started: Floats
    ended: Floats
    words: Words

    def __len__(self) -> int:
        """Give how many turns there are."""
        return len(self.number)

    def only(self, which: Ints | Mask) -> "Turns":
        """Give some of them."""
        return Turns(
            before=self.before.only(which),
            number=self.number[which],
            state=self.state[which],
            reason=self.reason[which],
            attempt=self.attempt[which],
            takeovers=self.takeovers[which],
            started=self.started[which],
            ended=self.ended[which],
            words=self.words,
        )

    def were_on(self, node: str) -> Mask:
        """Tell which were on the board, and on this node."""
        code = self.words.find(node)
        if code is None:
            return np.zeros(len(self), np.bool_)
        mask: Mask = (self.before.state != NOT_HERE) & (self.before.node == code)
        return mask


class Was:
    """The records of jobs as they were, from which it is read where they stood when asked.

    Args:
        records: shape (n,).
        absent: which jobs were not there, shape (n,); None: all were.
    """

    def __init__(self, records: Records, absent: Mask | None = None) -> None:
        self.records = records
        self.absent = absent

    @cached_property
    def stand(self) -> Stand:
        """Where they stood."""
        records = self.records
        state = records["state"].astype(np.int64)
        if self.absent is not None:
            state[self.absent] = NOT_HERE
        return Stand(
            state=state,
            attempt=records["attempt"].astype(np.int64),
            takeovers=records["takeovers"].astype(np.int64),
            node=records["node"].astype(np.int64),
        )


def was_in(columns: JobColumns, rows: Ints) -> Was:
    """Give what the jobs of some rows are; ``NO_ROW`` stands for one that is not there."""
    # A row that is none is read as another; that it is absent tells that it means nothing.
    absent = rows == NO_ROW
    return Was(columns.records.take(rows, mode="wrap"), absent if absent.any() else None)


def turns_of(pairs: Sequence[tuple[Before | None, Job]]) -> Turns:
    """Give turns that are known one by one."""
    words = Words()
    jobs = [job for _, job in pairs]
    olds = [old or _NOTHING for old, _ in pairs]
    return Turns(
        before=Stand(
            state=_ints([STATE_CODES[old.state] if old else NOT_HERE for old, _ in pairs]),
            attempt=_ints([old.attempt for old in olds]),
            takeovers=_ints([old.takeovers for old in olds]),
            node=_ints(words.codes(old.node for old in olds)),
        ),
        number=_ints([job.number for job in jobs]),
        state=_ints([STATE_CODES[job.state] for job in jobs]),
        reason=_ints([REASON_CODES[job.reason] for job in jobs]),
        attempt=_ints([job.attempt for job in jobs]),
        takeovers=_ints([job.takeovers for job in jobs]),
        started=_moments([job.started for job in jobs]),
        ended=_moments([job.ended for job in jobs]),
        words=words,
    )


def turns_between(old: JobColumns, new: JobColumns) -> Turns:
    """Give what differs between two boards: jobs that came, moved, or ran again."""
    parts = [_differing(old, new, at) for at in range(0, new.size, _SLICE)]
    rows = np.concatenate([np.zeros(0, np.int64), *parts])
    return Turns(
        before=was_in(old, old.rows(new.number[rows])).stand,
        number=new.number[rows],
        state=new.state[rows].astype(np.int64),
        reason=new.reason[rows].astype(np.int64),
        attempt=new.attempt[rows].astype(np.int64),
        takeovers=new.takeovers[rows].astype(np.int64),
        started=new.started[rows],
        ended=new.ended[rows],
        words=old.words,
    )


_SLICE = 1 << 16
"""Rows that are compared at once: what they say stays in the processor's reach."""


def _differing(old: JobColumns, new: JobColumns, begin: int) -> Ints:
    end = min(begin + _SLICE, new.size)
    rows = begin + np.flatnonzero(new.live[begin:end])
    then = old.rows(new.number[rows])
    differs = (
        (then == NO_ROW)
        | (old.state[then] != new.state[rows])
        | (old.attempt[then] != new.attempt[rows])
        | (old.takeovers[then] != new.takeovers[rows])
    )
    differing: Ints = rows[differs]
    return differing


_NOTHING = Before(JobState.QUEUED, 0, 0, None)


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def _moments(values: list[float | None]) -> Floats:
    return np.array([math.nan if value is None else value for value in values], np.float64)
