# SPDX-License-Identifier: GPL-3.0-or-later
"""The minutes as a table, the newest on top: the same numbers for those who do not see a plot."""

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from jlook_client.tables.minute_words import HEADINGS, cells
from jmss.model.statistics import Minute
from jmss.texts import Texts

_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MinuteTable(QAbstractTableModel):
    """Thin over a list of minutes.

    Args:
        now: the moment that decides what today is.
        tr: the words.
        parent: the Qt parent.
    """

    def __init__(
        self, *, now: Callable[[], float], tr: Texts, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._tr = tr
        self._minutes: list[Minute] = []

    @property
    def minutes(self) -> Sequence[Minute]:
        """What is shown, from top to bottom."""
        return self._minutes

    def show(self, minutes: Sequence[Minute]) -> None:
        """Show these minutes, given in ascending order; what stays is not touched."""
        new = list(reversed(minutes))
        old = self._minutes
        if len(new) == len(old) and new and old and new[0].minute == old[0].minute:
            changed = [
                at for at, pair in enumerate(zip(new, old, strict=True)) if pair[0] != pair[1]
            ]
            self._minutes = new
            if changed:
                last = self.columnCount() - 1
                self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))
        elif new != old:
            self.beginResetModel()
            self._minutes = new
            self.endResetModel()

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """Give the number of rows (Qt)."""
        return 0 if parent.isValid() else len(self._minutes)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """Give the number of columns (Qt)."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a heading (Qt)."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return _RIGHT
        return self._tr(HEADINGS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell; a screen reader hears its heading too (Qt)."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return _RIGHT
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        cell = cells(self._minutes[index.row()], self._now(), self._tr)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell
        return f"{self._tr(HEADINGS[index.column()])}: {cell}"
