# SPDX-License-Identifier: GPL-3.0-or-later
"""Who should carry a failover group: a decision from facts, without clock or disk.

Every node agent decides for itself from what it sees. Two of them may see different
things for a moment; the kernel lock of the drive then lets one of them have it. So the
rule need not be perfect, but it must be calm: while the owner lives, nothing moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node as an agent sees it."""

    alive: bool
    """It holds its lock and gives signs of life."""
    boot: str = ""
    """Names this start of the node."""
    expected: bool = False
    """It was never seen alive, but the cluster is just starting: it may still come."""
    barred: frozenset[str] = frozenset()
    """Groups whose service failed on it too often; it does not take them for a while."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """A failover group as its drive describes it."""

    name: str
    nodes: tuple[str, ...]
    """The nodes that may carry it, the first choice first."""
    owner: str | None = None
    """The node that had it last; None when nobody ever had."""
    owner_boot: str = ""
    """The start of that node."""
    given_up: bool = False
    """The owner has given the drive up."""
    wanted: str | None = None
    """The node an operator wants it on, if any."""


class Step(Enum):
    """What is to be done about a group."""

    STAY = auto()
    """The node carries it and goes on, restarting its service if need be."""
    HAND_OVER = auto()
    """The owner stops its service in order; the node named is to have it then."""
    TAKE = auto()
    """The node starts its service, after it has killed all that ``fence`` names."""
    WAIT = auto()
    """Nobody may have it at the moment."""


@dataclass(frozen=True, slots=True)
class Succession:
    """The decision about one group."""

    step: Step
    node: str | None = None
    fence: tuple[str, str] | None = None
    """Node and boot whose processes must be gone before the group is started."""


def succession(group: GroupView, nodes: Mapping[str, NodeView]) -> Succession:
    """Decide who should carry a group.

    A living owner keeps it, unless an operator wants it on another living node. Otherwise
    the wanted node, or the first living node in the group's order, takes it. It comes
    back to its home node only by an operator's wish.
    """
    wanted = group.wanted if group.wanted and _able(group, nodes, group.wanted) else None
    if _owner_lives(group, nodes):
        if wanted is None or wanted == group.owner:
            return Succession(Step.STAY, group.owner)
        return Succession(Step.HAND_OVER, wanted)
    heir = wanted or _first_able(group, nodes)
    if heir is None:
        return Succession(Step.WAIT)
    fence = (group.owner, group.owner_boot) if group.owner and not group.given_up else None
    return Succession(Step.TAKE, heir, fence)


def _owner_lives(group: GroupView, nodes: Mapping[str, NodeView]) -> bool:
    if group.owner is None or group.given_up or group.owner not in nodes:
        return False
    node = nodes[group.owner]
    return node.alive and node.boot == group.owner_boot


def _first_able(group: GroupView, nodes: Mapping[str, NodeView]) -> str | None:
    """Give the first node that can have it; None while a better one may still come."""
    for name in group.nodes:
        if _able(group, nodes, name):
            return name
        if name in nodes and nodes[name].expected:
            return None
    return None


def _able(group: GroupView, nodes: Mapping[str, NodeView], name: str) -> bool:
    node = nodes.get(name)
    return node is not None and name in group.nodes and node.alive and group.name not in node.barred
