# SPDX-License-Identifier: GPL-3.0-or-later
"""The ranks of a column of texts, kept for a table that is sorted by them.

A few thousand are ranked at once. More are collected in slices on the screen's own time
and ranked in a thread, which takes seconds for a million; until then the table keeps its
order. A text that comes later is placed between its neighbours.
"""

import threading
from collections.abc import Callable, Sequence

import numpy as np
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from jlook_client.tables.folding import folded
from jlook_client.tables.row_order import Rows
from jlook_client.tables.text_parts import TextPart, part_of
from jlook_client.tables.text_ranks import Ranks, part_ranks
from jmss.columns.jobs import Ints
from jmss.columns.long_texts import LongTexts
from jmss.columns.longer import longer

AT_ONCE = 5_000
"""So many texts are ranked without a thread."""
_SLICE = 16_384
_AGAIN_MS = 2_000
_NOWHERE = -1
_ONE_BY_ONE = 200
"""More texts that come in one frame wait for the next ranking."""


class TextRanking(QObject):
    """Ranks the texts of rows."""

    ready = pyqtSignal()
    """The ranks are new: what is sorted by them must be arranged again."""
    _ranked = pyqtSignal(object, int)

    def __init__(self, texts: Callable[[], LongTexts], rows: Callable[[], Ints]) -> None:
        """Rank nothing yet.

        Args:
            texts: gives the column.
            rows: gives the rows in use.
        """
        super().__init__()
        self._texts = texts
        self._rows = rows
        self.ranks: Ranks = np.zeros(0, np.uint32)
        """By row; 0: not ranked."""
        self._ranked_at: Ints = np.zeros(0, np.int64)
        self._turn = 0
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._collect)
        self._wanted: Ints = np.zeros(0, np.int64)
        self._collected = 0
        self._parts: list[TextPart] = []
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.begin)
        self._ranked.connect(self._take)

    @property
    def is_ready(self) -> bool:
        """Whether there are ranks to sort by."""
        return len(self.ranks) > 0

    def ranks_for(self, rows: int) -> Ranks:
        """Give the ranks of this many rows; what was not ranked has 0."""
        if rows > len(self.ranks):
            return longer(self.ranks, rows)
        return self.ranks

    def begin(self) -> None:
        """Rank all rows; ``ready`` tells when."""
        self._turn += 1
        self._wanted, self._collected, self._parts = self._rows(), 0, []
        self._ranked_at = np.full(len(self._texts().place), _NOWHERE, np.int64)
        self._ranked_at[self._wanted] = self._texts().place[self._wanted]
        if len(self._wanted) <= AT_ONCE:
            self._take(_by_row([part_of(self._texts(), self._wanted)]), self._turn)
        else:
            self._slices.start(0)

    def end(self) -> None:
        """Rank no more."""
        self._turn += 1
        self._slices.stop()
        self._again.stop()
        self.ranks = np.zeros(0, np.uint32)
        self._ranked_at = np.zeros(0, np.int64)

    def place(self, rows: Ints, ordered: Callable[[], Rows], *, descending: bool) -> None:
        """Rank rows that have come or whose texts have changed, between the others.

        Args:
            rows: those that may have.
            ordered: gives the others, which are ranked, in the order of their ranks.
            descending: whether the highest comes first.
        """
        rows = self._changed(rows)
        if not len(rows):
            return
        self._make_room(rows)
        if len(rows) > _ONE_BY_ONE:
            self.ranks[rows] = 0
            self._again.start()
            return
        others = ordered()
        for row in rows.tolist():
            if not self._place_one(row, others, descending=descending):
                self._again.start()

    def place_later(self, rows: Ints) -> None:
        """Rank anew soon if rows have come or their texts have changed; first they stand first."""
        rows = self._changed(rows)
        if len(rows):
            self._make_room(rows)
            self.ranks[rows] = 0
            self._again.start()

    def _make_room(self, rows: Ints) -> None:
        size = int(rows.max()) + 1
        if size > len(self.ranks):
            self.ranks = longer(self.ranks, size + size // 4)

    def _changed(self, rows: Ints) -> Ints:
        """Give those whose text lies elsewhere than when it was ranked."""
        places = self._texts().place
        if len(places) > len(self._ranked_at):
            self._ranked_at = longer(self._ranked_at, len(places), _NOWHERE)
        changed: Ints = rows[self._ranked_at[rows] != places[rows]]
        self._ranked_at[changed] = places[changed]
        return changed

    def _place_one(self, row: int, ordered: Rows, *, descending: bool) -> bool:
        """Give a row a rank between its neighbours'; False when there is no room."""
        text = self._key(row)
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            other = self._key(int(ordered[middle]))
            if other == text:
                self.ranks[row] = self.ranks[ordered[middle]]
                return True
            before = other > text if descending else other < text
            low, high = (middle + 1, high) if before else (low, middle)
        sides = [int(self.ranks[ordered[at]]) for at in (low - 1, low) if 0 <= at < len(ordered)]
        below, above = _between(sides, at_top=low == 0, descending=descending)
        self.ranks[row] = (below + above) // 2
        # The locale may place it elsewhere; the next ranking tells.
        return above - below > 1 and text.isascii()

    def _key(self, row: int) -> str:
        return folded(self._texts().get(row))

    def _collect(self) -> None:
        rows = self._wanted[self._collected : self._collected + _SLICE]
        self._collected += len(rows)
        self._parts.append(part_of(self._texts(), rows))
        if self._collected < len(self._wanted):
            return
        self._slices.stop()
        parts, self._parts, self._wanted = self._parts, [], self._wanted[:0]
        work = (parts, self._turn)
        threading.Thread(target=self._rank, args=work, name="ranking", daemon=True).start()

    def _rank(self, parts: Sequence[TextPart], turn: int) -> None:
        ranks = _by_row(parts)
        try:
            self._ranked.emit(ranks, turn)
        except RuntimeError:
            return  # the table is gone

    def _take(self, ranks: Ranks, turn: int) -> None:
        if turn != self._turn:
            return
        self.ranks = ranks
        self.ready.emit()


def _by_row(parts: Sequence[TextPart]) -> Ranks:
    rows = np.concatenate([part.rows for part in parts])
    ranks = np.zeros(int(rows.max(initial=0)) + 1, np.uint32)
    ranks[rows] = part_ranks(parts)
    return ranks


_TOP = 2**31 - 2


def _between(sides: list[int], *, at_top: bool, descending: bool) -> tuple[int, int]:
    """Give the room that a text has, from the ranks of its neighbours."""
    if len(sides) == 2:
        return min(sides), max(sides)
    if not sides:
        return 0, _TOP
    highest = at_top == descending
    return (sides[0], _TOP) if highest else (0, sides[0])
