# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as CSV that a spreadsheet reads as text, never as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from PyQt6.QtCore import QMimeData

_BOM = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Give the cell so that a spreadsheet does not run it: a job's name is anybody's text."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_text(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Write rows of cells as CSV, or with a tab as separator as TSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """Write the beginning of a file, or all of it, so that a spreadsheet knows the encoding."""
    return (_BOM + csv_text(rows)).encode()


class CsvParts:
    """Rows for the clipboard, which may come in several parts."""

    def __init__(self) -> None:
        self._commas: list[str] = []
        self._tabs: list[str] = []

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Take more rows."""
        self._commas.append(csv_text(rows))
        self._tabs.append(csv_text(rows, "\t"))

    def data(self) -> QMimeData:
        """Give them as text and CSV, and tab-separated for spreadsheets."""
        data = QMimeData()
        text = "".join(self._commas)
        data.setText(text)
        data.setData("text/csv", text.encode())
        data.setData("text/tab-separated-values", "".join(self._tabs).encode())
        return data


def clipboard_data(rows: Sequence[Sequence[str]]) -> QMimeData:
    """Give rows for the clipboard."""
    parts = CsvParts()
    parts.add(rows)
    return parts.data()
