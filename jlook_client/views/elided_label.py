# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of text that ends in … where there is no room, instead of pushing others away."""

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QFrame, QSizePolicy, QStyle, QStyleOption, QWidget

from jlook_client.views.tips import set_tip

LEAST = 24
"""Logical pixels that even the shortest form takes."""


class ElidedLabel(QFrame):
    """Shows one line of plain text; the tooltip has all of it when it does not fit.

    Args:
        parent: as for every widget.
        bold: whether the text is bold.
        least: logical pixels that it keeps, if its text is as long as that.
    """

    def __init__(
        self, parent: QWidget | None = None, *, bold: bool = False, least: int = LEAST
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._least = least
        if bold:
            font = self.font()
            font.setBold(True)
            self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """Give the text, unshortened."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show ``text``, which is also what a screen reader says."""
        if text == self._text:
            return
        room = self.sizeHint()
        self._text = text
        self.setAccessibleName(text)
        self._tip()
        if self.sizeHint() != room:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the room for all of the text."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Give the room for the shortest form: no text may widen a window."""
        return QSize(min(self._least, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Give the whole text as a tooltip once it does not fit."""
        super().resizeEvent(event)
        self._tip()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw as much as fits, in the colour that the style sheet names."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        style = self.style()
        if style is not None:
            style.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(option.palette.windowText().color())
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown
        )

    def _tip(self) -> None:
        set_tip(self, self._text if self.width() < self.sizeHint().width() else "")
