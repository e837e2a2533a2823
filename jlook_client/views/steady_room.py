# SPDX-License-Identifier: GPL-3.0-or-later
"""Room for a text with a number in it that changes many times a second.

Whenever the text of a label or a button is set, Qt lays out anew all that is around it, up to the
main window, and paints much of it; not so where its size is fixed. So it is fixed, and another
layout is asked for when the text needs another room: with more digits, or other words.
"""

import re
from collections.abc import Callable

from PyQt6.QtCore import QEvent, QSize
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLabel, QToolButton, QWidget

_LARGEST = QSize(16_777_215, 16_777_215)
"""Qt's word for: as large as you like."""

_OTHER_LETTERS = frozenset({QEvent.Type.FontChange, QEvent.Type.StyleChange})
_DIGIT = re.compile("[0-9]")


def shape_of(text: str) -> str:
    """Give what the room for a text depends on: all of it but which digits there are."""
    return _DIGIT.sub("0", text)


def spare_width(text: str, width: Callable[[str], int]) -> int:
    """Give by how much a text is wider with the widest digits; with most fonts 0.

    Args:
        text: the text.
        width: gives that of a text in logical pixels.
    """
    widest = max("0123456789", key=width)
    return max(0, width(_DIGIT.sub(widest, text)) - width(text))


class SteadyLabel(QWidget):
    """A label that asks for another layout only when its text needs another room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(self)
        """What is seen; it is always as large as this, and so cannot ask for a layout itself."""
        self.label.setFixedSize(self.size())
        self.setSizePolicy(self.label.sizePolicy())
        self._shape = ""
        self._room: QSize | None = None
        """What the text takes; None: it is to be measured."""

    def text(self) -> str:
        """Give the text."""
        return self.label.text()

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text == self.label.text():
            return
        self.label.setText(text)
        shape = shape_of(text)
        if shape != self._shape:
            self._shape = shape
            self.measure_again()

    def measure_again(self) -> None:
        """Find the room anew, for another text or other letters."""
        self._room = None
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Give the room for the text, whatever its digits are (Qt)."""
        if self._room is None:
            label = self.label
            label.setMinimumSize(0, 0)  # it would want to be as large as it is
            wanted = label.sizeHint()  # dresses it first
            spare = spare_width(label.text(), label.fontMetrics().horizontalAdvance)
            self._room = wanted + QSize(spare, 0)
            label.setFixedSize(self.size())
        return self._room

    def minimumSizeHint(self) -> QSize:
        """Give the same: a number is never cut (Qt)."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent | None) -> None:
        """Find the room anew for other letters (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() in _OTHER_LETTERS:
            self.measure_again()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Give all the room to the label (Qt)."""
        super().resizeEvent(event)
        self.label.setFixedSize(self.size())


class SteadyButton(QToolButton):
    """A button that asks for another layout only when its text needs another room.

    It is for layouts that never make it larger than it wants to be, as Qt's do with tool buttons.
    """

    _shape: str | None = None
    """Of the text that its size is fixed for; None: it is not."""

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text == self.text():
            return
        self.setText(text)
        if not self.isVisible():
            self._let_go()  # it may be dressed only when it is shown
            return
        shape = shape_of(text)
        if shape != self._shape:
            self._shape = shape
            spare = spare_width(text, self.fontMetrics().horizontalAdvance)
            self.setFixedSize(self.sizeHint() + QSize(spare, 0))

    def changeEvent(self, event: QEvent | None) -> None:
        """Be as large as Qt has it in other letters, until the next text (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() in _OTHER_LETTERS:
            self._let_go()

    def _let_go(self) -> None:
        if self._shape is not None:
            self._shape = None
            self.setMinimumSize(0, 0)
            self.setMaximumSize(_LARGEST)
