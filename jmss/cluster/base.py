# SPDX-License-Identifier: GPL-3.0-or-later
"""What the project knows of a cluster, whoever manages it."""

from enum import StrEnum
from typing import Protocol

import msgspec

from jmss.model.machines import ServerType


class NodeState(StrEnum):
    """Whether a node works."""

    UP = "up"
    SILENT = "silent"
    """Its processes are there but give no sign of life; it is about to be fenced."""
    DOWN = "down"


class GroupState(StrEnum):
    """Whether a failover group works."""

    UP = "up"
    STARTING = "starting"
    """A node holds the drive; the service does not do its work yet."""
    DOWN = "down"


class NodeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One node."""

    name: str
    state: NodeState
    boot: str = ""
    """Names this start of the node; empty when it was never started."""


class GroupStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One failover group, with the virtual computer of the same name (manual S3)."""

    name: str
    server_type: ServerType | None
    """By the service environment of its node; None: JMSS runs for it nowhere (manual S6)."""
    node: str | None
    """The node that carries it; None while nobody does."""
    state: GroupState
    incarnation: int
    """How many times the group was activated."""
    home_node: str
    """The first in its order of nodes."""
    drive: str
    """The letter of its switching drive (``I:``)."""
    address: str
    multiplicity: int
    """How many jobs it runs at once (manual S14); 0 for the JMSS server."""


class ClusterStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The whole cluster at one moment."""

    nodes: tuple[NodeStatus, ...]
    groups: tuple[GroupStatus, ...]

    def group(self, name: str) -> GroupStatus:
        """Give one group by its name.

        Raises:
            KeyError: there is none of this name.
        """
        return {group.name: group for group in self.groups}[name]

    def node(self, name: str) -> NodeStatus:
        """Give one node by its name.

        Raises:
            KeyError: there is none of this name.
        """
        return {node.name: node for node in self.nodes}[name]


class Cluster(Protocol):
    """A cluster as the JMSS server and the commands use it."""

    def status(self) -> ClusterStatus:
        """Look now; takes some milliseconds at most."""
        ...

    def move(self, group: str, node: str) -> None:
        """Move a failover group to a node and return when it works there.

        Raises:
            ClusterError: no such group or node, the node is down, or it took too long.
        """
        ...
