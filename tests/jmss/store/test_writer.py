# SPDX-License-Identifier: GPL-3.0-or-later
"""The writing thread: commits shared, incarnation checked, nothing acknowledged after a failure."""

import queue
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jmss.errors import Fenced, JmssError, StoreFailed
from jmss.model.changes import Change
from jmss.store.activation import activate
from jmss.store.database import open_database
from jmss.store.trimming import Keep
from jmss.store.writer import Write, Writer
from jmss.wire.messages import Answer
from tests.fakes.facts import job


def write(seq: int, *, durable: bool = False) -> Write:
    change = Change(seq=seq, inc=1, at=1.0, fact=job(seq))
    return Write(at=1.0, changes=(change,), answer=Answer(id=str(seq)), durable=durable)


class Desk:
    """A writer, what it said, and the statements that it ran."""

    def __init__(self, path: Path) -> None:
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


def test_durable_writes_wait_for_the_disk_and_others_do_not(desk: Desk) -> None:
    desk.writer.start()
    modes = []
    for seq, durable in enumerate((False, True, True, False), 1):
        desk.statements.clear()
        desk.writer.put(write(seq, durable=durable))
        assert desk.hear() == 1
        modes.append([s.split()[-1] for s in desk.statements if s.startswith("PRAGMA")])
    assert modes == [["NORMAL"], ["FULL"], [], ["NORMAL"]]


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
    for seq in range(1, 1201):
        desk.writer.put(write(seq))
    told = 0
    while told < 1200:
        count = desk.hear()
        assert isinstance(count, int)
        told += count
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
