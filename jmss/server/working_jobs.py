# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of the working copy: the published ones, and on top those being stored."""

from collections.abc import Iterator, Mapping

import numpy as np

from jmss.columns.jobs import STATE_CODES, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.model.changes import Gone
from jmss.model.jobs import ENDED, Job
from jmss.server.packing import weight

RECENT_BYTES = 4 * 1024 * 1024
"""Published jobs that are kept at hand: what changed is likely to change again."""

_ENDED = np.isin(np.arange(256), [STATE_CODES[state] for state in ENDED])


class WorkingJobs(Mapping[int, Job]):
    """Jobs by number. One that is not at hand is made anew at each access."""

    def __init__(self, published: JobColumns) -> None:
        self._published = published
        self._ahead: dict[int, Job | Gone] = {}
        """What is not stored yet, the newest of each number."""
        self._recent: dict[int, Job] = {}
        """The jobs that were stored last, in that order: they share their long texts."""
        self._recent_bytes = 0

    def __getitem__(self, number: int) -> Job:
        """Give a job as it is or is about to be."""
        fact = self._ahead.get(number) or self._recent.get(number)
        if fact is None:
            row = self._published.row(number)
            if row != NO_ROW:
                return self._published.job(row)
        elif isinstance(fact, Job):
            return fact
        raise KeyError(number)

    def __contains__(self, number: object) -> bool:
        """Whether there is such a job."""
        if not isinstance(number, int):
            return False
        fact = self._ahead.get(number)
        return self._published.row(number) != NO_ROW if fact is None else isinstance(fact, Job)

    def __iter__(self) -> Iterator[int]:
        """Give the numbers, those of published jobs first, ascending."""
        rows = self._published.all_rows()
        known = sorted(self._published.number[rows].tolist())
        yield from (number for number in known if number in self)
        yield from (number for number in self._ahead if self._is_new(number))

    def __len__(self) -> int:
        """Give how many jobs there are."""
        more = sum(map(self._is_new, self._ahead))
        fewer = sum(
            isinstance(fact, Gone) and self._published.row(number) != NO_ROW
            for number, fact in self._ahead.items()
        )
        return len(self._published) + more - fewer

    def live_in(self, queue: str) -> list[int]:
        """Give the numbers of a queue's jobs that have not ended, ascending."""
        jobs = self._published
        code = jobs.words.find(queue)
        found: set[int] = set()
        if code is not None:
            size = jobs.size
            live = jobs.live[:size] & (jobs.queue[:size] == code) & ~_ENDED[jobs.state[:size]]
            found.update(jobs.number[:size][live].tolist())
        for number, fact in self._ahead.items():
            # What is being stored counts as it is about to be.
            if isinstance(fact, Job) and fact.queue == queue and fact.state not in ENDED:
                found.add(number)
            else:
                found.discard(number)
        return sorted(found)

    def apply(self, fact: Job | Gone) -> None:
        """Let this hold from now on, although it is not stored yet."""
        self._ahead[fact.number] = fact

    def stored(self, fact: Job | Gone) -> None:
        """This is published now; a newer change of the same job stays on top of it."""
        self._drop_recent(fact.number)
        if isinstance(fact, Job):
            self._recent[fact.number] = fact
            self._recent_bytes += weight(fact)
            while self._recent_bytes > RECENT_BYTES:
                self._drop_recent(next(iter(self._recent)))
        if self._ahead.get(fact.number) is fact:
            del self._ahead[fact.number]

    def _drop_recent(self, number: int) -> None:
        job = self._recent.pop(number, None)
        if job is not None:
            self._recent_bytes -= weight(job)

    def _is_new(self, number: int) -> bool:
        return self._published.row(number) == NO_ROW and isinstance(self._ahead[number], Job)
