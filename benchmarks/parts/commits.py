# SPDX-License-Identifier: GPL-3.0-or-later
"""The product's board and writer under changes that never end, for so long."""

import asyncio
import itertools
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from jmss.errors import JmssError
from jmss.model.changes import Change
from jmss.model.jobs import Job, JobState
from jmss.server.board import Board
from jmss.server.published import Published
from jmss.store.activation import activate
from jmss.store.database import open_database
from jmss.store.loading import load
from jmss.store.writer import Writer

_LIFE = (JobState.QUEUED, JobState.STARTING, JobState.RUNNING, JobState.ENDED_NORMALLY)
MOST_PER_SECOND = 40_000
_APART = 500
"""So many jobs are at each stage at once: those of one group are all different."""


def lives() -> Iterator[Job]:
    """Give the changes of jobs that are submitted, start, run and end, one after the other."""
    for turn in itertools.count(1):
        for stage, state in enumerate(_LIFE):
            number = turn - stage * _APART
            if number > 0:
                yield _job(number, state)


def _job(number: int, state: JobState) -> Job:
    at = 1.8e9 + number
    begun = state is not JobState.QUEUED
    return Job(
        number=number,
        name=f"night-{number:08d}",
        owner=f"user{number % 40:02d}",
        queue="NIGHT",
        command=f"/opt/site/bin/step {number % 500}",
        state=state,
        machine=f"VCOM{2 + number % 3}" if begun else None,
        node=f"SV{2 + number % 3}" if begun else None,
        attempt=int(begun),
        submitted=at,
        started=at + 5.0 if state in _LIFE[2:] else None,
        ended=at + 65.0 if state is _LIFE[3] else None,
        exit_code=0 if state is _LIFE[3] else None,
    )


def durable_per_second(group: int, seconds: float) -> float:
    """Give how many changes a second are stored and published, ``group`` to a commit.

    Each change is a write of its own, as an operation or a report is; twice as many as
    share a commit are under way, so that the next group gathers while one waits for the
    disk.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        rate, published = asyncio.run(_run(path, group, seconds))
        connection = sqlite3.connect(path)
        stored = load(connection)
        connection.close()
        # What was told is what is stored, neither more nor less.
        assert list(stored.jobs.jobs()) == list(published.jobs.jobs())
        return rate


async def _run(path: Path, group: int, seconds: float) -> tuple[float, Published]:
    loop = asyncio.get_running_loop()
    connection = open_database(path)
    loaded, published = load(connection), Published()

    def publish(changes: Sequence[Change]) -> None:
        for change in changes:
            published.show(change.fact)

    def committed(count: int) -> None:
        loop.call_soon_threadsafe(board.committed, count)

    def failed(error: JmssError) -> None:
        raise error

    writer = Writer(
        connection,
        incarnation=activate(connection, 1),
        name="VCOM1",
        committed=committed,
        failed=failed,
        most=group,
    )
    board = Board(loaded, published, writer, incarnation=1, clock=time.time, publish=publish)
    writer.start()
    # Whose changes they are made them before.
    jobs = iter(list(itertools.islice(lives(), int(MOST_PER_SECOND * seconds))))
    done = 0
    waiting = [_record_all(board, jobs, group) for _ in range(2)]
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        await waiting.pop(0)
        done += group
        waiting.append(_record_all(board, jobs, group))
    took = time.perf_counter() - began
    for last in waiting:
        await last
    await loop.run_in_executor(None, writer.close)
    return done / took, published


def _record_all(board: Board, jobs: Iterator[Job], count: int) -> asyncio.Future[None]:
    for _ in range(count - 1):
        board.record([next(jobs)])
    return board.record([next(jobs)])
