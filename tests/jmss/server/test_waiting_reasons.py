# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server tells of a job that waits is what it knows."""

import pytest

from jmss.errors import NoSuchJob
from jmss.model.changes import Fact
from jmss.model.jobs import JobState
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.model.queues import Queue, QueueState
from jmss.server.machines import MachineLink, Machines
from jmss.server.waiting_reasons import WaitingReasons
from jmss.wire.messages import Inventory, ReadWaiting
from tests.fakes.facts import job, machine
from tests.fakes.store import board_with

H = Hindrance


def why(number: int, *facts: Fact, linked: tuple[str, ...] = ("VCOM2", "VCOM3")) -> list[Obstacle]:
    board, _ = board_with(*facts)
    machines = Machines(board, lambda: 0.0)
    for name in linked:
        link = MachineLink(name=name, node="SV2", incarnation=1, send=lambda message: None)
        machines.arrived(link)
        link.inventory = Inventory(multiplicity=2, running=[], reported=[])
    reply = WaitingReasons(board, machines).read(ReadWaiting(id="a", job=number))
    assert (reply.id, reply.job) == ("a", number)
    return reply.obstacles


def running(number: int, on: str = "VCOM2") -> Fact:
    return job(number, state=JobState.RUNNING, machine=on, attempt=1)


def test_a_job_that_is_not_there() -> None:
    with pytest.raises(NoSuchJob):
        why(9)


def test_a_job_that_runs() -> None:
    assert why(1, running(1)) == []


def test_machines_without_a_link_and_full_ones() -> None:
    assert why(9, job(9), linked=()) == [Obstacle(why=H.ALL_AWAY)]
    full = [running(n, f"VCOM{2 + n % 2}") for n in range(4)]
    assert why(9, *full, job(9)) == [Obstacle(why=H.ALL_FULL, busy=4, most=4)]
    assert why(9, running(1), running(3), job(9, wanted_machine="VCOM2")) == [
        Obstacle(why=H.MACHINE_FULL, machine="VCOM2", busy=2, most=2)
    ]
    assert why(9, job(9, queue="VCOM2"), machine("VCOM2", multiplicity=0)) == [
        Obstacle(why=H.MACHINE_CLOSED, machine="VCOM2")
    ]


def test_who_goes_first_is_counted_where_the_job_could_go() -> None:
    stopped = Queue(name="DAY", virtual_computer="VCOM1", state=QueueState.STOPPED)
    waiting = [
        job(1),
        job(2, priority=99),
        job(3, priority=1),
        job(4, queue="VCOM2", priority=60),
        job(5, queue="VCOM3", priority=60),
        job(6, wanted_machine="VCOM2"),
        job(7, queue="DAY", priority=99),
        job(8, state=JobState.HELD, priority=99),
        job(9, wanted_machine="VCOM2"),
        job(10),
    ]
    assert why(9, stopped, *waiting) == [Obstacle(why=H.AHEAD, ahead=4)], "1, 2, 4 and 6"
    assert why(10, stopped, *waiting) == [Obstacle(why=H.AHEAD, ahead=6)]
    assert why(2, stopped, *waiting) == [Obstacle(why=H.TURN)]
    assert why(7, stopped, *waiting) == [
        Obstacle(why=H.QUEUE_STOPPED, queue="DAY"),
        Obstacle(why=H.AHEAD, ahead=1),
    ]


def test_a_queue_that_is_gone() -> None:
    assert why(1, job(1, queue="OLD")) == [Obstacle(why=H.QUEUE_GONE, queue="OLD")]
