# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of each minute on the drive, so that a takeover loses none of them.

They are written every few seconds, each time with the row of the journal up to which they
count. What a killed server had not written yet is counted in the journal by its successor.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jmss.model.statistics import ENDINGS, MINUTES_KEPT, SECONDS, Minute, joined

COUNTED_AT_ONCE = 10_000
"""Rows of the journal that one statement counts: a few hundredths of a second."""
MOST_COUNTED = 500_000
"""Rows that a takeover counts at most; a server writes its counts long before so many."""

_MARKS = tuple(b'"state":"%s"' % state.encode() for state in ENDINGS)
"""No text of a job can hold one: there a quotation mark has a backslash before it."""

_COUNT = (
    f"SELECT CAST(at / {SECONDS} AS INTEGER), sum(instr(fact, ?) > 0), sum(instr(fact, ?) > 0),"  # noqa: S608 -- a figure of ours
    " sum(instr(fact, ?) > 0) FROM journal WHERE seq > ? AND seq <= ?"
    ' AND substr(fact, 1, 10) = CAST(\'{"k":"job"\' AS BLOB) GROUP BY 1 ORDER BY 1'
)
_ADD = (
    "INSERT INTO minutes VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (minute, inc) DO UPDATE SET"
    " seq = max(seq, excluded.seq), running = coalesce(excluded.running, running),"
    " queued = coalesce(excluded.queued, queued), normal = normal + excluded.normal,"
    " abnormal = abnormal + excluded.abnormal, cancelled = cancelled + excluded.cancelled"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is on the drive."""

    minutes: tuple[Minute, ...] = ()
    """Ascending, each once."""
    seq: int | None = None
    """The last row of the journal that is counted in them; None: none ever was."""
    inc: int = 0
    """Who counted last."""


def load_minutes(connection: sqlite3.Connection, since: int) -> Counted:
    """Read what was counted from minute ``since`` on."""
    rows = connection.execute(
        "SELECT minute, running, queued, normal, abnormal, cancelled FROM minutes"
        " WHERE minute >= ? ORDER BY minute, inc",
        (since,),
    )
    last = connection.execute(
        "SELECT seq, inc FROM minutes ORDER BY seq DESC, inc DESC LIMIT 1"
    ).fetchone()
    seq, inc = last or (None, 0)
    return Counted(tuple(each_once(Minute(*row) for row in rows)), seq, inc)


def each_once(minutes: Iterable[Minute]) -> Iterator[Minute]:
    """Join parts of the same minute that follow each other."""
    last: Minute | None = None
    for minute in minutes:
        if last is None or last.minute != minute.minute:
            if last is not None:
                yield last
            last = minute
        else:
            last = joined(last, minute)
    if last is not None:
        yield last


def count_journal(connection: sqlite3.Connection, after: int, head: int) -> list[Minute]:
    """Count the endings in the journal's rows after ``after``, up to ``head``, by minutes."""
    after = max(after, head - MOST_COUNTED)
    found: list[Minute] = []
    while after < head:
        end = min(after + COUNTED_AT_ONCE, head)
        rows = connection.execute(_COUNT, (*_MARKS, after, end)).fetchall()
        found += (Minute(minute, None, None, *counts) for minute, *counts in rows if any(counts))
        after = end
    return list(each_once(sorted(found, key=lambda one: one.minute)))


def add_minutes(
    connection: sqlite3.Connection, minutes: Iterable[Minute], *, inc: int, seq: int
) -> bool:
    """Add counts to those that are on the drive; nothing is left to do after it."""
    rows = [
        (m.minute, inc, seq, m.running, m.queued, m.normal, m.abnormal, m.cancelled)
        for m in minutes
    ]
    connection.executemany(_ADD, rows)
    oldest = max((row[0] for row in rows), default=0) - MINUTES_KEPT
    connection.execute("DELETE FROM minutes WHERE minute < ?", (oldest,))
    return False
