# SPDX-License-Identifier: GPL-3.0-or-later
"""Tips that are set only when they say something else: Qt tells of each that is set."""

from PyQt6.QtWidgets import QWidget


def set_tip(widget: QWidget, tip: str) -> None:
    """Give a widget this tooltip."""
    if tip != widget.toolTip():
        widget.setToolTip(tip)
