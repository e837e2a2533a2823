# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts rows of the job table on the clipboard, many of them a slice at a time."""

import time
from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, QTimer

from jlook_client.tables.column import Column
from jlook_client.tables.csv_text import CsvParts
from jlook_client.views.clipboard import copy_data
from jmss.model.jobs import Job
from jmss.texts import Texts

MOST_ROWS = 100_000
"""More rows than this are not copied: no spreadsheet takes them from a clipboard."""
AT_ONCE = 200
"""So many rows are on the clipboard when ``begin`` returns."""
_TURN = 0.008
"""Seconds that it goes on before the window may do something else."""
_SLICE = 50
_PERCENT = 100


class RowCopy(QObject):
    """Copies rows with their headings; what comes of it is said below the table.

    Args:
        jobs_of: gives the jobs of numbers; jobs that have left are not among them.
        tell: says something below the table.
        tr: the words.
        parent: the Qt parent.
    """

    def __init__(
        self,
        *,
        jobs_of: Callable[[list[int]], list[Job]],
        tell: Callable[[str], None],
        tr: Texts,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs_of = jobs_of
        self._tell = tell
        self._tr = tr
        self._columns: Sequence[Column[Job]] = ()
        self._numbers: list[int] = []
        self._at = 0
        self._parts = CsvParts()
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._go_on)

    @property
    def is_under_way(self) -> bool:
        """Whether rows are still to be copied."""
        return self._turns.isActive()

    def refuse(self) -> None:
        """Say that there are too many rows."""
        self._turns.stop()
        self._tell(
            self._tr(
                "At most {n} rows can be copied at once; select fewer, or filter.", n=MOST_ROWS
            )
        )

    def begin(self, columns: Sequence[Column[Job]], numbers: list[int]) -> None:
        """Copy these columns of the jobs with these numbers; what was under way is given up."""
        self._columns, self._numbers, self._at = columns, numbers, 0
        self._parts = CsvParts()
        self._parts.add([[self._tr(column.heading) for column in columns]])
        if len(numbers) <= AT_ONCE:
            self._copy(len(numbers))
            self._finish()
        else:
            self._turns.start()

    def _go_on(self) -> None:
        until = time.perf_counter() + _TURN
        while self._at < len(self._numbers) and time.perf_counter() < until:
            self._copy(_SLICE)
        if self._at >= len(self._numbers):
            self._finish()
            self._tell(self._tr.plural("{n} row copied", "{n} rows copied", len(self._numbers)))
        else:
            part = self._at * _PERCENT // len(self._numbers)
            self._tell(self._tr("Copying rows… {part} %", part=part))

    def _copy(self, count: int) -> None:
        jobs = self._jobs_of(self._numbers[self._at : self._at + count])
        self._parts.add([[column.for_files(job) for column in self._columns] for job in jobs])
        self._at += count

    def _finish(self) -> None:
        self._turns.stop()
        copy_data(self._parts.data())
        self._parts = CsvParts()
