# SPDX-License-Identifier: GPL-3.0-or-later
"""Times at which schedules are or were due, one below the other: a preview, a day, a history."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QObject

from jlook_client.looks import Looks
from jlook_client.tables.column import Column
from jlook_client.tables.counted_table import name_column
from jlook_client.tables.due_steps import Due
from jlook_client.tables.schedule_words import DUE, OUTCOME_LOOKS
from jlook_client.tables.table import RowStyle, Table
from jlook_client.tables.times import iso_text, moment_text, written_day
from jmss.errors import N_
from jmss.model.schedules import Fired, Run
from jmss.texts import Texts
from jmss.timetable.local_time import read_zone, wall_at
from jmss.timetable.run_words import refusal_words

_MOST_NAMED = 3
"""Jobs of a run that are named one by one."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A time that is still to come, or one that was seen to."""

    schedule: str
    at: float
    """When it was or is due."""
    zone: str = ""
    """The schedule's time zone, where that is not the operator's."""
    run: Run | None = None


class DueTable(Table[DueRow]):
    """Shows what it is given, in that order.

    Args:
        states: says what has become of jobs by their numbers, in words; "" for one unknown.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        states: Callable[[Sequence[int]], Sequence[str]],
        *,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        self._states = states
        super().__init__(self._columns(tr), tr=tr, looks=looks, parent=parent)

    def name(self, row: DueRow) -> tuple[str, float, float]:
        """Give schedule and time; one run by hand has its own."""
        return row.schedule, row.at, row.run.at if row.run else 0.0

    def style(self, row: DueRow) -> RowStyle:
        """Give the look of its outcome."""
        return RowStyle(DUE if row.run is None else OUTCOME_LOOKS[row.run.outcome])

    def settle(self) -> None:
        """Say anew what became of the jobs."""
        self._due.stop()
        self.repaint_all()

    def show_stale(self, *, stale: bool) -> None:
        """Show the rows as last known, or as they are."""
        if stale != self._stale:
            self._stale = stale
            self.repaint_all()

    def tool_tip(self, row: DueRow, column: Column[DueRow]) -> str | None:
        """Say what belongs to the cell."""
        return column.pointed_at(row)

    def _jobs(self, row: DueRow) -> str:
        numbers = row.run.jobs if row.run else ()
        states = self._states(numbers[:_MOST_NAMED])
        named = [
            self._tr("{number} {state}", number=number, state=state).strip()
            for number, state in zip(numbers, states, strict=False)
        ]
        rest = len(numbers) - len(named)
        text = self._tr(", ").join(named)
        return self._tr("{names} and {n} more", names=text, n=rest) if rest else text

    def _told(self, row: DueRow) -> str:
        if row.run is None:
            return _there(row, self._tr)
        if row.run.by:
            return self._tr("run by hand by {by}", by=row.run.by)
        if row.run.why:
            return refusal_words(row.run, self._tr)
        late = row.run.at - row.at
        if late >= 1.0:
            return self._tr("seen to {n} s after it was due", n=int(late))
        return ""

    def _columns(self, tr: Texts) -> tuple[Column[DueRow], ...]:
        words = (DUE, *OUTCOME_LOOKS.values())
        return (
            Column(
                id="outcome",
                heading=N_("Outcome"),
                text=lambda row: tr(self.style(row).look.word),
                value=lambda row: self.style(row).look.word,
                samples=tuple(tr(look.word) for look in words[:2]),
                shows_state=True,
            ),
            Column(
                id="at",
                heading=N_("Due at"),
                text=lambda row: moment_text(row.at, tr),
                filed=lambda row: iso_text(row.at),
                value=lambda row: row.at,
                samples=(moment_text(0.0, tr),),
            ),
            name_column("name", N_("Schedule"), lambda row: row.schedule, samples=("NIGHTLY",)),
            Column(
                id="jobs",
                heading=N_("Jobs"),
                text=self._jobs,
                value=lambda row: row.run.jobs[0] if row.run and row.run.jobs else None,
                samples=("00000 WWWWWW",),
            ),
            Column(
                id="told",
                heading=N_("Besides"),
                text=self._told,
                value=self._told,
                stretches=True,
                gives_way=True,
            ),
        )


def due_rows(dues: Sequence[Due], zones: Mapping[str, str]) -> list[DueRow]:
    """Give rows of times to come; ``zones`` has the schedules whose zone is not the operator's."""
    return [DueRow(due.schedule, due.at, zones.get(due.schedule, "")) for due in dues]


def run_rows(named: Mapping[Any, object], wanted: Callable[[str], bool]) -> Iterator[DueRow]:
    """Give rows of what was seen to, of the schedules that are wanted."""
    for fact in named.values():
        if isinstance(fact, Fired) and wanted(fact.name):
            yield from (DueRow(fact.name, run.due, run=run) for run in fact.runs)


def _there(row: DueRow, tr: Texts) -> str:
    """Say what the wall shows where the schedule lives."""
    if not row.zone:
        return ""
    wall = wall_at(row.at, read_zone(row.zone))
    return tr("{wall} in {zone}", wall=f"{written_day(wall, tr)} {wall:%H:%M}", zone=row.zone)
