# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints cells so that a selected row keeps the colours of its state."""

from PyQt6.QtCore import QModelIndex, QObject, QRect, QSize
from PyQt6.QtGui import QPainter, QPalette
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from jlook_client.looks import Looks

GLYPH_PX = 16
BAR_PX = 3


class RowDelegate(QStyledItemDelegate):
    """Shows a selection as a light tint with an accent bar at the left."""

    def __init__(self, looks: Looks, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = looks

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Have every glyph drawn in one size (Qt)."""
        super().initStyleOption(option, index)
        assert option is not None
        option.decorationSize = QSize(GLYPH_PX, GLYPH_PX)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint a cell (Qt)."""
        assert painter is not None
        cell = QStyleOptionViewItem(option)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        if selected:
            role = QPalette.ColorRole
            cell.palette.setColor(role.Highlight, self._looks.colour("sel"))
            cell.palette.setColor(role.HighlightedText, self._looks.colour("text"))
            painter.fillRect(cell.rect, self._looks.colour("sel"))
        cell.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, cell, index)
        if selected and cell.viewItemPosition in {
            QStyleOptionViewItem.ViewItemPosition.Beginning,
            QStyleOptionViewItem.ViewItemPosition.OnlyOne,
        }:
            bar = QRect(cell.rect.left(), cell.rect.top(), BAR_PX, cell.rect.height())
            painter.fillRect(bar, self._looks.colour("accent"))
