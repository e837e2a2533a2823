# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of numbers to click on; those that find no room are in a menu at its end."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from jlook_client.views.away_words import Count

_GAP_PX = 4


class CountLinks(QWidget):
    """Each count is a button that the keyboard reaches; it never widens its window."""

    chosen = pyqtSignal(object)
    """The operator wants to see the jobs of these numbers (a frozenset)."""

    def __init__(self, more: str) -> None:
        """Build it empty.

        Args:
            more: what a screen reader says of the menu at the end.
        """
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._counts: Sequence[Count] = ()
        self.rest = _flat(QPushButton("…", self))
        self.rest.setAccessibleName(more)
        self.rest.setToolTip(more)
        self.menu = QMenu(self)
        self.rest.setMenu(self.menu)
        self.rest.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_counts(self, counts: Sequence[Count]) -> None:
        """Show these in place of those before; a button that stays keeps the keyboard."""
        self._counts = counts
        for button in self.buttons[len(counts) :]:
            button.hide()
            button.deleteLater()
        del self.buttons[len(counts) :]
        while len(self.buttons) < len(counts):
            button = _flat(QPushButton(self))
            button.clicked.connect(self._choosing(len(self.buttons)))
            self.buttons.append(button)
        self.menu.clear()
        for at, (button, count) in enumerate(zip(self.buttons, counts, strict=True)):
            button.setText(count.text)
            button.setAccessibleName(count.text)
            button.setToolTip(count.tip)
            action = self.menu.addAction(count.text)
            assert action is not None
            action.triggered.connect(self._choosing(at))
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Give the room for all (Qt)."""
        hints = [button.sizeHint() for button in self.buttons]
        width = sum(hint.width() + _GAP_PX for hint in hints)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:
        """Give the room for the menu alone (Qt)."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the new width (Qt)."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        all_fit = self.sizeHint().width() <= self.width()
        room = self.width() - (0 if all_fit else self.rest.sizeHint().width())
        left, cut = 0, False
        for button, action in zip(self.buttons, self.menu.actions(), strict=True):
            width = button.sizeHint().width()
            cut = cut or left + width > room
            action.setVisible(cut)
            button.setVisible(not cut)
            if not cut:
                button.setGeometry(left, 0, width, self.height())
                left += width + _GAP_PX
        self.rest.setGeometry(left, 0, self.rest.sizeHint().width(), self.height())
        self.rest.setVisible(cut)

    def _choosing(self, at: int) -> Callable[[], None]:
        return lambda: self.chosen.emit(self._counts[at].jobs)


def _flat(button: QPushButton) -> QPushButton:
    button.setObjectName("count")
    return button
