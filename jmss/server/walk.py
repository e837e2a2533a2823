# SPDX-License-Identifier: GPL-3.0-or-later
"""All jobs as of one moment, some at a time, while they go on changing.

A million jobs cannot be copied without holding up the loop. So a walk reads them step by
step where they lie, and keeps aside each one that changes before it was read: it is told
(``before``) before that happens. It goes from the newest jobs to the oldest: those stand on top
of a desk's table, and what comes later goes in below, out of sight.
"""

import numpy as np

from jmss.columns.jobs import Ints, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.model.jobs import Job

MOST_TEXT = 1024 * 1024
"""Bytes of names and commands in one step, unless one job has more."""


class Walk:
    """Gives every job of the moment when it was made exactly once, in steps or kept aside."""

    def __init__(self, jobs: JobColumns) -> None:
        self.count = len(jobs)
        """How many there are."""
        self.kept: list[Job] = []
        """Those that changed before they were read; all are here when the steps are done."""
        self._jobs = jobs
        self._end = jobs.size
        """The rows from here on have been read, or had no job when the walk began."""
        self._changed: set[int] = set()

    def before(self, number: int) -> None:
        """A job is about to come, to change or to go."""
        if not self._end or number in self._changed:
            return
        self._changed.add(number)
        row = self._jobs.row(number)
        if row != NO_ROW and row < self._end:
            self.kept.append(self._jobs.job(row))

    def step(self, most: int) -> Ints | None:
        """Give the rows of the next jobs, to be read at once, or None when all were given.

        Args:
            most: how many at most, at least 1; there may be none.
        """
        if not self._end:
            return None
        jobs, begin = self._jobs, max(0, self._end - most)
        rows = np.flatnonzero(jobs.live[begin : self._end]) + begin
        text = np.cumsum((jobs.names.size[rows] + jobs.commands.size[rows])[::-1], dtype=np.int64)
        fits = max(1, int(np.searchsorted(text, MOST_TEXT)))
        if fits < len(rows):
            rows = rows[-fits:]
            begin = int(rows[0])
        self._end = begin
        if not self._changed:
            return rows
        changed = np.fromiter(self._changed, np.int64, len(self._changed))
        return rows[~np.isin(jobs.number[rows], changed)]
