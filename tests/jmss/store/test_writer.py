# SPDX-License-Identifier: GPL-3.0-or-later
"""The writing thread: commits shared, incarnation checked, nothing acknowledged after a failure."""

import queue
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jmss.errors import Fenced, JmssError, StoreFailed
from jmss.model.changes import Change, Gone
from jmss.store.activation import activate
from jmss.store.database import open_database
from jmss.store.rows import read_fact
from jmss.store.trimming import CHUNK, Keep
from jmss.store.writer import MOST, Chore, Write, Writer
from jmss.wire.messages import Answer
from tests.fakes.facts import job


def write(seq: int) -> Write:
    change = Change(seq=seq, inc=1, at=1.0, fact=job(seq))
    return Write(at=1.0, changes=(change,), answer=Answer(id=str(seq)))


class Desk:
    """A writer, what it said, and the statements that it ran."""

    def __init__(self, path: Path, most: int = MOST) -> None:
        self.path = path
        self.said: queue.Queue[int | JmssError] = queue.Queue()
        self.statements: list[str] = []
        self.connection = open_database(path)
        self.connection.set_trace_callback(self.statements.append)
        self.writer = Writer(
            self.connection,
            incarnation=activate(self.connection, 1),
            name="VCOM1",
            committed=self.said.put,
            failed=self.said.put,
            most=most,
        )

    def stored(self) -> int:
        with closing(sqlite3.connect(self.path)) as other:
            return int(other.execute("SELECT count(*) FROM journal").fetchone()[0])

    def hear(self) -> int | JmssError:
        return self.said.get(timeout=10.0)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    each = Desk(tmp_path / "journal.db")
    yield each
    each.writer.close()


def test_what_gathers_shares_a_commit_and_is_stored_when_it_says_so(desk: Desk) -> None:
    for seq in range(1, 21):
        desk.writer.put(write(seq))
    desk.statements.clear()
    desk.writer.start()
    assert desk.hear() == 20
    assert desk.stored() == 20
    assert desk.statements.count("COMMIT") == 1


def test_every_commit_waits_for_the_disk(desk: Desk) -> None:
    # 2 is FULL; nothing lowers it again while commits go on.
    assert desk.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    desk.writer.start()
    for seq in (1, 2):
        desk.writer.put(write(seq))
        assert desk.hear() == 1
    assert not [
        s for s in desk.statements[1:] if "synchronous" in s and s.endswith(("NORMAL", "OFF"))
    ]
    assert desk.connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_what_comes_while_a_commit_is_under_way_shares_the_next_one(desk: Desk) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait_for_the_disk(statement: str) -> None:
        if statement == "COMMIT" and not begun.is_set():
            begun.set()
            go_on.wait(10.0)

    desk.connection.set_trace_callback(wait_for_the_disk)
    desk.writer.start()
    desk.writer.put(write(1))
    assert begun.wait(10.0)
    for seq in range(2, 52):
        desk.writer.put(write(seq))
    go_on.set()
    assert [desk.hear(), desk.hear()] == [1, 50]


def test_no_more_than_so_many_share_a_commit(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "few.db", most=3)
    for seq in range(1, 8):
        desk.writer.put(write(seq))
    desk.writer.start()
    assert [desk.hear() for _ in range(3)] == [3, 3, 1]
    desk.writer.close()


def test_of_one_jobs_changes_all_are_in_the_journal_and_the_last_one_holds(desk: Desk) -> None:
    facts = [job(1, name="a"), job(2), job(1, name="b"), Gone(number=2)]
    for seq, fact in enumerate(facts, 1):
        desk.writer.put(Write(at=1.0, changes=(Change(seq=seq, inc=1, at=1.0, fact=fact),)))
    desk.writer.start()
    assert desk.hear() == 4
    assert desk.stored() == 4
    with closing(sqlite3.connect(desk.path)) as other:
        rows = other.execute("SELECT number, on_board, fact FROM jobs ORDER BY number").fetchall()
    assert [row[:2] for row in rows] == [(1, 1), (2, 0)]
    assert [read_fact(row[2]) for row in rows] == [job(1, name="b"), job(2)]


def test_a_chore_goes_on_between_commits_and_says_when_it_is_done(desk: Desk) -> None:
    left = [3]
    done = threading.Event()

    def some(_: sqlite3.Connection) -> bool:
        left[0] -= 1
        return left[0] > 0

    desk.writer.put_chore(Chore(some, done.set))
    desk.writer.start()
    assert done.wait(10.0)
    assert left == [0]


def test_a_write_of_nothing_says_that_everything_before_is_stored(desk: Desk) -> None:
    desk.writer.put(write(1))
    desk.writer.put(Write(at=1.0))
    desk.writer.start()
    assert desk.hear() == 2
    assert desk.stored() == 1


def test_a_newer_incarnation_fences(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.put(write(1))
    assert desk.hear() == 1
    with closing(open_database(desk.path)) as other:
        activate(other, 2)
    desk.writer.put(write(2))
    assert isinstance(desk.hear(), Fenced)
    # The thread has ended: a later write says nothing and stores nothing.
    desk.writer.put(write(3))
    assert desk.stored() == 1
    assert desk.said.empty()


def test_trimming_is_fenced_too(desk: Desk) -> None:
    with closing(open_database(desk.path)) as other:
        activate(other, 2)
    desk.writer.trim(Keep())
    desk.writer.start()
    assert isinstance(desk.hear(), Fenced)


def test_trimming_goes_on_in_chunks(desk: Desk) -> None:
    desk.writer.start()
    rows = [Change(seq=seq, inc=1, at=1.0, fact=job(seq)) for seq in range(1, 2 * CHUNK + 201)]
    desk.writer.put(Write(at=1.0, changes=tuple(rows)))
    assert desk.hear() == 1
    desk.writer.trim(Keep(rows=100, journal_since=2.0))
    while desk.stored() > 100:
        desk.writer.put(Write(at=1.0))
        assert desk.hear() == 1
    assert desk.stored() == 100


def test_a_full_disk_refuses_everything_from_then_on(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.put(write(1))
    assert desk.hear() == 1
    pages = desk.connection.execute("PRAGMA page_count").fetchone()[0]
    desk.connection.execute(f"PRAGMA max_page_count = {pages}")
    for seq in range(2, 200):
        desk.writer.put(write(seq))
    told = 1
    while isinstance(said := desk.hear(), int):
        told += said
    assert isinstance(said, StoreFailed)
    assert "full" in str(said)
    assert desk.stored() == told, "what was not stored was not acknowledged"
