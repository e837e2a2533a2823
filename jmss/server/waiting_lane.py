# SPDX-License-Identifier: GPL-3.0-or-later
"""The queued jobs that wait for the same thing, in the order of their start.

Eight bytes to a job: a night's jobs may all wait at once.
"""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import islice

import numpy as np
import numpy.typing as npt

from jmss.model.jobs import Job
from jmss.rules.dispatch import Rank

_NUMBER_BITS = 54
_NUMBERS = (1 << _NUMBER_BITS) - 1
_HIGHEST = 255
"""Above every priority."""


class WaitingLane:
    """Ranks, ascending: the first of them starts first."""

    def __init__(self) -> None:
        self._ranks = array("q")

    def __len__(self) -> int:
        """Give how many jobs wait."""
        return len(self._ranks)

    def __iter__(self) -> Iterator[Rank]:
        """Give the ranks, the first one first."""
        return map(_rank, self._ranks)

    def first(self, most: int) -> list[Rank]:
        """Give the ranks of the jobs whose turn it is."""
        return list(islice(self, most))

    def before(self, job: Job) -> int:
        """Count those that have their turn before a job, which need not wait here itself."""
        return bisect_left(self._ranks, _packed(job))

    def add(self, job: Job) -> None:
        """Let a job wait."""
        insort(self._ranks, _packed(job))

    def drop(self, job: Job) -> None:
        """Let a job, as it was when it was added, wait no longer."""
        del self._ranks[bisect_left(self._ranks, _packed(job))]

    def fill(self, priorities: npt.NDArray[np.uint8], numbers: npt.NDArray[np.int64]) -> None:
        """Let many jobs wait in an empty lane."""
        ranks = ((_HIGHEST - priorities.astype(np.int64)) << _NUMBER_BITS) | numbers
        self._ranks = array("q", np.sort(ranks).tobytes())


def _packed(job: Job) -> int:
    return ((_HIGHEST - job.priority) << _NUMBER_BITS) | job.number


def _rank(packed: int) -> Rank:
    return (packed >> _NUMBER_BITS) - _HIGHEST, packed & _NUMBERS
