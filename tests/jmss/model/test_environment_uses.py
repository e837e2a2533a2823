# SPDX-License-Identifier: GPL-3.0-or-later
"""A queue or a machine that schedules and the menu still use does not go unnoticed."""

import pytest

from jmss.model.environment import Environment, QueueSetting
from jmss.model.environment_faults import Fault, FaultKind, fault_words
from jmss.model.environment_uses import stranded
from jmss.model.menu import Entry, Menu
from jmss.model.prepared_jobs import prepared_jobs
from jmss.model.queues import Queue
from jmss.model.schedules import PreparedJob, Schedule
from jmss.texts import Texts

MACHINES = ["VCOM2", "VCOM3"]
QUEUES = {
    "NIGHT": Queue(name="NIGHT", virtual_computer="VCOM1"),
    "STOCK": Queue(name="STOCK", virtual_computer="VCOM1"),
}


def job(queue: str, wanted: str | None = None) -> PreparedJob:
    return PreparedJob(name="j", command="c", queue=queue, wanted_machine=wanted)


DOCUMENTS = (
    Schedule(name="close", jobs=(job("NIGHT"), job("STOCK"), job("STOCK"))),
    Schedule(name="again", jobs=(job("STOCK", "VCOM3"),)),
    Menu(
        entries=(
            Entry(
                id="night",
                title="Night",
                entries=(Entry(id="b", title="Backup", job=job("STOCK")),),
            ),
            Entry(id="c", title="Count", job=job("STOCK", "VCOM2")),
        )
    ),
    "something else",
)


def found(*queues: QueueSetting) -> list[Fault]:
    return stranded(Environment(queues=queues), QUEUES, MACHINES, prepared_jobs(DOCUMENTS))


def setting(name: str, machines: tuple[str, ...] = (), vc: str = "VCOM1") -> QueueSetting:
    return QueueSetting(name=name, virtual_computer=vc, machines=machines)


def test_who_uses_a_queue_that_is_to_go_is_named_each_once() -> None:
    scheduled, in_menu = found(setting("NIGHT"))
    assert scheduled == Fault(
        field="queues", why=FaultKind.SCHEDULED, value="again, close", known="STOCK"
    )
    assert in_menu == Fault(
        field="queues", why=FaultKind.IN_MENU, value="Count, Night › Backup", known="STOCK"
    )
    assert found(setting("NIGHT"), setting("STOCK"), setting("NEW")) == []


def test_who_wants_a_machine_that_a_queue_is_not_to_feed_any_more_is_named() -> None:
    in_menu, scheduled = found(setting("NIGHT"), setting("STOCK", ("VCOM4",)))
    assert scheduled == Fault(
        field="queues.1.machines", why=FaultKind.MACHINE_SCHEDULED, value="again", known="VCOM3"
    )
    assert in_menu == Fault(
        field="queues.1.machines", why=FaultKind.MACHINE_IN_MENU, value="Count", known="VCOM2"
    )
    (tied,) = found(setting("NIGHT"), setting("STOCK", vc="VCOM3"))
    assert (tied.why, tied.known) == (FaultKind.MACHINE_IN_MENU, "VCOM2")


def test_what_was_so_before_hinders_nothing() -> None:
    """Somebody who sets a limit need not put right what others have left."""
    documents = (Schedule(name="old", jobs=(job("GONE"), job("VCOM2", "VCOM3"))),)
    queues = {"VCOM2": Queue(name="VCOM2", virtual_computer="VCOM2")}
    environment = Environment(queues=(setting("VCOM2", vc="VCOM2"),))
    assert stranded(environment, queues, MACHINES, prepared_jobs(documents)) == []


@pytest.mark.parametrize(
    ("language", "why", "words"),
    [
        ("en", FaultKind.SCHEDULED, "Queue STOCK cannot go: these schedules submit jobs to it: a."),
        ("en", FaultKind.IN_MENU, "Queue STOCK cannot go: these entries of the menu use it: a."),
        ("ja", FaultKind.SCHEDULED, "ジョブキュー STOCK は削除できません"),
        ("ja", FaultKind.IN_MENU, "ジョブキュー STOCK は削除できません"),
        ("ja", FaultKind.MACHINE_SCHEDULED, "JSchedule"),
        ("ja", FaultKind.MACHINE_IN_MENU, "JMenu"),
    ],
)
def test_each_names_the_way_out(language: str, why: FaultKind, words: str) -> None:
    said = fault_words(Texts(language), Fault(field="queues", why=why, value="a", known="STOCK"))
    assert words in said
    assert ("JSchedule" if "SCHEDULED" in why.name else "JMenu") in said
