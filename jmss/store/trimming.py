# SPDX-License-Identifier: GPL-3.0-or-later
"""Take old rows away, a few at a time, so that no commit waits long for it."""

import sqlite3
from dataclasses import dataclass

CHUNK = 2000
"""Rows that one transaction takes away at most."""


@dataclass(frozen=True, slots=True)
class Keep:
    """What must stay. Times are seconds since 1970, UTC."""

    rows: int = 50_000
    """This many journal rows stay in any case."""
    journal_since: float = 0.0
    """And every journal row written since then."""
    journal_from: int | None = None
    """And every journal row from this one on: a start-up begins there."""
    answers_since: float = 0.0


def trim(connection: sqlite3.Connection, keep: Keep) -> bool:
    """Take one chunk away, inside the caller's transaction; say whether more may follow."""
    return _trim_journal(connection, keep) | _trim_answers(connection, keep)


def _trim_journal(connection: sqlite3.Connection, keep: Keep) -> bool:
    first, last = connection.execute(
        "SELECT (SELECT min(seq) FROM journal), (SELECT max(seq) FROM journal)"
    ).fetchone()
    if first is None:
        return False
    end = min(first + CHUNK - 1, last - keep.rows)
    if keep.journal_from is not None:
        end = min(end, keep.journal_from - 1)
    row = connection.execute("SELECT at FROM journal WHERE seq = ?", (end,)).fetchone()
    if row is None or row[0] >= keep.journal_since:
        return False
    connection.execute("DELETE FROM journal WHERE seq <= ?", (end,))
    return True


def _trim_answers(connection: sqlite3.Connection, keep: Keep) -> bool:
    taken = connection.execute(
        "DELETE FROM operations WHERE id IN"
        " (SELECT id FROM operations WHERE at < ? ORDER BY at LIMIT ?)",
        (keep.answers_since, CHUNK),
    ).rowcount
    return taken == CHUNK
