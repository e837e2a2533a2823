# SPDX-License-Identifier: GPL-3.0-or-later
"""A small table on the clipboard, its columns as they stand on screen."""

from jlook_client.views.clipboard import copy_cells
from jlook_client.views.table_view import TableView
from jmss.texts import Texts


def copy_table(view: TableView, tr: Texts) -> None:
    """Put the selected rows, or all, on the clipboard."""
    table, columns = view.table, view.layout_of_columns.in_order()
    places = view.selected_rows() or range(table.rowCount())
    rows = [[column.for_files(table.rows[at]) for column in columns] for at in places]
    copy_cells([[tr(column.heading) for column in columns], *rows])
