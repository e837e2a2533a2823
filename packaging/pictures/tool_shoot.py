# SPDX-License-Identifier: GPL-3.0-or-later
"""A tool in the night: what the pictures of JClusterEnv, JEnv, JSchedule, JMenu have in common."""

import asyncio
import time
from abc import ABC, abstractmethod

from night import NOW, Night
from night_server import NightServer
from PyQt6.QtWidgets import QWidget
from variant import LONGEST, Variant

from jlook_client.apps.linked_program import LinkedProgram
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.apps.waiting import until
from jlook_client.clock import Clock
from jlook_client.settings import Settings, SettingsFile
from jmss.link.view import LinkState
from jmss.settings import Site


class ToolShoot(ABC):
    """The pictures of one tool; whoever derives from it furnishes its window and takes them.

    Args:
        variant: of them all.
        program: which tool it is.
        night: what the server tells; None: what it tells JLook.
        user: under which name the server knows the administrator.
    """

    def __init__(
        self, variant: Variant, program: Program, night: Night | None = None, user: str = ""
    ) -> None:
        self.variant = variant
        self._program = program
        night = night or Night(variant.language)
        self.server = NightServer(night, role="administrator", user=user)
        self._shared = SettingsFile(variant.settings)
        self._own = own_file_of(program, self._shared)
        self._own.save(Settings(size=variant.size))
        self._tool: Tool | None = None

    @abstractmethod
    def furnish(self, parts: ToolParts) -> QWidget:
        """Build the view of the tool."""

    @abstractmethod
    async def take_all(self, tool: Tool) -> None:
        """Take the pictures; the link is live."""

    async def run(self) -> int:
        """Let the tool and its server run while the pictures are taken."""
        await self.server.start()
        tool = self._tool = self._built()
        tool.show()
        running = asyncio.ensure_future(tool.run())
        try:
            await until(lambda: tool.connection.view.state is LinkState.LIVE, "the link", LONGEST)
            await self.take_all(tool)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await self.server.stop()
        return 0

    def close(self) -> None:
        """Take the window down."""
        if self._tool is not None:
            self._tool.close()

    def _built(self) -> Tool:
        base = LinkedProgram(
            self.variant.app,
            Site(server="VCOM1", port=self.server.port, hosts={"VCOM1": "127.0.0.1"}),
            self._shared,
            program=self._program,
            wishes=self.variant.wishes,
            clock=Clock(monotonic=time.monotonic, wall=lambda: NOW),
        )
        return Tool(base, self._program, self.furnish, own_file=self._own)
