# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows pass a filter, for a million jobs at once. No Qt, no clock.

What the chips say is settled in one go. What the filter box says is looked for in slices, in
the order of the view, so that the first screen is full at once and nothing waits for the
last job.
"""

import numpy as np
import numpy.typing as npt

from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.term_masks import Mask, term_mask
from jmss.columns.jobs import STATES, Ints, JobColumns


class JobSieve:
    """Holds a filter against the jobs of some columns."""

    def __init__(self, columns: JobColumns, chosen: JobFilter) -> None:
        self._columns = columns
        self._states = np.array([state in chosen.group.states for state in STATES])
        self._any_state = bool(self._states.all())
        self._queue = chosen.queue
        self._numbers = (
            None if chosen.numbers is None else np.array(sorted(chosen.numbers), np.int64)
        )
        masks = [term_mask(term, columns, chosen.sense) for term in chosen.terms()]
        # What reads no texts leaves less to read to the others.
        self._masks = sorted(masks, key=lambda mask: mask.reads_texts)

    @property
    def has_terms(self) -> bool:
        """Whether the filter box asks for something."""
        return bool(self._masks)

    @property
    def passes_all(self) -> bool:
        """Whether every job passes."""
        return self._any_state and self._queue is None and self._numbers is None and not self._masks

    def passes(self, rows: Ints) -> Mask:
        """Say which rows pass; shape (n,)."""
        found = self.coarse(rows)
        at = np.flatnonzero(found)
        found[at] = self.has(rows[at])
        return found

    def coarse(self, rows: Ints | slice) -> Mask:
        """Say which rows pass all but the filter box; shape (n,)."""
        columns = self._columns
        passes = columns.live[rows].copy()
        if not self._any_state:
            passes &= self._states[columns.state[rows]]
        if self._queue is not None:
            code = columns.words.find(self._queue)
            passes &= columns.queue[rows] == code if code is not None else False
        if self._numbers is not None:
            passes &= np.isin(columns.number[rows], self._numbers)
        return passes

    def has(self, rows: Ints) -> Mask:
        """Say which rows pass the filter box; a word takes a tenth of a µs a row."""
        found = np.ones(len(rows), np.bool_)
        for mask in self._masks:
            at = np.flatnonzero(found)
            found[at] = mask.of(rows[at])
        return found


class TextSearch:
    """Looks for what a filter box asks for among rows, a slice at a time.

    Args:
        sieve: knows the filter.
        rows: those that may be shown, in the order of the view.
        among: by row: whether it may be asked for; None: any may.
    """

    SLICE = 4_096
    """So many different Japanese names take ten milliseconds."""

    def __init__(
        self, sieve: JobSieve, rows: npt.NDArray[np.uint32], *, among: Mask | None = None
    ) -> None:
        self._sieve = sieve
        self._rows = rows
        self._among = among
        self._at = 0
        self.found = 0
        """How many rows were found so far."""

    @property
    def is_over(self) -> bool:
        """Whether every row was looked at."""
        return self._at >= len(self._rows)

    def go_on(self, mask: Mask) -> None:
        """Look at the next slice and note in ``mask``, by row, what was found."""
        rows = self._rows[self._at : self._at + self.SLICE].astype(np.int64)
        self._at += len(rows)
        if self._among is not None:
            rows = rows[self._among[rows]]
        hits = self._sieve.passes(rows)
        mask[rows] = hits
        self.found += int(np.count_nonzero(hits))
