# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkpoint and the journal since give what the database gives; else it is not used."""

import logging
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jmss.model.changes import Gone
from jmss.model.jobs import Job, JobState
from jmss.store.checkpoint import load_jobs
from tests.fakes.any_jobs import JOBS
from tests.fakes.facts import job
from tests.fakes.stored_board import CheckpointInSteps, StoredBoard

RESTLESS = Path(__file__).resolve().parents[2] / "fakes" / "restless_board.py"
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 5), JOBS),
        st.tuples(st.just("new"), st.integers(0, 5), JOBS),
        st.tuples(st.just("gone"), st.integers(0, 5), st.none()),
        st.tuples(st.just("checkpoint"), st.none(), st.none()),
    ),
    max_size=40,
)


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_whatever_changes_while_it_is_made_the_board_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int | None, Job | None]]
) -> None:
    board = StoredBoard(tmp_path_factory.mktemp("board"))
    numbers: list[int] = []
    last = 0
    making: CheckpointInSteps | None = None
    for what, which, any_job in steps:
        if what == "checkpoint":
            # Each step of the making comes at some other time.
            if making is None and board.head:
                making = CheckpointInSteps(board)
            elif making is not None and not making.step():
                making = None
        elif what == "gone" and numbers:
            board.write(Gone(number=numbers.pop((which or 0) % len(numbers))))
        elif any_job is not None:
            if what == "new" or not numbers:
                last += 1 + 5000 * (which == 5)
                numbers.append(last)
            number = numbers[(which or 0) % len(numbers)] if what == "put" else last
            board.write(msgspec.structs.replace(any_job, number=number))
    expected = board.load_all()
    assert board.load() == expected == list(board.published.jobs.jobs())
    assert board.uses_checkpoint() == board.path.exists()
    # And what was mapped can be changed like any other.
    mapped = load_jobs(board.connection, board.mapped, lambda: None).jobs
    for number in range(last + 1, last + 40):
        mapped.put(job(number, name=f"später {number}" * 9))
    for each in expected[::2]:
        mapped.remove(each.number)
    kept = [*expected[1::2], *(job(n, name=f"später {n}" * 9) for n in range(last + 1, last + 40))]
    assert list(mapped.jobs()) == kept
    board.close()


@pytest.fixture
def board(tmp_path: Path) -> Iterator[StoredBoard]:
    made = StoredBoard(tmp_path)
    made.write(*(job(n, detail="x" * (n % 3), machine=f"M{n % 7}") for n in range(1, 2001)))
    made.checkpoint()
    made.write(job(7, state=JobState.CANCELLED), Gone(number=9), job(2001))
    yield made
    made.close()


def test_it_is_used_and_says_what_it_did(
    board: StoredBoard, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert board.load() == board.load_all()
    assert "2000 jobs from the checkpoint of row 2000 and 3 changes since" in caplog.text


def test_only_what_came_since_is_read(board: StoredBoard) -> None:
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    board.connection.set_progress_handler(count, 1)
    board.load()
    few = steps[0]
    board.connection.set_progress_handler(None, 1)
    assert few < 500, "a checkpoint that reads every job is none"


def cut(board: StoredBoard) -> None:
    data = board.path.read_bytes()
    board.path.write_bytes(data[: len(data) // 2])


def flip(board: StoredBoard) -> None:
    data = bytearray(board.path.read_bytes())
    data[len(data) // 3] ^= 4
    board.path.write_bytes(data)


def flip_in_the_head(board: StoredBoard) -> None:
    data = bytearray(board.path.read_bytes())
    data[-100] ^= 4
    board.path.write_bytes(data)


def empty(board: StoredBoard) -> None:
    board.path.write_bytes(b"")


def nonsense(board: StoredBoard) -> None:
    board.path.write_bytes(b"JMSSCKP3" * 100)


def of_another_version(board: StoredBoard) -> None:
    data = board.path.read_bytes()
    board.path.write_bytes(data[:-1] + b"1")


def of_another_journal(board: StoredBoard) -> None:
    board.connection.execute("UPDATE meta SET epoch = 'another'")


def of_rows_that_were_rolled_back(board: StoredBoard) -> None:
    board.connection.execute("DELETE FROM journal WHERE seq > 1500")


def of_rows_that_others_wrote(board: StoredBoard) -> None:
    board.connection.execute("UPDATE journal SET inc = 2 WHERE seq >= 1999")


def of_rows_that_are_trimmed(board: StoredBoard) -> None:
    board.connection.execute("DELETE FROM journal WHERE seq <= 2000")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (cut, "does not end as one"),
        (flip, "it is damaged"),
        (flip_in_the_head, "its head is damaged"),
        (empty, "cannot mmap an empty file"),
        (nonsense, "damaged|does not end as one"),
        (of_another_version, "it is of another version"),
        (of_another_journal, "it is of another journal"),
        (of_rows_that_were_rolled_back, "row 2000 is not in the journal"),
        (of_rows_that_others_wrote, "row 2000 of the journal is another one"),
        (of_rows_that_are_trimmed, "row 2000 is not in the journal"),
    ],
)
def test_one_that_cannot_be_trusted_is_not_used_and_this_is_said_once(
    board: StoredBoard,
    harm: Callable[[StoredBoard], None],
    why: str,
    expect_log: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    expect_log(f"the checkpoint was not used: .*({why})")
    harm(board)
    assert board.load() == board.load_all()
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(told) == 1


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_flipped_bit_goes_unseen(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    board = StoredBoard(tmp_path_factory.mktemp("board"))
    board.write(*(job(n) for n in range(1, 4)))
    board.checkpoint()
    whole = bytearray(board.path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    board.path.write_bytes(whole)
    logging.disable(logging.WARNING)
    try:
        assert not board.uses_checkpoint()
    finally:
        logging.disable(logging.NOTSET)
    board.close()


def test_a_board_that_never_had_one_is_read_from_the_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    board = StoredBoard(tmp_path)
    board.write(job(1))
    with caplog.at_level(logging.INFO):
        assert board.load() == [job(1)]
    assert "the checkpoint was not used: there is none; read 1 jobs" in caplog.text
    board.close()


def test_a_database_that_cannot_be_read_is_no_matter_of_the_checkpoint(board: StoredBoard) -> None:
    board.connection.execute("DROP TABLE journal")
    with pytest.raises(sqlite3.OperationalError):
        board.load()


@pytest.mark.parametrize(
    "kills", [pytest.param(3, id="a few"), pytest.param(25, id="many", marks=pytest.mark.slow)]
)
def test_killed_at_any_moment_both_ways_lead_to_the_same_board(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    used = 0
    for _ in range(kills):
        words = [sys.executable, str(RESTLESS), str(tmp_path)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(chance.uniform(0.02, 0.4))
            process.kill()
        board = StoredBoard(tmp_path)
        assert board.load() == board.load_all()
        used += board.uses_checkpoint()
        board.close()
    assert used, "no checkpoint was ever used: this would prove nothing"
