# SPDX-License-Identifier: GPL-3.0-or-later
"""What is put on the clipboard: text, or rows as text, CSV and TSV."""

from collections.abc import Sequence

from PyQt6.QtCore import QMimeData
from PyQt6.QtGui import QGuiApplication

from jlook_client.tables.csv_text import clipboard_data


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    data = QMimeData()
    data.setText(text)
    copy_data(data)


def copy_data(data: QMimeData) -> None:
    """Put data on the clipboard, in each of the forms that it has."""
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:  # before the first window there may be none
        clipboard.setMimeData(data)


def copy_cells(rows: Sequence[Sequence[str]]) -> None:
    """Put rows of cells on the clipboard, the headings first."""
    copy_data(clipboard_data(rows))
