# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at a local cluster, from what lies in its folders."""

import time
from collections.abc import Callable

from jmss.cluster.base import ClusterStatus, GroupState, GroupStatus, NodeState, NodeStatus
from jmss.cluster.environment import Environments, types_in_force
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout, GroupLayout
from jmss.cluster.ownership import OwnerRecord, beat_stamp, current_owner, is_owned, lives
from jmss.cluster.presence import is_present, node_record, presence_stamp
from jmss.errors import BadConfiguration
from jmss.model.machines import ServerType


def cluster_status(folders: ClusterFolders, layout: ClusterLayout) -> ClusterStatus:
    """Tell how the nodes and groups are now."""
    nodes = tuple(_node(folders, name, layout.ttl) for name in layout.nodes)
    alive = {node.name: node.boot for node in nodes if node.state is NodeState.UP}
    carried = types_in_force(Environments(folders, layout))
    groups = tuple(_group(folders, group, layout.ttl, alive, carried) for group in layout.groups)
    return ClusterStatus(nodes=nodes, groups=groups)


def _node(folders: ClusterFolders, name: str, ttl: float) -> NodeStatus:
    folder = folders.node(name)
    record = node_record(folder)
    if record is None or not is_present(folder):
        state = NodeState.DOWN
    elif time.monotonic() - presence_stamp(folder) > ttl:
        state = NodeState.SILENT
    else:
        state = NodeState.UP
    return NodeStatus(name=name, state=state, boot=record.boot if record else "")


def _group(
    folders: ClusterFolders,
    group: GroupLayout,
    ttl: float,
    alive: dict[str, str],
    carried: Callable[[str, str], ServerType | None],
) -> GroupStatus:
    drive = folders.drive(group.name)
    try:
        owner = current_owner(drive)
    except BadConfiguration:
        owner = None
    state, node = GroupState.DOWN, None
    if owner is not None and alive.get(owner.node) == owner.boot and is_owned(drive):
        silence = time.monotonic() - beat_stamp(drive)
        state = GroupState.UP if _works(owner, silence, ttl) else GroupState.STARTING
        node = owner.node
    return GroupStatus(
        name=group.name,
        server_type=_type(group, node, carried),
        node=node,
        state=state,
        incarnation=owner.incarnation if owner else 0,
        home_node=group.nodes[0],
        drive=group.drive,
        address=group.address,
        multiplicity=group.multiplicity,
    )


def _type(
    group: GroupLayout, node: str | None, carried: Callable[[str, str], ServerType | None]
) -> ServerType | None:
    """Tell what a group is: by the node that carries it, else by the first that would."""
    types = [carried(name, group.name) for name in ((node,) if node else group.nodes)]
    return next(filter(None, types), None)


def _works(owner: OwnerRecord, silence: float, ttl: float) -> bool:
    """Whether the owner does its work; a successor that has just got the lock does not yet."""
    return owner.ready and silence <= ttl and lives(owner)
