# SPDX-License-Identifier: GPL-3.0-or-later
"""What left the board: in the archive before it is out of the database, never in neither."""

import asyncio
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from jmss.model.changes import Gone
from jmss.model.jobs import Job, JobState
from jmss.server.archiving import AT_ONCE, Archiving
from jmss.store.activation import activate
from jmss.store.archive import Archive
from jmss.store.archive_reader import Period, archived_jobs
from jmss.store.database import open_database, open_for_reading
from jmss.store.loading import load
from jmss.store.writer import Writer
from tests.fakes.facts import job
from tests.fakes.stored_board import StoredBoard

KILLED = Path(__file__).resolve().parents[2] / "fakes" / "killed_archiver.py"


def left(folder: Path, count: int) -> list[Job]:
    """Make a database with this many jobs that left the board, and one that did not."""
    jobs = [job(n, state=JobState.CANCELLED, ended=1.7e9 + n) for n in range(1, count + 1)]
    board = StoredBoard(folder)
    board.write(*jobs, job(count + 1), *(Gone(number=each.number) for each in jobs))
    board.close()
    return jobs


@contextmanager
def archiving(folder: Path) -> Iterator[Archiving]:
    connection = open_database(folder / "journal.db")
    writer = Writer(
        connection,
        incarnation=activate(connection, 1),
        name="VCOM1",
        committed=queue.Queue[int]().put,
        failed=pytest.fail,
    )
    writer.start()
    with ThreadPoolExecutor(1) as executor:
        files = Archive(folder / "archive")
        made = Archiving(open_for_reading(folder / "journal.db"), files, writer, executor)
        yield made
    made.close()
    writer.close()


def look(folder: Path) -> None:
    async def story() -> None:
        with archiving(folder) as made:
            await made.look()

    asyncio.run(story())


def numbers_in_database(folder: Path) -> list[int]:
    with closing(open_database(folder / "journal.db")) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM jobs ORDER BY number")]


def archived(folder: Path) -> list[Job]:
    return list(archived_jobs(folder / "archive", Period(), pytest.fail))


def test_all_that_left_is_archived_and_deleted(tmp_path: Path) -> None:
    jobs = left(tmp_path, AT_ONCE + 3)
    look(tmp_path)
    assert archived(tmp_path) == jobs
    assert numbers_in_database(tmp_path) == [len(jobs) + 1]


def test_numbers_of_archived_jobs_are_not_given_again(tmp_path: Path) -> None:
    left(tmp_path, 5)
    with closing(open_database(tmp_path / "journal.db")) as connection:
        connection.execute("UPDATE jobs SET on_board = 0")
    look(tmp_path)
    assert numbers_in_database(tmp_path) == []
    with closing(open_database(tmp_path / "journal.db")) as connection:
        assert load(connection).last_number == 6


def test_killed_between_the_two_nothing_is_lost_and_nothing_is_read_twice(tmp_path: Path) -> None:
    jobs = left(tmp_path, 10)
    for _ in range(2):
        ended = subprocess.run([sys.executable, str(KILLED), str(tmp_path)], check=False)
        assert ended.returncode == -9
        assert len(numbers_in_database(tmp_path)) == 11
        assert archived(tmp_path) == jobs
    look(tmp_path)
    assert numbers_in_database(tmp_path) == [11]
    assert archived(tmp_path) == jobs
    assert len(list((tmp_path / "archive").iterdir())) == 3


def test_while_the_archive_cannot_be_written_the_jobs_stay(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("archive.*jobs that left the board stay in the database")
    left(tmp_path, 3)
    (tmp_path / "archive").write_text("in the way")
    look(tmp_path)
    assert len(numbers_in_database(tmp_path)) == 4
    (tmp_path / "archive").unlink()
    look(tmp_path)
    assert numbers_in_database(tmp_path) == [4]
