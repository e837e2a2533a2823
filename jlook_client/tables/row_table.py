# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the mirror's columns behind Qt's model interface: shown, selected, followed.

Which rows are shown and in which order is somebody else's matter (``JobTable``). Objects
are made of those jobs that somebody looks at, and kept until they change.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PyQt6.QtCore import QModelIndex, QObject, Qt, pyqtSignal

from jlook_client.board import found_in
from jlook_client.looks import Looks
from jlook_client.tables.column import Column
from jlook_client.tables.row_order import Rows
from jlook_client.tables.row_selection import RowSelection
from jlook_client.tables.shown_jobs import ShownJobs
from jlook_client.tables.table import FactTable
from jmss.columns.jobs import STATES, Ints, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.model.jobs import Job, JobState
from jmss.texts import Texts

ON_SCREEN = 256
"""Without a view to ask, so many rows from the top are taken to be on screen; no screen
shows more."""

_KEPT_JOBS = 512


class RowTable(FactTable[Job]):
    """Shows some rows of some columns."""

    selection_changed = pyqtSignal()

    def __init__(
        self,
        sides: Sequence[Column[Job]],
        columns: JobColumns,
        *,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        """Show no row yet.

        Args:
            sides: what is told of a job, from left to right.
            columns: the jobs.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(sides, tr=tr, looks=looks, parent=parent)
        self.on_screen: Callable[[], tuple[int, int]] = lambda: (0, ON_SCREEN - 1)
        """Gives the first and the last row that can be seen; a view puts its own here."""
        self.selection = RowSelection()
        self.selection.changed = self._choose_anew
        self._columns = columns
        self._shown: Rows = np.zeros(0, np.uint32)
        self._chosen: Rows | None = None
        """The selected rows that are shown; None: to be found anew."""
        self._jobs: dict[int, Job] = {}

    @property
    def rows(self) -> Sequence[Job]:
        """The jobs that are shown, from top to bottom."""
        return ShownJobs(self._shown, self.job_of)

    @property
    def shown(self) -> Rows:
        """The rows of the jobs that are shown, in the mirror's columns."""
        return self._shown

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        """Give the number of rows (Qt)."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer for a cell and a role; a screen reader is told what is selected (Qt)."""
        if role != Qt.ItemDataRole.AccessibleDescriptionRole:
            return super().data(index, role)
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        return self._tr("Selected") if self.selection.has(int(self._shown[index.row()])) else ""

    def job_of(self, row: int) -> Job:
        """Give the job of a row of the columns; it is kept until it changes."""
        job = self._jobs.get(row)
        if job is None:
            if len(self._jobs) >= _KEPT_JOBS:
                self._jobs.clear()
            job = self._jobs[row] = self._columns.job(row)
        return job

    def place_of(self, row: int) -> int | None:
        """Give where a row of the columns stands, or None when it is not shown."""
        found = np.flatnonzero(self._shown == row)
        return int(found[0]) if len(found) else None

    def row_of(self, number: int) -> int | None:
        """Give where a job stands, or None when it is not shown."""
        row = self._columns.row(number)
        return None if row == NO_ROW else self.place_of(row)

    def job(self, number: int) -> Job | None:
        """Give a job by its number, shown or not."""
        row = self._columns.row(number)
        return None if row == NO_ROW else self.job_of(row)

    def jobs_of(self, numbers: list[int]) -> list[Job]:
        """Give jobs by their numbers, those that are still here; none of them is kept."""
        rows = self._columns.rows(np.array(numbers, np.int64))
        return [self._columns.job(row) for row in rows[rows != NO_ROW].tolist()]

    def states_of(self, numbers: Sequence[int]) -> list[JobState | None]:
        """Give the states of jobs by their numbers; None for one that is not here."""
        rows = self._columns.rows(np.array(numbers, np.int64))
        codes: list[int] = np.where(rows == NO_ROW, -1, self._columns.state[rows]).tolist()
        return [None if code < 0 else STATES[code] for code in codes]

    def numbers(self) -> list[int]:
        """Give the numbers of all jobs that are shown, from top to bottom."""
        numbers: list[int] = self._columns.number[self._shown].tolist()
        return numbers

    # The selected jobs that are shown, in the order of the table.

    def selected_count(self) -> int:
        """Give how many there are."""
        return len(self._selected())

    def selected_jobs(self) -> ShownJobs:
        """Give them as objects."""
        return ShownJobs(self._selected(), self.job_of)

    def selected_numbers(self) -> list[int]:
        """Give their numbers."""
        numbers: list[int] = self._columns.number[self._selected()].tolist()
        return numbers

    def select(self, numbers: Sequence[int]) -> None:
        """Select jobs by their numbers, those that are still here, and no others."""
        rows = self._columns.rows(np.array(numbers, np.int64))
        self.selection.only(rows[rows != NO_ROW])

    def selected_states(self) -> set[JobState]:
        """Give the states that they are in."""
        codes = np.bincount(self._columns.state[self._selected()], minlength=len(STATES))
        return {STATES[code] for code in codes.nonzero()[0].tolist()}

    def _selected(self) -> Rows:
        if self._chosen is None:
            if self.selection.count:
                self._chosen = self._shown[self.selection.among(self._shown)]
            else:
                self._chosen = self._shown[:0]
        return self._chosen

    def _choose_anew(self) -> None:
        self._chosen = None
        self.selection_changed.emit()

    def _forget_jobs(self, parts: Sequence[Ints]) -> None:
        """Forget the jobs of some rows, which ascend in each of the parts."""
        kept = np.fromiter(self._jobs, np.int64, len(self._jobs))
        for rows in parts:
            for row in kept[found_in(rows, kept)].tolist():
                self._jobs.pop(row, None)

    def _show(self, wanted: Rows, numbers: Ints | None = None) -> None:
        """Show these rows; what points at a job goes on pointing at it.

        Qt is told that rows came or went at the end and that those on screen say something
        else, which costs no more for a million than for one.

        Args:
            wanted: the rows.
            numbers: of the jobs shown until now, where rows do not tell any more.
        """
        old, count = self._shown, len(wanted)
        self._chosen = None
        before = self.persistentIndexList()
        after = [self._followed(index, wanted, numbers) for index in before]
        if count > len(old):
            self.beginInsertRows(QModelIndex(), len(old), count - 1)
            self._shown = np.concatenate([old, wanted[len(old) :]])
            self.endInsertRows()
        self._shown = wanted if count >= len(old) else np.concatenate([wanted, old[count:]])
        self._chosen = None
        self.changePersistentIndexList(before, after)
        first, last = self.on_screen()
        end = min(last + 1, count, len(old))
        if end > first:
            self.tell_changed(
                (first + np.flatnonzero(old[first:end] != wanted[first:end])).tolist()
            )
        if count < len(old):
            self.beginRemoveRows(QModelIndex(), count, len(old) - 1)
            self._shown, self._chosen = wanted, None
            self.endRemoveRows()

    def _followed(self, index: QModelIndex, wanted: Rows, numbers: Ints | None) -> QModelIndex:
        at = index.row()
        row = int(self._shown[at]) if numbers is None else self._columns.row(int(numbers[at]))
        place = np.flatnonzero(wanted == row)
        if len(place):
            return self.createIndex(int(place[0]), index.column())
        # Its job is not shown any more: it points at what stands there now.
        return (
            self.createIndex(min(at, len(wanted) - 1), index.column())
            if len(wanted)
            else QModelIndex()
        )
