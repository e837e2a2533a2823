# SPDX-License-Identifier: GPL-3.0-or-later
"""Start-up reads the board, whatever the history."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from jmss.model.changes import Change
from jmss.model.jobs import JobState
from jmss.store.checkpoint import JOBS_QUERY
from jmss.store.database import open_database
from jmss.store.loading import QUERIES, load
from jmss.store.rows import write_changes
from tests.fakes.facts import job, room


def database(path: Path, history: int) -> sqlite3.Connection:
    """A board of some facts, with this many journal rows and jobs that left the board."""
    connection = open_database(path)
    connection.execute("BEGIN")
    fact = msgspec.json.encode(job(1, state=JobState.ENDED_NORMALLY))
    count = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ?)"
    for insert, values in (
        ("INSERT INTO journal SELECT n, 1, 1.0, '', '', ? FROM r", (history, fact)),
        ("INSERT INTO jobs SELECT n, 'ended_normally', 0, ? FROM r", (history, fact)),
        ("INSERT INTO operations SELECT n, 1.0, '{}' FROM r", (history,)),
    ):
        connection.execute(f"{count} {insert}", values)
    board = [*room(), *(job(history + n) for n in range(1, 51))]
    for seq, each in enumerate(board, history + 1):
        write_changes(connection, [Change(seq=seq, inc=2, at=2.0, fact=each)])
    connection.execute("COMMIT")
    return connection


def steps_to_load(connection: sqlite3.Connection) -> int:
    """Count the instructions of SQLite's machine: each row that is looked at costs some."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(count, 1)
    board = load(connection)
    connection.set_progress_handler(None, 1)
    assert (len(board.facts), len(board.jobs)) == (len(room()), 50)
    return steps


def test_the_work_is_the_same_after_a_thousand_changes_and_after_two_hundred_thousand(
    tmp_path: Path,
) -> None:
    with (
        closing(database(tmp_path / "young", 1_000)) as young,
        closing(database(tmp_path / "old", 200_000)) as old,
    ):
        assert steps_to_load(young) == steps_to_load(old)


def test_no_query_scans_a_table_that_grows(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        plans = {
            query: " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
            for query in (*QUERIES, JOBS_QUERY)
        }
    assert "USING INDEX jobs_on_board" in plans[JOBS_QUERY]
    assert "TEMP B-TREE" not in " ".join(plans.values())


def test_an_empty_database(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        board = load(connection)
    assert (board.head, board.head_inc, board.last_number, board.facts) == (0, 0, 0, ())
    assert len(board.jobs) == 0
