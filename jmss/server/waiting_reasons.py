# SPDX-License-Identifier: GPL-3.0-or-later
"""Gathers what the server knows about a job that waits; ``jmss.rules.waiting`` decides."""

from jmss.errors import NoSuchJob
from jmss.model.jobs import Job, JobState
from jmss.model.machines import ServerType
from jmss.model.queues import QueueState
from jmss.rules.dispatch import eligible
from jmss.rules.waiting import Room, why_waits
from jmss.server.board import Board
from jmss.server.machines import Machines
from jmss.wire.messages import ReadWaiting, Waiting


class WaitingReasons:
    """Costs a step for each machine and each lane, whatever the number of jobs."""

    def __init__(self, board: Board, machines: Machines) -> None:
        self._board = board
        self._machines = machines

    def read(self, question: ReadWaiting) -> Waiting:
        """Say what a job waits for.

        Raises:
            NoSuchJob: it is not on the board.
        """
        facts = self._board.facts
        job = facts.jobs.get(question.job)
        if job is None:
            raise NoSuchJob(job=question.job)
        rooms = self._rooms()
        ahead = self._ahead(job, rooms) if job.state is JobState.QUEUED else 0
        at_work = facts.at_work(job.queue)
        found = why_waits(job, facts.queues.get(job.queue), rooms, ahead, at_work)
        return Waiting(id=question.id, job=job.number, obstacles=found)

    def _rooms(self) -> dict[str, Room]:
        facts = self._board.facts
        return {
            name: Room(
                state=machine.state,
                linked=self._machines.link(name) is not None,
                busy=facts.busy(name),
                most=machine.multiplicity,
                draining=machine.draining,
            )
            for name, machine in facts.machines.items()
            if machine.server_type is ServerType.EXECUTION_MACHINE
        }

    def _ahead(self, job: Job, rooms: dict[str, Room]) -> int:
        """Count the jobs that go first where this one could go."""
        facts = self._board.facts
        own = facts.queues.get(job.queue)
        if own is None:
            return 0
        only = eligible(own, job.wanted_machine, rooms)
        ahead = 0
        for (name, wanted), lane in facts.lanes.items():
            queue = facts.queues.get(name)
            if queue is None or (queue.state is QueueState.STOPPED and queue is not own):
                continue
            other = eligible(queue, wanted, rooms)
            if only is None or other is None or only & other:
                ahead += lane.before(job)
        return ahead
