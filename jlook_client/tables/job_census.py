# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs there are of each kind under each name, counted along with each change."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from jlook_client.mirror import Mirror
from jmss.columns.jobs import Ints, JobColumns
from jmss.columns.longer import longer
from jmss.columns.words import NOTHING

_SHIFT = 28
_CODE = (1 << _SHIFT) - 1

Places = npt.NDArray[np.int32]
"""Where a job is counted (``place``)."""

PlacesOf = Callable[[JobColumns, Ints | slice], Places]
"""Gives the places of the jobs in some rows."""

NOWHERE = 0
"""The place of a job that is not counted."""


def place(kind: int, code: npt.NDArray[np.unsignedinteger[Any]]) -> Places:
    """Give the places of jobs that are counted as one kind, each under the name of a code.

    Args:
        kind: from 1 to 7.
        code: of names, in ``JobColumns.words``; a job without one is counted nowhere.
    """
    places = (kind << _SHIFT) + code.astype(np.int32)
    places[code == NOTHING] = NOWHERE
    return places


class JobCensus:
    """Counts each job of a mirror in its place; a million of them are not looked at again.

    Args:
        mirror: holds the jobs.
        kinds: how many kinds there are, counted from 1.
        places: where each job is counted.
    """

    def __init__(self, mirror: Mirror, kinds: int, places: PlacesOf) -> None:
        self._mirror = mirror
        self._kinds = range(1, kinds + 1)
        self._places = places
        self._place: Places = np.zeros(0, np.int32)
        """Where each row is counted."""
        self._counts: dict[int, Ints] = {}
        """For each kind, how many jobs there are for each name."""
        self.begin()

    def begin(self) -> None:
        """Count everything anew."""
        columns = self._mirror.columns
        self._counts = {kind: np.zeros(0, np.int64) for kind in self._kinds}
        self._place = self._places(columns, slice(columns.size))
        self._add(self._place, 1)

    def count(self, rows: Ints) -> bool:
        """Count these rows as they are now; tell whether anything moved."""
        columns = self._mirror.columns
        if columns.size > len(self._place):
            self._place = longer(self._place, columns.size + columns.size // 4)
        before, after = self._place[rows], self._places(columns, rows)
        moved = before != after
        if not moved.any():
            return False
        self._place[rows] = after
        self._add(before[moved], -1)
        self._add(after[moved], 1)
        return True

    def by_name(self, kind: int) -> Counter[str]:
        """Give how many jobs of a kind there are under each name."""
        words, counts = self._mirror.columns.words, self._counts[kind]
        used = np.flatnonzero(counts)
        names = [words.text(code) or "" for code in used.tolist()]
        return Counter(dict(zip(names, counts[used].tolist(), strict=True)))

    def _add(self, places: Places, sign: int) -> None:
        kinds = places >> _SHIFT
        for kind, counts in self._counts.items():
            here = np.bincount(places[kinds == kind] & _CODE, minlength=len(counts))
            here *= sign
            here[: len(counts)] += counts
            self._counts[kind] = here
