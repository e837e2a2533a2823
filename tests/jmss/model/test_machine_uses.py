# SPDX-License-Identifier: GPL-3.0-or-later
from jmss.cluster.layout import figure
from jmss.model.machine_uses import losing, machine_uses
from jmss.model.prepared_jobs import Prepared, PreparedIn
from jmss.model.queues import Queue
from jmss.model.service_environment import ServiceEnvironment, recommended_setting

QUEUES = [
    Queue(name="NIGHT", virtual_computer="VCOM1"),
    Queue(name="STOCK", virtual_computer="VCOM1", machines=("VCOM2", "VCOM3")),
    Queue(name="ONE", virtual_computer="VCOM1", machines=("VCOM3",)),
    Queue(name="VCOM2", virtual_computer="VCOM2"),
]


def prepared(kind: PreparedIn, where: str, queue: str, machine: str | None = None) -> Prepared:
    return Prepared(kind, where, queue, machine)


READY = [
    prepared(PreparedIn.SCHEDULE, "close", "NIGHT", "VCOM2"),
    prepared(PreparedIn.SCHEDULE, "open", "NIGHT"),
    prepared(PreparedIn.SCHEDULE, "count", "STOCK"),
    prepared(PreparedIn.MENU, "daily › backup", "VCOM2"),
    prepared(PreparedIn.MENU, "daily › sums", "ONE"),
]


def told(name: str) -> list[str]:
    return [str(one) for one in machine_uses(name, QUEUES, READY)]


def test_queues_schedules_and_entries_that_need_it_are_named() -> None:
    queues, schedules, entries = told("VCOM2")
    assert queues.startswith("These job queues still need VCOM2: STOCK, VCOM2. ")
    assert schedules.startswith("These schedules still need VCOM2: close. ")
    assert entries.startswith("These entries of the menu still need VCOM2: daily › backup. ")


def test_a_queue_that_feeds_it_alone_counts_for_its_jobs() -> None:
    queues, entries = told("VCOM3")
    assert "ONE, STOCK" in queues
    assert "daily › sums" in entries


def test_nobody_needs_a_machine_that_is_only_one_of_all() -> None:
    assert told("VCOM4") == []


def test_who_loses_a_server_type() -> None:
    def environment(without: str = "") -> ServiceEnvironment:
        kinds = {g.name: (None if g.name == without else g.server_type) for g in figure().groups}
        settings = [recommended_setting(name, kind, "J:") for name, kind in kinds.items()]
        return ServiceEnvironment(computers=tuple(settings))

    assert losing(environment(), environment("VCOM2")) == ("VCOM2",)
    assert losing(environment("VCOM2"), environment()) == ()
    assert losing(environment("VCOM2"), environment("VCOM2")) == ()
    assert losing(environment(), ServiceEnvironment(computers=())) == tuple(
        group.name for group in figure().groups
    )
