# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ended jobs stay on the board, and which leave it for the archive.

Each queue keeps so many of its ended jobs and none that ended longer ago than so many
days; of too many those leave that ended first.
"""

import numpy as np

from jmss.columns.jobs import STATE_CODES, Ints, JobColumns
from jmss.model.jobs import ENDED
from jmss.model.retention import Bound, Retention

DAY = 24 * 3600.0

_ENDED_CODES = np.isin(np.arange(256), [STATE_CODES[state] for state in ENDED])


def leaving(
    jobs: JobColumns, retention: Retention, *, now: float, most: int, ages: bool = True
) -> list[int]:
    """Give the numbers of ended jobs that are to leave the board, at most so many.

    Args:
        jobs: those on the board.
        retention: what stays.
        now: seconds since 1970, UTC.
        most: numbers to give at most; what is left over comes with the next call.
        ages: whether to look for old ones in queues that have not too many.
    """
    # They may grow while this goes on in a thread; of all arrays ``live`` grows last.
    live = jobs.live[: jobs.size]
    ended = np.flatnonzero(_ENDED_CODES[jobs.state[: len(live)]] & live)
    counts = np.bincount(jobs.queue[ended])
    numbers: list[int] = []
    for code in np.flatnonzero(counts).tolist():
        bound = retention.of(jobs.words.text(code) or "")
        if not ages and counts[code] <= bound.jobs:
            continue
        rows = _too_many_or_too_old(jobs, ended[jobs.queue[ended] == code], bound, now)
        numbers += jobs.number[rows[: most - len(numbers)]].tolist()
    return numbers


def _too_many_or_too_old(jobs: JobColumns, rows: Ints, bound: Bound, now: float) -> Ints:
    """Give those of a queue's ended rows that leave, the one that ended first in front."""
    # One that never said when it ended counts by when it was submitted.
    at = np.where(np.isnan(jobs.ended[rows]), jobs.submitted[rows], jobs.ended[rows])
    old = int(np.count_nonzero(at < now - bound.days * DAY))
    count = max(len(rows) - bound.jobs, old)
    if count == 0:
        return rows[:0]
    first = np.lexsort((jobs.number[rows], at)) if count < len(rows) else slice(None)
    return rows[first][:count]
