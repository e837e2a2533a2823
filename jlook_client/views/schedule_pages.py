# SPDX-License-Identifier: GPL-3.0-or-later
"""Below the list: the next runs, the month, one day, and the history of what is selected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PyQt6.QtCore import QModelIndex
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.tables.due_list import DueRow, DueTable
from jlook_client.tables.month_days import moments_of
from jlook_client.tables.plan import Plan, Stretch
from jlook_client.tables.times import written_day
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.month_sheet import MonthSheet
from jlook_client.views.table_view import TableView, WholeRows
from jmss.model.schedules import Run
from jmss.texts import Texts

NEXT = 20
"""Runs to come that are listed."""
_FROM_EVER = Stretch(begin=0.0, end=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesModels:
    """What the pages show; one plan and one table for each."""

    plan: Callable[[], Plan]
    table: Callable[[], DueTable]
    history: Callable[[frozenset[str]], Sequence[DueRow]]
    """Gives the runs of these schedules, the newest first."""
    today: Callable[[], date]


class SchedulePages(QTabWidget):
    """Four pages about the selected schedules, or about all while none is selected.

    Args:
        models: what they show.
        open_jobs: opens JLook at these jobs.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(
        self,
        models: PagesModels,
        open_jobs: Callable[[Sequence[int]], None],
        tr: Texts,
        looks: Looks,
    ) -> None:
        super().__init__()
        self._models = models
        self._open_jobs = open_jobs
        self._tr = tr
        self._looks = looks
        self._names: frozenset[str] | None = None
        self._day = models.today()
        self.setDocumentMode(True)
        self.setAccessibleName(tr("Runs"))
        self.next_plan, self.next_runs = models.plan(), self._list(tr("Next runs"))
        self.month_plan, self.month = models.plan(), MonthSheet(models.today, tr, looks)
        self.day_plan, self.day_runs = models.plan(), self._list(tr("Day"))
        self.history = self._list(tr("History"))
        self._overlays = [
            EmptyOverlay(view, looks, way_out="", leave=lambda: None)
            for view in (self.next_runs, self.day_runs, self.history)
        ]
        self.addTab(WholeRows(self.next_runs), tr("Next {n} runs", n=NEXT))
        self.addTab(self.month, tr("Month"))
        self.addTab(self._day_page(), tr("Day"))
        self.addTab(self._history_page(), tr("History"))
        self._connect()
        self.month.show_today()
        self.show_names(None)

    def show_names(self, names: frozenset[str] | None) -> None:
        """Show the runs of these schedules; None: of all."""
        self._names = names
        self._show_page()

    def show_history_of(self, names: frozenset[str]) -> None:
        """Show the history of these schedules."""
        self._names = names
        self.setCurrentIndex(3)
        self._show_page()

    def show_stale(self, *, stale: bool) -> None:
        """Show everything as last known, or as it is."""
        for view in (self.next_runs, self.day_runs, self.history):
            view.table.show_stale(stale=stale)  # type: ignore[attr-defined] # a DueTable

    def documents_changed(self) -> None:
        """The history may have grown; the plans see to themselves."""
        if self.currentIndex() == 3:
            self._show_history()

    def jobs_changed(self) -> None:
        """Say anew what became of the jobs that are listed."""
        for view in (self.day_runs, self.history):
            if view.isVisible():
                view.table.note()  # type: ignore[attr-defined] # a DueTable

    def remembered(self) -> dict[str, Any]:
        """Give what is to be remembered."""
        return {"page": self.currentIndex()}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Be as it was left."""
        self.setCurrentIndex(int(left.get("page", 0)))

    # Inside.

    def _show_page(self) -> None:
        """Work out what is on screen, and nothing else."""
        page, names = self.currentIndex(), self._names
        self.next_plan.show(Stretch(most=NEXT) if page == 0 else None, names)
        self.month_plan.show(self.month.stretch if page == 1 else None, names)
        begin, end = moments_of(self._day, 1)
        self.day_plan.show(Stretch(begin, end) if page == 2 else None, names)
        if page == 2:
            self.day_title.setText(written_day(self._day, self._tr))
        if page == 3:
            self._show_history()

    def _show_next(self, rows: list[DueRow]) -> None:
        self._fill(self.next_runs, rows, 0, self._tr("No run is to come."))

    def _show_day(self, rows: list[DueRow]) -> None:
        self._fill(self.day_runs, rows, 1, self._tr("Nothing runs on this day."))

    def _show_history(self) -> None:
        rows = self._models.history(self._names or frozenset())
        self._fill(self.history, list(rows), 2, self._tr("Nothing has run yet."))

    def _fill(self, view: TableView, rows: list[DueRow], overlay: int, empty: str) -> None:
        view.table.show_rows(rows)  # type: ignore[attr-defined] # a DueTable
        if rows:
            self._overlays[overlay].hide()
        else:
            self._overlays[overlay].tell(empty)

    def open_day(self, day: date) -> None:
        """Show one day."""
        self._day = day
        self.setCurrentIndex(2)
        self._show_page()
        self.day_runs.setFocus()

    def _turn(self, days: int) -> None:
        self._day += timedelta(days=days)
        self._show_page()

    def _open(self, index: QModelIndex) -> None:
        view = self.sender()
        assert isinstance(view, TableView)
        run = view.table.rows[index.row()].run
        if isinstance(run, Run) and run.jobs:
            self._open_jobs(run.jobs)

    def _open_selected(self) -> None:
        rows = self.history.table.rows
        numbers = [
            number
            for at in self.history.selected_rows()
            for number in (rows[at].run.jobs if rows[at].run else ())
        ]
        self._open_jobs(numbers)

    def _note_selection(self) -> None:
        rows = self.history.table.rows
        some = any(rows[at].run and rows[at].run.jobs for at in self.history.selected_rows())
        self.open_jobs.setEnabled(some)
        self.open_jobs.setToolTip("" if some else self._tr("Select a run that submitted jobs."))

    def _connect(self) -> None:
        self.next_plan.changed.connect(self._show_next)
        self.month_plan.changed.connect(self.month.show_rows)
        self.day_plan.changed.connect(self._show_day)
        self.month.wanted.connect(lambda _stretch: self._show_page())
        self.month.day_chosen.connect(self.open_day)
        self.currentChanged.connect(lambda _page: self._show_page())
        for view in (self.day_runs, self.history):
            view.activated.connect(self._open)
        selection = self.history.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(lambda _now, _before: self._note_selection())

    def _list(self, name: str) -> TableView:
        view = TableView(self._models.table(), self._looks)
        view.setAccessibleName(name)
        return view

    def _day_page(self) -> QWidget:
        tr, page, head = self._tr, QWidget(), QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.setSpacing(6)
        self.day_title = QLabel()
        font = self.day_title.font()
        font.setBold(True)
        self.day_title.setFont(font)
        before = _button("◀", lambda: self._turn(-1), tr("The day before"))
        after = _button("▶", lambda: self._turn(1), tr("The next day"))
        today = _button(tr("Today"), lambda: self.open_day(self._models.today()), "")
        for widget in (before, after, self.day_title):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(today)
        return _page(page, head, self.day_runs)

    def _history_page(self) -> QWidget:
        page, head = QWidget(), QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.setSpacing(6)
        self.open_jobs = _button(self._tr("Show the &jobs in JLook"), self._open_selected, "")
        head.addStretch(1)
        head.addWidget(self.open_jobs)
        self._note_selection()
        return _page(page, head, self.history)


def _page(page: QWidget, head: QHBoxLayout, view: TableView) -> QWidget:
    lines = QVBoxLayout(page)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    lines.addLayout(head)
    lines.addWidget(WholeRows(view), 1)
    return page


def _button(text: str, call: Callable[[], None], name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setAccessibleName(name or text.replace("&", ""))
    button.setToolTip(name)
    button.clicked.connect(lambda _checked: call())
    return button
