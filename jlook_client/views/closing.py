# SPDX-License-Identifier: GPL-3.0-or-later
"""The button that closes a window which stops nothing."""

from PyQt6.QtWidgets import QDialog, QDialogButtonBox

from jmss.texts import Texts


def closing_buttons(window: QDialog, tr: Texts, *, by_enter: bool = False) -> QDialogButtonBox:
    """Give a row of buttons with [Close] in it.

    Args:
        window: what it closes.
        tr: the words.
        by_enter: whether Enter closes, wherever the keyboard is.
    """
    buttons = QDialogButtonBox()
    close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
    assert close is not None
    close.setAutoDefault(by_enter)
    close.setDefault(by_enter)
    buttons.rejected.connect(window.reject)
    return buttons
