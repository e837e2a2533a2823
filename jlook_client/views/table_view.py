# SPDX-License-Identifier: GPL-3.0-or-later
"""The table on screen that all views share: row height, selection, columns, standing still.

A table that the operator has scrolled stays where it is while rows come above; one that
stands at its top shows what is new.
"""

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QContextMenuEvent, QPalette, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from jlook_client.looks import Looks, row_height
from jlook_client.tables.table import FactTable
from jlook_client.views.column_layout import ColumnLayout
from jlook_client.views.row_delegate import RowDelegate

MEASURE_MS = 1000
"""Columns grow with their contents, but not more often than this."""


class TableView(QTableView):
    """A table without grid, with alternate rows, whole rows selected and columns that fit."""

    menu_wanted = pyqtSignal(object)
    """The context menu is asked for, by mouse or keyboard; carries the QPoint on screen."""

    def __init__(self, table: FactTable[Any], looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._anchor = QPersistentModelIndex()
        self.holds_top: Callable[[], bool] = lambda: False
        """Whether it stays where it is even at its top, while rows come above."""
        self._measured = False
        self.setModel(table)
        self.setItemDelegate(RowDelegate(looks, self))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._lay_out_headers()
        self.layout_of_columns = ColumnLayout(self, table, self._header())
        table.batch_began.connect(self._note_place)
        table.batch_ended.connect(self._keep_place)
        self._measure_due = QTimer(self)
        self._measure_due.setSingleShot(True)
        self._measure_due.setInterval(MEASURE_MS)
        self._measure_due.timeout.connect(self.measure)
        table.rowsInserted.connect(self._measure_first_rows)
        table.dataChanged.connect(self._measure_soon)

    @property
    def row_height(self) -> int:
        """How high a row is, in logical pixels."""
        rows = self.verticalHeader()
        assert rows is not None
        return rows.defaultSectionSize()

    def head_height(self) -> int:
        """How high the headings are."""
        return self._header().height()

    def when_rows_change(self, told: Callable[[], None]) -> None:
        """Tell when rows come, go or say something else, and when others are selected."""
        selection = self.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(told)
        for signal in (self.table.dataChanged, self.table.rowsInserted, self.table.rowsRemoved):
            signal.connect(told)

    def selected_rows(self) -> list[int]:
        """Give the selected rows, from top to bottom."""
        selection = self.selectionModel()
        if selection is None:
            return []
        # Whole rows are selected, so the ranges tell all; selectedRows() would visit every cell.
        parts = selection.selection()
        ranges = (parts[at] for at in range(len(parts)))
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def visible_rows(self) -> tuple[int, int]:
        """Give the first and the last row on screen; (0, -1) when there is none."""
        viewport, top = self.viewport(), self.rowAt(0)
        if viewport is None or top < 0:
            return 0, -1
        bottom = self.rowAt(viewport.height() - 1)
        return top, bottom if bottom >= 0 else self.table.rowCount() - 1

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the new width among the columns (Qt)."""
        super().resizeEvent(event)
        if not self._measured:
            self.measure()
        self.layout_of_columns.fit()

    def changeEvent(self, event: QEvent | None) -> None:
        """Measure anew in another font or style (Qt)."""
        super().changeEvent(event)
        kinds = {QEvent.Type.FontChange, QEvent.Type.StyleChange}
        if event is not None and event.type() in kinds and hasattr(self, "layout_of_columns"):
            self._lay_out_headers()
            self.measure()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Ask for the menu where the pointer is, or at the current row (Qt)."""
        viewport = self.viewport()
        assert event is not None
        assert viewport is not None
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = viewport.mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(place)

    def measure(self) -> None:
        """Take the widths of the columns from what is in them now."""
        self._measured = self.table.rowCount() > 0
        self.layout_of_columns.measure()

    def _header(self) -> QHeaderView:
        header = self.horizontalHeader()
        assert header is not None
        return header

    def _lay_out_headers(self) -> None:
        header, rows = self._header(), self.verticalHeader()
        assert rows is not None
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(28)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(row_height(self.font()))

    def _measure_first_rows(self) -> None:
        if self._measured:
            self._measure_soon()
        else:
            self.measure()

    def _measure_soon(self) -> None:
        if not self._measure_due.isActive():
            self._measure_due.start()

    def _note_place(self) -> None:
        bar = self.verticalScrollBar()
        top = bar.value() if bar else 0
        stays = top > 0 or self.holds_top()
        self._anchor = QPersistentModelIndex(self.table.index(top, 0) if stays else QModelIndex())

    def _keep_place(self) -> None:
        bar = self.verticalScrollBar()
        if bar is not None and self._anchor.isValid() and self._anchor.row() != bar.value():
            self.updateGeometries()
            bar.setValue(self._anchor.row())
        self._anchor = QPersistentModelIndex()


class WholeRows(QWidget):
    """Holds a table so that its last row on screen is never cut: what is left stays blank."""

    def __init__(self, view: TableView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        view.setParent(self)
        self.setFocusProxy(view)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        bar = view.horizontalScrollBar()
        assert bar is not None
        bar.rangeChanged.connect(self._lay_out)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Give the table as many whole rows as fit (Qt)."""
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Lay out once the headings have their height (Qt)."""
        super().showEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        bar = self._view.horizontalScrollBar()
        assert bar is not None
        taken = self._view.head_height() + (bar.sizeHint().height() if bar.maximum() else 0)
        spare = max(0, self.height() - taken) % self._view.row_height
        self._view.setGeometry(0, 0, self.width(), self.height() - spare)
