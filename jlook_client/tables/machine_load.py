# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs run on each machine and how many wait for it, counted along with each change."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from jlook_client.mirror import Mirror
from jmss.columns.jobs import STATE_CODES, STATES, Ints
from jmss.columns.longer import longer
from jmss.columns.words import NOTHING
from jmss.model.jobs import ON_MACHINE, JobState
from jmss.model.queues import Queue

_NOWHERE, _ON, _WANTS, _IN_QUEUE = range(4)
_KIND = np.zeros(len(STATES), np.int32)
"""By the code of a state: where a job in it is counted, unless it wants a machine."""
_KIND[[STATE_CODES[state] for state in ON_MACHINE]] = _ON
_KIND[STATE_CODES[JobState.QUEUED]] = _IN_QUEUE
_SHIFT = 28
_CODE = (1 << _SHIFT) - 1

Places = npt.NDArray[np.int32]
"""Where a job is counted: the kind, and below it the code of a name."""


class MachineLoad:
    """Counts each job of a mirror where it belongs; a million of them are not looked at again."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._place: Places = np.zeros(0, np.int32)
        """Where each row is counted."""
        self._counts: dict[int, Ints] = {}
        """For each kind, how many jobs there are for each name."""
        self.begin()

    def begin(self) -> None:
        """Count everything anew."""
        self._counts = {kind: np.zeros(0, np.int64) for kind in (_ON, _WANTS, _IN_QUEUE)}
        self._place = self._places(slice(self._mirror.columns.size))
        self._add(self._place, 1)

    def count(self, rows: Ints) -> bool:
        """Count these rows as they are now; tell whether anything moved."""
        size = self._mirror.columns.size
        if size > len(self._place):
            self._place = longer(self._place, size + size // 4)
        before, after = self._place[rows], self._places(rows)
        moved = before != after
        if not moved.any():
            return False
        self._place[rows] = after
        self._add(before[moved], -1)
        self._add(after[moved], 1)
        return True

    def running(self) -> Counter[str]:
        """Give how many jobs take up each machine's multiplicity (manual S14)."""
        return self._by_name(_ON)

    def waiting(self, queues: Mapping[str, Queue]) -> Counter[str]:
        """Give how many queued jobs wait for each virtual computer that feeds from these queues."""
        waiting = self._by_name(_WANTS)
        for name, n in self._by_name(_IN_QUEUE).items():
            queue = queues.get(name)
            waiting[queue.virtual_computer if queue else ""] += n
        return waiting

    def _places(self, rows: Ints | slice) -> Places:
        columns = self._mirror.columns
        kind = np.where(columns.live[rows], _KIND[columns.state[rows]], _NOWHERE)
        places = np.zeros(len(kind), np.int32)
        # Most jobs of a long history have ended, so little is looked up.
        machine = columns.machine[rows]
        on = np.flatnonzero((kind == _ON) & (machine != NOTHING))
        places[on] = (_ON << _SHIFT) + machine[on].astype(np.int32)
        queued = np.flatnonzero(kind == _IN_QUEUE)
        wanted = columns.wanted_machine[rows][queued].astype(np.int32)
        queue = columns.queue[rows][queued].astype(np.int32)
        places[queued] = np.where(
            wanted == NOTHING, (_IN_QUEUE << _SHIFT) + queue, (_WANTS << _SHIFT) + wanted
        )
        return places

    def _add(self, places: Places, sign: int) -> None:
        kinds = places >> _SHIFT
        for kind, counts in self._counts.items():
            here = np.bincount(places[kinds == kind] & _CODE, minlength=len(counts))
            here *= sign
            here[: len(counts)] += counts
            self._counts[kind] = here

    def _by_name(self, kind: int) -> Counter[str]:
        words, counts = self._mirror.columns.words, self._counts[kind]
        used = np.flatnonzero(counts)
        names = [words.text(code) or "" for code in used.tolist()]
        return Counter(dict(zip(names, counts[used].tolist(), strict=True)))
