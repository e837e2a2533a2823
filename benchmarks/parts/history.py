# SPDX-License-Identifier: GPL-3.0-or-later
"""A drive whose board holds a long history: ended jobs, as a server left them there."""

import time
from collections.abc import Iterator
from pathlib import Path

from jmss.model.changes import Change
from jmss.model.jobs import Job, JobState
from jmss.store.database import open_database
from jmss.store.folders import ServerFolders
from jmss.store.rows import encode_fact, write_changes

QUEUES = ("NIGHT", "ACCOUNT", "STOCK", "REPORT")
JOURNAL = 10_000
"""Rows of the journal that are there; a server trims the older ones."""
_PATTERNS = 2_000


def ended_job(number: int, now: float, count: int) -> Job:
    """Give a job of the last thirty days."""
    ended = now - (count - number) * 30 * 86400.0 / count
    return Job(
        number=number,
        name=f"{QUEUES[number % 4].lower()}-{number:08d}",
        owner=f"user{number % 40:02d}",
        queue=QUEUES[number % 4],
        command=f"/opt/site/bin/step {number % 500}",
        state=JobState.ENDED_NORMALLY if number % 20 else JobState.ENDED_ABNORMALLY,
        machine=f"VCOM{2 + number % 3}",
        node=f"SV{2 + number % 3}",
        attempt=1,
        submitted=round(ended - 312.25, 3),
        started=round(ended - 302.125, 3),
        ended=round(ended, 3),
        exit_code=0 if number % 20 else 8,
    )


def fill(drive: Path, count: int) -> None:
    """Put this many ended jobs on the board of a drive that has none."""
    ServerFolders.on(drive).make()
    connection = open_database(ServerFolders.on(drive).journal)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO jobs VALUES (?, ?, 1, ?)", _rows(count))
    connection.execute(
        "INSERT INTO journal SELECT number, 1, 1.0, '', '', fact FROM jobs WHERE number > ?",
        (count - JOURNAL,),
    )
    connection.execute("COMMIT")
    connection.close()


def change(drive: Path, numbers: range) -> None:
    """Change these jobs, as the server would have done after its last checkpoint."""
    connection = open_database(ServerFolders.on(drive).journal)
    head, inc = connection.execute(
        "SELECT seq, inc FROM journal ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    now = time.time()
    changes = [
        Change(seq=head + at, inc=inc, at=now, fact=ended_job(number, now, numbers.stop))
        for at, number in enumerate(numbers, 1)
    ]
    connection.execute("BEGIN")
    write_changes(connection, changes)
    connection.execute("COMMIT")
    connection.close()


def _rows(count: int) -> Iterator[tuple[int, str, bytes]]:
    now = time.time()
    for number in range(1, count + 1):
        job = ended_job(number, now, count)
        yield number, job.state, encode_fact(job)
