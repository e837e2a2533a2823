# SPDX-License-Identifier: GPL-3.0-or-later
"""JClusterEnv: the four nodes of the manual's figure while the second one still lacks an update."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from night import NOW
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget
from tool_shoot import ToolShoot
from variant import Variant

from jlook_client.apps.cluster_environment import ClusterEnvironment
from jlook_client.apps.environment_orders import Answer, EnvironmentOrders
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts
from jmss.model.environment_list import (
    ComputerLine,
    EnvironmentList,
    EnvironmentState,
    NodeLine,
)
from jmss.model.machines import ServerType
from jmss.model.service_environment import ServiceEnvironment, recommended_setting

NODES = ("SV1", "SV2", "SV3", "SV4")
BEHIND = "SV2"
"""The node that was not updated since JEnv changed the environment."""
REVISION = 3


class NightOrders(EnvironmentOrders):
    """Tells of that one moment, and does nothing."""

    def follow(self, node: str) -> None:
        """List it."""
        QTimer.singleShot(0, lambda: self.listed.emit(_listed(node or NODES[0])))

    def order(self, *words: str, done: Callable[[Answer], None]) -> None:
        """Do nothing."""


class ClusterShoot(ToolShoot):
    """The pictures of JClusterEnv.

    Args:
        variant: of them all.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant, Program.JCLUSTERENV)

    def furnish(self, parts: ToolParts) -> QWidget:
        """Build the view."""
        orders = NightOrders(Path(), parts.window)
        environment = ClusterEnvironment(
            parts.window, orders, tr=parts.tr, looks=parts.looks, needed=lambda _name: []
        )
        parts.window.closed.connect(environment.end)
        self._environment = environment
        return environment.view

    async def take_all(self, tool: Tool) -> None:
        """Show the list, then the properties of the JMSS server."""
        await self.variant.take("jclusterenv", tool.window)
        environment = self._environment
        assert environment.view.view is not None
        environment.view.view.selectRow(0)
        environment.show_properties()
        assert environment.properties is not None
        await self.variant.take("jclusterenv-properties", environment.properties)


def _listed(node: str) -> EnvironmentList:
    computers = tuple(map(_computer, range(len(NODES))))
    settings = ServiceEnvironment(computers=tuple(line.setting for line in computers))
    mark = settings.fingerprint
    return EnvironmentList(
        node=node,
        root="",
        fingerprint=mark,
        revision=REVISION,
        computers=computers,
        nodes=tuple(
            NodeLine(
                name=name,
                settings=mark,
                applied=mark,
                at=NOW,
                revision=REVISION - 1 if name == BEHIND else REVISION,
            )
            for name in NODES
        ),
    )


def _computer(at: int) -> ComputerLine:
    name, drive = f"VCOM{at + 1}", "IJKL"[at] + ":"
    kind = ServerType.EXECUTION_MACHINE if at else ServerType.JMSS_SERVER
    states = dict.fromkeys(NODES, EnvironmentState.SAME)
    line = ComputerLine(
        name=name,
        group=name,
        state="up",
        node=NODES[at],
        home_node=NODES[at],
        drive=drive,
        setting=recommended_setting(name, kind, drive),
        on=states,
    )
    return msgspec.structs.replace(line, on={**states, BEHIND: EnvironmentState.OUTDATED})
