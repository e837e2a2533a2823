# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows of the mirror's columns a view shows, and in which order. No Qt.

All rows are kept in order, whatever is filtered by: so a filter that goes costs no sorting.
What changed in a frame is put to its place; the rest is not looked at.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from jlook_client.tables.filter_keys import Kind
from jlook_client.tables.filter_terms import Term
from jlook_client.tables.folding import folded
from jlook_client.tables.job_filter import JobFilter, StateGroup
from jlook_client.tables.job_keys import FEW_VALUES, NEWEST, RANKED, JobKeys
from jlook_client.tables.job_sieve import JobSieve, TextSearch
from jlook_client.tables.order_ahead import OrderAhead
from jlook_client.tables.restless_order import RestlessOrder
from jlook_client.tables.row_order import Keys, Rows, Steps
from jlook_client.tables.state_counts import StateCounts
from jlook_client.tables.term_masks import Mask
from jmss.columns.jobs import Ints, JobColumns
from jmss.columns.longer import longer
from jmss.columns.number_index import NO_ROW
from jmss.texts import Texts

Place = Callable[[Ints, Callable[[], Rows]], None]
"""Ranks rows that have come or changed; is given those that did not, in their order."""


_OVER = object()


class JobArrangement:
    """Arranges the jobs of some columns for one view.

    Args:
        columns: the jobs.
        now: seconds since 1970, UTC; elapsed times count up to it.
        tr: the words.
    """

    def __init__(self, columns: JobColumns, now: Callable[[], float], tr: Texts) -> None:
        self.columns = columns
        self.by, self.then = NEWEST, NEWEST
        self.filter = JobFilter()
        self.keys = JobKeys(columns, now, tr)
        self.search: TextSearch | None = None
        """Under way while the rows that have the filter's text are not all found."""
        self._order = RestlessOrder()
        self._steps: Steps | None = None
        """What is left to do until ``_order`` is the order of all rows."""
        self._sieve = JobSieve(columns, self.filter)
        self._key: Keys = np.zeros(0, np.uint64)
        self._passes: Mask = np.zeros(0, np.bool_)
        self._here: Mask = np.zeros(0, np.bool_)
        """Which rows are in order."""
        self._counts: StateCounts | None = None
        """Kept while jobs of one queue are shown."""
        self._reserve()
        self.sift(self.filter)

    @property
    def order(self) -> RestlessOrder:
        """All rows in order; if they are not yet, they are put in order now."""
        while self._steps is not None:
            self.arrange_on()
        return self._order

    def shown(self) -> Rows:
        """Give the rows that are shown, the first one on top."""
        if self._sieve.passes_all:
            return self.order.rows
        return self.order.rows[self._passes[self.order.rows]]

    def arrange(self) -> OrderAhead:
        """Put all rows in order, by ``by`` and then by ``then``, in the steps of ``arrange_on``.

        Returns:
            what is shown, as it will stand.
        """
        self._reserve()
        columns = self.columns
        every = slice(0, columns.size)
        self._key[every] = self.keys.keys(every, self.by, self.then)
        rows = columns.all_rows()
        self._here[every] = False
        self._here[rows] = True
        keys = self._key[every] if len(rows) == columns.size else self._key[rows]
        few = self.by.column in FEW_VALUES
        self._steps = self._order.arranging(rows, keys, columns.number, halves=few)
        if not self._sieve.passes_all:
            pass_too = self._passes[rows]
            rows, keys = rows[pass_too], keys[pass_too]
        return OrderAhead(rows, keys, columns.number)

    def arrange_on(self) -> bool:
        """Do a step of putting the rows in order; tell whether they are."""
        if self._steps is not None and next(self._steps, _OVER) is _OVER:
            self._steps = None
        return self._steps is None

    def change(self, rows: Ints, removed: Ints, place: Place) -> Ints:
        """Take in what has changed; give the rows that now are shown, or not, or elsewhere.

        Args:
            rows: those in which something happened, ascending, each once.
            removed: those whose job left before anything else happened.
            place: ranks rows that have come or changed, where the order is one of ranks.
        """
        self._reserve()
        if self._counts is not None:
            self._counts.count(self.columns, rows)
        moved, passed = self._move(rows, removed, place), self._passes[rows]
        passes = self._passes[rows] = self._sieve.passes(rows)
        turned: Ints = rows[(passes != passed) | (moved & passes)]
        return turned

    def stands(self, removed: Ints) -> bool:
        """Whether no change of a job can move or hide one: by number, nothing sifted out.

        Args:
            removed: those whose job left before anything else happened.
        """
        still = self.by.column == NEWEST.column and self._sieve.passes_all
        return still and not len(removed) and len(self.order) == len(self.columns)

    def only_moves(self, rows: Ints, removed: Ints) -> bool:
        """Whether after a change there the same rows are shown, if in another order.

        Args:
            rows: those in which something happened.
            removed: those whose job left before anything else happened.
        """
        ranked = self.by.column in RANKED or self.then.column in RANKED
        if self._steps is not None or not self._sieve.passes_all or ranked or len(removed):
            return False
        if len(self.columns.number) > len(self._here):
            return False
        return bool(self._here[rows].all() and self.columns.live[rows].all())

    def move(self, rows: Ints) -> bool:
        """Put rows to other places, where ``only_moves``; tell whether any has another.

        Args:
            rows: those in which something happened, ascending, each once.
        """
        if self._counts is not None:
            self._counts.count(self.columns, rows)
        order, by_row, numbers = self.order, self._key, self.columns.number
        keys = self.keys.keys(rows, self.by, self.then)
        moved = keys != by_row[rows]
        rows, keys = rows[moved], keys[moved]
        if len(rows):
            order.take_out(rows, by_row, numbers)
            by_row[rows] = keys
            order.put_in(rows, by_row, numbers)
        return len(rows) > 0

    def sift(self, wanted: JobFilter) -> None:
        """Show what passes another filter; a text in it is looked for by ``search_on``."""
        before, self.filter = self.filter, wanted
        if wanted.queue is None:
            self._counts = None
        done = self.search is None
        self.search = None
        self._sieve = JobSieve(self.columns, wanted)
        if self._sieve.has_terms:
            self._begin_search(narrower=done and _narrows(before, wanted))
            return
        every = slice(0, self.columns.size)
        self._passes[every] = self._sieve.coarse(every)

    def search_on(self) -> None:
        """Look for the filter's text in the next slice."""
        if self.search is not None:
            self.search.go_on(self._passes)
            if self.search.is_over:
                self.search = None

    def marked(self, rows: Ints, among: Rows) -> Mask:
        """Say which of ``among`` are in ``rows``; shape of ``among``."""
        mark = np.zeros(len(self._key), np.bool_)
        mark[rows] = True
        return mark[among]

    def count(self, group: StateGroup) -> int:
        """Count the jobs of a group of those that pass, but for their states and texts."""
        chosen, columns = self.filter, self.columns
        if chosen.numbers is not None:
            only = JobSieve(columns, JobFilter(group=group, queue=chosen.queue))
            rows = columns.rows(np.array(sorted(chosen.numbers), np.int64))
            return int(np.count_nonzero(only.coarse(rows[rows != NO_ROW])))
        code = None if chosen.queue is None else columns.words.find(chosen.queue)
        if chosen.queue is not None and code is None:
            return 0
        if self._counts is None:
            self._counts = StateCounts()
            self._counts.count(columns, columns.all_rows())
        return self._counts.of(group.states, code)

    def _move(self, rows: Ints, removed: Ints, place: Place) -> Mask:
        """Put the rows to their places; say which have another."""
        columns, order, by_row = self.columns, self.order, self._key
        was, live = self._here[rows], columns.live[rows]
        alive = rows if live.all() else rows[live]
        place(alive, lambda: order.rows[~self.marked(rows, order.rows)])
        keys = self.keys.keys(alive, self.by, self.then)
        moved = live & ~was
        if len(removed):
            moved |= live & np.isin(rows, removed)
        moved[live] |= keys != by_row[alive]
        leaving, coming = rows[was & (moved | ~live)], rows[moved]
        if len(leaving):
            order.take_out(leaving, by_row, columns.number)
        by_row[alive] = keys
        self._here[rows] = live
        if len(coming):
            order.put_in(coming, by_row, columns.number)
        return moved

    def _begin_search(self, *, narrower: bool) -> None:
        """Look through what may have the text: if it was only typed on, what had its beginning."""
        before, self._passes = self._passes, np.zeros(len(self._passes), np.bool_)
        self.search = TextSearch(self._sieve, self.order.rows, among=before if narrower else None)

    def _reserve(self) -> None:
        rows = len(self.columns.number)
        if rows > len(self._key):
            self._key = longer(self._key, rows)
            self._passes = longer(self._passes, rows)
            self._here = longer(self._here, rows)


def _narrows(before: JobFilter, wanted: JobFilter) -> bool:
    """Whether what passes ``wanted`` surely passes ``before``: its words were only typed on."""
    old_terms, terms = before.terms(), wanted.terms()
    if replace(before, text="", at=wanted.at) != replace(wanted, text="") or not old_terms:
        return False
    timed = any(term.key is not None and term.key.kind is Kind.TIME for term in terms)
    if timed and wanted.at != before.at:
        return False
    return all(any(_asks_for_more(term, old) for term in terms) for old in old_terms)


def _asks_for_more(term: Term, old: Term) -> bool:
    if term == old:
        return True
    both_words = old.key is None and term.key is None and not (old.negated or term.negated)
    return both_words and folded(str(old.values[0])) in folded(str(term.values[0]))
