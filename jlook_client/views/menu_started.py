# SPDX-License-Identifier: GPL-3.0-or-later
"""What was started from JMenu today, followed live, with the way to each job's output."""

from collections.abc import Callable, Mapping
from typing import Any

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.started_jobs import StartedJobs
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.entries import Entry, fill_menu
from jlook_client.views.table_copy import copy_table
from jlook_client.views.table_view import TableView, WholeRows
from jmss.model.jobs import Job
from jmss.texts import Texts


class MenuStarted(QWidget):
    """The table with its two ways on.

    Args:
        table: what was started.
        open_output: shows the output of the job of that number.
        open_jlook: opens JLook for the same server.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(
        self,
        table: StartedJobs,
        *,
        open_output: Callable[[int], None],
        open_jlook: Callable[[], None],
        tr: Texts,
        looks: Looks,
    ) -> None:
        super().__init__()
        self.setAccessibleName(tr("Started today"))
        self._table = table
        self._open_output = open_output
        self._open_jlook = open_jlook
        self._tr = tr
        self.view = TableView(table, looks)
        self.view.setAccessibleName(tr("Started today"))
        self.output = QPushButton(tr("Show &output"))
        self.jlook = QPushButton(tr("Open J&Look"))
        self.told = ElidedLabel()
        self.empty = EmptyOverlay(self.view, looks, way_out="", leave=lambda: None)
        ColumnChooser(self.view, tr=tr, parent=self).open_over_headings()
        self._lay_out()
        self._connect()
        self._note()

    def remembered(self) -> dict[str, Any]:
        """Give the columns for the settings."""
        return {"columns": self.view.layout_of_columns.state()}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take the columns from the settings."""
        self.view.layout_of_columns.restore(left.get("columns", {}))

    def show_stale(self, as_of: str | None) -> None:
        """Show the jobs as last known; None: live again."""
        self._table.set_stale(stale=as_of is not None)
        self.view.setAccessibleDescription(as_of or "")

    def copy_selection(self) -> None:
        """Put the selected rows, or all, on the clipboard."""
        copy_table(self.view, self._tr)

    @property
    def chosen(self) -> Job | None:
        """The job of the one row that is selected, if it has one."""
        rows = self.view.selected_rows()
        return self._table.rows[rows[0]].job if len(rows) == 1 else None

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 3, 8, 3)
        head = QLabel(self._tr("Started today"))
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        row.addWidget(head)
        row.addWidget(self.told, 1)
        row.addWidget(self.output)
        row.addWidget(self.jlook)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(WholeRows(self.view), 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        selection = self.view.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(self._note)
        table = self._table
        for signal in (table.rowsInserted, table.rowsRemoved, table.dataChanged):
            signal.connect(self._note)
        self.output.clicked.connect(self._show_output)
        self.jlook.clicked.connect(lambda _on: self._open_jlook())
        self.view.activated.connect(lambda _index: self._show_output())
        self.view.menu_wanted.connect(self._offer_menu)

    def _note(self) -> None:
        tr, rows = self._tr, self._table.rows
        self.output.setEnabled(self.chosen is not None)
        self.output.setToolTip("" if self.chosen else tr("Choose a job in the list."))
        selected = self.view.selected_rows()
        why = rows[selected[0]].why if len(selected) == 1 and selected[0] < len(rows) else ""
        newest = rows[0].why if rows else ""
        self.told.set_text(why or newest)
        if rows:
            self.empty.hide()
        else:
            self.empty.tell(tr("Nothing was started today."))

    def _show_output(self) -> None:
        job = self.chosen
        if job is not None:
            self._open_output(job.number)

    def _offer_menu(self, place: QPoint) -> None:
        tr = self._tr
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        has_job = self.chosen is not None
        entries = [
            Entry(text=tr("Show &output"), call=self._show_output, enabled=has_job),
            Entry(text=tr("Open J&Look"), call=self._open_jlook),
            Entry(text=tr("&Copy"), call=self.copy_selection, line_above=True),
        ]
        fill_menu(menu, entries)
        menu.popup(place)
