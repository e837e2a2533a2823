# SPDX-License-Identifier: GPL-3.0-or-later
"""The job table: the mirror's jobs, filtered and sorted, for [ジョブ情報] (manual S9).

It holds no jobs but the order of their rows in the mirror's columns (``JobArrangement``),
and makes objects of those that are on screen.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

from jlook_client.board import each_once
from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.act_marks import ActMarks
from jlook_client.tables.column import Column
from jlook_client.tables.frame_clock import FRAME_MS, UNSEEN_MS, FrameClock
from jlook_client.tables.held_rows import HeldRows
from jlook_client.tables.hidden_jobs import HiddenCount
from jlook_client.tables.job_arrangement import JobArrangement
from jlook_client.tables.job_columns import job_columns, reason_text
from jlook_client.tables.job_filter import JobFilter, StateGroup
from jlook_client.tables.job_keys import FEW_VALUES, NEWEST, SortedBy
from jlook_client.tables.next_match import NextMatch
from jlook_client.tables.restless_order import TOP
from jlook_client.tables.row_order import Rows
from jlook_client.tables.row_table import RowTable
from jlook_client.tables.search_turns import SearchTurns
from jlook_client.tables.table import RowStyle
from jlook_client.tables.text_rankings import TextRankings
from jmss.columns.jobs import STATES, Ints
from jmss.columns.number_index import NO_ROW
from jmss.model.jobs import ON_MACHINE, Job, JobState
from jmss.texts import Texts

_OVER = frozenset({JobState.ENDED_NORMALLY, JobState.CANCELLED})
_RUNS = np.array([state in ON_MACHINE for state in STATES])
_NO_ROWS: Ints = np.zeros(0, np.int64)

COUNT_MS = UNSEEN_MS
"""Numbers that follow from changes are told at most this often."""

_MANY = 100_000
"""So many jobs are sorted after the first screen of them is painted."""
_PAINTED_MS = 30
"""After so long it is."""


class JobTable(RowTable, MirrorWatcher):
    """Shows the jobs that pass the filter, newest number first until told otherwise."""

    mark_px = 15
    counts_changed = pyqtSignal()
    """How many jobs there are in some state may have changed."""
    queue_names_changed = pyqtSignal()
    busy_changed = pyqtSignal()
    """``is_searching`` or ``is_ranking`` is another."""
    pending_changed = pyqtSignal()
    """``pending`` is another."""

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
        super().__init__(
            job_columns(tr, self.now), mirror.columns, tr=tr, looks=looks, parent=parent
        )
        self.marks: ActMarks | None = None
        """What the rows say of the last acts on their jobs."""
        self._mirror = mirror
        self._clock = now
        self._frozen_at: float | None = None
        self.sorted_by = (self.column_at("number"), Qt.SortOrder.DescendingOrder)
        self._touched: list[Ints] = []
        self._seen = mirror.columns.now
        """What changed before it is on screen."""
        self._removed: list[Ints] = []
        self._frame = FrameClock(self._catch_up, parent=self)
        self.searching = SearchTurns(
            lambda: self._jobs_in_order,
            show=self._show_anew,
            ended=self.busy_changed.emit,
            parent=self,
        )
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_MS)
        self._counting.timeout.connect(self._count_on)
        self._counted = True
        self._arranging = QTimer(self)
        self._arranging.setSingleShot(True)
        self._arranging.timeout.connect(self._arrange_on)
        self._calming = QTimer(self)
        self._calming.setSingleShot(True)
        self._calming.setInterval(FRAME_MS)
        self._calming.timeout.connect(self._calm)
        self._rankings = TextRankings(lambda: self._columns, self)
        self._rankings.ready.connect(self._arrange_by_ranks)
        self._held = HeldRows()
        self._jobs_in_order = JobArrangement(self._columns, self.now, tr)
        self._jobs_in_order.arrange()
        self.selection.reserve(len(self._columns.number))
        self._shown = self._jobs_in_order.shown()
        mirror.watchers.append(self)

    # What the mirror tells.

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Note jobs that came, changed or left."""
        self._touched.append(rows)
        if len(removed):
            self._removed.append(removed)
        other = self._columns is not self._mirror.columns
        stands = not other and self._jobs_in_order.stands(removed)
        self._frame.note(seen=not stands or self._is_hit())

    def queues_changed(self) -> None:
        """Tell that other queues can be filtered by."""
        self.queue_names_changed.emit()

    def replaced(self) -> None:
        """Note that every job may be another."""
        self.queue_names_changed.emit()
        if self.rowCount():
            self._frame.note()
        else:
            # The first jobs ever: an empty table need not be painted before them.
            self._frame.strike()

    def grown(self) -> None:
        """Show the last of the first jobs, however long it took to show those before."""
        self._frame.end()

    # What Qt and the views ask.

    def now(self) -> float:
        """Give the moment that the table shows: the present, or the last one known."""
        return self._clock() if self._frozen_at is None else self._frozen_at

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
            said = (reason_text(row, self._tr), self.marks.words(row.number) if self.marks else "")
            return "\n".join(filter(None, said)) or None
        return column.pointed_at(row)

    def _spoken(self, row: Job, column: Column[Job]) -> str:
        said = super()._spoken(row, column)
        marked = self.marks.words(row.number) if self.marks and column.shows_state else ""
        return f"{said}, {marked}" if marked else said

    @property
    def queue_names(self) -> list[str]:
        """The names of all job queues, sorted."""
        return sorted(self._mirror.queues)

    @property
    def total(self) -> int:
        """How many jobs there are, shown or not."""
        return len(self._columns)

    @property
    def is_searching(self) -> bool:
        """Whether more jobs may be found that have the filter's text."""
        return self._jobs_in_order.search is not None

    @property
    def is_ranking(self) -> bool:
        """Whether the order is that of before until all texts are compared."""
        return self._rankings.is_missing(self._jobs_in_order.by.column)

    @property
    def filter(self) -> JobFilter:
        """What is shown."""
        return self._jobs_in_order.filter

    def count(self, group: StateGroup) -> int:
        """Count the jobs of a group before the text filter."""
        if self.filter.queue is None and self.filter.numbers is None:
            counts = self._mirror.counts
            return sum(counts[state] for state in group.states)
        return self._jobs_in_order.count(group)

    def names_in(self, column: str) -> list[str]:
        """Give the names in the columns ``queue``, ``owner``, ``machine`` or ``node``, sorted."""
        columns = self._columns
        used = np.bincount(getattr(columns, column)[: columns.size]).nonzero()[0].tolist()
        names = (columns.words.text(code) for code in used)
        known = {name for name in names if name}
        return sorted(known | set(self._mirror.queues) if column == "queue" else known)

    def numbers_between(self) -> tuple[int, int]:
        """Give the lowest and the highest number of all jobs; (0, 0): there are none."""
        numbers = self._columns.number[self._columns.all_rows()]
        return (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)

    def next_match(self, typed: str, begin: int, *, backwards: bool = False) -> NextMatch:
        """Look for the next job that is shown and has this in name or number."""
        return NextMatch(self._columns, self._shown, begin, typed, backwards=backwards)

    def hidden_count(self) -> HiddenCount:
        """Count what each part of the filter hides."""
        return HiddenCount(self._columns, self.filter)

    # What an operator wants.

    def set_filter(self, wanted: JobFilter) -> None:
        """Show other jobs."""
        if wanted == self.filter:
            return
        self.settle()
        self._jobs_in_order.sift(wanted)
        if self._jobs_in_order.search is None:
            self.searching.stop()
            self._show_anew()
        else:
            self.searching.begin()
        self.counts_changed.emit()
        self.busy_changed.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column (Qt), equals by the one before; -1 gives the newest job first."""
        by, then = self.order
        wanted = NEWEST
        if column >= 0:
            descending = order is Qt.SortOrder.DescendingOrder
            wanted = SortedBy(self.columns[column].id, descending)
        self.sort_by(wanted, then if wanted.column == by.column else by)

    def sort_equals(self, column: int) -> None:
        """Sort equals by a column; one that is sorted by already is turned round."""
        by, then = self.order
        wanted = SortedBy(self.columns[column].id)
        if wanted.column == by.column:
            self.sort_by(replace(by, descending=not by.descending), then)
        elif wanted.column == then.column:
            self.sort_by(by, replace(then, descending=not then.descending))
        else:
            self.sort_by(by, wanted)

    @property
    def order(self) -> tuple[SortedBy, SortedBy]:
        """What is sorted by, and what equals are sorted by."""
        return self._jobs_in_order.by, self._jobs_in_order.then

    def sort_by(self, by: SortedBy, then: SortedBy) -> None:
        """Sort by a column, and equals by another."""
        self.settle()
        turned = Qt.SortOrder.DescendingOrder if by.descending else Qt.SortOrder.AscendingOrder
        self.sorted_by = (self.column_at(by.column), turned)
        self._jobs_in_order.by, self._jobs_in_order.then = by, then
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._rankings.follow(by, then)
        if not self.is_ranking:
            self._arrange_anew()
        self.busy_changed.emit()

    def heading(self, section: int) -> str:
        """Give a heading as it is drawn, with arrows where the table is sorted by it."""
        text = super().heading(section)
        by, then = self.order
        tells = by.column in FEW_VALUES and then != NEWEST and then.column != by.column
        if not tells or self.columns[section].id != then.column:
            return text
        return f"{text} {'▾' if then.descending else '▴'}₂"

    @property
    def pending(self) -> int:
        """How many jobs would come, go or move if the rows were not held still."""
        return self._held.pending

    def hold_still(self) -> None:
        """Leave the rows where they are while somebody reads them; what they say stays true."""
        self._held.holding = True

    def let_go(self) -> None:
        """Let the rows move again, and show what waited."""
        self._held.holding = False
        self.show_pending()

    def show_pending(self) -> None:
        """Show what waits, and hold still or not as before."""
        if self._held.pending:
            self.settle()
            self._show_anew()

    def set_stale(self, as_of: float | None) -> None:
        """Show the jobs as of then, with elapsed times standing still; None: they are live."""
        self._stale = as_of is not None
        self._frozen_at = as_of
        self.repaint_all()

    def tick(self, first: int, last: int) -> None:
        """Count on the elapsed times of the rows ``first`` to ``last``, those on screen."""
        columns, elapsed = self._columns, self.column_at("elapsed")
        if self._jobs_in_order.by.column == "elapsed":
            runs = _RUNS[columns.state[: columns.size]] & columns.live[: columns.size]
            self._touched.append(np.flatnonzero(runs))
            self.settle()
        places = first + np.flatnonzero(_RUNS[columns.state[self.shown_between(first, last + 1)]])
        if len(places):
            self.dataChanged.emit(
                self.index(int(places[0]), elapsed),
                self.index(int(places[-1]), elapsed),
                [Qt.ItemDataRole.DisplayRole],
            )

    # How it is kept up to date.

    def settle(self) -> None:
        """Show what was noted since the last frame, all of it in order."""
        self._catch_up()
        self._be_in_order()

    def _catch_up(self) -> None:
        """Show what was noted since the last frame; the whole order may still be made later."""
        if self._arranging.isActive():
            self._be_in_order()
        if self._columns is not self._mirror.columns:
            self._take_over()
        elif self._touched:
            touched, removed = self._touched, _together(self._removed)
            self._touched, self._removed = [], []
            self.batch_began.emit()
            self._forget_jobs(self._seen)
            moved: list[int] = []
            if not self._jobs_in_order.stands(removed):
                moved = self._take_in(_together(touched), removed)
            self.tell_changed({*moved, *self._hit()})
            self._seen = self._columns.now
            self.batch_ended.emit()
            self._count_soon()

    def _take_in(self, rows: Ints, removed: Ints) -> list[int]:
        """Take in what has changed; give the places on screen that are still to be told of."""
        self.selection.reserve(len(self._columns.number))
        self.selection.forget(removed)
        first, last = self.on_screen()
        if last < TOP and not self._held.holding and self._jobs_in_order.only_moves(rows, removed):
            return self._move(rows, first, last)
        self._be_in_order()
        turned = self._jobs_in_order.change(rows, removed, self._rank)
        if self._held.holding:
            self._keep_still(turned, removed)
        elif len(turned):
            self._show(self._jobs_in_order.shown())
        return []

    def _move(self, rows: Ints, first: int, last: int) -> list[int]:
        """Show in other places what stands on the screen; the rest when somebody asks for it."""
        jobs, pointed = self._jobs_in_order, self._pointed_at()
        seen = self.shown_between(first, last + 1)
        if not jobs.move(rows):
            return []
        self._show_moved(jobs.order, jobs.shown, pointed)
        if jobs.order.is_restless and not self._calming.isActive():
            self._calming.start()
        moved = self.shown_between(first, last + 1) != seen
        places: list[int] = (first + np.flatnonzero(moved)).tolist()
        return places

    def _calm(self) -> None:
        self._jobs_in_order.order.calm()

    def _hit(self) -> list[int]:
        """Give the places on screen whose jobs are others than when they were seen."""
        first, last = self.on_screen()
        hit = self._columns.changed_since(self._seen, self.shown_between(first, last + 1))
        places: list[int] = (first + np.flatnonzero(hit)).tolist()
        return places

    def _is_hit(self) -> bool:
        first, last = self.on_screen()
        shown = self.shown_between(first, last + 1)
        return bool(self._columns.changed_since(self._seen, shown).any())

    def _take_over(self) -> None:
        """The mirror has other columns: find everything again by the jobs' numbers."""
        old, before = self._columns, self._jobs_in_order
        was_busy = self.is_searching, self.is_ranking
        self.batch_began.emit()
        selected, stood = old.number[self.selection.all()], old.number[self._shown]
        anchor = self.selection.anchor
        anchored = None if anchor is None else self._mirror.columns.row(int(old.number[anchor]))
        self._touched, self._removed = [], []
        self._jobs.clear()
        self._columns = columns = self._mirror.columns
        self._seen = columns.now
        self._rankings.end()
        self._jobs_in_order = jobs = JobArrangement(columns, self.now, self._tr)
        jobs.by, jobs.then = before.by, before.then
        jobs.arrange()
        jobs.sift(before.filter)
        self.searching.begin_unseen()
        self.selection.reserve(len(columns.number))
        rows = columns.rows(selected)
        self.selection.only(rows[rows != NO_ROW])
        self.selection.anchor = None if anchored == NO_ROW else anchored
        self._held.forget()
        self._show(jobs.shown(), stood)
        self.repaint_all()
        self._rankings.follow(jobs.by, jobs.then)
        self.batch_ended.emit()
        if len(old):
            self.counts_changed.emit()
        else:
            # The first jobs ever: how many they are is told when they are on screen.
            self._counted = False
            QTimer.singleShot(FRAME_MS, self._count_on)
        if was_busy != (self.is_searching, self.is_ranking):
            self.busy_changed.emit()
        self.pending_changed.emit()

    def _keep_still(self, turned: Ints, removed: Ints) -> None:
        """Leave the rows where they are; only jobs that have left the board go."""
        waiting = turned[self._columns.live[turned]]
        if self._held.note(waiting, len(self._columns.number)):
            self.pending_changed.emit()
        if len(removed):
            stay = ~self._jobs_in_order.marked(removed, self._shown)
            if not stay.all():
                self._show(self._shown[stay])

    def _count_soon(self) -> None:
        """Tell of other numbers at once, but in a storm not in each frame: they are texts."""
        self._counted = False
        if not self._counting.isActive():
            self._count_on()

    def _count_on(self) -> None:
        if not self._counted:
            self._counted = True
            self.counts_changed.emit()
            self._counting.start()

    def _rank(self, rows: Ints, ordered: Callable[[], Rows]) -> None:
        if self._rankings.place(rows, ordered, *self.order):
            self._hand_over_ranks()

    def _hand_over_ranks(self) -> None:
        self._jobs_in_order.keys.ranks = self._rankings.ranks(len(self._columns.number))

    def _arrange_by_ranks(self) -> None:
        self._arrange_anew()
        self.busy_changed.emit()

    def _arrange_anew(self) -> None:
        self._be_in_order()
        self._hand_over_ranks()
        ahead = self._jobs_in_order.arrange()
        same = len(ahead) == self.rowCount() and not (self.pending or self.is_searching)
        if len(ahead) < _MANY or not same:
            self._show_anew()
            return
        self._arranging.start(_PAINTED_MS)
        self._show_anew_by(partial(self._show_ahead, ahead, self._jobs_in_order.shown))

    def _arrange_on(self) -> None:
        """Go on with the order whose beginning is on the screen."""
        if self._jobs_in_order.arrange_on():
            self._be_in_order()
        else:
            self._arranging.start(0)

    def _be_in_order(self) -> None:
        """Have the whole order now: what it is made of is about to change."""
        self._arranging.stop()
        self._shown = self._shown

    def _show_anew(self) -> None:
        self._show_anew_by(lambda: self._show(self._jobs_in_order.shown()))

    def _show_anew_by(self, show: Callable[[], None]) -> None:
        self.batch_began.emit()
        show()
        self.batch_ended.emit()
        if self._held.forget():
            self.pending_changed.emit()


def _together(parts: list[Ints]) -> Ints:
    return each_once(parts) if parts else _NO_ROWS
