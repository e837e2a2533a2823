# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fact goes into the tables and comes back."""

from contextlib import closing
from pathlib import Path

import pytest

from jmss.model.changes import Change, Fact, Gone
from jmss.model.documents import Removed
from jmss.model.environment import Environment
from jmss.model.jobs import JobState
from jmss.model.machines import Placement
from jmss.model.queues import Queue
from jmss.model.schedules import Calendar, Fired, Schedule
from jmss.store.database import open_database
from jmss.store.journal import Journal
from jmss.store.loading import load
from jmss.store.rows import write_answers, write_changes
from jmss.wire.messages import Answer
from tests.fakes.facts import job, machine

STAY = Placement(virtual_computer="VCOM1", incarnation=1, node="SV1", began=1.0)


@pytest.mark.parametrize(
    "fact",
    [
        job(1, name="月次 🧾\u2028", command="'\"\\\n\t", state=JobState.HELD),
        Queue(name="NIGHT", virtual_computer="VCOM1"),
        machine("VCOM2"),
        STAY,
        Gone(number=1),
        Schedule(name="夜間", revision=2),
        Environment(revision=1),
        Fired(name="夜間", up_to=7.0),
    ],
)
def test_a_change_comes_back_as_it_was(tmp_path: Path, fact: Fact) -> None:
    change = Change(seq=1, inc=3, at=2.5, fact=fact, by="上田", op="u")
    with closing(open_database(tmp_path / "j")) as connection:
        write_changes(connection, [change])
        assert Journal(connection).after(0, 10) == [change]
        board = load(connection)
        assert [*board.facts, *board.jobs.jobs()] == ([] if isinstance(fact, Gone) else [fact])


def test_a_gone_job_leaves_the_board_and_keeps_its_number(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        for seq, fact in enumerate((job(7), Gone(number=7)), 1):
            write_changes(connection, [Change(seq=seq, inc=1, at=0.0, fact=fact)])
        board = load(connection)
        assert (len(board.jobs), board.last_number, board.head, board.head_inc) == (0, 7, 2, 1)


def test_a_removed_document_is_not_there_any_more(tmp_path: Path) -> None:
    facts = [Schedule(name="s"), Calendar(name="s"), Removed(kind="schedule", name="s")]
    with closing(open_database(tmp_path / "j")) as connection:
        for seq, fact in enumerate(facts, 1):
            write_changes(connection, [Change(seq=seq, inc=1, at=0.0, fact=fact)])
        assert load(connection).facts == (Calendar(name="s"),)


def test_an_answer_comes_back(tmp_path: Path) -> None:
    answer = Answer(id="a", job=4, seq=9, error="NotNow", fields={"job": "4"}, text="no")
    with closing(open_database(tmp_path / "j")) as connection:
        write_answers(connection, [(answer, 1.0)])
        assert Journal(connection).answer("a") == answer
        assert Journal(connection).answer("b") is None
