# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes of one job are found in a long journal, and who asks never waits long."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from sqlite3 import Connection

import msgspec
import pytest

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import Job, JobState
from jmss.store import job_journal
from jmss.store.database import open_database, open_for_reading
from jmss.store.job_journal import MOST_CHANGES, JobJournal
from jmss.store.rows import write_changes
from tests.fakes.facts import job

MINE = 41


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[tuple[Connection, JobJournal]]:
    with (
        closing(open_database(tmp_path / "j")) as connection,
        closing(JobJournal(open_for_reading(tmp_path / "j"))) as journal,
    ):
        yield connection, journal


def write(connection: Connection, *facts: Fact, begin: int = 1, at: float = 0.0) -> int:
    """Write rows from ``begin`` on, one a second from ``at`` on; give the last one's number."""
    changes = [
        Change(seq=seq, inc=1, at=at + seq, fact=fact, by="sato")
        for seq, fact in enumerate(facts, begin)
    ]
    write_changes(connection, changes)
    return begin + len(facts) - 1


def moved(old: Job, state: JobState, **fields: object) -> Job:
    return msgspec.structs.replace(old, state=state, **fields)


def test_only_the_jobs_own_rows_are_given(stored: tuple[Connection, JobJournal]) -> None:
    connection, journal = stored
    mine = job(MINE, name='"number":4,{"k":"job","number":41,', submitted=2.0)
    running = moved(mine, JobState.RUNNING)
    head = write(connection, job(4), mine, job(412), running, Gone(number=4), job(1))
    page = journal.page(MINE, 0, head)
    assert [(one.seq, one.fact, one.by) for one in page.changes] == [
        (2, mine, "sato"),
        (4, running, "sato"),
    ]
    assert (page.job, page.on_board, page.seq, page.more, page.since) == (
        running,
        True,
        6,
        False,
        0.0,
    )
    assert [one.seq for one in journal.page(MINE, 2, head).changes] == [4]
    assert journal.page(MINE, 6, head).changes == ()


def test_what_is_not_told_yet_is_not_given(stored: tuple[Connection, JobJournal]) -> None:
    connection, journal = stored
    write(connection, job(MINE, submitted=1.0), moved(job(MINE, submitted=1.0), JobState.HELD))
    page = journal.page(MINE, 0, 1)
    assert [one.seq for one in page.changes] == [1]
    assert (page.seq, page.more) == (1, False)


def test_a_job_that_left_the_board(stored: tuple[Connection, JobJournal]) -> None:
    connection, journal = stored
    over = job(MINE, state=JobState.CANCELLED, ended=3.0, submitted=1.0)
    head = write(connection, job(MINE, submitted=1.0), over, job(1), Gone(number=MINE))
    page = journal.page(MINE, 0, head)
    assert [one.fact for one in page.changes][1:] == [over, Gone(number=MINE)]
    assert (page.job, page.on_board) == (over, False)
    connection.execute("DELETE FROM jobs WHERE number = ?", (MINE,))  # it is archived
    assert journal.page(MINE, 0, head).job is None
    assert len(journal.page(MINE, 0, head).changes) == 3


def test_a_job_that_never_was(stored: tuple[Connection, JobJournal]) -> None:
    connection, journal = stored
    assert journal.page(9, 0, 0) == job_journal.JobPage(None, False, (), 0, more=False, since=0.0)
    page = journal.page(9, 0, write(connection, job(1)))
    assert (page.job, page.changes, page.more) == (None, (), False)


def test_a_trimmed_journal_says_since_when_it_is(stored: tuple[Connection, JobJournal]) -> None:
    connection, journal = stored
    old, young = job(MINE, submitted=1.0), job(7, submitted=105.0)
    head = write(connection, moved(old, JobState.RUNNING), young, begin=100)
    assert journal.page(MINE, 0, head).since == 100.0
    assert journal.page(7, 0, head).since == 0.0
    assert [one.seq for one in journal.page(MINE, 0, head).changes] == [100]


def test_rows_long_before_the_submission_and_after_the_end_are_not_looked_at(
    stored: tuple[Connection, JobJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_journal, "SLICE", 10)
    connection, journal = stored
    mine = job(MINE, submitted=700.0)
    over = moved(mine, JobState.ENDED_NORMALLY, ended=701.5)
    others = [job(1)] * 699
    head = write(connection, *others, mine, over, *others)
    looked: list[int] = []
    slices = journal._slice

    def seen(number: int, after: int, end: int) -> list[tuple[int, int, float, str, str, bytes]]:
        looked.append(after)
        return slices(number, after, end)

    monkeypatch.setattr(journal, "_slice", seen)
    page = journal.page(MINE, 0, head)
    assert [one.fact for one in page.changes] == [mine, over]
    assert (page.seq, page.more) == (head, False)
    assert 690 < looked[0] < 700, "some grace for clocks that differ"
    assert looked[-1] < 720


def test_a_job_that_still_changes_is_looked_for_up_to_the_end(
    stored: tuple[Connection, JobJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_journal, "SLICE", 3)
    connection, journal = stored
    mine = job(MINE, submitted=1.0)
    held = moved(mine, JobState.HELD)
    head = write(connection, mine, held, mine, *[job(1)] * 20, held, mine)
    assert [one.fact for one in journal.page(MINE, 0, head).changes] == [
        mine,
        held,
        mine,
        held,
        mine,
    ]


def test_a_page_ends_after_a_while_and_goes_on_where_it_stood(
    stored: tuple[Connection, JobJournal], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(job_journal, "SLICE", 10)
    connection, _ = stored
    mine = job(MINE, submitted=0.0)
    head = write(connection, *[job(1)] * 35, mine)
    ticks = count()
    with closing(
        JobJournal(open_for_reading(tmp_path / "j"), clock=lambda: float(next(ticks)))
    ) as slow:
        after, pages = 0, 0
        while (page := slow.page(MINE, after, head)).more:
            assert page.seq == after + 10
            after, pages = page.seq, pages + 1
        assert pages == 3
        assert [one.seq for one in page.changes] == [36]


def test_pages_are_bounded_in_rows_and_in_bytes(stored: tuple[Connection, JobJournal]) -> None:
    connection, journal = stored
    states = [JobState.QUEUED, JobState.HELD]
    small = [job(MINE, state=states[n % 2], submitted=0.0) for n in range(450)]
    big = [job(42, state=states[n % 2], submitted=0.0, command="x" * 30_000) for n in range(3)]
    head = write(connection, *small, *big)
    for number, most, rows in ((MINE, MOST_CHANGES, 450), (42, 1, 3)):
        after, found, more = 0, 0, True
        while more:
            page = journal.page(number, after, head)
            assert len(page.changes) <= most
            found += len(page.changes)
            after, more = page.seq, page.more
        assert found == rows
