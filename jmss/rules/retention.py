# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ended jobs stay on the board, and which leave it for the archive.

Each queue keeps so many of its ended jobs and none that ended longer ago than so many
days; of too many those leave that ended first.
"""

from collections.abc import Mapping

import msgspec
import numpy as np

from jmss.columns.jobs import STATE_CODES, Ints, JobColumns
from jmss.model.jobs import ENDED

DAY = 24 * 3600.0

_ENDED_CODES = np.isin(np.arange(256), [STATE_CODES[state] for state in ENDED])


class Bound(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What one queue keeps on the board."""

    jobs: int = 100_000
    """So many ended jobs at most."""
    days: float = 400.0
    """None that ended longer ago."""


class Retention(Bound, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every queue keeps, and queues that keep something else, by name."""

    queues: dict[str, Bound] = {}

    def of(self, queue: str) -> Bound:
        """Give what a queue keeps."""
        return self.queues.get(queue, self)

    def faults(self) -> list[str]:
        """List what is wrong, in words; an empty list when all is well."""
        bounds: Mapping[str, Bound] = {"retention": self} | {
            f"retention.queues.{name}": bound for name, bound in self.queues.items()
        }
        return [
            f"{name}: jobs must not be negative, days must be above 0"
            for name, bound in bounds.items()
            if bound.jobs < 0 or not bound.days > 0.0
        ]


def leaving(jobs: JobColumns, retention: Retention, *, now: float, most: int) -> list[int]:
    """Give the numbers of ended jobs that are to leave the board, at most so many.

    Args:
        jobs: those on the board.
        retention: what stays.
        now: seconds since 1970, UTC.
        most: numbers to give at most; what is left over comes with the next call.
    """
    ended = np.flatnonzero(_ENDED_CODES[jobs.state[: jobs.size]] & jobs.live[: jobs.size])
    counts = np.bincount(jobs.queue[ended])
    numbers: list[int] = []
    for code in np.flatnonzero(counts).tolist():
        bound = retention.of(jobs.words.text(code) or "")
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
