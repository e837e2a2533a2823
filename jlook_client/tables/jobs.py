# SPDX-License-Identifier: GPL-3.0-or-later
"""The job table: the mirror's jobs, filtered and sorted, for [ジョブ情報] (manual S9)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from PyQt6.QtCore import QModelIndex, QObject, Qt, pyqtSignal

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.column import Column, SortValue
from jlook_client.tables.job_columns import job_columns, reason_text
from jlook_client.tables.job_filter import JobFilter, OrderKey, StateGroup, order_key
from jlook_client.tables.table import RowStyle, Table
from jmss.columns.jobs import Ints
from jmss.model.jobs import ON_MACHINE, Job, JobState
from jmss.texts import Texts

MANY = 256
"""More changed jobs than this in one frame are settled by arranging everything anew."""

_OVER = frozenset({JobState.ENDED_NORMALLY, JobState.CANCELLED})


class JobTable(Table[Job], MirrorWatcher):
    """Shows the jobs that pass the filter, newest number first until told otherwise."""

    counts_changed = pyqtSignal()
    """How many jobs there are in some state may have changed."""
    queue_names_changed = pyqtSignal()

    def __init__(
        self,
        mirror: Mirror,
        *,
        now: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        """Watch ``mirror``.

        Args:
            mirror: the copy of the board.
            now: seconds since 1970 by the server's clock; elapsed times count up to it.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(job_columns(tr, self.now), tr=tr, looks=looks, parent=parent)
        self._mirror = mirror
        self._clock = now
        self._frozen_at: float | None = None
        self._filter = JobFilter()
        self.sorted_by = (self.column_at("number"), Qt.SortOrder.DescendingOrder)
        self._known: dict[int, Job] = {}
        self._number_in: dict[int, int] = {}
        """The number of the job in each row of the mirror."""
        self._keys: list[OrderKey] = []
        self._key_of: dict[int, OrderKey] = {}
        self._counts: Counter[tuple[str, JobState]] = Counter()
        self._touched: set[int] = set()
        mirror.watchers.append(self)
        self.replaced()
        self.settle()

    def now(self) -> float:
        """Give the moment that the table shows: the present, or the last one known."""
        return self._clock() if self._frozen_at is None else self._frozen_at

    def name(self, row: Job) -> int:
        """Give the job's number."""
        return row.number

    def style(self, row: Job) -> RowStyle:
        """Give the look of the job's state; ended jobs are quiet, failed ones are not."""
        return RowStyle(
            JOB_LOOKS[row.state],
            muted=row.state in _OVER,
            strong=row.state is JobState.ENDED_ABNORMALLY,
        )

    def tool_tip(self, row: Job, column: Column[Job]) -> str | None:
        """Say why the job is in its state; elsewhere say the cell's text in full."""
        if column.shows_state:
            return reason_text(row, self._tr) or None
        return column.text(row) or None

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Note the jobs that are in these rows, and those that were."""
        columns = self._mirror.columns
        for row in rows.tolist():
            number = self._number_in.pop(row, None)
            if number is not None:
                self._touched.add(number)
            if columns.live[row]:
                self._number_in[row] = int(columns.number[row])
                self._touched.add(self._number_in[row])
        self.note()

    def queues_changed(self) -> None:
        """Tell that other queues can be filtered by."""
        self.queue_names_changed.emit()

    def replaced(self) -> None:
        """Note every job that is here or was."""
        columns = self._mirror.columns
        rows = columns.all_rows()
        numbers = columns.number[rows].tolist()
        self._number_in = dict(zip(rows.tolist(), numbers, strict=True))
        self._touched.update(numbers, self._known)
        self.queue_names_changed.emit()
        self.note()

    @property
    def queue_names(self) -> list[str]:
        """The names of all job queues, sorted."""
        return sorted(self._mirror.queues)

    @property
    def total(self) -> int:
        """How many jobs there are, shown or not."""
        return len(self._known)

    @property
    def filter(self) -> JobFilter:
        """What is shown."""
        return self._filter

    def set_filter(self, wanted: JobFilter) -> None:
        """Show other jobs."""
        if wanted != self._filter:
            self._filter = wanted
            self._arrange()
            self.counts_changed.emit()

    def count(self, group: StateGroup) -> int:
        """Count the jobs of a group before the text filter."""
        chosen = self._filter
        if chosen.numbers is not None:
            jobs = (self._known[number] for number in chosen.numbers & self._known.keys())
            return sum(
                job.state in group.states and chosen.queue in {None, job.queue} for job in jobs
            )
        return sum(
            n
            for (queue, state), n in self._counts.items()
            if state in group.states and chosen.queue in {None, queue}
        )

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column (Qt); -1 gives the newest job first."""
        newest = (self.column_at("number"), Qt.SortOrder.DescendingOrder)
        self.sorted_by = (column, order) if column >= 0 else newest
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._arrange()

    def set_stale(self, as_of: float | None) -> None:
        """Show the jobs as of then, with elapsed times standing still; None: they are live."""
        self._stale = as_of is not None
        self._frozen_at = as_of
        self.repaint_all()

    def tick(self, first: int, last: int) -> None:
        """Count on the elapsed times of the rows ``first`` to ``last``, those on screen."""
        elapsed = self.column_at("elapsed")
        if self._order[0] == elapsed:
            self._arrange()
            return
        places = [
            at for at in range(first, min(last + 1, len(self.rows)))
            if self.rows[at].state in ON_MACHINE
        ]  # fmt: skip
        if places:
            self.dataChanged.emit(
                self.index(places[0], elapsed),
                self.index(places[-1], elapsed),
                [Qt.ItemDataRole.DisplayRole],
            )

    def row_of(self, number: int) -> int | None:
        """Give the row of a job, or None when it is not shown."""
        key = self._key_of.get(number)
        return None if key is None else bisect_left(self._keys, key)

    def job(self, number: int) -> Job | None:
        """Give a job by its number, shown or not."""
        return self._known.get(number)

    def settle(self) -> None:
        """Show what was noted since the last frame."""
        self._due.stop()
        touched, self._touched = self._touched, set()
        if not touched:
            return
        self.batch_began.emit()
        if len(touched) > MANY:
            for number in touched:
                self._learn(number)
            self._arrange()
        else:
            changed = [number for number in sorted(touched) if self._settle_job(number)]
            self.tell_changed(bisect_left(self._keys, self._key_of[number]) for number in changed)
        self.batch_ended.emit()
        self.counts_changed.emit()

    def _learn(self, number: int) -> Job | None:
        """Take over what the mirror holds for a number now, and count it."""
        old, new = self._known.pop(number, None), self._mirror.jobs.get(number)
        if old is not None:
            self._counts[old.queue, old.state] -= 1
        if new is not None:
            self._known[number] = new
            self._counts[new.queue, new.state] += 1
        return new

    def _settle_job(self, number: int) -> bool:
        """Insert, remove, move or replace one job; tell whether its row needs painting."""
        new = self._learn(number)
        wanted = new is not None and self._filter.accepts(new)
        key = self._order_key(new) if new is not None and wanted else None
        at = self.row_of(number)
        if new is None or key is None:
            if at is not None:
                self._remove(at)
            return False
        if at is None:
            self._insert(bisect_left(self._keys, key), new, key)
            return False
        if key != self._keys[at]:
            at = self._move(at, new, key)
        self.rows[at] = new
        return True

    def _insert(self, at: int, job: Job, key: OrderKey) -> None:
        self.beginInsertRows(QModelIndex(), at, at)
        self.rows.insert(at, job)
        self._keys.insert(at, key)
        self._key_of[job.number] = key
        self.endInsertRows()

    def _remove(self, at: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at)
        job = self.rows.pop(at)
        del self._keys[at], self._key_of[job.number]
        self.endRemoveRows()

    def _move(self, at: int, job: Job, key: OrderKey) -> int:
        """Move a row to where ``key`` belongs; give its new place."""
        target = bisect_left(self._keys, key)
        moves = target not in {at, at + 1}
        if moves:
            self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), target)
        place = target - (target > at)
        del self.rows[at], self._keys[at]
        self.rows.insert(place, job)
        self._keys.insert(place, key)
        self._key_of[job.number] = key
        if moves:
            self.endMoveRows()
        return place

    def _order_key(self, job: Job) -> OrderKey:
        column, order = self._order
        value: SortValue = self.columns[column].value(job)
        return order_key(value, job.number, descending=order is Qt.SortOrder.DescendingOrder)

    @property
    def _order(self) -> tuple[int, Qt.SortOrder]:
        assert self.sorted_by is not None
        return self.sorted_by

    def _arrange(self) -> None:
        accepts = self._filter.accepts
        keyed = sorted(
            (self._order_key(job), job.number) for job in self._known.values() if accepts(job)
        )
        self._keys = [key for key, _ in keyed]
        self._key_of = {number: key for key, number in keyed}
        self.rearrange([self._known[number] for _, number in keyed])
