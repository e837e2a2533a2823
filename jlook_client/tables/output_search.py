# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a word stands in a text that grows at its end and is cut at its beginning. No Qt.

Lines are counted from the beginning of all that was ever shown, so that a hit keeps its name
when lines above it go. The search is done a slice at a time: it never takes the window's time.
"""

import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

MOST_HITS = 10_000
"""More are not counted: nobody visits them one by one."""
_ONE_LOOK = 64
"""Lines between two looks at the clock."""
_LAST_BMP = "\uffff"


class Hit(NamedTuple):
    """A place where the word stands."""

    line: int
    column: int
    """In UTF-16 units, as Qt counts."""
    length: int
    """Likewise."""


class OutputSearch:
    """Looks for one word.

    Args:
        line: gives the text of a line by its number.
    """

    def __init__(self, line: Callable[[int], str]) -> None:
        self._line = line
        self._wanted: re.Pattern[str] | None = None
        self._next = 0
        self._hits: list[Hit] = []

    @property
    def hits(self) -> list[Hit]:
        """The places that were found, from top to bottom."""
        return self._hits

    @property
    def is_capped(self) -> bool:
        """Whether there are more hits than are counted."""
        return len(self._hits) >= MOST_HITS

    def look_for(self, word: str, *, case: bool, first: int) -> None:
        """Begin anew from the line ``first`` on; an empty word is found nowhere."""
        flags = re.NOFLAG if case else re.IGNORECASE
        self._wanted = re.compile(re.escape(word), flags) if word else None
        self._hits = []
        self._next = first

    def cut(self, first: int) -> None:
        """Forget the hits in lines before ``first``: those lines are gone."""
        self._hits = self._hits[bisect_left(self._hits, (first, 0, 0)) :]
        self._next = max(self._next, first)

    def changed_from(self, line: int) -> None:
        """Look again from that line on: it has grown, or was written anew."""
        if line < self._next:
            self._hits = self._hits[: bisect_left(self._hits, (line, 0, 0))]
            self._next = line

    def go_on(self, until: int, seconds: float) -> bool:
        """Look for so long, at most up to before the line ``until``; True when all is searched."""
        if self._wanted is None:
            return True
        deadline = time.perf_counter() + seconds
        while self._next < until and not self.is_capped:
            slice_end = min(until, self._next + _ONE_LOOK)
            while self._next < slice_end and not self.is_capped:
                self._search(self._next)
                self._next += 1
            if time.perf_counter() > deadline:
                return self._next >= until
        return True

    def after(self, line: int, column: int) -> int | None:
        """Give the place in ``hits`` of the first one after a place; round from the top."""
        if not self._hits:
            return None
        return bisect_right(self._hits, (line, column, 1 << 60)) % len(self._hits)

    def before(self, line: int, column: int) -> int | None:
        """Give the place in ``hits`` of the last one before a place; round from the bottom."""
        if not self._hits:
            return None
        return (bisect_left(self._hits, (line, column, 0)) - 1) % len(self._hits)

    def within(self, first: int, last: int) -> list[Hit]:
        """Give the hits in the lines from ``first`` to ``last``."""
        return self._hits[
            bisect_left(self._hits, (first, 0, 0)) : bisect_left(self._hits, (last + 1, 0, 0))
        ]

    def _search(self, number: int) -> None:
        assert self._wanted is not None
        text = self._line(number)
        wide = not text.isascii() and max(text) > _LAST_BMP
        for found in self._wanted.finditer(text):
            begin, end = found.span()
            if wide:
                begin, end = _units(text[:begin]), _units(text[:end])
            self._hits.append(Hit(number, begin, end - begin))
            if self.is_capped:
                return


def _units(text: str) -> int:
    """Count as Qt does: a letter beyond the first 65,536 is two."""
    return len(text.encode("utf-16-le")) // 2
