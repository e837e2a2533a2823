# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs at start-up: from the checkpoint and the journal since, or from the database.

A checkpoint is used when it is of this very journal: the rows that it was made at are in
it, written by the same incarnations. Else it says so once in the log, and the database is
read, which has everything and takes longer.
"""

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.jobs import JobColumns
from jmss.columns.put_chunk import put_chunk
from jmss.model.changes import Gone
from jmss.model.jobs import Job
from jmss.store.checkpoint_file import Head, Mapped, NoCheckpoint, Position, Unusable
from jmss.store.rows import read_facts, read_jobs

_log = logging.getLogger(__name__)

JOBS_QUERY = "SELECT fact FROM jobs INDEXED BY jobs_on_board WHERE on_board = 1"
_TAIL_QUERY = "SELECT fact FROM journal WHERE seq > ? ORDER BY seq"
_AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class LoadedJobs:
    """The jobs on the board."""

    jobs: JobColumns
    checkpoint: int | None
    """The ``seq`` that the checkpoint is as of; None if there is no good one."""


def load_jobs(
    connection: sqlite3.Connection, checkpoint: Callable[[], Mapped], beat: Callable[[], None]
) -> LoadedJobs:
    """Read the jobs; ``checkpoint`` gives it or raises ``Unusable``.

    ``beat`` is called about ten times a second meanwhile, to say that we work.
    """
    began = time.monotonic()
    try:
        loaded = _from_checkpoint(connection, checkpoint(), beat)
    except Unusable as why:
        loaded = LoadedJobs(_from_database(connection, beat), None)
        took = time.monotonic() - began
        level = logging.INFO if isinstance(why, NoCheckpoint) else logging.WARNING
        template = "the checkpoint was not used: %s; read %d jobs from the database in %.2f s"
        _log.log(level, template, why, len(loaded.jobs), took)
    return loaded


def _from_checkpoint(
    connection: sqlite3.Connection, mapped: Mapped, beat: Callable[[], None]
) -> LoadedJobs:
    began = time.monotonic()
    jobs, since = mapped.jobs, mapped.head.since.seq
    _check(connection, mapped.head)
    changes = _follow(connection, jobs, since, beat)
    took = time.monotonic() - began
    template = "%d jobs from the checkpoint of row %d and %d changes since, in %.2f s"
    _log.info(template, len(jobs), since, changes, took)
    return LoadedJobs(jobs, since)


def _check(connection: sqlite3.Connection, head: Head) -> None:
    epoch: str = connection.execute("SELECT epoch FROM meta").fetchone()[0]
    if head.epoch != epoch:
        raise Unusable("it is of another journal")
    for position in (head.since, head.until):
        written_by = _inc_at(connection, position)
        if written_by is None:
            raise Unusable(f"row {position.seq} is not in the journal")
        if written_by != position.inc:
            raise Unusable(f"row {position.seq} of the journal is another one")


def _inc_at(connection: sqlite3.Connection, position: Position) -> int | None:
    query = "SELECT inc FROM journal WHERE seq = ?"
    row = connection.execute(query, (position.seq,)).fetchone()
    return row[0] if row else None


def _follow(
    connection: sqlite3.Connection, jobs: JobColumns, since: int, beat: Callable[[], None]
) -> int:
    """Let the journal's rows after ``since`` hold; give how many there are."""
    cursor = connection.execute(_TAIL_QUERY, (since,))
    count = 0
    newest: dict[int, Job | Gone] = {}
    while rows := cursor.fetchmany(_AT_ONCE):
        count += len(rows)
        for fact in read_facts(row[0] for row in rows):
            if isinstance(fact, Job | Gone):
                newest[fact.number] = fact
        beat()
    for fact in newest.values():
        if isinstance(fact, Gone):
            jobs.remove(fact.number)
    changed = [fact for fact in newest.values() if isinstance(fact, Job)]
    for begin in range(0, len(changed), _AT_ONCE):
        put_chunk(jobs, chunk_of_jobs(changed[begin : begin + _AT_ONCE]))
        beat()
    return count


def _from_database(connection: sqlite3.Connection, beat: Callable[[], None]) -> JobColumns:
    jobs = JobColumns()
    cursor = connection.execute(JOBS_QUERY)
    while rows := cursor.fetchmany(_AT_ONCE):
        put_chunk(jobs, chunk_of_jobs(read_jobs(row[0] for row in rows)))
        beat()
    return jobs
