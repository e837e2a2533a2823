# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a table as texts, for whoever copies, saves or prints them a slice at a time."""

from collections.abc import Sequence
from typing import Any

from jlook_client.tables.column import Column
from jlook_client.tables.row_table import RowTable
from jlook_client.tables.table import FactTable
from jmss.texts import Texts


class PickedRows:
    """Some rows of a table as they were picked; jobs that leave meanwhile are left out.

    Args:
        table: the rows.
        columns: what is told of each, from left to right.
        places: which rows, by where they stand; None: all.
        tr: the words.
    """

    def __init__(
        self,
        table: FactTable[Any],
        columns: Sequence[Column[Any]],
        places: Sequence[int] | None,
        tr: Texts,
    ) -> None:
        self._table = table
        self._columns = columns
        self.headings = [tr(column.heading) for column in columns]
        self.right = [column.right for column in columns]
        self._numbers: list[int] = []
        self._rows: list[Any] = []
        if isinstance(table, RowTable):
            numbers = table.numbers()
            self._numbers = numbers if places is None else [numbers[at] for at in places]
        else:
            self._rows = list(table.rows) if places is None else [table.rows[at] for at in places]

    def __len__(self) -> int:
        """Give how many rows were picked."""
        return len(self._numbers) + len(self._rows)

    def cells(self, begin: int, end: int) -> list[list[str]]:
        """Give what some of them say on screen."""
        return [[column.text(row) for column in self._columns] for row in self._some(begin, end)]

    def cells_for_files(self, begin: int, end: int) -> list[list[str]]:
        """Give what some of them say to a spreadsheet."""
        rows = self._some(begin, end)
        return [[column.for_files(row) for column in self._columns] for row in rows]

    def _some(self, begin: int, end: int) -> Sequence[Any]:
        table = self._table
        if isinstance(table, RowTable):
            return table.jobs_of(self._numbers[begin:end])
        return self._rows[begin:end]
