# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts in memory, with what the server asks of them often."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Hashable, Iterator

from jmss.model.changes import Fact, Gone
from jmss.model.jobs import ENDED, ON_MACHINE, Job, JobState
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue
from jmss.rules.dispatch import Rank

LaneKey = tuple[str, str | None]
"""(queue, wanted machine)."""


def key_of(fact: Fact) -> Hashable:
    """Name what a fact is about: of two facts with one key the later one holds."""
    match fact:
        case Job(number=number) | Gone(number=number):
            return number
        case Queue(name=name):
            return ("queue", name)
        case Machine(name=name):
            return ("machine", name)
        case Placement():
            return (fact.virtual_computer, fact.incarnation)


class Facts:
    """The working copy of the board: it runs ahead of the store by what is being written."""

    def __init__(self) -> None:
        self.jobs: dict[int, Job] = {}
        self.queues: dict[str, Queue] = {}
        self.machines: dict[str, Machine] = {}
        self.placements: dict[tuple[str, int], Placement] = {}
        self.lanes: dict[LaneKey, list[Rank]] = {}
        """The queued jobs in the order of their start."""
        self.ended: dict[int, None] = {}
        """The ended jobs, the one that ended first in front."""
        self._on_machine: defaultdict[str, set[int]] = defaultdict(set)

    def apply(self, fact: Fact) -> None:
        """Let this fact hold in place of its predecessor."""
        match fact:
            case Job():
                self._forget(fact.number)
                self.jobs[fact.number] = fact
                self._note(fact)
            case Gone():
                self._forget(fact.number)
                del self.jobs[fact.number]
            case Queue():
                self.queues[fact.name] = fact
            case Machine():
                self.machines[fact.name] = fact
            case Placement():
                self.placements[fact.virtual_computer, fact.incarnation] = fact

    def jobs_on(self, machine: str) -> Iterator[Job]:
        """Give the jobs that take up the machine's multiplicity."""
        return (self.jobs[number] for number in sorted(self._on_machine[machine]))

    def busy(self, machine: str) -> int:
        """Say how much of the machine's multiplicity is taken up."""
        return len(self._on_machine[machine])

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
            insort(self.lanes.setdefault((job.queue, job.wanted_machine), []), _rank(job))
        elif job.state in ENDED:
            self.ended[job.number] = None
        elif job.state in ON_MACHINE and job.machine is not None:
            self._on_machine[job.machine].add(job.number)

    def _forget(self, number: int) -> None:
        job = self.jobs.get(number)
        if job is None:
            return
        if job.state is JobState.QUEUED:
            lane = self.lanes[job.queue, job.wanted_machine]
            del lane[bisect_left(lane, _rank(job))]
        elif job.state in ENDED:
            self.ended.pop(number, None)
        elif job.machine is not None:
            self._on_machine[job.machine].discard(number)


def _rank(job: Job) -> Rank:
    return (-job.priority, job.number)
