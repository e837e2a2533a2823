# SPDX-License-Identifier: GPL-3.0-or-later
"""The job table on screen: a million rows, painted and selected without asking Qt for each.

Underneath it is Qt's table, for headings, keyboard, scrolling and screen readers. The rows
are painted by ``RowPainter``; what is selected is a bit for each row in the table.
"""

from PyQt6.QtCore import QEvent, QModelIndex, QRect, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PyQt6.QtWidgets import QAbstractItemView, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.frame_clock import FRAME_MS
from jlook_client.tables.jobs import JobTable
from jlook_client.views.row_painter import RowPainter
from jlook_client.views.table_view import TableView

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class JobTableView(TableView):
    """Shows a ``JobTable``."""

    selection_changed = pyqtSignal()

    def __init__(self, table: JobTable, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(table, looks, parent)
        self._jobs = table
        self._painter = RowPainter(table, self, looks)
        # Qt would keep and visit an index for each selected cell: a freeze at a million.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        viewport = self.viewport()
        assert viewport is not None
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        table.on_screen = self.visible_rows
        table.selection_changed.connect(self._selected)

    def selected_rows(self) -> list[int]:
        """Give where the selected rows stand, from top to bottom."""
        places: list[int] = self._jobs.selection.among(self._jobs.shown).nonzero()[0].tolist()
        return places

    def selectAll(self) -> None:
        """Select every row that is shown (Qt; Ctrl+A)."""
        self._jobs.selection.only(self._jobs.shown)

    def clearSelection(self) -> None:
        """Select nothing (Qt)."""
        self._jobs.selection.clear()

    def selectRow(self, row: int) -> None:
        """Select the row that stands there, and no other; the keyboard goes on from it (Qt)."""
        column = max(0, self.currentIndex().column())
        self.setCurrentIndex(self._jobs.index(row, column))
        at = self._jobs.shown[row : row + 1]
        self._jobs.selection.only(at, anchor=int(at[0]))

    def keyboardSearch(self, search: str | None) -> None:
        """Qt would go through all rows in search of what is typed; the filter does that."""

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint what is exposed (Qt)."""
        assert event is not None
        painter = QPainter(self.viewport())
        self._painter.paint(painter, event.rect())
        painter.end()

    def dataChanged(
        self, top_left: QModelIndex, bottom_right: QModelIndex, roles: object = ()
    ) -> None:
        """Paint the rows that changed; Qt would paint them all (Qt)."""
        viewport = self.viewport()
        assert viewport is not None
        current = self.currentIndex().row()
        if self.hasFocus() and top_left.row() <= current <= bottom_right.row():
            # A screen reader hears what becomes of the job that it stands on.
            super().dataChanged(top_left, bottom_right)
        first, last = self.visible_rows()
        first, last = max(first, top_left.row()), min(last, bottom_right.row())
        if first <= last:
            top = self.rowViewportPosition(first)
            height = (last - first + 1) * self.row_height
            viewport.update(QRect(0, top, viewport.width(), height))

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show where the keyboard is (Qt)."""
        super().focusInEvent(event)
        self._selected_look()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Show it no longer (Qt)."""
        super().focusOutEvent(event)
        self._selected_look()

    def changeEvent(self, event: QEvent | None) -> None:
        """Lay texts out anew in another font or style (Qt)."""
        super().changeEvent(event)
        kinds = {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange}
        if event is not None and event.type() in kinds and hasattr(self, "_painter"):
            self._painter.forget()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Select as everywhere: alone, with Ctrl one more, with Shift all between (Qt)."""
        super().mousePressEvent(event)
        assert event is not None
        at = self.indexAt(event.position().toPoint()).row()
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(at, event.modifiers())
        elif at >= 0 and not self._jobs.selection.has(int(self._jobs.shown[at])):
            self.selectRow(at)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Select what the mouse is drawn over (Qt)."""
        super().mouseMoveEvent(event)
        assert event is not None
        if event.buttons() & Qt.MouseButton.LeftButton and self._anchor_place() is not None:
            at = self.rowAt(max(0, event.position().toPoint().y()))
            at = at if at >= 0 else self.visible_rows()[1]
            self.setCurrentIndex(self._jobs.index(at, max(0, self.currentIndex().column())))
            self._choose(at, _SHIFT)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move as Qt does; select as everywhere (Qt)."""
        assert event is not None
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
            return
        before = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Space and before >= 0:
            with_ctrl = event.modifiers() & _CTRL
            self._choose(before, _CTRL if with_ctrl else Qt.KeyboardModifier.NoModifier)
            return
        super().keyPressEvent(event)
        at = self.currentIndex().row()
        if at != before and at >= 0 and event.modifiers() & (_SHIFT | _CTRL) != _CTRL:
            self._choose(at, event.modifiers() & _SHIFT)
        elif at != before:
            self._selected_look()

    def _measure_first_rows(self) -> None:
        if self._measured:
            super()._measure_first_rows()
        else:
            # Somebody waits for them, and headings and samples are wide enough for most.
            QTimer.singleShot(FRAME_MS, self.measure)

    def _choose(self, at: int, keys: Qt.KeyboardModifier) -> None:
        """Select as it is done with these keys held down; below the last row, nothing."""
        jobs = self._jobs
        if at < 0:
            if not keys & (_SHIFT | _CTRL):
                jobs.selection.clear()
            return
        anchor = self._anchor_place()
        if keys & _SHIFT and anchor is not None:
            between = jobs.shown[min(anchor, at) : max(anchor, at) + 1]
            (jobs.selection.add if keys & _CTRL else jobs.selection.only)(between)
        elif keys & _CTRL:
            jobs.selection.toggle(int(jobs.shown[at]))
        else:
            self.selectRow(at)

    def _anchor_place(self) -> int | None:
        anchor = self._jobs.selection.anchor
        return None if anchor is None else self._jobs.place_of(anchor)

    def _selected(self) -> None:
        self._selected_look()
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            # A screen reader hears whether the job that it stands on is selected.
            super().dataChanged(current, current)
        self.selection_changed.emit()

    def _selected_look(self) -> None:
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()
