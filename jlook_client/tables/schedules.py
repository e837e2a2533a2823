# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of schedules: when each is due, when it is next, and what became of its last run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QObject, QTimer

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.column import Column
from jlook_client.tables.counted_table import name_column
from jlook_client.tables.due_steps import Due, DueTurns, all_due
from jlook_client.tables.natural import natural_order
from jlook_client.tables.schedule_fields import due_text, when_text
from jlook_client.tables.schedule_words import CANNOT_RUN, DISABLED, ENABLED, NEVER, OUTCOME_LOOKS
from jlook_client.tables.table import RowStyle, Table
from jlook_client.tables.times import clock_text, iso_text, widest
from jmss.errors import N_, NoSuchQueue
from jmss.model.prepared_jobs import Prepared, prepared_jobs
from jmss.model.schedules import Calendar, Fired, Run, Schedule
from jmss.texts import Texts
from jmss.timetable.run_words import refusal_words

LOOK_AGAIN_MS = 1000
"""A next run that has passed is looked for anew this often at most."""


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A schedule with what is known of its runs."""

    schedule: Schedule
    due: float | None
    """When it is due next; None: it is not, or that is still being worked out."""
    is_never_due: bool
    last: Run | None
    lacking: Prepared | None = None
    """The first of its jobs whose queue is not there."""


def schedules_in(named: Mapping[Any, object]) -> list[Schedule]:
    """Give the schedules among the documents, by name."""
    there = (fact for fact in named.values() if isinstance(fact, Schedule))
    return sorted(there, key=lambda one: natural_order(one.name))


def calendars_in(named: Mapping[Any, object]) -> dict[str, Calendar]:
    """Give the business calendars among the documents."""
    return {fact.name: fact for fact in named.values() if isinstance(fact, Calendar)}


class ScheduleTable(Table[ScheduleRow], MirrorWatcher):
    """Follows the mirror; when a schedule is due next is worked out between the turns.

    Args:
        mirror: has the documents.
        now: seconds since 1970 by the server's clock, as far as the screen is true.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        mirror: Mirror,
        now: Callable[[], float],
        *,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        self._now = now
        super().__init__(self._columns(tr), tr=tr, looks=looks, parent=parent)
        self._mirror = mirror
        self._next: dict[str, float | None] = {}
        self._turns = DueTurns(self)
        self._turns.found.connect(self._take_next)
        self._passing = QTimer(self)
        self._passing.setInterval(LOOK_AGAIN_MS)
        self._passing.timeout.connect(self._look_for_passed)
        self._passing.start()
        mirror.watchers.append(self)
        self._look_anew()

    def name(self, row: ScheduleRow) -> str:
        """Give the name of the schedule."""
        return row.schedule.name

    def style(self, row: ScheduleRow) -> RowStyle:
        """Give how it looks: enabled, disabled, or enabled in vain."""
        if not row.schedule.enabled:
            return RowStyle(DISABLED, muted=True)
        if row.lacking is not None:
            return RowStyle(CANNOT_RUN)
        return RowStyle(NEVER if row.is_never_due else ENABLED)

    def tool_tip(self, row: ScheduleRow, column: Column[ScheduleRow]) -> str | None:
        """Say what belongs to the cell."""
        if column.id == "state" and row.lacking is not None:
            known = ", ".join(sorted(self._mirror.queues)) or "-"
            return self._tr.error(NoSuchQueue(queue=row.lacking.queue, known=known))
        if column.id == "name" and row.schedule.note:
            return row.schedule.note
        if column.id == "last" and row.last is not None and row.last.why:
            return refusal_words(row.last, self._tr)
        return column.pointed_at(row)

    def show_stale(self, *, stale: bool) -> None:
        """Show the rows as last known, or as they are."""
        if stale != self._stale:
            self._stale = stale
            self.repaint_all()

    def settle(self) -> None:
        """Bring the rows up to date."""
        self._due.stop()
        self.show_rows([self._row(schedule) for schedule in schedules_in(self._mirror.named)])

    def named_changed(self) -> None:
        """Show what was written (``MirrorWatcher``)."""
        self._look_anew()

    def queues_changed(self) -> None:
        """A queue that a schedule needs may have gone or come (``MirrorWatcher``)."""
        self.note()

    def replaced(self) -> None:
        """Show everything anew."""
        self._look_anew()

    def _row(self, schedule: Schedule) -> ScheduleRow:
        fired = self._mirror.named.get(("fired", schedule.name))
        runs = fired.runs if isinstance(fired, Fired) else ()
        found = self._next.get(schedule.name, 0.0) if schedule.enabled else 0.0
        return ScheduleRow(
            schedule,
            due=found or None,
            is_never_due=found is None,
            last=runs[-1] if runs else None,
            lacking=self._lacking(schedule),
        )

    def _lacking(self, schedule: Schedule) -> Prepared | None:
        if self._mirror.position is None:
            return None  # a snapshot that still grows
        jobs = prepared_jobs([schedule])
        return next((job for job in jobs if job.queue not in self._mirror.queues), None)

    def _look_anew(self) -> None:
        enabled = [one for one in schedules_in(self._mirror.named) if one.enabled]
        calendars = calendars_in(self._mirror.named)
        self._sought = [one.name for one in enabled]
        self._turns.begin(all_due(enabled, calendars, self._now(), most=1))
        self.note()

    def _take_next(self, dues: list[Due]) -> None:
        found = {due.schedule: due.at for due in dues}
        self._next = {name: found.get(name) for name in self._sought}
        self.settle()

    def _look_for_passed(self) -> None:
        now = self._now()
        passed = any(at is not None and at < now for at in self._next.values())
        if passed and not self._turns.is_under_way:
            self._look_anew()

    def _columns(self, tr: Texts) -> tuple[Column[ScheduleRow], ...]:
        outcomes = tuple(tr(look.word) for look in OUTCOME_LOOKS.values())
        times = ("00:00:00", widest(tr))

        def last(row: ScheduleRow) -> str:
            if row.last is None:
                return ""
            word = tr(OUTCOME_LOOKS[row.last.outcome].word)
            at = clock_text(row.last.at, self._now(), tr)
            return tr("{at} {outcome}", at=at, outcome=word)

        return (
            Column(
                id="state",
                heading=N_("State"),
                text=lambda row: tr(self.style(row).look.word),
                value=lambda row: self.style(row).look.word,
                samples=tuple(tr(look.word) for look in (ENABLED, DISABLED, NEVER, CANNOT_RUN)),
                shows_state=True,
            ),
            name_column(
                "name", N_("Schedule"), lambda row: row.schedule.name, samples=("NIGHTLY-CLOSE",)
            ),
            Column(
                id="when",
                heading=N_("When"),
                text=lambda row: due_text(row.schedule, tr),
                in_full=lambda row: when_text(row.schedule, tr),
                value=lambda row: row.schedule.cron,
                stretches=True,
                gives_way=True,
            ),
            Column(
                id="next",
                heading=N_("Next run"),
                text=lambda row: clock_text(row.due, self._now(), tr),
                filed=lambda row: iso_text(row.due),
                value=lambda row: row.due,
                right=True,
                samples=times,
            ),
            Column(
                id="last",
                heading=N_("Last run"),
                text=last,
                value=lambda row: row.last.at if row.last else None,
                samples=tuple(f"{widest(tr)} {outcome}" for outcome in outcomes[:1]),
                gives_way=True,
            ),
            name_column(
                "calendar", N_("Calendar"), lambda row: row.schedule.calendar, samples=("TOKYO",)
            ),
            name_column(
                "owner", N_("Owner"), lambda row: row.schedule.owner, samples=("operator",)
            ),
        )
