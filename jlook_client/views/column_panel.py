# SPDX-License-Identifier: GPL-3.0-or-later
"""A panel to arrange the columns of a job table by keyboard or mouse, and what it is sorted by."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.tables.job_keys import SortedBy
from jlook_client.tables.jobs import JobTable
from jlook_client.views.popover import Popover
from jlook_client.views.table_view import TableView
from jmss.texts import Texts

_ID = Qt.ItemDataRole.UserRole
_ROWS_SHOWN = 12


class ColumnPanel(Popover):
    """Space shows or hides a column, Alt+Up and Alt+Down move it; so does the mouse.

    Args:
        anchor: what it lies beside.
        table: what is sorted.
        view: whose columns are arranged.
        tr: the words.
    """

    def __init__(self, anchor: QWidget, table: JobTable, view: TableView, tr: Texts) -> None:
        super().__init__(anchor, tr("Columns and order"))
        self._table = table
        self._layout = view.layout_of_columns
        self._tr = tr
        self.columns = self._built_list()
        self.by, self.by_down = self._built_order(tr("Sort by"))
        self.then, self.then_down = self._built_order(tr("Equals by"))
        self._lay_out()
        for keys, says, by in (
            ("Alt+Up", tr("Move the column to the left"), -1),
            ("Alt+Down", tr("Move the column to the right"), 1),
        ):
            key = QShortcut(QKeySequence(keys), self.columns)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.setWhatsThis(says)
            key.activated.connect(lambda step=by: self.move_column(step))

    def open(self) -> None:
        """Show it as things are now."""
        self.fill()
        self.pop_up()
        self.columns.setFocus(Qt.FocusReason.PopupFocusReason)

    def fill(self) -> None:
        """List the columns, and say what is sorted by."""
        self._list_columns(max(0, self.columns.currentRow()))
        for (choice, down), one in zip(
            ((self.by, self.by_down), (self.then, self.then_down)), self._table.order, strict=True
        ):
            choice.setCurrentIndex(choice.findData(one.column))
            down.setChecked(one.descending)

    def move_column(self, step: int) -> None:
        """Move the current column by so many places."""
        at = self.columns.currentRow()
        item = self.columns.item(at)
        if item is not None and 0 <= at + step < self.columns.count():
            self._layout.move(str(item.data(_ID)), at + step)
            self._list_columns(at + step)

    def _built_list(self) -> QListWidget:
        columns = QListWidget()
        columns.setAccessibleName(self._tr("Columns"))
        columns.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        columns.itemChanged.connect(self._show_column)
        model = columns.model()
        assert model is not None
        model.rowsMoved.connect(self._dropped)
        return columns

    def _built_order(self, name: str) -> tuple[QComboBox, QCheckBox]:
        choice, down = QComboBox(), QCheckBox(self._tr("Descending"))
        choice.setAccessibleName(name)
        down.setAccessibleName(f"{name} – {down.text()}")
        for column in self._table.columns:
            choice.addItem(self._tr(column.heading), column.id)
        choice.activated.connect(self._sort)
        down.clicked.connect(self._sort)
        return choice, down

    def _lay_out(self) -> None:
        tr, layout = self._tr, QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(QLabel(tr("Columns: Space shows or hides, Alt+↑ and Alt+↓ move")))
        layout.addWidget(self.columns)
        order = QGridLayout()
        for row, (name, choice, down) in enumerate(
            (
                (tr("Sort by"), self.by, self.by_down),
                (tr("Equals by"), self.then, self.then_down),
            )
        ):
            order.addWidget(QLabel(name), row, 0)
            order.addWidget(choice, row, 1)
            order.addWidget(down, row, 2)
        layout.addLayout(order)
        buttons = QHBoxLayout()
        reset, close = QPushButton(tr("Default columns")), QPushButton(tr("Close (Esc)"))
        reset.clicked.connect(self._reset)
        close.clicked.connect(self.put_away)
        buttons.addWidget(reset)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout.addLayout(buttons)

    def _list_columns(self, current: int) -> None:
        self.columns.blockSignals(True)
        self.columns.clear()
        for column in self._layout.in_order():
            item = QListWidgetItem(self._tr(column.heading))
            item.setData(_ID, column.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            shown = self._layout.is_shown(column.id)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.columns.addItem(item)
        self.columns.setCurrentRow(current)
        self.columns.blockSignals(False)
        row = self.columns.sizeHintForRow(0)
        self.columns.setFixedHeight(row * _ROWS_SHOWN + 2 * self.columns.frameWidth())

    def _show_column(self, item: QListWidgetItem) -> None:
        shown = item.checkState() == Qt.CheckState.Checked
        self._layout.show_column(str(item.data(_ID)), shown=shown)
        # The last one on screen stays there.
        self._list_columns(self.columns.row(item))

    def _dropped(self) -> None:
        for place in range(self.columns.count()):
            item = self.columns.item(place)
            assert item is not None
            self._layout.move(str(item.data(_ID)), place)

    def _reset(self) -> None:
        self._layout.reset()
        self.fill()

    def _sort(self) -> None:
        by = SortedBy(self.by.currentData(), self.by_down.isChecked())
        then = SortedBy(self.then.currentData(), self.then_down.isChecked())
        self._table.sort_by(by, then)
