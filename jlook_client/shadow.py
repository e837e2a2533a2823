# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot on its way: collected beside the mirror, within what a desk can hold."""

from collections.abc import Iterable, Sequence

import numpy as np

from jmss.columns.chunk import JobChunk, chunk_of_jobs, put_chunk
from jmss.columns.jobs import Ints, JobColumns
from jmss.errors import JmssError
from jmss.model.changes import Fact, Gone
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue
from jmss.wire.messages import MOST_FACTS

MOST_BYTES = 2 * 1024 * 1024 * 1024
"""Roughly what a snapshot may take up; five million jobs take half of it."""
_ENVELOPE = 120
"""Roughly the bytes of a fact besides its texts."""
_WORD = 500
"""Roughly the bytes of a name that jobs share."""
_FEW = 16
"""So many jobs are written faster one by one."""


class Overrun(JmssError):
    """The board grows beyond what was announced, or beyond what a desk can hold."""

    template = "More came than {count} facts or {most} bytes."


class Shadow:
    """Collects a snapshot beside the mirror until it is complete.

    Args:
        count: how many facts were announced.
        most_bytes: roughly what it may take up.
    """

    def __init__(self, count: int = MOST_FACTS, most_bytes: int = MOST_BYTES) -> None:
        self._count = count
        self._room = count
        self._most_bytes = most_bytes
        self._details = 0
        self.columns = JobColumns()
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}

    def add(self, facts: Iterable[Fact]) -> None:
        """Take in a part of the snapshot.

        Raises:
            Overrun: it is more than a snapshot may hold.
        """
        jobs: list[Job] = []
        for fact in facts:
            self._room -= 1
            match fact:
                case Job():
                    jobs.append(fact)
                    self._details += len(fact.detail)
                case Queue():
                    self.queues[fact.name] = fact
                case Machine():
                    self.machines[fact.name] = fact
                case Placement():
                    self.placements[fact.virtual_computer, fact.incarnation] = fact
                case Gone():
                    put_jobs(self.columns, jobs)
                    jobs.clear()
                    self.columns.remove(fact.number)
        put_jobs(self.columns, jobs)
        self._check()

    def put(self, chunk: JobChunk) -> Ints:
        """Take in jobs that come in columns; give their rows.

        Raises:
            Overrun: it is more than a snapshot may hold; nothing changes.
        """
        self._room -= len(chunk)
        self._details += sum(len(text) for text in chunk.details.values())
        self._check()
        return put_chunk(self.columns, chunk).rows

    def _check(self) -> None:
        if self._room < 0 or weight(self.columns) + self._details > self._most_bytes:
            raise Overrun(count=self._count, most=self._most_bytes)


def put_jobs(columns: JobColumns, jobs: Sequence[Job]) -> Ints:
    """Let these jobs hold; give their rows."""
    if len(jobs) > _FEW:
        return put_chunk(columns, chunk_of_jobs(jobs)).rows
    return np.array([columns.put(job) for job in jobs], np.int64)


def weight(columns: JobColumns) -> int:
    """Give roughly the bytes that jobs take up, without their details."""
    texts = columns.names.held + columns.commands.held
    return len(columns) * _ENVELOPE + texts + len(columns.words) * _WORD
