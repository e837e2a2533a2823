# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cluster says becomes machines, placements and a history."""

import asyncio
from typing import Any

import msgspec

from jmss.cluster.base import ClusterStatus, GroupState, GroupStatus, NodeState, NodeStatus
from jmss.model.machines import Ending, MachineState, Placement, ServerType
from jmss.server.cluster_watch import ClusterWatch, Stay
from tests.fakes.store import FakeStore, board_with


def group(name: str, node: str | None, incarnation: int, **fields: Any) -> GroupStatus:
    server = name == "VCOM1"
    usual: dict[str, Any] = {
        "server_type": ServerType.JMSS_SERVER if server else ServerType.EXECUTION_MACHINE,
        "state": GroupState.UP if node else GroupState.DOWN,
        "home_node": name.replace("VCOM", "SV"),
        "drive": "J:",
        "address": "127.0.0.102",
        "multiplicity": 0 if server else 4,
    }
    return GroupStatus(name=name, node=node, incarnation=incarnation, **(usual | fields))


def status(*groups: GroupStatus, down: str = "") -> ClusterStatus:
    nodes = tuple(
        NodeStatus(name=name, state=NodeState.DOWN if name == down else NodeState.UP)
        for name in ("SV1", "SV2", "SV3")
    )
    return ClusterStatus(nodes=nodes, groups=groups)


class Watch:
    def __init__(self, *facts: Placement, **stay: Any) -> None:
        self.board, self.store = board_with(*facts)
        usual = {"virtual_computer": "VCOM1", "node": "SV2", "incarnation": 5, "began": 90.0}
        self.moved: list[str] = []
        self.watch = ClusterWatch(self.board, Stay(**(usual | stay)), moved=self.moved.append)

    def take(self, now: float, *groups: GroupStatus, down: str = "") -> int:
        self.store.now = now
        before = len(self.store.waiting)
        self.watch.take(status(*groups, down=down))
        return len(self.store.waiting) - before


def stays(store: FakeStore, name: str) -> list[Placement]:
    placements = store.board.facts.placements.values()
    return [stay for stay in placements if stay.virtual_computer == name]


def test_activation_ends_the_stay_before_at_the_last_sign_of_life() -> None:
    async def story() -> None:
        before = Placement(virtual_computer="VCOM1", incarnation=4, node="SV1", began=10.0)
        for clean, ending in ((False, Ending.FAILED), (True, Ending.MOVED)):
            watch = Watch(before, last_seen=80.0, clean=clean)
            watch.watch.activated()
            old, new = stays(watch.store, "VCOM1")
            assert (old.ended, old.ending) == (80.0, ending)
            assert (new.node, new.incarnation, new.began, new.ended) == ("SV2", 5, 90.0, None)

    asyncio.run(story())


def test_the_first_activation_has_no_stay_before() -> None:
    async def story() -> None:
        watch = Watch()
        watch.watch.activated()
        assert len(stays(watch.store, "VCOM1")) == 1

    asyncio.run(story())


def test_a_machine_that_fails_over() -> None:
    async def story() -> None:
        watch = Watch()
        watch.take(100.0, group("VCOM2", "SV2", 1))
        watch.take(101.0, group("VCOM2", "SV2", 1))
        assert watch.take(101.5, group("VCOM2", "SV2", 1)) == 0, "no news, no change"
        watch.moved.clear()
        watch.take(103.0, group("VCOM2", None, 1), down="SV2")
        machine = watch.board.facts.machines["VCOM2"]
        assert (machine.state, machine.node, machine.since) == (MachineState.DOWN, None, 103.0)
        watch.take(104.0, group("VCOM2", "SV3", 2, state=GroupState.STARTING), down="SV2")
        assert watch.board.facts.machines["VCOM2"].state is MachineState.TAKING_OVER
        watch.take(105.0, group("VCOM2", "SV3", 2), down="SV2")
        machine = watch.board.facts.machines["VCOM2"]
        assert (machine.state, machine.node, machine.incarnation) == (MachineState.UP, "SV3", 2)
        assert [(s.node, s.began, s.ended, s.ending) for s in stays(watch.store, "VCOM2")] == [
            ("SV2", 100.0, 101.5, Ending.FAILED),
            ("SV3", 105.0, None, Ending.NONE),
        ]
        assert watch.moved == ["VCOM2", "VCOM2"]

    asyncio.run(story())


def test_a_machine_that_is_moved_leaves_a_living_node() -> None:
    async def story() -> None:
        watch = Watch()
        watch.take(100.0, group("VCOM2", "SV2", 1))
        watch.take(101.0, group("VCOM2", "SV3", 2))
        assert [s.ending for s in stays(watch.store, "VCOM2")] == [Ending.MOVED, Ending.NONE]

    asyncio.run(story())


def test_our_own_group_is_what_we_say() -> None:
    async def story() -> None:
        watch = Watch()
        watch.take(100.0, group("VCOM1", None, 4, state=GroupState.STARTING))
        own = watch.board.facts.machines["VCOM1"]
        assert (own.state, own.node, own.incarnation) == (MachineState.UP, "SV2", 5)
        assert stays(watch.store, "VCOM1") == []

    asyncio.run(story())


def test_a_machine_that_told_its_multiplicity_keeps_it() -> None:
    async def story() -> None:
        watch = Watch()
        watch.take(100.0, group("VCOM2", "SV2", 1), group("VCOM9", "SV2", 1))
        assert watch.board.facts.machines["VCOM2"].multiplicity == 2
        assert watch.board.facts.machines["VCOM9"].multiplicity == 4
        leaving = msgspec.structs.replace(watch.board.facts.machines["VCOM2"], multiplicity=0)
        watch.board.record([leaving])
        watch.take(101.0, group("VCOM2", "SV2", 1))
        assert watch.board.facts.machines["VCOM2"].multiplicity == 0

    asyncio.run(story())


def test_a_group_that_jmss_has_nothing_to_do_with_is_no_machine() -> None:
    """Manual S6; one that was a machine before stays known, as down."""

    async def story() -> None:
        watch = Watch()
        assert watch.take(100.0, group("VCOM4", None, 0, server_type=None)) == 0
        watch.take(101.0, group("VCOM2", "SV2", 1))
        watch.take(102.0, group("VCOM2", None, 1, server_type=None))
        machines = watch.board.facts.machines
        assert "VCOM4" not in machines
        assert machines["VCOM2"].state is MachineState.DOWN
        assert machines["VCOM2"].server_type is ServerType.EXECUTION_MACHINE

    asyncio.run(story())
