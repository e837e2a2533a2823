# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of JMenu (manual S10); the command ``jmenu`` opens it."""

import click

from jlook_client.apps.menu_room import MenuRoom
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import ToolParts
from jlook_client.apps.tool_command import tool_command
from jlook_client.views.menu_view import MenuView

ABOUT = """Start prepared jobs from a menu and follow them. Administrators edit the menu here."""


def jmenu() -> click.Command:
    """Make the command."""
    return tool_command(Program.JMENU, ABOUT, furnished)


def furnished(parts: ToolParts) -> MenuView:
    """Build the view, with its menus in the window."""
    return MenuRoom(parts).view


def main() -> None:
    """Open the window."""
    jmenu().main(prog_name=Program.JMENU.key)


if __name__ == "__main__":
    main()
