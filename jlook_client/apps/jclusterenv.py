# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of JClusterEnv (manual S6, 2.2); the command ``jclusterenv`` opens it."""

from dataclasses import dataclass
from pathlib import Path

import click
from PyQt6.QtWidgets import QWidget

from jlook_client.apps.cluster_environment import ClusterEnvironment
from jlook_client.apps.environment_orders import EnvironmentOrders
from jlook_client.apps.needed_computers import NeededComputers
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import ToolParts
from jlook_client.apps.tool_command import tool_command
from jmss.settings import default_root

ABOUT = """Set what JMSS runs on the nodes of the cluster of this machine, and where it keeps
its data. What is set holds on a node after its service environment was updated."""


@dataclass(slots=True)
class Place:
    """Which cluster the window is about."""

    root: Path | None = None
    """The cluster's folder; None: that of the site file, or the usual one."""
    node: str = ""
    """The node that one sits at; empty: the one that the command takes."""

    def found(self, site_file: Path | None) -> Path:
        """Give the cluster's folder."""
        if self.root is not None:
            return self.root
        if site_file is not None and (site_file.parent / "cluster.toml").exists():
            return site_file.absolute().parent
        return default_root()


def jclusterenv() -> click.Command:
    """Make the command."""
    place = Place()

    def furnish(parts: ToolParts) -> QWidget:
        site_file = click.get_current_context().params.get("site_file")
        return furnished(parts, place.found(site_file), place.node)

    def take_root(_context: click.Context, _option: click.Parameter, value: Path | None) -> None:
        place.root = value

    def take_node(_context: click.Context, _option: click.Parameter, value: str) -> None:
        place.node = value

    command = tool_command(Program.JCLUSTERENV, ABOUT, furnish)
    folder = click.Path(path_type=Path, file_okay=False)
    root = ["--root"]
    command.params += [
        click.Option(root, type=folder, expose_value=False, callback=take_root, metavar="FOLDER"),
        click.Option(
            ["--node"], default="", expose_value=False, callback=take_node, metavar="NODE"
        ),
    ]
    return command


def furnished(parts: ToolParts, root: Path, node: str) -> QWidget:
    """Build the view, with its menus in the window.

    Args:
        parts: what a tool is made of.
        root: the cluster's folder.
        node: the node that one sits at; empty: the one that the command takes.
    """
    window = parts.window
    window.works_alone = True  # what it shows lies on this machine
    orders = EnvironmentOrders(root, window)
    needed = NeededComputers(parts.mirror, parts.connection, parts.tr)
    environment = ClusterEnvironment(
        window, orders, tr=parts.tr, looks=parts.looks, needed=needed.by, node=node
    )
    window.closed.connect(environment.end)
    return environment.view


def main() -> None:
    """Open the window."""
    jclusterenv().main(prog_name=Program.JCLUSTERENV.key)


if __name__ == "__main__":
    main()
