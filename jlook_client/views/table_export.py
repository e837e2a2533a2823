# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the active subwindow: copied in three forms, saved as CSV, printed to PDF.

Many rows are taken a slice at a time, and files are written beside the window.
"""

import time
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from PyQt6.QtCore import QMimeData, QObject, QTimer

from jlook_client.tables.aligned_text import aligned
from jlook_client.tables.csv_text import csv_file, csv_text
from jlook_client.tables.picked_rows import PickedRows
from jlook_client.views.background_file import BackgroundFile
from jlook_client.views.clipboard import copy_data
from jlook_client.views.row_copy import MOST_ROWS
from jlook_client.views.table_print import PrintedTable, TableHead
from jmss.texts import Texts

MOST_AS_TEXT = 5_000
"""Plain text is for people."""

_TURN = 0.008
"""Seconds that it goes on before the window may do something else."""
_SLICE = 50
_PRINTED_SLICE = 10
"""Rows that are drawn take longer than those that are written."""
_MOST_WAITING = 8 << 20
"""Bytes that may wait for a slow disk."""
_DISK_MS = 20
"""A disk is looked at this often."""
_PERCENT = 100


class Form(Enum):
    """How rows are copied."""

    TEXT = auto()
    CSV = auto()
    TSV = auto()


class TableExport(QObject):
    """Does one thing at a time; a new one takes the place of what is under way.

    Args:
        tell: says something in the status bar.
        tr: the words.
        parent: the Qt parent.
    """

    def __init__(self, tell: Callable[[str], None], tr: Texts, parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._tr = tr
        self._rows: Callable[[int, int], list[list[str]]] | None = None
        """Gives the cells from one row to another; None: there is nothing to do."""
        self._at = 0
        self._step = _SLICE
        self._parts: list[str] = []
        self._cells: list[list[str]] = []
        self._take: Callable[[list[list[str]]], None] = self._cells.extend
        self._finish: Callable[[], None] = _nothing
        self._leave: Callable[[], None] = _nothing
        """Lets go of what is only half done."""
        self._file: BackgroundFile | None = None
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._go_on)

    @property
    def is_under_way(self) -> bool:
        """Whether rows are still to be taken, or a file is still being written."""
        return self._turns.isActive()

    def copy(self, rows: PickedRows, form: Form) -> None:
        """Put rows with their headings on the clipboard."""
        most = MOST_AS_TEXT if form is Form.TEXT else MOST_ROWS
        if len(rows) > most:
            told = "At most {n} rows can be copied at once; select fewer, or filter."
            self._tell(self._tr(told, n=most))
            return
        self._cells = []
        self._parts = []
        cells = rows.cells if form is Form.TEXT else rows.cells_for_files
        self._begin(cells, len(rows), self._taken_for(form), lambda: self._copied(rows, form))

    def save(self, rows: PickedRows, path: Path) -> None:
        """Write rows with their headings into a CSV file that a spreadsheet opens."""
        file = BackgroundFile(path)
        file.write(csv_file([rows.headings]))
        self._begin(
            rows.cells_for_files,
            len(rows),
            lambda cells: file.write(csv_text(cells).encode("utf-8", errors="replace")),
            file.finish,
        )
        self._file = file

    def print(self, rows: PickedRows, head: TableHead, path: Path) -> None:
        """Print rows into a PDF file."""
        file = BackgroundFile(path)
        printed = PrintedTable(rows, head, file.write, self._tr)

        def finish() -> None:
            printed.end()
            file.finish()

        self._begin(rows.cells, len(rows), printed.add, finish, step=_PRINTED_SLICE)
        self._file, self._leave = file, printed.end

    def give_up(self) -> None:
        """End what is under way; a file that is not whole is not there."""
        self._stop()
        if self._file is not None:
            self._file.give_up()
            self._file = None

    def _stop(self) -> None:
        self._turns.stop()
        self._rows = None
        self._leave()
        self._take, self._finish, self._leave = self._cells.extend, _nothing, _nothing

    def _begin(
        self,
        cells: Callable[[int, int], list[list[str]]],
        end: int,
        take: Callable[[list[list[str]]], None],
        finish: Callable[[], None],
        *,
        step: int = _SLICE,
    ) -> None:
        self.give_up()
        self._step = step
        self._rows, self._at, self._end, self._take, self._finish = cells, 0, end, take, finish
        self._turns.start()

    def _go_on(self) -> None:
        file = self._file
        if self._rows is None or (file is not None and file.is_over):
            self._watch_file()
            return
        if file is not None and file.waiting > _MOST_WAITING:
            self._turns.setInterval(_DISK_MS)
            return
        self._turns.setInterval(0)
        until = time.perf_counter() + _TURN
        while self._at < self._end and time.perf_counter() < until:
            begin, self._at = self._at, min(self._at + self._step, self._end)
            self._take(self._rows(begin, self._at))
        if self._at < self._end:
            part = self._at * _PERCENT // self._end
            self._tell(self._tr("{part} % of the rows…", part=part))
            return
        self._rows = None
        self._finish()
        self._turns.setInterval(_DISK_MS)
        if self._file is None:
            self._stop()

    def _watch_file(self) -> None:
        """Say what became of a file once it is written or cannot be."""
        file = self._file
        if file is None:
            self._turns.stop()
            return
        if not file.is_over:
            return
        self._stop()
        self._file = None
        if file.error is not None:
            why = file.error.strerror or str(file.error)
            self._tell(self._tr("{file} could not be written: {why}", file=file.path, why=why))
            return
        rows = self._tr.plural(
            "{n} row is in {file}", "{n} rows are in {file}", self._end, file=file.path
        )
        self._tell(rows)

    def _taken_for(self, form: Form) -> Callable[[list[list[str]]], None]:
        match form:
            case Form.TEXT:
                return self._cells.extend
            case Form.CSV:
                return lambda cells: self._parts.append(csv_text(cells))
            case Form.TSV:
                return lambda cells: self._parts.append(csv_text(cells, "\t"))

    def _copied(self, rows: PickedRows, form: Form) -> None:
        data = QMimeData()
        match form:
            case Form.TEXT:
                data.setText(aligned([rows.headings, *self._cells], rows.right))
            case Form.CSV:
                text = csv_text([rows.headings]) + "".join(self._parts)
                data.setText(text)
                data.setData("text/csv", text.encode())
            case Form.TSV:
                text = csv_text([rows.headings], "\t") + "".join(self._parts)
                data.setText(text)
                data.setData("text/tab-separated-values", text.encode())
        self._cells, self._parts = [], []
        copy_data(data)
        self._tell(self._tr.plural("{n} row copied", "{n} rows copied", len(rows)))


def _nothing() -> None:
    """There is nothing to be done."""
