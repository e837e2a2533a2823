# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the mirror's columns behind Qt's model interface: shown, selected, followed.

Which rows are shown and in which order is somebody else's matter (``JobTable``). Objects
are made of those jobs that somebody looks at, and kept until they change.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from PyQt6.QtCore import QModelIndex, QObject, Qt, pyqtSignal

from jlook_client.looks import Looks
from jlook_client.tables.column import Column
from jlook_client.tables.row_order import Rows
from jlook_client.tables.row_selection import RowSelection
from jlook_client.tables.shown_jobs import ShownJobs
from jlook_client.tables.table import FactTable
from jmss.columns.job_objects import jobs_of_rows
from jmss.columns.jobs import STATES, Ints, JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.model.jobs import Job, JobState
from jmss.texts import Texts

ON_SCREEN = 256
"""Without a view to ask, so many rows from the top are taken to be on screen; no screen
shows more."""

_KEPT_JOBS = 512


class Ahead(Protocol):
    """Tells of an order before the whole of it is made."""

    def __len__(self) -> int:
        """Give how many rows there are."""
        ...

    def place(self, row: int) -> int | None:
        """Give where a row stands, or None."""
        ...

    def between(self, first: int, end: int) -> Rows:
        """Give the rows from a place to before another."""
        ...


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
        self._standing: Rows = np.zeros(0, np.uint32)
        """The rows that are shown; while there is an ``_ahead``, in their order of before."""
        self._ahead: tuple[Ahead, Callable[[], Rows]] | None = None
        """The order that they are shown in, and what gives the whole of it."""
        self._chosen: Rows | None = None
        """The selected rows that are shown; None: to be found anew."""
        self._jobs: dict[int, Job] = {}

    @property
    def rows(self) -> Sequence[Job]:
        """The jobs that are shown, from top to bottom."""
        return ShownJobs(self._shown, self.job_of)

    def rows_between(self, first: int, end: int) -> Sequence[Job]:
        """Give a few of them; unlike ``rows`` it does not wait for the whole order."""
        return self.jobs_at(self.shown_between(first, end))

    @property
    def shown(self) -> Rows:
        """The rows of the jobs that are shown, in the mirror's columns."""
        return self._shown

    def shown_between(self, first: int, end: int) -> Rows:
        """Give the rows of those that stand from ``first`` to before ``end``.

        Unlike ``shown`` it does not wait for the whole order, when that is still being made.
        """
        if self._ahead is not None:
            return self._ahead[0].between(first, end)
        return self._standing[first:end]

    @property
    def _shown(self) -> Rows:
        if self._ahead is not None:
            self._shown = self._ahead[1]()
        return self._standing

    @_shown.setter
    def _shown(self, rows: Rows) -> None:
        self._standing, self._ahead = rows, None

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        """Give the number of rows (Qt)."""
        return 0 if parent.isValid() else len(self._standing)

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

    def jobs_at(self, rows: Rows) -> list[Job]:
        """Give the jobs of some rows of the columns, as ``job_of`` does; quicker for many."""
        wanted = rows.tolist()
        missing = [row for row in wanted if row not in self._jobs]
        if missing and len(self._jobs) + len(missing) > _KEPT_JOBS:
            self._jobs.clear()
            missing = wanted
        if missing:
            made = jobs_of_rows(self._columns, np.array(missing, np.int64))
            self._jobs.update(zip(missing, made, strict=True))
        return [self._jobs[row] for row in wanted]

    def place_of(self, row: int) -> int | None:
        """Give where a row of the columns stands, or None when it is not shown."""
        return _place(self._shown, row)

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
        return jobs_of_rows(self._columns, rows[rows != NO_ROW])

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
        return len(self._selected_anyhow())

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
        codes = np.bincount(self._columns.state[self._selected_anyhow()], minlength=len(STATES))
        return {STATES[code] for code in codes.nonzero()[0].tolist()}

    def _selected(self) -> Rows:
        if self._chosen is None:
            self._chosen = self._chosen_of(self._shown)
        return self._chosen

    def _selected_anyhow(self) -> Rows:
        """Give them in any order, for which no order has to be made."""
        if self._chosen is None and self._ahead is not None:
            return self._chosen_of(self._standing)
        return self._selected()

    def _chosen_of(self, rows: Rows) -> Rows:
        return rows[self.selection.among(rows)] if self.selection.count else rows[:0]

    def _choose_anew(self) -> None:
        self._chosen = None
        self.selection_changed.emit()

    def _forget_jobs(self, since: np.uint32) -> None:
        """Forget the jobs that have changed since the columns' ``now`` was this."""
        kept = np.fromiter(self._jobs, np.int64, len(self._jobs))
        for row in kept[self._columns.changed_since(since, kept)].tolist():
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
        after = [
            self._followed(index, self._row_at(index, numbers), partial(_place, wanted), count)
            for index in before
        ]
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

    def _show_ahead(self, ahead: Ahead, whole: Callable[[], Rows]) -> None:
        """Show the same rows in an order that is still being made.

        Nobody ever sees another one: who asks for more than ``shown_between`` tells gets the
        whole of it, made at once.

        Args:
            ahead: tells of the order before it is made.
            whole: gives the rows in order.
        """
        self._show_moved(ahead, whole, self._pointed_at())
        first, last = self.on_screen()
        self.tell_changed(range(first, min(last + 1, len(ahead))))

    def _pointed_at(self) -> list[tuple[QModelIndex, int]]:
        """Give what points at a row, and at which."""
        return [(index, self._row_at(index)) for index in self.persistentIndexList()]

    def _show_moved(
        self, ahead: Ahead, whole: Callable[[], Rows], pointed: list[tuple[QModelIndex, int]]
    ) -> None:
        after = [self._followed(index, row, ahead.place, len(ahead)) for index, row in pointed]
        self._ahead, self._chosen = (ahead, whole), None
        self.changePersistentIndexList([index for index, _ in pointed], after)

    def _row_at(self, index: QModelIndex, numbers: Ints | None = None) -> int:
        if numbers is None:
            return int(self.shown_between(index.row(), index.row() + 1)[0])
        return self._columns.row(int(numbers[index.row()]))

    def _followed(
        self, index: QModelIndex, row: int, place: Callable[[int], int | None], count: int
    ) -> QModelIndex:
        there = place(row)
        if there is None and count:
            # Its job is not shown any more: it points at what stands there now.
            there = min(index.row(), count - 1)
        return QModelIndex() if there is None else self.createIndex(there, index.column())


def _place(rows: Rows, row: int) -> int | None:
    found = np.flatnonzero(rows == row)
    return int(found[0]) if len(found) else None
