# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu: an entry that is about to be started, and the same menu while it is edited."""

from pathlib import Path

from night import Night
from PyQt6.QtWidgets import QWidget
from tool_shoot import ToolShoot
from variant import LONGEST, Variant

from jlook_client.apps.menu_room import MenuRoom
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts
from jlook_client.apps.waiting import until
from jmss.menu.menu_file import read
from jmss.model.changes import Fact
from jmss.model.menu import Menu
from jmss.resources import resource_folder

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


class MenuShoot(ToolShoot):
    """The pictures of JMenu.

    Args:
        variant: of them all.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant, Program.JMENU, MenuNight(variant.language), USER)

    def furnish(self, parts: ToolParts) -> QWidget:
        """Build the view."""
        self._room = MenuRoom(parts)
        return self._room.view

    async def take_all(self, tool: Tool) -> None:
        """Show an entry, then the editor."""
        room = self._room
        await until(lambda: room.desk.tree.choose(ENTRY), "the menu", LONGEST)
        page = room.desk.page
        page.form.fields["day"].set_text("2026-11-20")
        page.run.click()
        await self.variant.take("jmenu", tool.window)
        room.editing.begin()
        room.editing.editor.tree.choose(IN_THE_EDITOR)
        await self.variant.take("jmenu-edit", tool.window)
