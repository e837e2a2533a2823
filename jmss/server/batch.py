# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes and their jobs in columns, made once: to hold on the board, and to be told."""

from collections.abc import Sequence

import numpy as np

from jmss.columns.chunk import JobChunk, chunk_of_jobs
from jmss.columns.jobs import Ints, JobColumns
from jmss.columns.lasting import Mask, lasting_here
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job


class Batch:
    """At least one change, in the order of the journal."""

    __slots__ = ("_chunk", "_lasting", "changes", "gone", "jobs")

    def __init__(self, changes: Sequence[Change], lasting: Mask | None = None) -> None:
        """Take changes in.

        Args:
            changes: in the order of the journal, without a gap.
            lasting: which jobs are known to lose nothing that lasts, shape (n,).
        """
        self.changes = changes
        self.jobs = [change.fact for change in changes if isinstance(change.fact, Job)]
        self.gone = [change.fact.number for change in changes if isinstance(change.fact, Gone)]
        self._chunk: JobChunk | None = None
        self._lasting = lasting

    def part(self, begin: int, end: int) -> "Batch":
        """Give some of the changes, by their places."""
        if begin == 0 and end == len(self.changes):
            return self
        before = sum(isinstance(change.fact, Job) for change in self.changes[:begin])
        count = sum(isinstance(change.fact, Job) for change in self.changes[begin:end])
        return Batch(self.changes[begin:end], self.lasting[before : before + count])

    @property
    def lasting(self) -> Mask:
        """Which jobs are known to lose nothing that lasts, shape (n,)."""
        return np.zeros(len(self.jobs), np.bool_) if self._lasting is None else self._lasting

    @property
    def chunk(self) -> JobChunk:
        """The jobs, one for each change of one."""
        if self._chunk is None:
            self._chunk = chunk_of_jobs(self.jobs)
        return self._chunk

    def compare(self, board: JobColumns) -> None:
        """Note which jobs lose nothing that lasts, on the board as it is before these changes."""
        same = lasting_here(board, self.chunk)
        if self.gone or not same.all():
            # What comes after another lasting side must not be held against the one before it.
            same &= ~self._is_one_of(self.chunk.numbers[~same])
        self._lasting = same

    def whole(self) -> Ints | None:
        """Give the places of the jobs that are to be told with their lasting side; None: all.

        To somebody who has what was on the board before, the others need not be. But they must
        be when the job is gone in the end, as nobody could look it up any more, and when it is
        in here whole as well: what the others leave out would be of then.
        """
        lasting = self.lasting
        if not lasting.any():
            return None
        if not self.gone and lasting.all():
            return np.zeros(0, np.int64)
        return np.flatnonzero(~lasting | self._is_one_of(self.chunk.numbers[~lasting]))

    def _is_one_of(self, numbers: Ints) -> Mask:
        """Say which jobs have one of these numbers or are gone in here."""
        every = np.concatenate([numbers, np.array(self.gone, np.int64)])
        return np.isin(self.chunk.numbers, every)


def one_of(batches: Sequence[Batch]) -> Batch:
    """Give batches that follow on each other as one."""
    if len(batches) == 1:
        return batches[0]
    changes = [change for each in batches for change in each.changes]
    return Batch(changes, np.concatenate([each.lasting for each in batches]))
