# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs run on each machine and how many wait for it, counted along with each change."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from jlook_client.mirror import Mirror
from jmss.columns.jobs import STATE_CODES, STATES, Ints
from jmss.model.jobs import ON_MACHINE, JobState
from jmss.model.queues import Queue

_RUNS = np.array([state in ON_MACHINE for state in STATES])
_QUEUED = STATE_CODES[JobState.QUEUED]
_NOWHERE, _ON, _WANTS, _IN_QUEUE = range(4)
_SHIFT = 32


class MachineLoad:
    """Counts each job of a mirror where it belongs; a million of them are not looked at again."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._place: Ints = np.zeros(0, np.int64)
        """Where each row is counted: the kind, and the code of a name below it."""
        self._counts: Counter[int] = Counter()
        self.begin()

    def begin(self) -> None:
        """Count everything anew."""
        self._place = np.zeros(0, np.int64)
        self._counts.clear()
        self.count(self._mirror.columns.all_rows())

    def count(self, rows: Ints) -> bool:
        """Count these rows as they are now; tell whether anything moved."""
        columns = self._mirror.columns
        if columns.size > len(self._place):
            more = columns.size + columns.size // 4 - len(self._place)
            self._place = np.concatenate([self._place, np.zeros(more, np.int64)])
        before, after = self._place[rows], self._places(rows)
        moved = before != after
        if not moved.any():
            return False
        self._place[rows] = after
        for places, sign in ((before[moved], -1), (after[moved], 1)):
            kinds, times = np.unique(places, return_counts=True)
            for place, n in zip(kinds.tolist(), times.tolist(), strict=True):
                self._counts[place] += sign * n
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

    def _places(self, rows: Ints) -> Ints:
        columns = self._mirror.columns
        state, live = columns.state[rows], columns.live[rows]
        machine = columns.machine[rows].astype(np.int64)
        wanted = columns.wanted_machine[rows].astype(np.int64)
        queue = columns.queue[rows].astype(np.int64)
        queued = live & (state == _QUEUED)
        return np.select(
            [live & _RUNS[state] & (machine != 0), queued & (wanted != 0), queued],
            [_place(_ON, machine), _place(_WANTS, wanted), _place(_IN_QUEUE, queue)],
            _NOWHERE,
        ).astype(np.int64)

    def _by_name(self, kind: int) -> Counter[str]:
        words = self._mirror.columns.words
        found: Counter[str] = Counter()
        for place, n in self._counts.items():
            if n and place >> _SHIFT == kind:
                found[words.text(place & (2**_SHIFT - 1)) or ""] += n
        return found


def _place(kind: int, codes: Ints) -> Ints:
    return codes + (kind << _SHIFT)
