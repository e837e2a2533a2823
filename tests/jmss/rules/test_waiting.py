# SPDX-License-Identifier: GPL-3.0-or-later
"""Each reason for which a job waits is found, and those that run wait for nothing."""

import pytest

from jmss.model.jobs import ENDED, JobState
from jmss.model.machines import MachineState
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.model.queues import Queue, QueueState
from jmss.rules.waiting import Room, why_waits
from tests.fakes.facts import job

OPEN = Queue(name="NIGHT", virtual_computer="VCOM1")
STOPPED = Queue(name="NIGHT", virtual_computer="VCOM1", state=QueueState.STOPPED)
TIED = Queue(name="NIGHT", virtual_computer="VCOM2")
LIMITED = Queue(name="NIGHT", virtual_computer="VCOM1", limit=2)
SOME = Queue(name="NIGHT", virtual_computer="VCOM1", machines=("VCOM3", "VCOM4"))
FREE = Room(MachineState.UP, linked=True, busy=1, most=2)
FULL = Room(MachineState.UP, linked=True, busy=2, most=2)
OVER = Room(MachineState.UP, linked=True, busy=3, most=2)
DOWN = Room(MachineState.DOWN, linked=False, busy=0, most=2)
MOVING = Room(MachineState.TAKING_OVER, linked=True, busy=1, most=2)
SILENT = Room(MachineState.UP, linked=False, busy=0, most=2)
CLOSED = Room(MachineState.UP, linked=True, busy=0, most=0)
DRAINING = Room(MachineState.UP, linked=True, busy=0, most=2, draining=True)
H = Hindrance


def why(**facts: object) -> list[Obstacle]:
    usual: dict[str, object] = {"queue": OPEN, "machines": {"VCOM2": FREE}, "ahead": 0}
    wanted = facts.pop("wanted", None)
    state = facts.pop("state", JobState.QUEUED)
    asked = job(1, state=state, wanted_machine=wanted, machine=facts.pop("machine", None))
    return why_waits(asked, **(usual | facts))  # type: ignore[arg-type] # what a test hands in


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"state": JobState.HELD}, [Obstacle(why=H.HELD)]),
        ({"queue": None}, [Obstacle(why=H.QUEUE_GONE, queue="NIGHT")]),
        ({"queue": STOPPED}, [Obstacle(why=H.QUEUE_STOPPED, queue="NIGHT")]),
        ({"machines": {}}, [Obstacle(why=H.NO_MACHINES)]),
        ({"wanted": "VCOM9"}, [Obstacle(why=H.MACHINE_MISSING, machine="VCOM9")]),
        (
            {"wanted": "VCOM2", "machines": {"VCOM2": DOWN}},
            [Obstacle(why=H.MACHINE_DOWN, machine="VCOM2")],
        ),
        (
            {"queue": TIED, "machines": {"VCOM2": MOVING, "VCOM3": FREE}},
            [Obstacle(why=H.MACHINE_TAKEN_OVER, machine="VCOM2")],
        ),
        (
            {"queue": TIED, "machines": {"VCOM2": SILENT}},
            [Obstacle(why=H.MACHINE_SILENT, machine="VCOM2")],
        ),
        (
            {"wanted": "VCOM2", "machines": {"VCOM2": CLOSED}},
            [Obstacle(why=H.MACHINE_CLOSED, machine="VCOM2")],
        ),
        (
            {"wanted": "VCOM2", "machines": {"VCOM2": OVER, "VCOM3": FREE}},
            [Obstacle(why=H.MACHINE_FULL, machine="VCOM2", busy=3, most=2)],
        ),
        (
            {"machines": {"VCOM2": DOWN, "VCOM3": CLOSED, "VCOM4": SILENT}},
            [Obstacle(why=H.ALL_AWAY)],
        ),
        (
            {"machines": {"VCOM2": DOWN, "VCOM3": FULL, "VCOM4": OVER}},
            [Obstacle(why=H.ALL_FULL, busy=5, most=4)],
        ),
        (
            {"wanted": "VCOM2", "machines": {"VCOM2": DRAINING, "VCOM3": FREE}},
            [Obstacle(why=H.MACHINE_DRAINING, machine="VCOM2")],
        ),
        ({"machines": {"VCOM2": DRAINING}}, [Obstacle(why=H.ALL_AWAY)]),
        (
            {"queue": LIMITED, "at_work": 3},
            [Obstacle(why=H.QUEUE_FULL, queue="NIGHT", busy=3, most=2)],
        ),
        ({"queue": LIMITED, "at_work": 1}, [Obstacle(why=H.TURN)]),
        (
            {"queue": SOME, "wanted": "VCOM2"},
            [Obstacle(why=H.NOT_FED, queue="NIGHT", machine="VCOM2")],
        ),
        (
            {"queue": SOME, "machines": {"VCOM2": FREE, "VCOM3": FULL, "VCOM4": FULL}},
            [Obstacle(why=H.ALL_FULL, busy=4, most=4)],
        ),
        ({"ahead": 7}, [Obstacle(why=H.AHEAD, ahead=7)]),
        ({}, [Obstacle(why=H.TURN)]),
        (
            {"state": JobState.STARTING, "machine": "VCOM2"},
            [Obstacle(why=H.ORDERED, machine="VCOM2")],
        ),
        (
            {"state": JobState.STARTING, "machine": "VCOM2", "machines": {"VCOM2": SILENT}},
            [Obstacle(why=H.MACHINE_SILENT, machine="VCOM2")],
        ),
        (
            {"state": JobState.TAKING_OVER, "machine": "VCOM2"},
            [Obstacle(why=H.MACHINE_TAKEN_OVER, machine="VCOM2")],
        ),
        (
            {"state": JobState.UNKNOWN, "machine": "VCOM2"},
            [Obstacle(why=H.NOT_SEEN, machine="VCOM2")],
        ),
    ],
)
def test_each_reason(facts: dict[str, object], found: list[Obstacle]) -> None:
    assert why(**facts) == found


def test_there_is_a_case_for_each_of_them() -> None:
    (cases,) = (mark for mark in test_each_reason.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined] # pytest puts it there
    assert {found.why for _, each in cases.args[1] for found in each} == set(Hindrance)


@pytest.mark.parametrize("state", sorted({JobState.RUNNING, JobState.STOPPING} | ENDED))
def test_what_runs_or_ended_waits_for_nothing(state: JobState) -> None:
    assert why(state=state, queue=None, machines={}) == []


def test_several_reasons_are_all_told_in_the_order_in_which_to_remove_them() -> None:
    found = why(queue=STOPPED, wanted="VCOM2", machines={"VCOM2": FULL}, ahead=2)
    assert [each.why for each in found] == [H.QUEUE_STOPPED, H.MACHINE_FULL, H.AHEAD]
