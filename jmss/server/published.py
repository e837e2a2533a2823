# SPDX-License-Identifier: GPL-3.0-or-later
"""The board as everybody may see it: what is stored, in columns where there are many.

The feed lets each committed change hold here and tells it on; the working copy of the
facts is this and, on top, what is being stored (``working_jobs.py``).
"""

from collections.abc import Hashable, Iterable, Iterator

import numpy as np

from jmss.columns.chunk import JobChunk, chunk_of_jobs
from jmss.columns.jobs import STATE_CODES, STATES, Ints, JobColumns
from jmss.columns.put_chunk import put_chunk
from jmss.model.changes import Fact, Gone
from jmss.model.documents import Removed, key_of
from jmss.model.jobs import ENDED, Job
from jmss.model.machines import Machine, Placement
from jmss.model.named_facts import NamedFact
from jmss.model.queues import Queue, QueueGone
from jmss.server.batch import Batch

MANY = 64
"""From so many jobs on it is quicker to make a chunk of them."""
_ENDED_CODES = [STATE_CODES[state] for state in STATES if state in ENDED]


class Published:
    """The jobs in columns; the few other facts as they are."""

    def __init__(self, facts: Iterable[Fact] = (), jobs: JobColumns | None = None) -> None:
        """Begin with some jobs in columns, if there are any, and let these facts hold."""
        self.jobs = jobs if jobs is not None else JobColumns()
        self.shown: Ints = np.zeros(len(STATES), np.int64)
        """How often a job was shown in each state, by the code of the state; only rises."""
        self._others: dict[Hashable, Fact] = {}
        for fact in facts:
            self.show(fact)

    def __len__(self) -> int:
        """Give how many facts there are."""
        return len(self._others) + len(self.jobs)

    @property
    def endings(self) -> int:
        """How many ended jobs were shown."""
        return int(self.shown[_ENDED_CODES].sum())

    def show(self, fact: Fact) -> None:
        """Let this fact hold in place of its predecessor."""
        match fact:
            case Job():
                self.jobs.put(fact)
                self.shown[STATE_CODES[fact.state]] += 1
            case Gone():
                self.jobs.remove(fact.number)
            case Queue() | Machine():
                self._others[type(fact), fact.name] = fact
            case QueueGone():
                self._others.pop((Queue, fact.name), None)
            case Placement():
                self._others[fact.virtual_computer, fact.incarnation] = fact
            case NamedFact():
                self._others[key_of(fact)] = fact
            case Removed():
                self._others.pop(key_of(fact), None)

    def show_all(self, batch: Batch) -> None:
        """Let the facts of these changes hold; many jobs at once cost less than singly."""
        if len(batch.jobs) == len(batch.changes) >= MANY:
            self._show_chunk(batch.chunk)
            return
        jobs: list[Job] = []
        for change in batch.changes:
            if isinstance(change.fact, Job):
                jobs.append(change.fact)
                continue
            self._show_jobs(jobs)
            jobs = []
            self.show(change.fact)
        self._show_jobs(jobs)

    def _show_jobs(self, jobs: list[Job]) -> None:
        if len(jobs) < MANY:
            for job in jobs:
                self.show(job)
            return
        self._show_chunk(chunk_of_jobs(jobs))

    def _show_chunk(self, chunk: JobChunk) -> None:
        put_chunk(self.jobs, chunk)
        self.shown += np.bincount(chunk.ints["state"], minlength=len(STATES))

    def others(self) -> list[Fact]:
        """Give everything but the jobs."""
        return list(self._others.values())

    def facts(self) -> Iterator[Fact]:
        """Give everything, the jobs last, in the order of their numbers."""
        yield from self.others()
        yield from self.jobs.jobs()
