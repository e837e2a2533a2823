# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a job does not run: the question that operators ask most, answered from facts.

It says what ``dispatch`` would have to find otherwise before it started the job.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jmss.model.jobs import Job, JobState
from jmss.model.machines import MachineState
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.model.queues import Queue, QueueState
from jmss.rules.dispatch import eligible

_S = JobState


@dataclass(frozen=True, slots=True)
class Room:
    """An execution machine as far as starts depend on it."""

    state: MachineState
    linked: bool
    """Whether it takes orders."""
    busy: int
    """Jobs that take up its multiplicity."""
    most: int
    """The multiplicity (manual S14)."""
    draining: bool = False
    """It gets no new jobs."""


def why_waits(
    job: Job, queue: Queue | None, machines: Mapping[str, Room], ahead: int, at_work: int = 0
) -> list[Obstacle]:
    """Give everything that a job waits for, the first to be removed first; nothing if it runs.

    Args:
        job: as the board has it.
        queue: its queue; None if there is none of its name.
        machines: the execution machines by their names.
        ahead: how many jobs have their turn before it.
        at_work: how many jobs of its queue take up its limit.
    """
    match job.state:
        case _S.HELD:
            return [Obstacle(why=Hindrance.HELD)]
        case _S.QUEUED:
            return _why_queued(job, queue, machines, ahead, at_work)
        case _S.STARTING:
            return _why_starting(job, machines)
        case _S.TAKING_OVER:
            return [Obstacle(why=Hindrance.MACHINE_TAKEN_OVER, machine=job.machine or "")]
        case _S.UNKNOWN:
            return [Obstacle(why=Hindrance.NOT_SEEN, machine=job.machine or "")]
        case _:
            return []


def _why_queued(
    job: Job, queue: Queue | None, machines: Mapping[str, Room], ahead: int, at_work: int
) -> list[Obstacle]:
    if queue is None:
        return [Obstacle(why=Hindrance.QUEUE_GONE, queue=job.queue)]
    found = []
    if queue.state is QueueState.STOPPED:
        found.append(Obstacle(why=Hindrance.QUEUE_STOPPED, queue=queue.name))
    if 0 < queue.limit <= at_work:
        full = Hindrance.QUEUE_FULL
        found.append(Obstacle(why=full, queue=queue.name, busy=at_work, most=queue.limit))
    found += _why_nowhere(job, queue, machines)
    if ahead:
        found.append(Obstacle(why=Hindrance.AHEAD, ahead=ahead))
    return found or [Obstacle(why=Hindrance.TURN)]


def _why_nowhere(job: Job, queue: Queue, machines: Mapping[str, Room]) -> list[Obstacle]:
    """Give why none of the machines where it may run takes it."""
    may = eligible(queue, job.wanted_machine, machines)
    if may is None:
        return _why_no_room(machines)
    if not may:
        wanted = job.wanted_machine or ""
        return [Obstacle(why=Hindrance.NOT_FED, queue=queue.name, machine=wanted)]
    if len(may) == 1:
        (only,) = may
        return _why_not_on(only, machines.get(only))
    return _why_no_room({name: room for name, room in machines.items() if name in may})


def _why_starting(job: Job, machines: Mapping[str, Room]) -> list[Obstacle]:
    name = job.machine or ""
    room = machines.get(name)
    away = _why_away(name, room)
    return [away] if away else [Obstacle(why=Hindrance.ORDERED, machine=name)]


def _why_not_on(name: str, room: Room | None) -> list[Obstacle]:
    away = _why_away(name, room)
    if away is not None:
        return [away]
    assert room is not None
    if room.most == 0:
        return [Obstacle(why=Hindrance.MACHINE_CLOSED, machine=name)]
    if room.draining:
        return [Obstacle(why=Hindrance.MACHINE_DRAINING, machine=name)]
    if room.busy >= room.most:
        full = Hindrance.MACHINE_FULL
        return [Obstacle(why=full, machine=name, busy=room.busy, most=room.most)]
    return []


def _why_away(name: str, room: Room | None) -> Obstacle | None:
    if room is None:
        return Obstacle(why=Hindrance.MACHINE_MISSING, machine=name)
    if room.state is MachineState.DOWN:
        return Obstacle(why=Hindrance.MACHINE_DOWN, machine=name)
    if room.state is MachineState.TAKING_OVER:
        return Obstacle(why=Hindrance.MACHINE_TAKEN_OVER, machine=name)
    if not room.linked:
        return Obstacle(why=Hindrance.MACHINE_SILENT, machine=name)
    return None


def _why_no_room(machines: Mapping[str, Room]) -> list[Obstacle]:
    if not machines:
        return [Obstacle(why=Hindrance.NO_MACHINES)]
    takers = [
        room
        for name, room in machines.items()
        if room.most > 0 and not room.draining and _why_away(name, room) is None
    ]
    if not takers:
        return [Obstacle(why=Hindrance.ALL_AWAY)]
    if all(room.busy >= room.most for room in takers):
        busy, most = sum(room.busy for room in takers), sum(room.most for room in takers)
        return [Obstacle(why=Hindrance.ALL_FULL, busy=busy, most=most)]
    return []
