# SPDX-License-Identifier: GPL-3.0-or-later
"""What JClusterEnv lists: every virtual computer, and its service environment on each node.

``jclusterenv --list --json`` writes an ``EnvironmentList`` as one line; the window reads it.
"""

from enum import StrEnum

import msgspec

from jmss.model.machines import ServerType
from jmss.model.service_environment import ComputerSetting


class EnvironmentState(StrEnum):
    """How the setting of a virtual computer is in force on a node."""

    SAME = "same"
    """As it is set on the node that one sits at."""
    DIFFERS = "differs"
    NOT_SET = "not_set"
    """The node has no settings; it follows ``cluster.toml``."""
    NOT_UPDATED = "not_updated"
    """Its settings there were changed since the last update."""
    OUTDATED = "outdated"
    """JEnv has changed the environment since the last update (manual S11)."""
    DAMAGED = "damaged"
    """The node's file cannot be read."""


class ComputerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One virtual computer, as the cluster provider reports it."""

    name: str
    group: str
    """Its failover group."""
    state: str
    """Of the group: ``up``, ``starting`` or ``down``."""
    node: str | None
    """The node that carries it now; None: none."""
    home_node: str
    drive: str
    """The letter of its switching drive."""
    setting: ComputerSetting
    """As it is set on the node that one sits at."""
    on: dict[str, EnvironmentState]
    """How it is on each node."""

    @property
    def server_type(self) -> ServerType | None:
        """Its server type, as it is set here."""
        return self.setting.server_type


class NodeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One node."""

    name: str
    settings: str = ""
    """The fingerprint of its settings; empty: it has none."""
    applied: str = ""
    """The fingerprint of what is in force; empty: nothing was ever applied."""
    at: float | None = None
    """When it was updated last, seconds since 1970, UTC."""
    revision: int | None = None
    """The revision of JEnv's environment at that time."""
    damaged: str = ""
    """Why its files cannot be read, in English; empty: they can."""


class EnvironmentList(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at one moment."""

    node: str
    """The node that one sits at."""
    root: str
    """The cluster's folder."""
    fingerprint: str
    """Of the settings here."""
    revision: int | None
    """The revision of JEnv's environment that the JMSS server works with; None: not known."""
    computers: tuple[ComputerLine, ...]
    nodes: tuple[NodeLine, ...]

    def computer(self, name: str) -> ComputerLine | None:
        """Give the line of a virtual computer; None when there is none."""
        return next((line for line in self.computers if line.name == name), None)

    @property
    def outdated(self) -> tuple[str, ...]:
        """The nodes that must be updated because JEnv changed the environment (manual S11)."""
        now = self.revision
        if now is None:
            return ()
        return tuple(node.name for node in self.nodes if is_outdated(node, now))


def is_outdated(node: NodeLine, revision: int) -> bool:
    """Whether JEnv changed the environment after this node's last update (manual S11)."""
    return bool(node.applied) and (node.revision or 0) < revision
