# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as others make them, to measure ours against: all of Qt's own C++, and a first try."""

from typing import Any

from PyQt6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PyQt6.QtGui import QBrush, QColor, QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import QTableView

_COLOURS = ("#59636F", "#0B5CAD", "#1B1F24", "#B3261E")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def qts_own(texts: list[list[str]], like: QTableView) -> QTableView:
    """Give Qt's table over Qt's model, both of them C++, with these texts."""
    model = QStandardItemModel(len(texts), len(texts[0]))
    for at, row in enumerate(texts):
        for place, text in enumerate(row):
            item = QStandardItem(text)
            item.setForeground(QBrush(QColor(_COLOURS[at % len(_COLOURS)])))
            model.setItem(at, place, item)
    return _view(model, like)


class DictModel(QAbstractTableModel):
    """A list of dictionaries; a cell is looked up and formatted when Qt asks."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__()
        self.rows = rows
        self.columns = list(rows[0])

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(row[column])
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(_COLOURS[index.row() % len(_COLOURS)]))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 6:
            return _RIGHT
        return None


def first_try(texts: list[list[str]], like: QTableView) -> QTableView:
    """Give what one writes first: a proxy that sorts and filters over a model of dictionaries."""
    rows = [{f"column {at}": text for at, text in enumerate(row)} for row in texts]
    proxy = QSortFilterProxyModel(like)
    model = DictModel(rows)
    model.setParent(proxy)
    proxy.setSourceModel(model)
    return _view(proxy, like)


def _view(model: QAbstractItemModel, like: QTableView) -> QTableView:
    """Give a table as big as ours, its columns and rows too."""
    view = QTableView()
    model.setParent(view)
    view.setModel(model)
    view.setWordWrap(False)
    heads, rows = view.horizontalHeader(), view.verticalHeader()
    assert heads is not None
    assert rows is not None
    rows.hide()
    rows.setMinimumSectionSize(1)
    rows.setDefaultSectionSize(like.rowHeight(0))
    shown = [at for at in range(64) if like.columnWidth(at) > 0][: model.columnCount()]
    for place, at in enumerate(shown):
        heads.resizeSection(place, like.columnWidth(at))
    view.resize(like.size())
    view.show()
    return view
