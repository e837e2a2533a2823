# SPDX-License-Identifier: GPL-3.0-or-later
"""What was started from JMenu today: starts on their way, and the jobs that came of them.

The jobs are those of this user since midnight, whichever session submitted them: the board
tells, so nothing is lost when a window is closed or the link is cut.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QObject

from jlook_client.acts import Part, Stage
from jlook_client.looks import Looks, StateLook
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.act_words import STAGE_LOOKS, part_reason
from jlook_client.tables.column import Column
from jlook_client.tables.table import RowStyle, Table
from jlook_client.tables.times import clock_text, iso_text, moment_text, widest
from jmss.columns.jobs import Ints
from jmss.columns.number_index import NO_ROW
from jmss.errors import N_
from jmss.model.jobs import Job, JobState
from jmss.texts import Texts

MOST = 500
"""Rows, the newest."""
_QUIET = {JobState.ENDED_NORMALLY, JobState.CANCELLED}


@dataclass(slots=True, eq=False)
class Start:
    """One time that an entry was started here."""

    entry: str
    """Its id."""
    title: str
    at: float
    """Seconds since 1970."""
    part: Part | None = None
    """How far it has come."""

    @property
    def is_open(self) -> bool:
        """Whether the server has not answered yet."""
        return self.part is None or self.part.stage in {Stage.WAITING, Stage.SENT, Stage.UNKNOWN}


@dataclass(frozen=True, slots=True)
class StartedRow:
    """A start without a job, or a job."""

    name: tuple[str, int]
    title: str
    look: StateLook
    at: float
    why: str = ""
    job: Job | None = None


class StartedJobs(Table[StartedRow], MirrorWatcher):
    """Shows them, the newest first.

    Args:
        mirror: has the jobs.
        user: under which name the server knows who sits here; empty: nobody yet.
        now: seconds since 1970.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        mirror: Mirror,
        *,
        user: Callable[[], str],
        now: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(_columns(tr, now), tr=tr, looks=looks, parent=parent)
        self._mirror = mirror
        self._user = user
        self._now = now
        self._starts: list[Start] = []
        self._numbers: set[int] = set()
        self._found_for = ""
        mirror.watchers.append(self)
        self.settle()

    def add(self, start: Start) -> None:
        """Take up a start; call ``note`` whenever it has come further."""
        self._starts.append(start)
        self.note()

    def open_start(self, entry: str) -> Start | None:
        """Give a start of this entry that the server has not answered yet."""
        return next((one for one in self._starts if one.entry == entry and one.is_open), None)

    def name(self, row: StartedRow) -> tuple[str, int]:
        """Give what tells a row from the others."""
        return row.name

    def style(self, row: StartedRow) -> RowStyle:
        """Give the look of the job's state, or of the start's stage."""
        return RowStyle(row.look, muted=row.job is not None and row.job.state in _QUIET)

    def tool_tip(self, row: StartedRow, column: Column[StartedRow]) -> str | None:
        """Say the cell in full."""
        return row.why if column.id == "state" and row.why else column.pointed_at(row)

    def set_stale(self, *, stale: bool) -> None:
        """Mark the rows as last known, or as live again."""
        self._stale = stale
        self.repaint_all()

    # What the mirror tells.

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Look for jobs of ours among those that changed."""
        if self._user() != self._found_for:
            self._find_all()
        elif self._look_at(rows):
            self.note()

    def replaced(self) -> None:
        """Look at all jobs anew."""
        self._find_all()

    def settle(self) -> None:
        """Bring the rows up to date."""
        self._due.stop()
        if self._user() != self._found_for:
            self._find_all()
            self._due.stop()
        self.show_rows(self._built())

    def _find_all(self) -> None:
        self._found_for = self._user()
        self._numbers.clear()
        columns = self._mirror.columns
        code = columns.words.find(self._found_for) if self._found_for else None
        if code is not None:
            self._look_at(np.flatnonzero(columns.owner[: columns.size] == code))
        self.note()

    def _look_at(self, rows: Ints) -> bool:
        """Remember those of these rows that are ours; say whether there were any."""
        columns = self._mirror.columns
        code = columns.words.find(self._found_for) if self._found_for else None
        if code is None or not len(rows):
            return False
        rows = rows[columns.owner[rows] == code]
        rows = rows[columns.live[rows] & (columns.submitted[rows] >= midnight(self._now()))]
        numbers = columns.number[rows]
        if len(numbers) > MOST:
            numbers = np.partition(numbers, -MOST)[-MOST:]
        self._numbers.update(numbers.tolist())
        if len(self._numbers) > 2 * MOST:
            self._numbers = set(sorted(self._numbers)[-MOST:])
        return bool(len(rows))

    def _built(self) -> list[StartedRow]:
        titles = {
            start.part.made: start.title for start in self._starts if start.part and start.part.made
        }
        since = midnight(self._now())
        columns = self._mirror.columns
        rows = [self._row_of_start(start) for start in self._starts if not self._has_job(start)]
        for number in sorted(self._numbers | set(titles), reverse=True)[:MOST]:
            row = columns.row(number)
            if row == NO_ROW:
                continue
            job = columns.job(row)
            if job.submitted >= since or number in titles:
                rows.append(_row_of_job(job, titles.get(number, job.name)))
        return sorted(rows, key=lambda row: (row.at, row.name), reverse=True)[:MOST]

    def _has_job(self, start: Start) -> bool:
        made = start.part.made if start.part else None
        return made is not None and self._mirror.columns.row(made) != NO_ROW

    def _row_of_start(self, start: Start) -> StartedRow:
        part = start.part
        stage = part.stage if part else Stage.WAITING
        # It is done for the link; for who started it, the job is what counts.
        look = STAGE_LOOKS[Stage.ACCEPTED if stage is Stage.DONE else stage]
        why = part_reason(part, self._tr) if part else ""
        if stage is Stage.UNKNOWN:
            why = self._tr("The link was cut before the answer; the server is asked after it.")
        return StartedRow(("start", id(start)), start.title, look, start.at, why)


def midnight(now: float) -> float:
    """Give when today began, where the operator sits."""
    day = time.localtime(now)
    return time.mktime((day.tm_year, day.tm_mon, day.tm_mday, 0, 0, 0, 0, 0, -1))


def _row_of_job(job: Job, title: str) -> StartedRow:
    return StartedRow(("job", job.number), title, JOB_LOOKS[job.state], job.submitted, job=job)


def _columns(tr: Texts, now: Callable[[], float]) -> tuple[Column[StartedRow], ...]:
    words = [look.word for look in (*STAGE_LOOKS.values(), *JOB_LOOKS.values())]

    def number(row: StartedRow) -> int | None:
        return row.job.number if row.job else None

    def ended(row: StartedRow) -> float | None:
        return row.job.ended if row.job else None

    def outcome(row: StartedRow) -> str:
        if row.job is None:
            return row.why
        if row.job.exit_code is None:
            return ""
        return tr("Exit code {code}", code=row.job.exit_code)

    return (
        Column(
            id="state",
            heading=N_("State"),
            text=lambda row: tr(row.look.word),
            value=lambda row: row.look.word,
            samples=tuple(map(tr, words)),
            shows_state=True,
        ),
        Column(
            id="job",
            heading=N_("No."),
            text=lambda row: str(number(row) or ""),
            value=number,
            right=True,
            samples=("00000",),
        ),
        Column(
            id="title",
            heading=N_("Entry"),
            text=lambda row: row.title,
            value=lambda row: row.title,
            samples=("x" * 20,),
            stretches=True,
        ),
        Column(
            id="outcome",
            heading=N_("Outcome"),
            text=outcome,
            value=outcome,
            samples=(tr("Exit code {code}", code=127),),
            gives_way=True,
        ),
        _time_column("at", N_("Submitted"), lambda row: row.at, now, tr),
        _time_column("ended", N_("Ended"), ended, now, tr),
        Column(
            id="queue",
            heading=N_("Queue"),
            text=lambda row: row.job.queue if row.job else "",
            value=lambda row: row.job.queue if row.job else None,
            samples=("ACCOUNT",),
            gives_way=True,
        ),
        Column(
            id="machine",
            heading=N_("Machine"),
            text=lambda row: (row.job.machine or "") if row.job else "",
            value=lambda row: row.job.machine if row.job else None,
            samples=("VCOM4",),
            shown=False,
        ),
    )


def _time_column(
    identity: str,
    heading: str,
    value: Callable[[StartedRow], float | None],
    now: Callable[[], float],
    tr: Texts,
) -> Column[StartedRow]:
    return Column(
        id=identity,
        heading=heading,
        text=lambda row: clock_text(value(row), now(), tr),
        filed=lambda row: iso_text(value(row)),
        in_full=lambda row: moment_text(value(row), tr),
        value=value,
        right=True,
        samples=(widest(tr),),
    )
