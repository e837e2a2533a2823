# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that left the board: read for the archive, and deleted once they are in it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from jmss.model.jobs import Job
from jmss.store.rows import read_jobs

LEAVERS_QUERY = "SELECT number, fact FROM jobs INDEXED BY jobs_off_board WHERE on_board = 0 LIMIT ?"


@dataclass(frozen=True, slots=True)
class Leaver:
    """A job that left the board."""

    job: Job
    fact: bytes
    """The job as it is stored."""


def leavers(connection: sqlite3.Connection, most: int) -> list[Leaver]:
    """Give jobs that left the board and are still in the database, the oldest first."""
    facts = [row[1] for row in connection.execute(LEAVERS_QUERY, (most,))]
    return [Leaver(job, fact) for job, fact in zip(read_jobs(facts), facts, strict=True)]


def forget(connection: sqlite3.Connection, numbers: Sequence[int]) -> bool:
    """Delete jobs that are archived, inside the caller's transaction; nothing is left to do."""
    statement = "DELETE FROM jobs WHERE number = ? AND on_board = 0"
    connection.executemany(statement, ((number,) for number in numbers))
    highest = max(numbers, default=0)
    connection.execute("UPDATE meta SET last_number = max(last_number, ?)", (highest,))
    return False


def highest_number(connection: sqlite3.Connection) -> int:
    """Give the highest job number that was ever given; 0 when there was none."""
    query = "SELECT max(last_number, (SELECT coalesce(max(number), 0) FROM jobs)) FROM meta"
    highest: int = connection.execute(query).fetchone()[0]
    return highest
