# SPDX-License-Identifier: GPL-3.0-or-later
"""Shift and a click on a heading sorts equals by that column; alone a click sorts by it."""

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QTableView

from jlook_client.tables.jobs import JobTable


class HeadingClicks(QObject):
    """Takes the clicks with Shift before Qt sorts by them."""

    def __init__(self, table: JobTable, view: QTableView) -> None:
        header = view.horizontalHeader()
        assert header is not None
        super().__init__(header)
        self._table = table
        self._header = header
        viewport = header.viewport()
        assert viewport is not None
        viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Sort equals when the button is released (Qt)."""
        kinds = {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease}
        if not isinstance(event, QMouseEvent) or event.type() not in kinds:
            return False
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if not shift or event.button() != Qt.MouseButton.LeftButton:
            return False
        column = self._header.logicalIndexAt(event.position().toPoint())
        if event.type() == QEvent.Type.MouseButtonRelease and column >= 0:
            self._table.sort_equals(column)
        return True
