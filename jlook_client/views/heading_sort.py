# SPDX-License-Identifier: GPL-3.0-or-later
"""A click on a heading sorts a small table, a second one turns it round, a third ends it."""

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHeaderView

from jlook_client.views.table_view import TableView

_DOWN = Qt.SortOrder.DescendingOrder


def sort_by_headings(view: TableView) -> None:
    """Let the headings of a view sort its table; an arrow in the heading tells by which."""
    header = _header(view)
    header.setSortIndicatorClearable(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    view.setSortingEnabled(True)
    header.setSortIndicatorShown(False)


def order_left(view: TableView) -> dict[str, Any]:
    """Give by which column the table is sorted, for the settings; empty: in its own order."""
    if view.table.sorted_by is None:
        return {}
    at, order = view.table.sorted_by
    return {"column": view.table.columns[at].id, "descending": order is _DOWN}


def take_order(view: TableView, left: Mapping[str, Any]) -> None:
    """Sort as it was left; a column that is not there any more sorts by nothing."""
    ids = [column.id for column in view.table.columns]
    at = ids.index(left["column"]) if left.get("column") in ids else -1
    order = _DOWN if left.get("descending") else Qt.SortOrder.AscendingOrder
    _header(view).setSortIndicator(at, order)


def _header(view: TableView) -> QHeaderView:
    header = view.horizontalHeader()
    assert header is not None
    return header
