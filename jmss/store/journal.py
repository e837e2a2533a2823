# SPDX-License-Identifier: GPL-3.0-or-later
"""Look things up in the journal while the server runs, beside the writer."""

import sqlite3

from jmss.model.changes import Change
from jmss.store.rows import read_answer, read_change
from jmss.wire.messages import Answer


class Journal:
    """Reads through its own connection; calls come from one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def after(self, seq: int, limit: int) -> list[Change]:
        """Give up to ``limit`` changes after ``seq``, in order."""
        rows = self._connection.execute(
            'SELECT seq, inc, at, "by", op, fact FROM journal WHERE seq > ? ORDER BY seq LIMIT ?',
            (seq, limit),
        ).fetchall()
        return [read_change(row) for row in rows]

    def inc_at(self, seq: int) -> int | None:
        """Give the incarnation that wrote row ``seq``; None when there is no such row."""
        row = self._connection.execute("SELECT inc FROM journal WHERE seq = ?", (seq,)).fetchone()
        return row[0] if row else None

    def answer(self, operation: str) -> Answer | None:
        """Give what was answered to an operation; None when it never came."""
        row = self._connection.execute(
            "SELECT answer FROM operations WHERE id = ?", (operation,)
        ).fetchone()
        return read_answer(row[0]) if row else None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
