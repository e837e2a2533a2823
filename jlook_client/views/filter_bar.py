# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar over the job table: what is shown. It edits the table's ``JobFilter``."""

from dataclasses import replace

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.job_filter import ALL, STATE_GROUPS, JobFilter, StateGroup
from jlook_client.tables.jobs import JobTable
from jlook_client.views.chip import Chip
from jlook_client.views.search_box import SearchBox
from jmss.texts import Texts

SHORT_BELOW_PX = 880
"""Below this width the chips leave out their words."""


class FilterBar(QFrame):
    """Search box, a chip per state, the queues, and a chip while only some jobs are shown."""

    def __init__(
        self,
        table: JobTable,
        *,
        below: QWidget,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Build the bar; ``below`` is the table's view, where Down leads from the search box."""
        super().__init__(parent)
        self.setObjectName("bar")
        self._table = table
        self._tr = tr
        self._looks = looks
        self.search = SearchBox(tr("Filter (Ctrl+F)"), tr, looks)
        self.chips: dict[str, Chip] = {}
        self.changed = Chip(tr("Changed jobs"), looks, glyph="info", ink="accent")
        self.queues = QComboBox()
        self.queues.setAccessibleName(tr("Queue"))
        found = self.queues.view()
        assert found is not None
        found.setAccessibleName(tr("Queue"))
        self.queues.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()
        self.search.textChanged.connect(self._search_for)
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

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Shorten the chips where it is narrow (Qt)."""
        super().resizeEvent(event)
        for chip in (*self.chips.values(), self.changed):
            chip.set_short(short=self.width() < SHORT_BELOW_PX)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 5, 8, 5)
        layout.setSpacing(5)
        layout.addWidget(self.search, 1)
        layout.addWidget(self.changed)
        together = QButtonGroup(self)
        for group in STATE_GROUPS:
            chip = Chip(self._tr(group.word), self._looks, glyph=group.glyph, ink=group.ink)
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
        self._table.set_filter(replace(self._table.filter, text=text))

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
