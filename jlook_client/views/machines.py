# SPDX-License-Identifier: GPL-3.0-or-later
"""The [稼働マシン] / Execution machines subwindow."""

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.machines import MachineTable
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.heading_sort import order_left, sort_by_headings, take_order
from jlook_client.views.table_copy import copy_table
from jlook_client.views.table_view import TableView, WholeRows
from jmss.texts import Texts


class Machines(QWidget):
    """Where each virtual computer is; a move stays marked until it is acknowledged."""

    def __init__(
        self, table: MachineTable, *, tr: Texts, looks: Looks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("machines")
        self.setAccessibleName(tr("Execution machines"))
        self._table = table
        self._tr = tr
        self.view = TableView(table, looks)
        self.view.setAccessibleName(tr("Execution machines"))
        self.acknowledge_action = QAction(tr("Acknowledge moves"), self)
        self.acknowledge_action.triggered.connect(self.acknowledge)
        ColumnChooser(self.view, tr=tr, parent=self).open_over_headings()
        sort_by_headings(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(WholeRows(self.view))
        self.setFocusProxy(self.view)
        self.view.activated.connect(self.acknowledge)
        self.view.menu_wanted.connect(self._offer_menu)
        # A move is read at once and whole; the width that it took is given back after it.
        table.moves_changed.connect(self.view.layout_of_columns.measure_anew)

    def show_stale(self, as_of: str | None) -> None:
        """Show the machines as last known and their liveness as unknown; None: live again."""
        self._table.set_stale(stale=as_of is not None)
        self.view.setAccessibleDescription(as_of or "")

    def remembered(self) -> dict[str, Any]:
        """Give columns and order for the settings."""
        return {"columns": self.view.layout_of_columns.state(), "order": order_left(self.view)}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take columns and order from the settings."""
        self.view.layout_of_columns.restore(left.get("columns", {}))
        take_order(self.view, left.get("order", {}))

    def acknowledge(self) -> None:
        """Forget where machines were before they moved."""
        self._table.acknowledge()

    def copy_selection(self) -> None:
        """Put the selected machines, or all, on the clipboard (Ctrl+C)."""
        copy_table(self.view, self._tr)

    def select_all(self) -> None:
        """Select all machines (Ctrl+A)."""
        self.view.selectAll()

    def _offer_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.acknowledge_action.setEnabled(self._table.has_moves)
        menu.addAction(self.acknowledge_action)
        menu.popup(place)
