# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar over the event log: words, severities, sources, and what came while somebody read."""

from dataclasses import replace
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QResizeEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from jlook_client.lines import Severity
from jlook_client.looks import Looks
from jlook_client.tables.log import SEVERITY_LOOKS, LogTable
from jlook_client.tables.log_filter import LogFilter
from jlook_client.views.chip import Chip
from jlook_client.views.search_box import SearchBox
from jmss.texts import Texts

SHORT_BELOW_PX = 700
"""Below this width the chips leave out their words, and saving is in the menu only."""

MOST_PX = 960
"""Wider than this, the box would be longer than what anybody looks for."""


class LogBar(QFrame):
    """Edits the filter of the table; a chip that is pressed is shown.

    Args:
        table: the lines.
        below: the table's view, where Down leads from the box.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        table: LogTable,
        *,
        below: QWidget,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setProperty("slim", True)
        self._table = table
        self._tr = tr
        self.search = SearchBox(tr("Filter the events (Ctrl+F)"), tr, looks)
        self.search.textChanged.connect(self._search_for)
        self.search.went_down.connect(lambda: below.setFocus(Qt.FocusReason.TabFocusReason))
        self.chips = {severity: self._chip(severity, looks) for severity in Severity}
        self.sources = QToolButton()
        self.sources.setObjectName("chip")
        self.sources.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.source_menu = QMenu(self.sources)
        self.source_menu.aboutToShow.connect(self._list_sources)
        self.sources.setMenu(self.source_menu)
        self.unseen = QPushButton()
        self.unseen.hide()
        self.save = QToolButton()
        self.save.setObjectName("chip")
        self.save.setText(tr("Save as CSV…"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 8, 1)
        layout.setSpacing(5)
        layout.addWidget(self.search, 1)
        for widget in (self.unseen, *self.chips.values(), self.sources, self.save):
            layout.addWidget(widget)
        table.counts_changed.connect(self.count)
        self._list_sources()
        self.show_filter()

    def show_filter(self) -> None:
        """Have the bar say what the table is filtered by."""
        chosen = self._table.filter
        if self.search.text() != chosen.text:
            self.search.setText(chosen.text)
        for severity, chip in self.chips.items():
            chip.setChecked(severity not in chosen.without)
        self.sources.setText(self._sources_text(chosen))
        self.sources.setChecked(chosen.sources is not None)
        self.sources.setAccessibleName(self._tr("Sources: {chosen}", chosen=self.sources.text()))
        self.count()

    def count(self) -> None:
        """Write the numbers on the chips: lines before any filter."""
        for severity, chip in self.chips.items():
            chip.set_count(self._table.counts[severity])

    def apply(self, chosen: LogFilter) -> None:
        """Filter so, and say it."""
        self._table.set_filter(chosen)
        self.show_filter()

    def show_unseen(self, count: int) -> None:
        """Say how many rows came on top while the operator read; with none, nothing."""
        if count:
            self.unseen.setText(self._tr("▲ {n} new", n=count))
            self.unseen.setAccessibleName(
                self._tr.plural("Show {n} new event", "Show {n} new events", count)
            )
        self.unseen.setVisible(count > 0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Shorten the chips where it is narrow (Qt)."""
        super().resizeEvent(event)
        for chip in self.chips.values():
            chip.set_short(short=self.width() < SHORT_BELOW_PX)
        self.save.setVisible(self.width() >= SHORT_BELOW_PX)

    def _chip(self, severity: Severity, looks: Looks) -> Chip:
        look = SEVERITY_LOOKS[severity]
        chip = Chip(self._tr(look.word), self._tr, looks, glyph=look.glyph, ink=look.token)
        chip.clicked.connect(partial(self._show_severity, severity))
        return chip

    def _show_severity(self, severity: Severity, shown: bool) -> None:
        chosen = self._table.filter
        without = chosen.without - {severity} if shown else chosen.without | {severity}
        self.apply(replace(chosen, without=without))

    def _search_for(self, text: str) -> None:
        self._table.set_filter(replace(self._table.filter, text=text))

    def _sources_text(self, chosen: LogFilter) -> str:
        if chosen.sources is None:
            return self._tr("All sources")
        if len(chosen.sources) == 1:
            return next(iter(chosen.sources))
        return self._tr("{n} sources", n=len(chosen.sources))

    def _list_sources(self) -> None:
        menu, chosen = self.source_menu, self._table.filter.sources
        menu.clear()
        self._offer(self._tr("All sources"), on=chosen is None).triggered.connect(
            lambda: self.apply(replace(self._table.filter, sources=None))
        )
        menu.addSeparator()
        known = self._table.sources
        for name in [*known, *sorted((chosen or frozenset()) - {*known})]:
            action = self._offer(name, on=chosen is not None and name in chosen)
            action.triggered.connect(partial(self._turn_source, name))

    def _offer(self, text: str, *, on: bool) -> QAction:
        action = QAction(text, self.source_menu)
        action.setCheckable(True)
        action.setChecked(on)
        self.source_menu.addAction(action)
        return action

    def _turn_source(self, name: str) -> None:
        chosen = self._table.filter
        sources = (chosen.sources or frozenset()) ^ {name}
        self.apply(replace(chosen, sources=sources or None))
