# SPDX-License-Identifier: GPL-3.0-or-later
"""A box to look for words in: a glass, a button that empties it, Esc too; all of it has a name."""

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QToolButton, QWidget

from jlook_client.looks import Looks
from jmss.texts import Texts

LEAST_WIDTH = 120


class SearchBox(QLineEdit):
    """Says what it is for while it is empty.

    Args:
        purpose: in the operator's language; also its name for a screen reader.
        tr: the words.
        looks: colours and glyphs.
    """

    went_down = pyqtSignal()
    """The operator goes on to what was found."""

    def __init__(
        self, purpose: str, tr: Texts, looks: Looks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._looks = looks
        self.setPlaceholderText(purpose)
        self.setAccessibleName(purpose)
        self.setMinimumWidth(LEAST_WIDTH)
        self._glass = self.addAction(
            looks.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._name_buttons(purpose)
        self.setClearButtonEnabled(True)
        self._name_buttons(tr("Empty the box"))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc empties it and Down leads on (Qt)."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event is not None and event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glass anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            assert self._glass is not None
            self._glass.setIcon(self._looks.icon("search", "muted"))

    def _name_buttons(self, name: str) -> None:
        """Name the buttons that have none yet: Qt puts them there without one."""
        for button in self.findChildren(QToolButton):
            if not button.accessibleName():
                button.setAccessibleName(name)
