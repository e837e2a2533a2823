# SPDX-License-Identifier: GPL-3.0-or-later
"""Menus written down as data, for those who hand entries to a window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a menu; its text is already in the operator's language."""

    text: str
    call: Callable[[], None]
    shortcut: str = ""
    enabled: bool = True
    tip: str = ""
    line_above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Submenu:
    """A menu in a menu."""

    text: str
    entries: Sequence["Entry | Submenu"]
    enabled: bool = True


def fill_menu(menu: QMenu, entries: Sequence[Entry | Submenu]) -> None:
    """Put the entries into the menu in place of what is in it."""
    menu.clear()
    menu.setToolTipsVisible(True)
    for entry in entries:
        if isinstance(entry, Submenu):
            inner = QMenu(entry.text, menu)
            fill_menu(inner, entry.entries)
            inner.setEnabled(entry.enabled)
            menu.addMenu(inner)
        else:
            if entry.line_above:
                menu.addSeparator()
            menu.addAction(_action(entry, menu))


def _action(entry: Entry, menu: QMenu) -> QAction:
    action = QAction(entry.text, menu)
    action.setShortcut(QKeySequence(entry.shortcut))
    action.setEnabled(entry.enabled)
    action.setToolTip(entry.tip)
    call = entry.call
    action.triggered.connect(lambda _checked: call())
    return action


def add_entry(menu: QMenu, entry: Entry, before: QAction | None = None) -> QAction:
    """Put one entry into a menu that is filled already, at its end or before another one."""
    action = _action(entry, menu)
    if entry.line_above:
        menu.insertSeparator(before)
    menu.insertAction(before, action)
    return action
