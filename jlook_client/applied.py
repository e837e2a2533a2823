# SPDX-License-Identifier: GPL-3.0-or-later
"""What a delta did to the mirror: the changes, and what held before each of them.

A delta in columns may change thousands of jobs; objects are made only of those changes
that somebody reads.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from jlook_client.board import Held, before_at
from jlook_client.turns import Before, Turns, Was, turns_of
from jmss.columns.jobs import Ints, JobColumns
from jmss.model.changes import Change
from jmss.model.jobs import Job
from jmss.wire.frames import DeltaColumns


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was applied, with what held before (None: nothing did)."""

    change: Change
    old: Held | None


class AppliedChanges(Sequence[Applied]):
    """All changes of one delta, in the order of the journal."""

    seqs: Sequence[int]
    """The journal rows that are in the mirror now and were not before."""
    others: Sequence[Applied]
    """The changes of anything but jobs, and jobs that are gone."""

    @property
    @abstractmethod
    def turns(self) -> Turns:
        """What became of jobs."""

    @abstractmethod
    def of_jobs(self, which: Ints) -> Sequence[Applied]:
        """Give some changes of jobs, by their places in ``turns``, each named once."""

    @property
    @abstractmethod
    def _every(self) -> Sequence[Applied]:
        """All of them as objects."""

    def __len__(self) -> int:
        """Give how many changes there are."""
        return len(self.seqs)

    @overload
    def __getitem__(self, at: int) -> Applied: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Applied]: ...
    def __getitem__(self, at: int | slice) -> Applied | Sequence[Applied]:
        """Give one of them, or some."""
        return self._every[at]


class AppliedList(AppliedChanges):
    """Changes that came one by one."""

    def __init__(self, changes: Sequence[Applied] = ()) -> None:
        self._changes = changes
        self._jobs = [one for one in changes if isinstance(one.change.fact, Job)]
        self.others = [one for one in changes if not isinstance(one.change.fact, Job)]
        self.seqs = [one.change.seq for one in changes]

    @cached_property
    def turns(self) -> Turns:
        """What became of jobs."""
        return turns_of(
            [
                (one.old if isinstance(one.old, Before) else None, one.change.fact)
                for one in self._jobs
                if isinstance(one.change.fact, Job)
            ]
        )

    def of_jobs(self, which: Ints) -> Sequence[Applied]:
        """Give some changes of jobs, by their places in ``turns``, each named once."""
        return [self._jobs[at] for at in which.tolist()]

    @property
    def _every(self) -> Sequence[Applied]:
        return self._changes


class AppliedColumns(AppliedChanges):
    """Changes that came in columns.

    Args:
        delta: the changes.
        was: each of its jobs as it was before.
        columns: the board's, whose words the codes of ``was`` mean.
        others: the changes besides.
    """

    def __init__(
        self, delta: DeltaColumns, was: Was, columns: JobColumns, others: Sequence[Applied]
    ) -> None:
        self._delta = delta
        self._was = was
        self._columns = columns
        self.others = others
        self.seqs = range(delta.previous + 1, delta.seq + 1)

    @cached_property
    def turns(self) -> Turns:
        """What became of jobs."""
        chunk = self._delta.chunk
        return Turns(
            before=self._was.stand,
            number=chunk.numbers,
            state=chunk.ints["state"],
            reason=chunk.ints["reason"],
            attempt=chunk.ints["attempt"],
            takeovers=chunk.ints["takeovers"],
            started=chunk.moments["started"],
            ended=chunk.moments["ended"],
            words=self._columns.words,
        )

    def of_jobs(self, which: Ints) -> Sequence[Applied]:
        """Give some changes of jobs, by their places in ``turns``, each named once."""
        delta = self._delta
        jobs = delta.chunk.only(which).completed(self._columns).jobs()
        return [
            Applied(
                Change(
                    seq=int(delta.seqs[at]),
                    inc=int(delta.incs[at]),
                    at=float(delta.at[at]),
                    fact=job,
                    by=delta.words[delta.by[at]],
                    op=delta.op.get(at, ""),
                ),
                before_at(self._was.stand, at, self._columns),
            )
            for at, job in zip(which.tolist(), jobs, strict=True)
        ]

    @cached_property
    def _every(self) -> Sequence[Applied]:
        told = self.of_jobs(np.arange(len(self._delta.chunk)))
        return sorted([*told, *self.others], key=lambda one: one.change.seq)
