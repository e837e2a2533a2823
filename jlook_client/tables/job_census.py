# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs there are of each kind under each name, counted along with each change."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from jlook_client.board import each_once
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

_MOST_WAITING = 8_192
"""So many rows may wait to be counted."""

NOWHERE = 0
"""The place of a job that is not counted."""


def place(kind: int | Places, code: npt.NDArray[np.unsignedinteger[Any]]) -> Places:
    """Give the places of jobs, each counted as a kind and under the name of a code.

    Args:
        kind: from 1 to 7, one for all or one for each.
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
        counted: by the code of a state: whether a job in it is counted at all.
        places: where each job is counted.
    """

    def __init__(
        self, mirror: Mirror, kinds: int, counted: npt.NDArray[np.bool_], places: PlacesOf
    ) -> None:
        self._mirror = mirror
        self._kinds = kinds
        self._counted = counted
        self._places = places
        self._noted: list[Ints] = []
        self._waiting = 0
        self._moved = False
        self._place: Places = np.zeros(0, np.int32)
        """Where each row is counted."""
        self._counts: Ints = np.zeros((kinds + 1, 0), np.int64)
        """Of each kind (row), how many jobs there are under each name (column)."""
        self.begin()

    def begin(self) -> None:
        """Count everything anew."""
        columns = self._mirror.columns
        self._noted, self._waiting = [], 0
        self._counts = np.zeros((self._kinds + 1, 0), np.int64)
        self._place = self._places(columns, slice(columns.size))
        self._add(self._place, 1)

    def note(self, rows: Ints) -> None:
        """These rows, ascending and each once, have changed; ``settle`` tells what came of it."""
        self._noted.append(rows)
        self._waiting += len(rows)
        # In a storm they are counted as they come, so that no turn is long.
        if self._waiting >= _MOST_WAITING:
            self._count_noted()

    def settle(self) -> bool:
        """Count what was noted; tell whether anything has moved since this was asked last."""
        self._count_noted()
        moved, self._moved = self._moved, False
        return moved

    def _count_noted(self) -> None:
        if self._noted:
            rows = each_once(self._noted)
            self._noted, self._waiting = [], 0
            self._moved |= self._count(rows)

    def _count(self, rows: Ints) -> bool:
        columns = self._mirror.columns
        if columns.size > len(self._place):
            self._place = longer(self._place, columns.size + columns.size // 4)
        before = self._place[rows]
        # Most jobs of a long history have ended, so little is looked up.
        some = np.flatnonzero((before != NOWHERE) | self._counted[columns.state[rows]])
        rows, before = rows[some], before[some]
        after = self._places(columns, rows)
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
        places = places[places != NOWHERE]
        if not len(places):
            return
        codes, known = places & _CODE, self._counts.shape[1]
        width = max(known, int(codes.max()) + 1)
        cells = (self._kinds + 1) * width
        here = np.bincount((places >> _SHIFT) * width + codes, minlength=cells)
        here = here.reshape(self._kinds + 1, width) * sign
        here[:, :known] += self._counts
        self._counts = here
