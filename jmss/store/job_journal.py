# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journal says of one job, a page at a time.

The journal has no index by job: each of ten thousand changes a second would pay for it, and
few are ever looked up. Instead the rows since the job's submission are looked through, for a
short while at each question; who asks goes on from there.
"""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from jmss.model.changes import Change
from jmss.model.jobs import ENDED, Job
from jmss.store.rows import read_change, read_jobs

SLICE = 5_000
"""Rows that are looked through in one statement: a millisecond, if they are short."""
LOOKS_FOR = 0.03
"""Seconds after which a page ends, found or not."""
MOST_CHANGES = 200
"""Changes of a page at most."""
MOST_BYTES = 48 * 1024
"""Bytes of their facts at most, unless the first one has more."""
CLOCKS_APART = 5.0
"""Seconds by which the clocks of two nodes may differ without rows being passed over. Each costs
the rows of a second, which are looked through in vain."""

_PAGE = (
    'SELECT seq, inc, at, "by", op, fact FROM journal WHERE seq > ? AND seq <= ?'
    " AND (substr(fact, 1, ?) = ? OR fact = ?) ORDER BY seq LIMIT ?"
)
_ENDS = (
    "SELECT (SELECT min(seq) FROM journal), (SELECT at FROM journal ORDER BY seq LIMIT 1),"
    " (SELECT max(seq) FROM journal)"
)


@dataclass(frozen=True, slots=True)
class JobPage:
    """Some of the changes of a job."""

    job: Job | None
    """As it is stored; None when it is archived, or never was."""
    on_board: bool
    changes: tuple[Change, ...]
    """In the order of the journal."""
    seq: int
    """Up to here it was looked for."""
    more: bool
    """Whether rows after ``seq`` have not been looked through yet."""
    since: float
    """When the journal begins, if that is after the job's submission; else 0."""


class JobJournal:
    """Reads through its own connection; calls come from one thread at a time."""

    def __init__(
        self, connection: sqlite3.Connection, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._connection = connection
        self._clock = clock

    def page(self, number: int, after: int, head: int) -> JobPage:
        """Give the changes of a job after row ``after``, up to row ``head``, or some of them."""
        began = self._clock()
        stored, on_board = self._stored(number)
        job = read_jobs([stored])[0] if stored is not None else None
        first, first_at, last = self._connection.execute(_ENDS).fetchone()
        if first is None:
            return JobPage(job, on_board, (), head, more=False, since=0.0)
        head = min(head, last)
        since = first_at if first > 1 and (job is None or first_at > job.submitted) else 0.0
        seq = max(after, first - 1)
        if job is not None:
            seq = max(seq, self._row_before(job.submitted - CLOCKS_APART, first, head))
        rows: list[tuple[int, int, float, str, str, bytes]] = []
        room = MOST_BYTES
        while seq < head:
            end = min(seq + SLICE, head)
            for row in self._slice(number, seq, end):
                room -= len(row[5])
                if (rows and room < 0) or len(rows) == MOST_CHANGES:
                    changes = tuple(map(read_change, rows))
                    return JobPage(job, on_board, changes, rows[-1][0], more=True, since=since)
                rows.append(row)
            seq = end
            if on_board and job is not None and job.state in ENDED and _is_last(rows, stored):
                seq = head  # an ended job changes no more; a moment of its end never comes again
            if self._clock() - began > LOOKS_FOR:
                break
        changes = tuple(map(read_change, rows))
        return JobPage(job, on_board, changes, seq, more=seq < head, since=since)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _stored(self, number: int) -> tuple[bytes | None, bool]:
        row = self._connection.execute(
            "SELECT fact, on_board FROM jobs WHERE number = ?", (number,)
        ).fetchone()
        return (row[0], bool(row[1])) if row else (None, False)

    def _slice(
        self, number: int, after: int, end: int
    ) -> list[tuple[int, int, float, str, str, bytes]]:
        begins = b'{"k":"job","number":%d,' % number
        gone = b'{"k":"gone","number":%d}' % number
        bounds = (after, end, len(begins), begins, gone, MOST_CHANGES + 1)
        return self._connection.execute(_PAGE, bounds).fetchall()

    def _row_before(self, moment: float, first: int, last: int) -> int:
        """Give a row that was written before a moment, and the next ones after it."""
        low, high = first - 1, last
        while low < high:
            middle = (low + high + 1) // 2
            row = self._connection.execute(
                "SELECT at FROM journal WHERE seq = ?", (middle,)
            ).fetchone()
            if row is not None and row[0] < moment:
                low = middle
            else:
                high = middle - 1
        return low


def _is_last(rows: list[tuple[int, int, float, str, str, bytes]], stored: bytes | None) -> bool:
    return bool(rows) and rows[-1][5] == stored
