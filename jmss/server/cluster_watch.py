# SPDX-License-Identifier: GPL-3.0-or-later
"""Show on the board where the cluster has each virtual computer (manual S3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from jmss.cluster.base import ClusterStatus, GroupState, GroupStatus, NodeState
from jmss.model.changes import Fact
from jmss.model.machines import Ending, Machine, MachineState, Placement, ServerType
from jmss.server.board import Board

_STATES = {
    GroupState.UP: MachineState.UP,
    GroupState.STARTING: MachineState.TAKING_OVER,
    GroupState.DOWN: MachineState.DOWN,
}


@dataclass(frozen=True, slots=True)
class Stay:
    """Our own stay on our node, and how the one before us ended, by the drive's record."""

    virtual_computer: str
    node: str
    incarnation: int
    began: float
    last_seen: float | None = None
    """When our predecessor was last seen; None when there was none."""
    clean: bool = False
    """Our predecessor stopped in order."""


class ClusterWatch:
    """Turns what the cluster says into machines and placements.

    ``moved`` is called with the name of each virtual computer that works no longer where
    it did.
    """

    def __init__(self, board: Board, own: Stay, *, moved: Callable[[str], None]) -> None:
        self._board = board
        self._own = own
        self._moved = moved
        self._seen_up: dict[str, float] = {}

    def activated(self) -> None:
        """Enter into the history that we work here now, and when our predecessor ended."""
        own = self._own
        before = self._board.facts.open_stay(own.virtual_computer)
        facts: list[Fact] = []
        if before is not None:
            last_seen = own.last_seen if own.last_seen is not None else own.began
            ending = Ending.MOVED if own.clean else Ending.FAILED
            ended = max(before.began, last_seen)
            facts.append(msgspec.structs.replace(before, ended=ended, ending=ending))
        facts.append(
            Placement(
                virtual_computer=own.virtual_computer,
                incarnation=own.incarnation,
                node=own.node,
                began=own.began,
            )
        )
        self._board.record(facts)

    def take(self, status: ClusterStatus) -> None:
        """Bring the board in line with what the cluster says now."""
        alive = {node.name for node in status.nodes if node.state is NodeState.UP}
        for group in status.groups:
            old = self._board.facts.machines.get(group.name)
            server_type = group.server_type or (old.server_type if old else None)
            if server_type is None:
                continue  # JMSS has nothing to do with it (manual S6)
            now = self._board.clock()
            stays = self._stays(group, alive, now)
            facts: list[Fact] = [*self._machine(group, server_type, old, now), *stays]
            if facts:
                self._board.record(facts)
            if stays:
                self._moved(group.name)

    def _machine(
        self, group: GroupStatus, server_type: ServerType, old: Machine | None, now: float
    ) -> Sequence[Machine]:
        own = group.name == self._own.virtual_computer
        new = Machine(
            name=group.name,
            server_type=server_type,
            state=MachineState.UP if own else _STATES[group.state],
            node=self._own.node if own else group.node,
            home_node=group.home_node,
            drive=group.drive,
            # An execution machine itself says how many it runs, none when it stops; the layout
            # fills in before.
            multiplicity=old.multiplicity if old else group.multiplicity,
            own_multiplicity=old.own_multiplicity if old else group.multiplicity,
            draining=old.draining if old else False,
            incarnation=self._own.incarnation if own else group.incarnation,
            since=old.since if old else now,
        )
        if new == old:
            return ()
        if old is None or (old.state, old.node) != (new.state, new.node):
            new = msgspec.structs.replace(new, since=now)
        return (new,)

    def _stays(self, group: GroupStatus, alive: set[str], now: float) -> list[Placement]:
        if group.name == self._own.virtual_computer:
            return []
        last_seen = self._seen_up.get(group.name, now)
        works = group.state is GroupState.UP and group.node is not None
        if works:
            self._seen_up[group.name] = now
        before = self._board.facts.open_stay(group.name)
        same = before is not None and before.incarnation == group.incarnation
        stays = []
        if before is not None and not (same and group.node == before.node):
            stays.append(_ended(before, last_seen, in_order=before.node in alive))
        if works and not same and group.node is not None:
            known = self._board.facts.placements.get((group.name, group.incarnation))
            stay = Placement(
                virtual_computer=group.name,
                incarnation=group.incarnation,
                node=group.node,
                began=known.began if known else now,
            )
            stays.append(stay)
        return stays


def _ended(stay: Placement, last_seen: float, *, in_order: bool) -> Placement:
    # A virtual computer that leaves a living node was moved; it does not outlive a dead one.
    ending = Ending.MOVED if in_order else Ending.FAILED
    return msgspec.structs.replace(stay, ended=max(stay.began, last_seen), ending=ending)
