# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu: an entry that is about to be started, and the same menu while it is edited."""

import asyncio
import time
from pathlib import Path

from camera import LONGEST, settled, with_palette
from night import NOW, Night
from night_server import NightServer
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.menu_room import MenuRoom
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.apps.waiting import until
from jlook_client.clock import Clock
from jlook_client.settings import Settings, SettingsFile, Theme
from jmss.link.view import LinkState
from jmss.menu.menu_file import read
from jmss.model.changes import Fact
from jmss.model.menu import Menu
from jmss.resources import resource_folder
from jmss.settings import Site

USER = "keiri01"
"""Whose jobs of the night are shown as started today."""
ENTRY = "close-day"
IN_THE_EDITOR = (1, 0)
"""Where the entry stands that is edited."""


class MenuNight(Night):
    """The night with the sample menu."""

    def facts(self) -> list[Fact]:
        """Give the board."""
        return [*super().facts(), self._menu()]

    def _menu(self) -> Menu:
        file = Path(resource_folder()) / "samples" / f"menu.{self.language}.json"
        menu = read(file.read_bytes()).menu
        assert menu is not None
        return Menu(entries=menu.entries, revision=3)


class MenuShoot:
    """One variant of the pictures of JMenu; the arguments are those of ``Shoot``."""

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
        self._server = NightServer(MenuNight(language), role="administrator", user=USER)
        self._app = app
        self._shared = SettingsFile(settings)
        self._own = own_file_of(Program.JMENU, self._shared)
        self._own.save(Settings(size=size))
        self._wishes = Wishes(language=language, theme=Theme(theme))
        self._folder, self._variant, self._only = to, f"{language}-{theme}", only
        self._tool: Tool | None = None
        self._room: MenuRoom | None = None

    async def run(self) -> int:
        """Take the pictures."""
        await self._server.start()
        tool = self._tool = self._built()
        tool.show()
        running = asyncio.ensure_future(tool.run())
        try:
            await until(lambda: tool.connection.view.state is LinkState.LIVE, "the link", LONGEST)
            room = self._room
            assert room is not None
            await until(lambda: room.desk.tree.choose(ENTRY), "the menu", LONGEST)
            page = room.desk.page
            page.form.fields["day"].set_text("2026-11-20")
            page.run.click()
            await self._take("jmenu", tool.window)
            room.editing.begin()
            room.editing.editor.tree.choose(IN_THE_EDITOR)
            await self._take("jmenu-edit", tool.window)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await self._server.stop()
        return 0

    def close(self) -> None:
        """Take the window down."""
        if self._tool is not None:
            self._tool.close()

    def _built(self) -> Tool:
        clock = Clock(monotonic=time.monotonic, wall=lambda: NOW)
        site = Site(server="VCOM1", port=self._server.port, hosts={"VCOM1": "127.0.0.1"})
        program, wishes = Program.JMENU, self._wishes
        base = LinkedProgram(
            self._app, site, self._shared, program=program, wishes=wishes, clock=clock
        )
        return Tool(base, program, self._furnish, own_file=self._own)

    def _furnish(self, parts: ToolParts) -> QWidget:
        self._room = MenuRoom(parts)
        return self._room.view

    async def _take(self, name: str, widget: QWidget) -> None:
        if name.startswith(self._only):
            path = self._folder / f"{name}-{self._variant}.png"
            image = with_palette(await settled(widget))
            if not image.save(str(path), "PNG", 0):
                raise OSError(f"{path} cannot be written")
