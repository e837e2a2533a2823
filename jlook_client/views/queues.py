# SPDX-License-Identifier: GPL-3.0-or-later
"""The [ジョブキュー] / Job queues subwindow (manual S8)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PyQt6.QtCore import QModelIndex, QPoint, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from jlook_client.acts import Act, Acts, ActsWatcher, Part
from jlook_client.looks import Looks
from jlook_client.tables.act_words import kind_words, outcome, targets
from jlook_client.tables.queues import QueueTable
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.heading_sort import order_left, sort_by_headings, take_order
from jlook_client.views.queue_actions import QueueActions
from jlook_client.views.table_copy import copy_table
from jlook_client.views.table_view import TableView, WholeRows
from jmss.model.queues import QueueState
from jmss.texts import Texts


class Queues(QWidget, ActsWatcher):
    """The queues with their counts; below them what became of the last act on one.

    Args:
        table: the queues.
        actions: what can be done with those that are selected here.
        acts: tells how far it has come.
        show_jobs: shows the jobs of the queue of that name.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        table: QueueTable,
        *,
        actions: QueueActions,
        acts: Acts,
        show_jobs: Callable[[str], None],
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("queues")
        self.setAccessibleName(tr("Job queues"))
        self._table = table
        self._actions = actions
        self._show_jobs = show_jobs
        self._tr = tr
        self._act: Act | None = None
        self.view = TableView(table, looks)
        self.view.setAccessibleName(tr("Job queues"))
        self.numbers, self.outcome = QLabel(), ElidedLabel()
        self.outcome.setObjectName("outcome")
        ColumnChooser(self.view, tr=tr, parent=self).open_over_headings()
        sort_by_headings(self.view)
        self._lay_out()
        self._connect()
        actions.begun = self._follow
        acts.watchers.append(self)
        self._note_queues()

    def show_stale(self, as_of: str | None) -> None:
        """Show the queues as last known, and let nothing be done; None: live again."""
        self._actions.set_live(live=as_of is None)
        self.view.setAccessibleDescription(as_of or "")

    def remembered(self) -> dict[str, Any]:
        """Give columns and order for the settings."""
        return {"columns": self.view.layout_of_columns.state(), "order": order_left(self.view)}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take columns and order from the settings."""
        self.view.layout_of_columns.restore(left.get("columns", {}))
        take_order(self.view, left.get("order", {}))

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """Say how far it has come (``ActsWatcher``)."""
        if self._act is not None and act.takes_back(self._act):
            self._act = act
        if act is self._act:
            self._say()

    def copy_selection(self) -> None:
        """Put the selected queues, or all, on the clipboard."""
        copy_table(self.view, self._tr)

    def select_all(self) -> None:
        """Select all queues (Ctrl+A)."""
        self.view.selectAll()

    def _lay_out(self) -> None:
        foot = QFrame()
        foot.setObjectName("foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(self.numbers)
        row.addWidget(self.outcome, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(WholeRows(self.view), 1)
        layout.addWidget(foot)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.view.when_rows_change(self._note_queues)
        self.view.activated.connect(self._open)
        self.view.menu_wanted.connect(self._offer_menu)

    def _note_queues(self) -> None:
        rows = self._table.rows
        self._actions.select([rows[at].queue for at in self.view.selected_rows()])
        stopped = sum(row.queue.state is QueueState.STOPPED for row in rows)
        text = self._tr.plural("{n} queue", "{n} queues", len(rows))
        if stopped:
            text += "　" + self._tr("{n} stopped", n=stopped)
        self.numbers.setText(text)

    def _open(self, index: QModelIndex) -> None:
        self._show_jobs(self._table.rows[index.row()].queue.name)

    def _offer_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions.all)
        menu.addSeparator()
        jobs = menu.addAction(self._tr("Show its &jobs"))
        assert jobs is not None
        selected = self.view.selected_rows()
        jobs.setEnabled(len(selected) == 1)
        jobs.triggered.connect(lambda: self._open(self._table.index(selected[0], 0)))
        menu.popup(place)

    def _follow(self, act: Act) -> None:
        self._act = act
        self._say()

    def _say(self) -> None:
        act, tr = self._act, self._tr
        assert act is not None
        self.outcome.set_text(
            tr(
                "{what} {names}: {outcome}",
                what=kind_words(act, tr),
                names=targets(act, tr),
                outcome=outcome(act, tr),
            )
        )
