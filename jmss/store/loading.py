# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the board at start-up. The work is bounded by the board, never by the history."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from jmss.columns.chunk import chunk_of_jobs, put_chunk
from jmss.columns.jobs import JobColumns
from jmss.model.changes import Fact
from jmss.store.rows import read_fact, read_jobs

STAYS = 500
"""How many placements, the newest, are on the board."""

QUERIES = (
    "SELECT fact FROM queues",
    "SELECT fact FROM machines",
    f"SELECT fact FROM placements ORDER BY id DESC LIMIT {STAYS}",  # noqa: S608 -- a figure of ours
)
"""What is read of the few facts; each is answered by a small table or by an index."""
JOBS_QUERY = "SELECT fact FROM jobs INDEXED BY jobs_on_board WHERE on_board = 1"

_AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class Loaded:
    """The board as the last incarnation left it."""

    epoch: str
    head: int
    """The last ``seq`` of the journal, 0 when there is none."""
    head_inc: int
    last_number: int
    """The highest job number ever given."""
    facts: tuple[Fact, ...]
    """All but the jobs."""
    jobs: JobColumns


def load(connection: sqlite3.Connection, beat: Callable[[], None] = lambda: None) -> Loaded:
    """Read the board and where the journal ends.

    ``beat`` is called about ten times a second meanwhile, to say that we work.
    """
    facts: list[Fact] = []
    for query in QUERIES:
        rows = connection.execute(query).fetchall()
        facts.extend(read_fact(row[0]) for row in rows)
    epoch: str = connection.execute("SELECT epoch FROM meta").fetchone()[0]
    last = connection.execute("SELECT seq, inc FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    number = connection.execute("SELECT max(number) FROM jobs").fetchone()[0]
    head, inc = last or (0, 0)
    return Loaded(
        epoch=epoch,
        head=head,
        head_inc=inc,
        last_number=number or 0,
        facts=tuple(facts),
        jobs=load_jobs(connection, beat),
    )


def load_jobs(connection: sqlite3.Connection, beat: Callable[[], None]) -> JobColumns:
    """Read the jobs that are on the board."""
    jobs = JobColumns()
    cursor = connection.execute(JOBS_QUERY)
    while rows := cursor.fetchmany(_AT_ONCE):
        put_chunk(jobs, chunk_of_jobs(read_jobs(row[0] for row in rows)))
        beat()
    return jobs
