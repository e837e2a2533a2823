# SPDX-License-Identifier: GPL-3.0-or-later
"""What an environment makes of queues and machines."""

from jmss.model.environment import Environment, MachineSetting, QueueSetting
from jmss.model.queues import Queue, QueueGone, QueueState
from jmss.model.retention import Retention
from jmss.rules.environment import as_set, first_environment, machine_facts, queue_facts
from tests.fakes.facts import machine

NIGHT = Queue(name="NIGHT", virtual_computer="VCOM1", state=QueueState.STOPPED)
OLD = Queue(name="OLD", virtual_computer="VCOM2")


def test_the_first_one_is_what_holds() -> None:
    queues = {"NIGHT": NIGHT, "OLD": OLD}
    first = first_environment(queues.values(), Retention(jobs=7))
    assert first.revision == 0
    assert first.retention == Retention(jobs=7)
    assert queue_facts(first, queues) == []
    assert machine_facts(first, {name: machine(name) for name in ("VCOM1", "VCOM2")}) == []


def test_queues_come_change_and_go_and_stay_stopped() -> None:
    environment = Environment(
        queues=(
            QueueSetting(name="NIGHT", virtual_computer="VCOM1", limit=2, machines=("VCOM2",)),
            QueueSetting(name="NEW", virtual_computer="VCOM2", time_limit=9.0),
        )
    )
    assert queue_facts(environment, {"NIGHT": NIGHT, "OLD": OLD}) == [
        QueueGone(name="OLD"),
        Queue(
            name="NIGHT",
            virtual_computer="VCOM1",
            state=QueueState.STOPPED,
            limit=2,
            machines=("VCOM2",),
        ),
        Queue(name="NEW", virtual_computer="VCOM2", time_limit=9.0),
    ]


def test_multiplicity_is_set_and_given_back() -> None:
    quiet = MachineSetting(name="VCOM2", multiplicity=1, draining=True)
    vcom2 = machine("VCOM2", multiplicity=4, own_multiplicity=4)
    set_so = as_set(vcom2, Environment(machines=(quiet,)))
    assert (set_so.multiplicity, set_so.own_multiplicity, set_so.draining) == (1, 4, True)
    assert as_set(set_so, Environment()) == vcom2


def test_a_machine_that_stops_takes_nothing_whatever_is_set() -> None:
    stops = machine("VCOM2", multiplicity=4, own_multiplicity=0)
    wanted = Environment(machines=(MachineSetting(name="VCOM2", multiplicity=9),))
    assert as_set(stops, wanted).multiplicity == 0


def test_the_server_is_no_machine() -> None:
    wanted = Environment(machines=(MachineSetting(name="VCOM1", multiplicity=9),))
    assert machine_facts(wanted, {"VCOM1": machine("VCOM1")}) == []
