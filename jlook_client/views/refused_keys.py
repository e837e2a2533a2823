# SPDX-License-Identifier: GPL-3.0-or-later
"""A key whose action is not possible now is not dropped in silence: why it is not, in words."""

from PyQt6.QtCore import QKeyCombination, Qt
from PyQt6.QtGui import QAction, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QMainWindow

from jlook_client.views.shortcuts import plain
from jmss.texts import Texts


def refusal_of(window: QMainWindow, event: QKeyEvent, tr: Texts) -> str:
    """Say what a key would have done and why it cannot be done now.

    Args:
        window: the one whose keyboard it is; nothing in it took the key.
        event: the key.
        tr: the words.

    Returns:
        one line; empty when the key is no disabled action's, or nobody says why.
    """
    keypad = Qt.KeyboardModifier.KeypadModifier
    pressed = QKeySequence(QKeyCombination(event.modifiers() & ~keypad, Qt.Key(event.key())))
    for action in window.findChildren(QAction):
        why = action.statusTip()
        if why and _is_refused(action) and pressed in action.shortcuts():
            return tr("{action}: {why}", action=plain(action.text()).rstrip("…"), why=why)
    return ""


def _is_refused(action: QAction) -> bool:
    everywhere = action.shortcutContext() == Qt.ShortcutContext.WindowShortcut
    return everywhere and action.isVisible() and not action.isEnabled()
