# SPDX-License-Identifier: GPL-3.0-or-later
"""What jobs are sorted by, as numbers: a key of 64 bits for each job and column.

Jobs without a value come last in either direction. A column with few values, such as the
state, leaves room for a second column: the one that the table was sorted by before.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jlook_client.tables.job_columns import REASONS_SAID, STATE_ORDER
from jlook_client.tables.row_order import Keys
from jlook_client.tables.text_ranks import Ranks, word_ranks
from jmss.columns.changing import NO_EXIT
from jmss.columns.chunk import Floats
from jmss.columns.jobs import REASONS, STATES, Ints, JobColumns
from jmss.columns.words import NOTHING
from jmss.model.jobs import ON_MACHINE, Reason
from jmss.texts import Texts

_NONE = 2**43
"""After every value; a moment in milliseconds since 1970 is lower until 2248."""
_SMALL = 2**31 - 1
_LOW = 2**32 - 1
_EXITS = 2**16

FEW_VALUES = frozenset(
    {"state", "queue", "machine", "owner", "node", "exit_code", "priority", "attempt",
     "takeovers", "name", "command", "reason"}
)  # fmt: skip
"""Columns whose values fit into 31 bits."""

RANKED = frozenset({"name", "command"})
"""Columns of texts, all of which may differ: they are ranked before they are sorted by."""


@dataclass(frozen=True, slots=True)
class SortedBy:
    """A column that jobs are sorted by."""

    column: str
    descending: bool = False


NEWEST = SortedBy("number", descending=True)


class JobKeys:
    """Gives keys for the jobs of some columns.

    Args:
        columns: the jobs.
        now: seconds since 1970, UTC; elapsed times count up to it.
        tr: the words; reasons are sorted as they read.
    """

    def __init__(self, columns: JobColumns, now: Callable[[], float], tr: Texts) -> None:
        self._columns = columns
        self._now = now
        self._tr = tr
        self._words = (0, np.zeros(0, np.int64))
        self.ranks: dict[str, Ranks] = {}
        """By row, for each of ``RANKED`` that was ranked; 0: not yet."""

    def keys(self, rows: Ints | slice, by: SortedBy, then: SortedBy | None = None) -> Keys:
        """Give the keys of some rows; shape (n,). What has no job may be among them."""
        values = self._values(rows, by.column)
        if by.column not in FEW_VALUES:
            return _turned(values, _NONE, by.descending)
        first = _turned(values, _SMALL, by.descending) << np.uint64(32)
        # The newest of equals stands first anyway.
        if then is None or then == NEWEST:
            return first
        return first | self._second(rows, then)

    def _second(self, rows: Ints | slice, by: SortedBy) -> Keys:
        """Give what places rows among their equals, in 32 bits: times in 1024 milliseconds."""
        values = self._values(rows, by.column)
        if by.column in _TIMES:
            values >>= 10
        return _turned(values, _LOW, by.descending)

    def _values(self, rows: Ints | slice, column: str) -> Ints:
        """Give what the rows are sorted by, not negative, ``_NONE`` where there is nothing."""
        columns = self._columns
        match column:
            case "state":
                return _STATE_PLACES[columns.state[rows]]
            case "queue" | "machine" | "owner" | "node":
                codes: Ints = getattr(columns, column)[rows]
                return self._word_places()[codes]
            case "submitted" | "started" | "ended":
                return _milliseconds(getattr(columns, column)[rows])
            case "elapsed":
                return self._elapsed(rows)
            case "exit_code":
                codes = columns.ints("exit_code", rows)
                return np.where(codes == NO_EXIT, _NONE, np.clip(codes + 2**15, 0, _SMALL - 1))
            case "name" | "command":
                return self._ranks_of(rows, column)
            case "reason":
                return self._reasons(rows)
            case _:
                values: Ints = getattr(columns, column)[rows].astype(np.int64)
                return values

    def _ranks_of(self, rows: Ints | slice, column: str) -> Ints:
        ranks = self.ranks.get(column)
        if ranks is None:
            return np.zeros(len(self._columns.state[rows]), np.int64)
        return ranks[rows].astype(np.int64)

    def _word_places(self) -> Ints:
        words = self._columns.words
        known, places = self._words
        if known != len(words):
            texts = words.texts()
            ranks = word_ranks([text or "" for text in texts]).astype(np.int64)
            places = np.where(np.arange(len(texts)) == NOTHING, _NONE, ranks)
            self._words = (len(texts), places)
        return places

    def _elapsed(self, rows: Ints | slice) -> Ints:
        columns = self._columns
        started, ended = columns.started[rows], columns.ended[rows]
        # What runs has no end, so that it counts up to the present.
        until = np.where(_ON_MACHINE[columns.state[rows]], self._now(), np.nan)
        return _milliseconds(np.maximum(np.where(np.isnan(ended), until, ended) - started, 0.0))

    def _reasons(self, rows: Ints | slice) -> Ints:
        """Sort by what is said, those that say an exit code by that code too."""
        said = sorted({self._tr(text) for text in REASONS_SAID.values()})
        place = {
            reason: said.index(self._tr(text)) * _EXITS for reason, text in REASONS_SAID.items()
        }
        places = np.array([place.get(reason, _NONE) for reason in REASONS], np.int64)
        exits = np.clip(self._columns.ints("exit_code", rows), 0, _EXITS - 1)
        codes = self._columns.reason[rows]
        return places[codes] + np.where(codes == _BY_EXIT, exits, 0)


_TIMES = frozenset({"submitted", "started", "ended", "elapsed"})
_STATE_PLACES = np.array([STATE_ORDER[state] for state in STATES], np.int64)
_ON_MACHINE = np.array([state in ON_MACHINE for state in STATES])
_BY_EXIT = REASONS.index(Reason.EXIT_CODE)


def _milliseconds(moments: Floats) -> Ints:
    whole = moments * 1000.0
    # ``fmin`` takes the number where the other is NaN.
    np.fmin(whole, float(_NONE), out=whole)
    np.maximum(whole, 0.0, out=whole)
    return np.rint(whole, out=whole).astype(np.int64)


def _turned(values: Ints, none: int, descending: bool) -> Keys:
    """Give keys that are below ``none``, and ``none`` for what has no value."""
    if not descending:
        return np.minimum(values, none).view(np.uint64)
    turned = none - 1 - values
    # ``_NONE`` is more than ``none``, so that only it has become negative.
    np.copyto(turned, none, where=turned < 0)
    return turned.view(np.uint64)
