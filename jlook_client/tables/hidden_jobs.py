# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs each part of a filter hides, counted a slice at a time. No Qt."""

from dataclasses import dataclass

import numpy as np

from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.job_sieve import JobSieve
from jmss.columns.jobs import JobColumns

SLICE = 4_096


@dataclass(frozen=True, slots=True)
class Hidden:
    """What hides jobs."""

    part: JobFilter
    alone: int
    """So many jobs would be shown without it."""
    fits: int
    """So many jobs would be shown if there were nothing else."""


class HiddenCount:
    """Counts the jobs that a filter hides, by the part that hides them."""

    def __init__(self, columns: JobColumns, chosen: JobFilter) -> None:
        self._columns = columns
        self._parts = chosen.parts()
        self._sieves = [JobSieve(columns, part) for part in self._parts]
        self._at = 0
        self._alone = [0] * len(self._parts)
        self._fits = [0] * len(self._parts)
        self.by_several = 0
        """Jobs that more than one part hides."""

    @property
    def is_over(self) -> bool:
        """Whether every job was looked at."""
        return self._at >= self._columns.size

    def go_on(self) -> None:
        """Look at the next slice."""
        end = min(self._at + SLICE, self._columns.size)
        rows = self._at + np.flatnonzero(self._columns.live[self._at : end])
        self._at = end
        hides = np.array([~sieve.passes(rows) for sieve in self._sieves]).reshape(-1, len(rows))
        how_many = np.count_nonzero(hides, axis=0)
        self.by_several += int(np.count_nonzero(how_many > 1))
        for at, hidden in enumerate(hides):
            self._fits[at] += len(rows) - int(np.count_nonzero(hidden))
            self._alone[at] += int(np.count_nonzero(hidden & (how_many == 1)))

    def hidden(self) -> list[Hidden]:
        """Give what was counted, in the order of the parts."""
        counted = zip(self._parts, self._alone, self._fits, strict=True)
        return [Hidden(part, alone, fits) for part, alone, fits in counted]
