# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover history as a list: the same as the picture, for reading row by row."""

from PyQt6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from jlook_client.tables.lane_words import HEADINGS, cells
from jlook_client.tables.lanes import Lane
from jmss.texts import Texts

MOST_ROWS = 2000
"""The newest are listed; the files that are saved have them all."""


class LaneList(QTreeWidget):
    """A row for each stay and each gap, the newest on top."""

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self.setAccessibleName(tr("Failover history as a list"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHeaderLabels([tr(heading) for heading in HEADINGS])
        header = self.header()
        assert header is not None
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_lanes(self, lanes: list[Lane]) -> None:
        """Show these; where nothing is another one, nothing moves."""
        found = [(span.began, cells(lane, span, self._tr)) for lane in lanes for span in lane.spans]
        found.sort(key=lambda pair: pair[0], reverse=True)
        rows = [row for _, row in found[:MOST_ROWS]]
        if len(rows) != self.topLevelItemCount():
            self.clear()
            self.addTopLevelItems([QTreeWidgetItem(row) for row in rows])
            return
        for at, row in enumerate(rows):
            item = self.topLevelItem(at)
            assert item is not None
            for column, text in enumerate(row):
                if item.text(column) != text:
                    item.setText(column, text)

    def selected_rows(self) -> list[list[str]]:
        """Give the cells of the selected rows, or of all, below their headings."""
        every = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        items = [item for item in every if item is not None]
        chosen = [item for item in items if item.isSelected()] or items
        rows = [[item.text(column) for column in range(len(HEADINGS))] for item in chosen]
        return [[self._tr(heading) for heading in HEADINGS], *rows]
