# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a subwindow on the clipboard, as text, CSV and TSV."""

from collections.abc import Sequence

from PyQt6.QtGui import QGuiApplication

from jlook_client.tables.csv_text import clipboard_data
from jlook_client.views.table_view import TableView
from jmss.texts import Texts


def copy_cells(rows: Sequence[Sequence[str]]) -> None:
    """Put rows of cells on the clipboard, the headings first."""
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:  # before the first window there may be none
        clipboard.setMimeData(clipboard_data(rows))


def copy_table(view: TableView, tr: Texts) -> None:
    """Put the selected rows, or all, on the clipboard, their columns as they stand on screen."""
    table, columns = view.table, view.layout_of_columns.in_order()
    places = view.selected_rows() or range(table.rowCount())
    headings = [tr(column.heading) for column in columns]
    copy_cells([headings, *([column.text(table.rows[at]) for column in columns] for at in places)])
