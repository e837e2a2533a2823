# SPDX-License-Identifier: GPL-3.0-or-later
"""The [接続断の記録] / Blind periods subwindow: each loss of the link with every attempt."""

from collections.abc import Callable

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks, row_height
from jlook_client.tables.blind_periods import (
    CAUSE,
    HEADINGS,
    SHOWN,
    attempt_text,
    cells,
    moments,
    shown_cells,
)
from jlook_client.tables.times import moment_text, widest
from jlook_client.timeline import Outage, Timeline, TimelineWatcher
from jlook_client.views.clipboard import copy_cells
from jlook_client.views.empty_overlay import EmptyOverlay
from jmss.texts import Texts

_PADDING_PX = 16
_NUMBERS = (4, 8, 9)
"""Columns that are right-aligned."""
_HEARD = Qt.ItemDataRole.UserRole
"""Tells a period from all others."""


class BlindPeriods(QWidget, TimelineWatcher):
    """Newest on top; below each period its attempts. It can be saved for others."""

    def __init__(
        self,
        timeline: Timeline,
        *,
        save_csv: Callable[[], None],
        save_json: Callable[[], None],
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Watch the timeline.

        Args:
            timeline: knows the blind periods.
            save_csv: what [Save as CSV] does.
            save_json: what [Save as JSON] does.
            tr: the words.
            looks: colours.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName("blind_periods")
        self._timeline = timeline
        self._tr = tr
        self._looks = looks
        moment = self.fontMetrics().horizontalAdvance(f"{widest(tr)}:00")
        self._row_size = QSize(moment + _PADDING_PX, row_height(self.font()))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Blind periods"))
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setAlternatingRowColors(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.tree.setHeaderLabels([tr(heading) for heading in SHOWN])
        header = self.tree.header()
        assert header is not None
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(CAUSE, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        self.empty = EmptyOverlay(self.tree, looks, way_out="", leave=lambda: None)
        self.save_csv = QPushButton(tr("Save as CSV…"))
        self._write_csv = save_csv
        self.save_csv.clicked.connect(save_csv)
        self.save_json = QPushButton(tr("Save as JSON…"))
        self.save_json.clicked.connect(save_json)
        self._lay_out()
        self.setFocusProxy(self.tree)
        self.destroyed.connect(lambda: _forget(timeline, self))
        timeline.watchers.append(self)
        self.outages_changed()

    def outages_changed(self) -> None:
        """Show what is new; periods that are open in the tree stay open."""
        outages = list(reversed(self._timeline.outages))
        shown = {item.data(0, _HEARD): item.isExpanded() for item in self._items()}
        self.tree.clear()
        for outage in outages:
            item = self._item(outage)
            self.tree.addTopLevelItem(item)
            for attempt in outage.failed:
                child = QTreeWidgetItem(item, [attempt_text(self._tr, outage, attempt)])
                child.setFirstColumnSpanned(True)
                child.setSizeHint(0, self._row_size)
            item.setExpanded(shown.get(outage.heard, item is self.tree.topLevelItem(0)))
        if outages:
            self.empty.hide()
        else:
            self.empty.tell(self._tr("The link has not been lost since JLook was started"))
        for button in (self.save_csv, self.save_json):
            button.setEnabled(bool(outages))

    def copy_selection(self) -> None:
        """Put the selected periods, or all, on the clipboard as text, CSV and TSV (Ctrl+C)."""
        selected = [item.data(0, _HEARD) for item in self._items() if item.isSelected()]
        chosen = [
            outage
            for outage in reversed(self._timeline.outages)
            if not selected or outage.heard in selected
        ]
        tr = self._tr
        copy_cells([[tr(heading) for heading in HEADINGS], *(cells(tr, one) for one in chosen)])

    def save_as_csv(self) -> None:
        """Let the operator name a CSV file for all periods; without any it has a heading alone."""
        self._write_csv()

    def select_all(self) -> None:
        """Select all periods (Ctrl+A)."""
        self.tree.selectAll()

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _item(self, outage: Outage) -> QTreeWidgetItem:
        item = QTreeWidgetItem(shown_cells(self._tr, outage))
        item.setSizeHint(0, self._row_size)
        item.setData(0, _HEARD, outage.heard)
        for column, at in enumerate(moments(outage)):
            item.setToolTip(column, moment_text(at, self._tr, milliseconds=True))
        item.setToolTip(CAUSE, item.text(CAUSE))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column in _NUMBERS:
            item.setTextAlignment(column, right)
        return item

    def _lay_out(self) -> None:
        foot = QWidget()
        foot.setObjectName("bar")
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 5, 8, 5)
        row.addStretch(1)
        row.addWidget(self.save_csv)
        row.addWidget(self.save_json)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tree, 1)
        column.addWidget(foot)


def _forget(timeline: Timeline, watcher: TimelineWatcher) -> None:
    if watcher in timeline.watchers:
        timeline.watchers.remove(watcher)
