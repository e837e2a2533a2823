# SPDX-License-Identifier: GPL-3.0-or-later
"""The [ジョブ情報] / Job information subwindow (manual S9)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PyQt6.QtCore import QPoint, Qt, QTimer
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.act_marks import ActMarks
from jlook_client.tables.job_keys import SortedBy
from jlook_client.tables.jobs import JobTable
from jlook_client.views.act_following import ActFollowing
from jlook_client.views.action_strip import ActionStrip
from jlook_client.views.acts_calls import ActsCalls
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.finding import Finding
from jlook_client.views.job_acting import JobActing
from jlook_client.views.job_actions import JobActions
from jlook_client.views.job_finding import JobFinding
from jlook_client.views.job_footer import JobFooter
from jlook_client.views.job_table_view import JobTableView
from jlook_client.views.job_view_memory import filter_of, filter_state, order_of, order_state
from jlook_client.views.row_copy import MOST_ROWS, RowCopy
from jlook_client.views.table_view import WholeRows
from jmss.model.jobs import Job
from jmss.texts import Texts

_TICK_MS = 1000


class JobInformation(QWidget):
    """Filter bar, table and footer; selection, order, filter and place survive every change."""

    def __init__(
        self,
        table: JobTable,
        *,
        calls: ActsCalls,
        view_output: Callable[[int], None],
        now: Callable[[], float],
        last_heard: Callable[[], float] | None = None,
        finding: Finding | None = None,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Build the subwindow's contents.

        Args:
            table: the jobs.
            calls: asks the server for what the operator wants, and tells what becomes of it.
            view_output: opens the output of a job.
            now: seconds since 1970 by the server's clock.
            last_heard: when anything was last heard, by the same clock; elapsed times stop
                there while the link is down. Without it they stop at the present.
            finding: what it shares with other job tables: last filters, saved views.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName("job_information")
        self.setAccessibleName(tr("Job information"))
        self.table = table
        self._last_heard = last_heard or now
        self._tr = tr
        self.view = JobTableView(table, looks)
        self.view.setAccessibleName(tr("Job information"))
        self.footer = JobFooter(tr=tr, looks=looks)
        self.finding = JobFinding(
            table,
            self.view,
            finding or Finding(),
            place=self,
            tell=self.footer.tell,
            left=self.remembered,
            wear=self.recall,
            tr=tr,
            looks=looks,
        )
        self.footer.place_first(self.finding.views)
        self.bar, self.overlay = self.finding.bar, self.finding.overlay
        self.strip = ActionStrip(looks)
        table.marks = ActMarks(calls.acts, tr)
        following = ActFollowing(
            calls.acts,
            footer=self.footer,
            rows=self.view.viewport() or self.view,
            select=self.select_jobs,
            tr=tr,
            parent=self,
        )
        self._acting = JobActing(table, self.strip, calls, following.follow, tr)
        self.actions_on_jobs = JobActions(
            table,
            calls=calls,
            begin=self._acting.begin,
            view_output=view_output,
            tr=tr,
            parent=self,
        )
        self.copying = RowCopy(jobs_of=table.jobs_of, tell=self.footer.tell, tr=tr, parent=self)
        self.copy_action = QAction(tr("Copy as CSV"), self)
        self.copy_action.triggered.connect(self.copy_selection)
        self._columns = ColumnChooser(
            self.view, tr=tr, parent=self, arrange=self.finding.columns.open
        )
        self._lay_out()
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._count_on)
        self._tick.start()
        self._refresh()

    def selected_jobs(self) -> Sequence[Job]:
        """Give the selected jobs in the order of the table."""
        return self.table.selected_jobs()

    def show_stale(self, as_of: str | None) -> None:
        """Show the jobs as they were at ``as_of``, a time of day; None: they are live again."""
        live = as_of is None
        self.table.set_stale(None if live else self._last_heard())
        self.actions_on_jobs.set_live(live=live)
        self.strip.hinder("" if live else self._tr("Not connected to the JMSS server."))
        if live:
            self._tick.start()
        else:
            self._tick.stop()
        self.view.setAccessibleDescription(as_of or "")

    def show_only(self, numbers: frozenset[int]) -> None:
        """Show these jobs only: what changed while the link was down."""
        self.bar.show_only(numbers)

    def select_jobs(self, numbers: Sequence[int]) -> None:
        """Select these jobs; if the filter hides them all, it gives way."""
        self.table.select(numbers)
        if not self.table.selected_count():
            self.bar.show_only(frozenset(numbers))
            self.table.select(numbers)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def remembered(self) -> dict[str, Any]:
        """Give filter, order and columns for the settings."""
        return {
            "filter": filter_state(self.table.filter),
            "order": order_state(self.table),
            "columns": self.view.layout_of_columns.state(),
        }

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take filter, order and columns from the settings."""
        self.view.layout_of_columns.restore(left.get("columns", {}))
        self._sort_by(*order_of(left.get("order", {}), self.table))
        self.bar.take(filter_of(left.get("filter", {})))

    def _sort_by(self, by: SortedBy, then: SortedBy) -> None:
        """Sort; the next click on a heading turns round what is sorted by then."""
        turned = Qt.SortOrder.DescendingOrder if by.descending else Qt.SortOrder.AscendingOrder
        header = self.view.horizontalHeader()
        assert header is not None
        header.setSortIndicator(self.table.column_at(by.column), turned)
        header.setSortIndicatorShown(False)
        self.table.sort_by(by, then)

    def carry_out(self, kind: str) -> None:
        """Carry out ``hold`` … ``settle`` or ``output`` on the selection."""
        self.actions_on_jobs.carry_out(kind)

    def show_search(self) -> None:
        """Take the keyboard to the search box (Ctrl+F)."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def go_to_job(self) -> None:
        """Ask for the number of a job to go to (Ctrl+G)."""
        self.finding.go_to_job.ask()

    def select_all(self) -> None:
        """Select all jobs that are shown (Ctrl+A)."""
        self.view.selectAll()

    def copy_selection(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard with their headings."""
        table, layout = self.table, self.view.layout_of_columns
        if (table.selected_count() or table.rowCount()) > MOST_ROWS:
            self.copying.refuse()
            return
        columns = [column for column in layout.in_order() if layout.is_shown(column.id)]
        numbers = table.selected_numbers() or table.numbers()
        self.copying.begin(columns, numbers)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(WholeRows(self.view), 1)
        layout.addWidget(self.strip)
        layout.addWidget(self.footer)
        self.setFocusProxy(self.view)
        header = self.view.horizontalHeader()
        assert header is not None
        header.setSortIndicator(self.table.column_at("number"), Qt.SortOrder.DescendingOrder)
        self.view.setSortingEnabled(True)
        header.setSortIndicatorShown(False)

    def _connect(self) -> None:
        table = self.table
        for signal in (
            table.selection_changed,
            table.rowsInserted,
            table.rowsRemoved,
            table.counts_changed,
            table.busy_changed,
        ):
            signal.connect(self._refresh)
        self.view.activated.connect(self.actions_on_jobs.open_detail)
        self.view.menu_wanted.connect(self._offer_menu)
        self.footer.copy.clicked.connect(self.copy_selection)
        self.footer.choose_columns.clicked.connect(self._offer_columns)
        header = self.view.horizontalHeader()
        assert header is not None
        header.customContextMenuRequested.connect(
            lambda place: self._columns.popup(header.mapToGlobal(place))
        )

    def _offer_columns(self) -> None:
        button = self.footer.choose_columns
        height = self._columns.sizeHint().height()
        self._columns.fill()
        self._columns.popup(button.mapToGlobal(QPoint(0, -height)))

    def _offer_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions_on_jobs.all)
        menu.addSeparator()
        menu.addAction(self.copy_action)
        menu.popup(place)

    def _count_on(self) -> None:
        if self.isVisible():
            self.table.tick(*self.view.visible_rows())

    def _refresh(self) -> None:
        table = self.table
        self.footer.count(
            total=table.total, shown=table.rowCount(), selected=table.selected_count()
        )
        self.footer.busy(searching=table.is_searching, sorting=table.is_ranking)
        self.actions_on_jobs.refresh()
        self.finding.why_empty.look()
