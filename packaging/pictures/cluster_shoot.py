# SPDX-License-Identifier: GPL-3.0-or-later
"""JClusterEnv: the four nodes of the manual's figure while the second one still lacks an update."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from camera import LONGEST, settled, with_palette
from night import NOW, Night
from night_server import NightServer
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.apps.cluster_environment import ClusterEnvironment
from jlook_client.apps.environment_orders import Answer, EnvironmentOrders
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.apps.waiting import until
from jlook_client.clock import Clock
from jlook_client.settings import Settings, SettingsFile, Theme
from jmss.link.view import LinkState
from jmss.model.environment_list import (
    ComputerLine,
    EnvironmentList,
    EnvironmentState,
    NodeLine,
)
from jmss.model.machines import ServerType
from jmss.model.service_environment import ServiceEnvironment, recommended_setting
from jmss.settings import Site

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


class ClusterShoot:
    """One variant of the pictures of JClusterEnv; the arguments are those of ``Shoot``."""

    def __init__(
        self,
        app: QApplication,
        *,
        language: str,
        theme: str,
        size: tuple[int, int],
        settings: Path,
        to: Path,
        only: str,
    ) -> None:
        self._server = NightServer(Night(language))
        self._app = app
        self._shared = SettingsFile(settings)
        self._own = own_file_of(Program.JCLUSTERENV, self._shared)
        self._own.save(Settings(size=size))
        self._wishes = Wishes(language=language, theme=Theme(theme))
        self._folder, self._variant, self._only = to, f"{language}-{theme}", only
        self._tool: Tool | None = None
        self._environment: ClusterEnvironment | None = None

    async def run(self) -> int:
        """Take the pictures."""
        await self._server.start()
        tool = self._tool = self._built()
        tool.show()
        running = asyncio.ensure_future(tool.run())
        try:
            await until(lambda: tool.connection.view.state is LinkState.LIVE, "the link", LONGEST)
            await self._take("jclusterenv", tool.window)
            environment = self._environment
            assert environment is not None
            assert environment.view.view is not None
            environment.view.view.selectRow(0)
            environment.show_properties()
            assert environment.properties is not None
            await self._take("jclusterenv-properties", environment.properties)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await self._server.stop()
        return 0

    def close(self) -> None:
        """Take the window down."""
        if self._environment is not None:
            self._environment.end()
        if self._tool is not None:
            self._tool.close()

    def _built(self) -> Tool:
        clock = Clock(monotonic=time.monotonic, wall=lambda: NOW)
        site = Site(server="VCOM1", port=self._server.port, hosts={"VCOM1": "127.0.0.1"})
        base = LinkedProgram(
            self._app,
            site,
            self._shared,
            program=Program.JCLUSTERENV,
            wishes=self._wishes,
            clock=clock,
        )
        return Tool(base, Program.JCLUSTERENV, self._furnish, own_file=self._own)

    def _furnish(self, parts: ToolParts) -> QWidget:
        orders = NightOrders(Path(), parts.window)
        environment = ClusterEnvironment(parts.window, orders, tr=parts.tr, looks=parts.looks)
        self._environment = environment
        return environment.view

    async def _take(self, name: str, widget: QWidget) -> None:
        if name.startswith(self._only):
            path = self._folder / f"{name}-{self._variant}.png"
            image = with_palette(await settled(widget))
            if not image.save(str(path), "PNG", 0):
                raise OSError(f"{path} cannot be written")


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
