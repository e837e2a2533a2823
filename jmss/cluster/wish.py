# SPDX-License-Identifier: GPL-3.0-or-later
"""An operator's wish to have a failover group on a certain node; a mark on its drive."""

from pathlib import Path

_WANTED = "wanted"


def wish(drive: Path, node: str) -> None:
    """Ask for the group to be moved to a node."""
    beside = drive / f"{_WANTED}.new"
    beside.write_text(node, encoding="ascii")
    beside.replace(drive / _WANTED)


def wanted_node(drive: Path) -> str | None:
    """Give the node that the group is wanted on; None when nobody asked."""
    try:
        return (drive / _WANTED).read_text(encoding="ascii")
    except FileNotFoundError:
        return None


def forget_wish(drive: Path) -> None:
    """Take the wish back: it is fulfilled, or cannot be."""
    (drive / _WANTED).unlink(missing_ok=True)
