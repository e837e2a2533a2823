# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar over the job table: what is shown. It edits the table's ``JobFilter``."""

from dataclasses import replace

from PyQt6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.tables.filter_language import parsed
from jlook_client.tables.job_filter import ALL, STATE_GROUPS, JobFilter, StateGroup
from jlook_client.tables.jobs import JobTable
from jlook_client.views.chip import Chip
from jlook_client.views.filter_box import FilterBox
from jlook_client.views.filter_help import FilterHelp
from jlook_client.views.filter_moments import moments_said
from jlook_client.views.filter_trouble import FilterTrouble
from jlook_client.views.finding import Finding
from jlook_client.views.search_box import LEAST_WIDTH
from jmss.texts import Texts

IN_USE_PX = 260
"""So wide is the filter box at least while something is in it, if the chips can give way."""

SHORT_BELOW_PX = 880
"""Below this width the chips leave out their words."""


class FilterBar(QFrame):
    """Search box, a chip per state, the queues, and a chip while only some jobs are shown."""

    def __init__(
        self,
        table: JobTable,
        *,
        below: QWidget,
        finding: Finding,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Build the bar.

        Args:
            table: the jobs.
            below: the table's view, where Down leads from the filter box.
            finding: what is shared with other job tables.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName("bar")
        self._table = table
        self._tr = tr
        self._looks = looks
        self._me = finding.me
        self.search = FilterBox(table.names_in, finding.history, tr, looks)
        self.trouble = FilterTrouble(self.search, tr, looks)
        self.help = FilterHelp(self.search, tr)
        self.ask_help = QToolButton()
        self.ask_help.setText("?")
        self.ask_help.setAutoRaise(True)
        self.ask_help.setAccessibleName(tr("Help for the filter"))
        self.ask_help.setToolTip(tr("Help for the filter (F1)"))
        self.chips: dict[str, Chip] = {}
        self._letters = 0
        self.changed = Chip(tr("Changed jobs"), tr, looks, glyph="info", ink="accent")
        self.queues = QComboBox()
        self.queues.setAccessibleName(tr("Queue"))
        found = self.queues.view()
        assert found is not None
        found.setAccessibleName(tr("Queue"))
        self.queues.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()
        self.search.textChanged.connect(self._search_for)
        self.search.installEventFilter(self)
        self.search.help_wanted.connect(self.show_help)
        self.ask_help.clicked.connect(self.show_help)
        self.help.tried.connect(self._try)
        self.search.went_down.connect(lambda: below.setFocus(Qt.FocusReason.TabFocusReason))
        self.queues.activated.connect(self._choose_queue)
        self.changed.clicked.connect(lambda: self._apply(numbers=None))
        table.counts_changed.connect(self.count)
        table.queue_names_changed.connect(self._list_queues)
        self._list_queues()
        self.show_filter()
        self.count()

    def clear(self) -> None:
        """Show all jobs again."""
        self._table.set_filter(JobFilter())
        self.show_filter()

    def show_only(self, numbers: frozenset[int]) -> None:
        """Show these jobs only, whatever was filtered by before."""
        self._table.set_filter(JobFilter(numbers=numbers))
        self.show_filter()

    def take(self, wanted: JobFilter) -> None:
        """Filter otherwise; "now" and "me" in the text are those of here and now."""
        self._table.set_filter(replace(wanted, at=self._table.now(), me=self._me()))
        self.show_filter()

    def drop(self, part: JobFilter) -> None:
        """Leave a part of the filter out."""
        self._table.set_filter(self._table.filter.without(part))
        self.show_filter()

    def show_help(self) -> None:
        """Show what can be written into the filter box, or put it away."""
        if self.help.isVisible():
            self.help.put_away()
        else:
            self.help.pop_up()
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_filter(self) -> None:
        """Have the bar say what the table is filtered by."""
        chosen = self._table.filter
        if self.search.text() != chosen.text:
            self.search.setText(chosen.text)
        self.chips[chosen.group.id].setChecked(True)
        self.queues.setCurrentIndex(max(0, self.queues.findData(chosen.queue)))
        self.changed.setVisible(chosen.numbers is not None)
        self.changed.setChecked(chosen.numbers is not None)
        self.count()

    def count(self) -> None:
        """Write the numbers on the chips: jobs before the text filter."""
        for group in STATE_GROUPS:
            self.chips[group.id].set_count(self._table.count(group))
        self.changed.set_count(len(self._table.filter.numbers or ()))
        letters = sum(len(chip.toolTip()) for chip in self.chips.values())
        if letters != self._letters:
            self._letters = letters
            self._fit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Shorten the chips where it is narrow (Qt)."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Never widen the subwindow: where it is narrow, chips leave out their words (Qt)."""
        return QSize(SHORT_BELOW_PX // 2, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Give the filter box more room while it has the keyboard (Qt)."""
        if event is not None and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            QTimer.singleShot(0, self._fit)
        return False

    def _fit(self) -> None:
        """Leave out the words of the chips, and less needed buttons, where they find no room."""
        in_use = self.search.hasFocus() or bool(self.search.text())
        self.search.setMinimumWidth(IN_USE_PX if in_use else LEAST_WIDTH)
        chips = (*self.chips.values(), self.changed)
        self.ask_help.show()
        self.queues.show()
        for chip in chips:
            chip.set_short(short=self.width() < SHORT_BELOW_PX)
        if self._is_too_wide():
            for chip in chips:
                chip.set_short(short=True)
        if self._is_too_wide():
            self.search.setMinimumWidth(LEAST_WIDTH)
        if self._is_too_wide():
            self.ask_help.hide()
        # The filter box can ask for a queue too.
        if self._is_too_wide() and self._table.filter.queue is None:
            self.queues.hide()

    def _is_too_wide(self) -> bool:
        self.line.invalidate()
        return self.line.minimumSize().width() > self.width()

    def _lay_out(self) -> None:
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        layout = self.line = QHBoxLayout()
        layout.setContentsMargins(8, 5, 8, 5)
        layout.setSpacing(4)
        both.addLayout(layout)
        both.addWidget(self.trouble)
        layout.addWidget(self.search, 1)
        layout.addWidget(self.ask_help)
        layout.addWidget(self.changed)
        together = QButtonGroup(self)
        for group in STATE_GROUPS:
            chip = Chip(
                self._tr(group.word), self._tr, self._looks, glyph=group.glyph, ink=group.ink
            )
            chip.clicked.connect(lambda _checked, chosen=group: self._apply(group=chosen))
            together.addButton(chip)
            self.chips[group.id] = chip
            layout.addWidget(chip)
        layout.addWidget(self.queues)

    def _list_queues(self) -> None:
        chosen = self._table.filter.queue
        names = self._table.queue_names
        if [self.queues.itemData(at) for at in range(1, self.queues.count())] != names:
            self.queues.clear()
            self.queues.addItem(self._tr("All queues"), None)
            for name in names:
                self.queues.addItem(name, name)
        self.queues.setCurrentIndex(max(0, self.queues.findData(chosen)))

    def _search_for(self, text: str) -> None:
        self._fit()
        self.trouble.look(parsed(text, self._tr.language))
        if text != self._table.filter.text:
            wanted = replace(self._table.filter, text=text, at=self._table.now(), me=self._me())
            self._table.set_filter(wanted)
        self.search.setToolTip(moments_said(self._table.filter, self._tr))

    def _try(self, example: str) -> None:
        self.search.setText(" ".join([*self.search.text().split(), example]))

    def _choose_queue(self, at: int) -> None:
        name = self.queues.itemData(at)
        self._table.set_filter(replace(self._table.filter, queue=name))
        self.count()

    def _apply(
        self, *, group: StateGroup | None = None, numbers: frozenset[int] | None = None
    ) -> None:
        chosen = self._table.filter
        if group is None:
            self._table.set_filter(replace(chosen, numbers=numbers))
        else:
            self._table.set_filter(replace(chosen, group=ALL if group == chosen.group else group))
        self.show_filter()
