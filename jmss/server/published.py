# SPDX-License-Identifier: GPL-3.0-or-later
"""The board as everybody may see it: what is stored, in columns where there are many.

The feed lets each committed change hold here and tells it on; the working copy of the
facts is this and, on top, what is being stored (``working_jobs.py``).
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from jmss.columns.chunk import chunk_of_jobs, lasting_here
from jmss.columns.jobs import JobColumns
from jmss.columns.put_chunk import put_chunk
from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import ENDED, Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue

MANY = 64
"""From so many jobs on it is quicker to make a chunk of them."""


class Published:
    """The jobs in columns; the few queues, machines and placements as they are."""

    def __init__(self, facts: Iterable[Fact] = (), jobs: JobColumns | None = None) -> None:
        """Begin with some jobs in columns, if there are any, and let these facts hold."""
        self.jobs = jobs if jobs is not None else JobColumns()
        self.endings = 0
        """How many ended jobs were shown."""
        self._others: dict[Hashable, Fact] = {}
        for fact in facts:
            self.show(fact)

    def __len__(self) -> int:
        """Give how many facts there are."""
        return len(self._others) + len(self.jobs)

    def show(self, fact: Fact) -> None:
        """Let this fact hold in place of its predecessor."""
        match fact:
            case Job():
                self.jobs.put(fact)
                self.endings += fact.state in ENDED
            case Gone():
                self.jobs.remove(fact.number)
            case Queue() | Machine():
                self._others[type(fact), fact.name] = fact
            case Placement():
                self._others[fact.virtual_computer, fact.incarnation] = fact

    def show_all(self, facts: Iterable[Fact]) -> None:
        """Let these facts hold, one after the other; many jobs at once cost less than singly."""
        jobs: list[Job] = []
        for fact in facts:
            if isinstance(fact, Job):
                jobs.append(fact)
                continue
            self._show_jobs(jobs)
            jobs = []
            self.show(fact)
        self._show_jobs(jobs)

    def _show_jobs(self, jobs: list[Job]) -> None:
        if len(jobs) < MANY:
            for job in jobs:
                self.show(job)
            return
        put_chunk(self.jobs, chunk_of_jobs(jobs))
        self.endings += sum(job.state in ENDED for job in jobs)

    def lasting_in(self, changes: Sequence[Change]) -> set[int]:
        """Give the rows among changes to come whose jobs are here and lose nothing that lasts.

        A job that is gone in the end is in none of them: nobody could look it up any more.
        """
        whole = {change.fact.number for change in changes if isinstance(change.fact, Gone)}
        of_jobs = [(change.seq, change.fact) for change in changes if isinstance(change.fact, Job)]
        lasts = lasting_here(self.jobs, chunk_of_jobs([job for _, job in of_jobs]))
        lasting = set()
        for (seq, job), same in zip(of_jobs, lasts.tolist(), strict=True):
            if not same:
                # Whatever follows must not be held against what held before this row.
                whole.add(job.number)
            elif job.number not in whole:
                lasting.add(seq)
        return lasting

    def others(self) -> list[Fact]:
        """Give the queues, machines and placements."""
        return list(self._others.values())

    def facts(self) -> Iterator[Fact]:
        """Give everything, the jobs last, in the order of their numbers."""
        yield from self.others()
        yield from self.jobs.jobs()
