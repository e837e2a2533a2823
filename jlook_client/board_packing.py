# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs the jobs of a mirror in small steps while it goes on; in the end they are of one moment.

A million jobs are not copied for it: what changed since the beginning is packed again, and
what comes later holds over what came before.
"""

import numpy as np

from jlook_client.board import each_once
from jlook_client.mirror import Mirror, MirrorWatcher
from jmss.columns.chunk import chunk_of_rows
from jmss.columns.jobs import Ints
from jmss.columns.number_index import NO_ROW
from jmss.columns.packed import MOST_ROWS, pack

_MOST_ROUNDS = 8
"""After so many rounds the rest is packed at once, however much it is."""
_NONE: Ints = np.zeros(0, np.int64)


class BoardPacking(MirrorWatcher):
    """One packing: ``step`` until it says that it is through, then ``finish``.

    Args:
        mirror: it is watched until ``stop``.
    """

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._rows: Ints = _NONE
        """What is still to be packed in this round."""
        self._rounds = 0
        self._left = False
        self._touched: list[Ints] = []
        self._numbers: list[Ints] = []
        self._chunks: list[bytes] = []
        self._begin()
        mirror.watchers.append(self)

    def stop(self) -> None:
        """Watch the mirror no longer."""
        self._mirror.watchers.remove(self)

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Note what has to be packed again."""
        self._touched.append(rows)
        self._left = self._left or len(removed) > 0

    def replaced(self) -> None:
        """Begin again: it is another board."""
        self._begin()

    def step(self) -> bool:
        """Pack a few thousand jobs, in a millisecond or two; tell whether little is left."""
        if not len(self._rows):
            return True
        now, self._rows = self._rows[:MOST_ROWS], self._rows[MOST_ROWS:]
        self._pack(now)
        if len(self._rows):
            return False
        self._rounds += 1
        touched = each_once([_NONE, *self._touched])
        if len(touched) <= MOST_ROWS or self._rounds == _MOST_ROUNDS:
            self._touched = [touched]
            return True
        self._rows, self._touched = touched, []
        return False

    def finish(self) -> tuple[list[bytes], list[int]]:
        """Pack the rest; give all chunks, and the jobs in them that have left since."""
        rest = each_once([_NONE, self._rows, *self._touched])
        for at in range(0, len(rest), MOST_ROWS):
            self._pack(rest[at : at + MOST_ROWS])
        self._rows, self._touched = _NONE, []
        return self._chunks, self._gone() if self._left else []

    def _gone(self) -> list[int]:
        numbers = np.concatenate([_NONE, *self._numbers])
        gone = numbers[self._mirror.columns.rows(numbers) == NO_ROW]
        return [int(number) for number in np.unique(gone).tolist()]

    def _begin(self) -> None:
        self._rows = self._mirror.columns.all_rows()
        self._rounds = 0
        self._left = False
        self._touched, self._numbers, self._chunks = [], [], []

    def _pack(self, rows: Ints) -> None:
        columns = self._mirror.columns
        live = rows[columns.live[rows]]
        if len(live):
            chunk = chunk_of_rows(columns, live)
            self._numbers.append(chunk.numbers)
            self._chunks.append(pack(chunk))
