# SPDX-License-Identifier: GPL-3.0-or-later
"""The [イベントログ] / Event log subwindow: newest line on top."""

from collections.abc import Callable

from PyQt6.QtCore import QModelIndex, QPoint, Qt
from PyQt6.QtGui import QAction, QGuiApplication
from PyQt6.QtWidgets import QMenu, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.csv_text import clipboard_data
from jlook_client.tables.log import LogTable
from jlook_client.views.table_view import TableView, WholeRows
from jmss.texts import Texts


class EventLog(QWidget):
    """Lines with the tint of their severity; Enter on a line about a job shows that job."""

    def __init__(
        self,
        table: LogTable,
        *,
        show_job: Callable[[int], None],
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("event_log")
        self.setAccessibleName(tr("Event log"))
        self._table = table
        self._show_job = show_job
        self._tr = tr
        self.view = TableView(table, looks)
        self.view.setAccessibleName(tr("Event log"))
        self.copy_action = QAction(tr("Copy as CSV"), self)
        self.copy_action.triggered.connect(self.copy_selection)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(WholeRows(self.view))
        self.setFocusProxy(self.view)
        self.view.activated.connect(self._open)
        self.view.menu_wanted.connect(self._offer_menu)

    def show_stale(self, as_of: str | None) -> None:
        """The log is the desk's own and stays as readable as it was; a reader hears the age."""
        self.view.setAccessibleDescription(as_of or "")

    def copy_selection(self) -> None:
        """Put the selected lines, or all, on the clipboard."""
        places = self.view.selected_rows()
        lines = [self._table.rows[at] for at in places] if places else self._table.rows
        cells = [
            [self._tr(column.heading) for column in self._table.columns],
            *([column.text(line) for column in self._table.columns] for line in lines),
        ]
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setMimeData(clipboard_data(cells))

    def select_all(self) -> None:
        """Select all lines (Ctrl+A)."""
        self.view.selectAll()

    def _open(self, index: QModelIndex) -> None:
        job = self._table.rows[index.row()].job
        if job is not None:
            self._show_job(job)

    def _offer_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.copy_action)
        menu.popup(place)
