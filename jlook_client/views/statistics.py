# SPDX-License-Identifier: GPL-3.0-or-later
"""The [統計] / Statistics subwindow: jobs that run, wait and end, over the last hours."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks, row_height
from jlook_client.tables.frame_clock import FrameClock
from jlook_client.tables.minute_series import MinuteSeries
from jlook_client.tables.minute_table import MinuteTable
from jlook_client.tables.minute_words import begin_text, csv_rows, reading, takeover_text
from jlook_client.tables.takeovers import ServerTakeover
from jlook_client.views.chip import chip
from jlook_client.views.clipboard import copy_cells
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.minute_legend import MinuteLegend
from jlook_client.views.minute_plot import MinutePlot
from jmss.model.statistics import Minute, minute_of
from jmss.texts import Texts

HOURS = (1, 6, 24)
_TIME_GOES_ON_MS = 5000
"""The plot is moved to the left this often, while it can be seen."""


class StatisticsView(QWidget):
    """A plot and a table of the same minutes, and the exact numbers of the one at the cursor."""

    def __init__(
        self,
        series: MinuteSeries,
        *,
        takeovers: Callable[[], Sequence[ServerTakeover]],
        now: Callable[[], float],
        known_until: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Build the subwindow's contents.

        Args:
            series: the counts; they are the view's from now on.
            takeovers: when the JMSS server came to another node.
            now: the present by the server's clock.
            known_until: up to when anything is known, by the same clock.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName("statistics")
        self.setAccessibleName(tr("Statistics"))
        self.series = series
        self._takeovers = takeovers
        self._now = now
        self._known_until = known_until
        self._tr = tr
        self.plot = MinutePlot(
            series,
            takeovers=takeovers,
            now=now,
            known_until=known_until,
            tr=tr,
            looks=looks,
        )
        self.plot.cursor_moved.connect(self._read)
        self.table = MinuteTable(now=now, tr=tr, parent=self)
        self.rows = self._built_rows()
        self.pages = QStackedWidget()
        self.legend = MinuteLegend(tr=tr, looks=looks)
        self.reading, self.notice = ElidedLabel(), QLabel()
        self.hours: dict[int, QToolButton] = {}
        self.as_table = chip(tr("As a table"))
        self.copy = QPushButton(tr("Copy as CSV"))
        self.copy.clicked.connect(self.copy_selection)
        self._lay_out()
        self._frames = FrameClock(self.refresh, parent=self)
        self._goes_on = QTimer(self)
        self._goes_on.setInterval(_TIME_GOES_ON_MS)
        self._goes_on.timeout.connect(self.refresh)
        series.changed = lambda: self._frames.note(seen=self.isVisible())
        self.reach_back(HOURS[0])

    def minutes(self) -> list[Minute]:
        """Give the minutes that are shown."""
        return self.series.between(self.plot.first, self.plot.last)

    def reach_back(self, hours: int) -> None:
        """Show the last hour, or the last so many."""
        self.hours[hours].setChecked(True)
        self.plot.reach_back(hours)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now, if anybody can see it."""
        if self.pages.currentWidget() is self.rows:
            self.table.show(self.minutes())
        self.plot.renew()
        self._read()
        self._say_trouble()

    def show_stale(self, _as_of: str | None) -> None:
        """Paint anew: from the last thing heard on nothing is known, or all of it again."""
        self.refresh()

    def copy_selection(self) -> None:
        """Put the minutes that are shown, or the selected rows, on the clipboard (Ctrl+C)."""
        minutes = self.minutes()
        selection = self.rows.selectionModel()
        if self.pages.currentWidget() is self.rows and selection and selection.hasSelection():
            chosen = {index.row() for index in selection.selectedRows()}
            minutes = [self.table.minutes[at] for at in sorted(chosen, reverse=True)]
        copy_cells(csv_rows(minutes, self._tr))

    def remembered(self) -> dict[str, object]:
        """Give how it was left."""
        return {"hours": self.plot.hours, "table": self.as_table.isChecked()}

    def recall(self, left: dict[str, object]) -> None:
        """Take how it was left.

        Raises:
            KeyError, ValueError: it cannot be read.
        """
        hours = left["hours"]
        if hours not in HOURS:
            raise ValueError(hours)
        self.reach_back(int(str(hours)))
        self.as_table.setChecked(left.get("table") is True)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Let time go on (Qt)."""
        super().showEvent(event)
        self._goes_on.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Rest while nobody looks (Qt)."""
        super().hideEvent(event)
        self._goes_on.stop()

    def _read(self) -> None:
        """Say the exact numbers of the minute at the cursor, or of the newest one."""
        tr, now = self._tr, self._now()
        at = self.plot.cursor_minute
        shown = self.series.minutes
        minute = max(shown, default=0) if at is None else at
        known = shown.get(minute)
        if known is not None:
            said = reading(known, tr, now)
        elif not self.series.answered:
            said = ""
        elif minute >= minute_of(self._known_until()):
            said = tr("{time}: not known", time=begin_text(minute, now, tr))
        elif minute < min(shown, default=0):
            said = tr("{time}: nothing was counted yet", time=begin_text(minute, now, tr))
        else:
            said = tr("{time}: no JMSS server worked", time=begin_text(minute, now, tr))
        marks = [one for one in self._takeovers() if minute_of(one.at) == minute]
        text = tr("; ").join([said, *(takeover_text(one, tr, now) for one in marks)])
        if text != self.reading.text():
            self.reading.set_text(text)
            self.plot.setToolTip(text if at is not None else "")
            self.plot.setAccessibleDescription(text)

    def _say_trouble(self) -> None:
        series, tr = self.series, self._tr
        said = ""
        if series.trouble is not None:
            said = tr.error(series.trouble)
        elif not series.answered:
            said = tr("The counts have not come from the server yet.")
        self.notice.setText(said)
        self.notice.setVisible(bool(said))

    def _show_page(self, table: bool) -> None:
        self.pages.setCurrentWidget(self.rows if table else self.plot)
        self.legend.setVisible(not table)
        self.refresh()

    def _built_rows(self) -> QTableView:
        rows = QTableView()
        rows.setModel(self.table)
        rows.setAccessibleName(self._tr("Jobs of the last hours, by minutes"))
        rows.setShowGrid(False)
        rows.setAlternatingRowColors(True)
        rows.setFrameShape(QFrame.Shape.NoFrame)
        rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        rows.setTabKeyNavigation(False)
        down, across = rows.verticalHeader(), rows.horizontalHeader()
        assert down is not None
        assert across is not None
        down.hide()
        down.setDefaultSectionSize(row_height(self.font()))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setHighlightSections(False)
        return rows

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        across = QHBoxLayout(bar)
        across.setContentsMargins(8, 5, 8, 5)
        across.setSpacing(5)
        together = QButtonGroup(self)
        for hours in HOURS:
            button = self.hours[hours] = chip(self._tr.plural("{n} hour", "{n} hours", hours))
            button.clicked.connect(lambda _checked, chosen=hours: self.reach_back(chosen))
            together.addButton(button)
            across.addWidget(button)
        across.addStretch(1)
        self.as_table.toggled.connect(self._show_page)
        across.addWidget(self.as_table)
        across.addWidget(self.copy)
        self.notice.setObjectName("told")
        self.notice.setWordWrap(True)
        self.notice.setContentsMargins(10, 5, 10, 5)
        for page in (self.plot, self.rows):
            self.pages.addWidget(page)
        foot = QFrame()
        foot.setObjectName("foot")
        below = QHBoxLayout(foot)
        below.setContentsMargins(8, 3, 8, 3)
        below.addWidget(self.reading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.notice)
        column.addWidget(self.pages, 1)
        column.addWidget(self.legend)
        column.addWidget(foot)
        self.setFocusProxy(self.plot)
