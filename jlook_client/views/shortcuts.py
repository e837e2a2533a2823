# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a window, read from the very actions that carry them: no list can be wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence, QShortcut
from PyQt6.QtWidgets import QMainWindow, QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a key does."""

    place: str
    """The menu, or the view that must have the keyboard."""
    does: str
    keys: tuple[str, ...]
    """As the system writes them; the first is the usual one."""
    everywhere: bool
    """Whether it works wherever the keyboard is in the window."""


def keys_of(window: QMainWindow) -> list[Key]:
    """Give the keys of the menus, then those of the views, in the order of the screen."""
    bar = window.menuBar()
    found: list[Key] = []
    seen: set[int] = set()
    for action in bar.actions() if bar is not None else ():
        menu = action.menu()
        if menu is not None:
            menu.aboutToShow.emit()  # some fill their list when they open
            found += _of_menu(menu, plain(action.text()), seen)
    found += _of_views(window, seen)
    return list(dict.fromkeys(found))


def plain(text: str) -> str:
    """Give a text of a menu without its mnemonic: ``&File``, and ``ファイル(&F)`` too."""
    text = text.replace("&&", "\0")
    at = text.rfind("(&")
    if at >= 0 and text[at + 3 : at + 4] == ")":
        text = text[:at] + text[at + 4 :]
    return text.replace("&", "").replace("\0", "&").strip()


def _of_menu(menu: QMenu, place: str, seen: set[int]) -> Iterator[Key]:
    for action in menu.actions():
        inner = action.menu()
        if inner is not None:
            yield from _of_menu(inner, f"{place} – {plain(action.text())}", seen)
        elif not action.isSeparator():
            seen.add(id(action))
            keys = _texts(action.shortcuts())
            if keys:
                yield Key(place, plain(action.text()), keys, everywhere=True)


def _of_views(window: QMainWindow, seen: set[int]) -> Iterator[Key]:
    for shortcut in window.findChildren(QShortcut):
        holder = shortcut.parent()
        keys = _texts(shortcut.keys())
        if isinstance(holder, QWidget) and keys:
            yield Key(_name_of(holder), shortcut.whatsThis(), keys, _everywhere(shortcut.context()))
    for action in window.findChildren(QAction):
        keys = _texts(action.shortcuts())
        if keys and id(action) not in seen and action.text():
            holder = next(iter(action.associatedObjects()), None) or action.parent()
            if isinstance(holder, QWidget) and not isinstance(holder, QMenu):
                everywhere = _everywhere(action.shortcutContext())
                yield Key(_name_of(holder), plain(action.text()), keys, everywhere)


def _everywhere(context: Qt.ShortcutContext) -> bool:
    return context in {
        Qt.ShortcutContext.WindowShortcut,
        Qt.ShortcutContext.ApplicationShortcut,
    }


def _name_of(widget: QWidget) -> str:
    """Give the name of the nearest view around a widget that has one."""
    around: QWidget | None = widget
    while around is not None:
        if around.accessibleName():
            return around.accessibleName()
        around = around.parentWidget()
    return widget.windowTitle()


def _texts(keys: list[QKeySequence]) -> tuple[str, ...]:
    native = QKeySequence.SequenceFormat.NativeText
    return tuple(filter(None, (key.toString(native) for key in keys)))
