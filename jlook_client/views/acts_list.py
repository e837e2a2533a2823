# SPDX-License-Identifier: GPL-3.0-or-later
"""The [操作一覧] / Actions subwindow: what was wanted, and what became of each job."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from jlook_client.acts import Act, Acts, Stage
from jlook_client.looks import Looks
from jlook_client.tables.acts import ActTable, PartTable
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.table_copy import copy_table
from jlook_client.views.table_view import TableView, WholeRows
from jmss.texts import Texts

_LEFT = (Stage.REFUSED, Stage.NOT_ASKED)


class ActsList(QWidget):
    """The acts above, the parts of the chosen one below.

    Args:
        table: the acts.
        parts: the parts of one of them.
        acts: where they are forgotten.
        show_jobs: shows jobs by their numbers in the job information subwindow.
        select_jobs: selects them there.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(
        self,
        table: ActTable,
        parts: PartTable,
        *,
        acts: Acts,
        show_jobs: Callable[[frozenset[int]], None],
        select_jobs: Callable[[list[int]], None],
        tr: Texts,
        looks: Looks,
    ) -> None:
        super().__init__()
        self.setObjectName("acts_list")
        self.setAccessibleName(tr("Actions"))
        self._table, self._parts = table, parts
        self._show_jobs, self._select_jobs = show_jobs, select_jobs
        self._tr = tr
        self.view = TableView(table, looks)
        self.view.setAccessibleName(tr("Actions"))
        self.parts_view = TableView(parts, looks)
        self.parts_view.setAccessibleName(tr("Jobs of the action"))
        ColumnChooser(self.view, tr=tr, parent=self).open_over_headings()
        self.copy_action = QAction(tr("Copy as CSV"), self)
        self.copy_action.triggered.connect(self.copy_selection)
        self.select_left = self._button(tr("Select those not done"), self._select_left)
        self.show_all = self._button(tr("Show the jobs"), self._show_all)
        self.clear = self._button(tr("Clear the list"), acts.forget_settled)
        self.overlay = EmptyOverlay(
            self.view, looks, way_out=tr("Show the jobs"), leave=self._show_all
        )
        self.overlay.button.hide()
        self._lay_out()
        selection = self.view.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(self._look)
        for signal in (table.batch_ended, table.rowsInserted, table.rowsRemoved):
            signal.connect(self._look)
        self.view.activated.connect(self._show_all)
        self.parts_view.activated.connect(self._show_part)
        for view in (self.view, self.parts_view):
            view.menu_wanted.connect(self._offer_menu)
        self._look()

    def show_stale(self, as_of: str | None) -> None:
        """The list is the desk's own and stays true; a reader hears the age of the jobs."""
        self.view.setAccessibleDescription(as_of or "")

    def remembered(self) -> dict[str, Any]:
        """Give the columns for the settings."""
        return {"columns": self.view.layout_of_columns.state()}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take the columns from the settings."""
        self.view.layout_of_columns.restore(left.get("columns", {}))

    def copy_selection(self) -> None:
        """Put the selected acts, or all, on the clipboard (Ctrl+C)."""
        copy_table(self.view, self._tr)

    def select_all(self) -> None:
        """Select all acts (Ctrl+A)."""
        self.view.selectAll()

    def _button(self, text: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.clicked.connect(call)
        return button

    def _lay_out(self) -> None:
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        for view in (self.view, self.parts_view):
            halves.addWidget(WholeRows(view))
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 4, 8, 4)
        buttons.setSpacing(6)
        buttons.addWidget(self.select_left)
        buttons.addWidget(self.show_all)
        buttons.addStretch(1)
        buttons.addWidget(self.clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(halves, 1)
        layout.addLayout(buttons)
        self.setFocusProxy(self.view)
        order = (self.view, self.parts_view, self.select_left, self.show_all, self.clear)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _act(self) -> Act | None:
        """Give the act that is chosen, or the newest."""
        places = self.view.selected_rows()
        rows = self._table.rows
        if places and places[0] < len(rows):
            return rows[places[0]]
        return rows[0] if rows else None

    def showEvent(self, event: QShowEvent | None) -> None:
        """Show what came while nobody looked (Qt)."""
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        if not self.isVisible():
            return
        act = self._act()
        self._parts.show_act(act)
        self.show_all.setEnabled(act is not None and bool(self._jobs(act, *Stage)))
        self.select_left.setEnabled(act is not None and bool(self._jobs(act, *_LEFT)))
        self.clear.setEnabled(any(one.is_settled for one in self._table.rows))
        if act is None:
            self.overlay.tell(self._tr("Nothing was asked of the server yet"))
            self.overlay.button.hide()
        else:
            self.overlay.hide()

    def _jobs(self, act: Act, *stages: Stage) -> list[int]:
        return [part.job for part in act.at_stage(*stages) if part.job is not None]

    def _select_left(self) -> None:
        act = self._act()
        if act is not None:
            self._select_jobs(self._jobs(act, *_LEFT))

    def _show_all(self) -> None:
        act = self._act()
        if act is not None and (jobs := self._jobs(act, *Stage)):
            self._show_jobs(frozenset(jobs))

    def _show_part(self) -> None:
        row = self.parts_view.currentIndex().row()
        job = self._parts.rows[row].job if 0 <= row < len(self._parts.rows) else None
        if job is not None:
            self._show_jobs(frozenset({job}))

    def _offer_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.copy_action)
        menu.popup(place)
