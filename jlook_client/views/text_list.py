# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of a few rows of text with headings: what is on screen stays where it is."""

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QTreeWidget, QTreeWidgetItem, QWidget

from jlook_client.looks import row_height
from jlook_client.views.clipboard import copy_cells


class TextList(QTreeWidget):
    """Rows of cells; new ones at the end are added without touching the others.

    Args:
        headings: translated.
        right: the columns whose cells stand at the right.
        name: for a screen reader.
        parent: as for every widget.
    """

    def __init__(
        self,
        headings: Sequence[str],
        *,
        right: Sequence[int] = (),
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._headings = list(headings)
        self._right = tuple(right)
        self._rows: list[Sequence[str]] = []
        self.setAccessibleName(name)
        self.setHeaderLabels(self._headings)
        self.setRootIsDecorated(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    @property
    def rows(self) -> list[Sequence[str]]:
        """What is shown, from top to bottom."""
        return list(self._rows)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows; who stands at the bottom goes on with what comes there."""
        if rows == self._rows:
            return
        bar = self.verticalScrollBar()
        follows, place = bar is not None and bar.value() >= bar.maximum(), bar.value() if bar else 0
        same = 0
        while same < min(len(rows), len(self._rows)) and rows[same] == self._rows[same]:
            same += 1
        for at in range(same, min(len(rows), len(self._rows))):
            self._write(self.topLevelItem(at), rows[at])
        while self.topLevelItemCount() > len(rows):
            self.takeTopLevelItem(self.topLevelItemCount() - 1)
        begin = self.topLevelItemCount()
        self.addTopLevelItems([self._item(row) for row in rows[begin:]])
        self._rows = list(rows)
        self._fit()
        if bar is not None and begin:
            bar.setValue(bar.maximum() if follows else place)

    def copy_selection(self) -> None:
        """Put the selected rows, or all, on the clipboard with their headings."""
        chosen = sorted(self.indexOfTopLevelItem(item) for item in self.selectedItems())
        rows = [self._rows[at] for at in chosen] if chosen else self._rows
        copy_cells([self._headings, *rows])

    def _item(self, row: Sequence[str]) -> QTreeWidgetItem:
        item = QTreeWidgetItem(list(row))
        # Of the last column, whose width nobody measures: the others are as wide as their text.
        item.setSizeHint(len(row) - 1, QSize(0, row_height(self.font())))
        for column in self._right:
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            item.setTextAlignment(column, side)
        self._explain(item, row)
        return item

    def _write(self, item: QTreeWidgetItem | None, row: Sequence[str]) -> None:
        if item is not None:
            for column, cell in enumerate(row):
                item.setText(column, cell)
            self._explain(item, row)

    def _explain(self, item: QTreeWidgetItem, row: Sequence[str]) -> None:
        item.setToolTip(len(row) - 1, row[-1])

    def _fit(self) -> None:
        for column in range(self.columnCount() - 1):
            self.resizeColumnToContents(column)
