# SPDX-License-Identifier: GPL-3.0-or-later
"""Widgets that change their dress with what they say: ``[kind="…"]`` in the style sheet."""

from PyQt6.QtWidgets import QWidget


def set_kind(widget: QWidget, kind: str) -> None:
    """Name what the widget shows now, and have the style sheet read again for it."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)
    widget.update()
