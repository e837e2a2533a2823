# SPDX-License-Identifier: GPL-3.0-or-later
"""What a follower who comes back costs does not depend on how many jobs there are."""

import sqlite3
from contextlib import closing
from pathlib import Path

from jmss.model.changes import Change
from jmss.store.database import open_database
from jmss.store.journal import Journal
from jmss.store.rows import encode_fact, write_changes
from tests.fakes.facts import job


def database(path: Path, jobs: int) -> sqlite3.Connection:
    """So many jobs on the board, and a thousand rows of the journal."""
    connection = open_database(path)
    count = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ?)"
    connection.execute("BEGIN")
    connection.execute(
        f"{count} INSERT INTO jobs SELECT n, 'queued', 1, ? FROM r", (jobs, encode_fact(job(1)))
    )
    write_changes(
        connection, [Change(seq=seq, inc=1, at=1.0, fact=job(seq)) for seq in range(1, 1001)]
    )
    connection.execute("COMMIT")
    return connection


def steps_to_resume(connection: sqlite3.Connection) -> int:
    """Count the instructions of SQLite's machine from a position to the changes since."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    journal = Journal(connection)
    connection.set_progress_handler(count, 1)
    assert journal.inc_at(700) == 1
    assert len(journal.after(700, 500)) == 300
    connection.set_progress_handler(None, 1)
    return steps


def test_a_resume_reads_the_same_rows_beside_a_thousand_jobs_and_beside_a_hundred_thousand(
    tmp_path: Path,
) -> None:
    with (
        closing(database(tmp_path / "small", 1_000)) as small,
        closing(database(tmp_path / "big", 100_000)) as big,
    ):
        assert steps_to_resume(small) == steps_to_resume(big)
