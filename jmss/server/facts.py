# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts in memory, with what the server asks of them often."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from jmss.columns.jobs import STATE_CODES, Ints, JobColumns
from jmss.model.changes import Fact, Gone
from jmss.model.documents import AnyNamed, NamedKey, Removed, key_of
from jmss.model.jobs import ON_MACHINE, Job, JobState
from jmss.model.machines import Machine, Placement
from jmss.model.named_facts import NamedFact
from jmss.model.queues import Queue, QueueGone
from jmss.server.published import Published
from jmss.server.waiting_lane import WaitingLane
from jmss.server.working_jobs import WorkingJobs

_NOTED = np.isin(np.arange(256), [STATE_CODES[state] for state in ON_MACHINE | {JobState.QUEUED}])
"""For each code of a state, whether its jobs are noted anywhere."""

LaneKey = tuple[str, str | None]
"""(queue, wanted machine)."""


class Facts:
    """The working copy of the board: it runs ahead of the store by what is being written."""

    def __init__(self, published: Published) -> None:
        self.jobs = WorkingJobs(published.jobs)
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}
        self.named: dict[NamedKey, AnyNamed] = {}
        """Documents, and how far each schedule has come."""
        self.lanes: dict[LaneKey, WaitingLane] = {}
        """The queued jobs in the order of their start."""
        self._on_machine: defaultdict[str, set[int]] = defaultdict(set)
        self._at_work: Counter[str] = Counter()
        """How many jobs of each queue are in ``_on_machine``."""
        for fact in published.others():
            self.apply(fact)
        self._note_many(published.jobs)

    def apply(self, fact: Fact) -> None:
        """Let this fact hold in place of its predecessor."""
        match fact:
            case Job():
                self._forget(fact.number)
                self.jobs.apply(fact)
                self._note(fact)
            case Gone():
                self._forget(fact.number)
                self.jobs.apply(fact)
            case Queue():
                self.queues[fact.name] = fact
            case QueueGone():
                self.queues.pop(fact.name, None)
            case Machine():
                self.machines[fact.name] = fact
            case Placement():
                self.placements[fact.virtual_computer, fact.incarnation] = fact
            case NamedFact():
                self.named[key_of(fact)] = fact
            case Removed():
                self.named.pop(key_of(fact), None)

    def stored(self, fact: Fact) -> None:
        """This fact is published now: the working copy need not hold it any more."""
        if isinstance(fact, Job | Gone):
            self.jobs.stored(fact)

    def jobs_on(self, machine: str) -> Iterator[Job]:
        """Give the jobs that take up the machine's multiplicity."""
        return (self.jobs[number] for number in sorted(self._on_machine[machine]))

    def busy(self, machine: str) -> int:
        """Say how much of the machine's multiplicity is taken up."""
        return len(self._on_machine[machine])

    def at_work(self, queue: str) -> int:
        """Say how many of a queue's jobs take up a machine's multiplicity."""
        return self._at_work[queue]

    def open_stay(self, virtual_computer: str) -> Placement | None:
        """Give the latest stay of a virtual computer, if it has not ended."""
        stays = (
            stay
            for stay in self.placements.values()
            if stay.virtual_computer == virtual_computer and stay.ended is None
        )
        return max(stays, key=lambda stay: stay.incarnation, default=None)

    def _note(self, job: Job) -> None:
        if job.state is JobState.QUEUED:
            self._lane(job.queue, job.wanted_machine).add(job)
        elif job.state in ON_MACHINE and job.machine is not None:
            self._on_machine[job.machine].add(job.number)
            self._at_work[job.queue] += 1

    def _forget(self, number: int) -> None:
        job = self.jobs.get(number)
        if job is None:
            return
        if job.state is JobState.QUEUED:
            self.lanes[job.queue, job.wanted_machine].drop(job)
        elif job.state in ON_MACHINE and job.machine is not None:
            self._on_machine[job.machine].discard(number)
            self._at_work[job.queue] -= 1

    def _lane(self, queue: str, wanted: str | None) -> WaitingLane:
        return self.lanes.setdefault((queue, wanted), WaitingLane())

    def _note_many(self, jobs: JobColumns) -> None:
        """Note many jobs at once, for a takeover waits for this; few of them have not ended."""
        rows = np.flatnonzero(_NOTED[jobs.state[: jobs.size]] & jobs.live[: jobs.size])
        waits = jobs.state[rows] == STATE_CODES[JobState.QUEUED]
        self._note_waiting(jobs, rows[waits])
        self._note_on_machines(jobs, rows[~waits])

    def _note_waiting(self, jobs: JobColumns, rows: Ints) -> None:
        queues, wanted = jobs.queue[rows].astype(np.int64), jobs.wanted_machine[rows]
        kinds, kind = np.unique((queues << 32) | wanted, return_inverse=True)
        for place, code in enumerate(kinds.tolist()):
            here = rows[kind.reshape(-1) == place]
            lane = self._lane(jobs.words.text(code >> 32) or "", jobs.words.text(code & 0xFFFFFFFF))
            lane.fill(jobs.priority[here], jobs.number[here])

    def _note_on_machines(self, jobs: JobColumns, rows: Ints) -> None:
        numbers, machines = jobs.number[rows].tolist(), jobs.machine[rows].tolist()
        queues = jobs.queue[rows].tolist()
        for number, code, queue in zip(numbers, machines, queues, strict=True):
            machine = jobs.words.text(code)
            if machine is not None:
                self._on_machine[machine].add(number)
                self._at_work[jobs.words.text(queue) or ""] += 1
