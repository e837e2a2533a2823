# SPDX-License-Identifier: GPL-3.0-or-later
"""While somebody reads, rows stay where they are, and what they say stays true."""

import random

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jlook_client.tables.jobs import JobTable
from jmss.model.jobs import JobState
from jmss.texts import Texts
from tests.fakes.desk_board import STATES, Desk, a_job


def table_of(desk: Desk) -> JobTable:
    return JobTable(desk.mirror, now=desk.clock, tr=Texts("en"), looks=Looks(dark=False))


def numbers(table: JobTable) -> list[int]:
    return [job.number for job in table.rows]


@pytest.fixture
def desk() -> Desk:
    return Desk(*(a_job(number) for number in (1, 2, 3, 4, 5)))


def test_rows_wait_and_say_what_is_true(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    table.set_filter(JobFilter(group=STATE_GROUPS[4]))
    table.hold_still()
    told: list[int] = []
    table.pending_changed.connect(lambda: told.append(table.pending))
    desk.change(a_job(6), a_job(4, JobState.RUNNING), a_job(2, name="other"))
    table.settle()
    assert numbers(table) == [5, 4, 3, 2, 1]
    assert table.rows[1].state is JobState.RUNNING
    assert table.rows[3].name == "other"
    assert table.pending == 2
    desk.change(a_job(4, JobState.ENDED_NORMALLY), a_job(6, priority=70))
    table.settle()
    assert table.pending == 2
    table.show_pending()
    assert numbers(table) == [6, 5, 3, 2, 1]
    assert told == [2, 0]
    desk.change(a_job(7))
    table.settle()
    assert table.pending == 1
    table.let_go()
    assert numbers(table) == [7, 6, 5, 3, 2, 1]
    desk.change(a_job(8))
    table.settle()
    assert numbers(table)[0] == 8
    assert table.pending == 0


def test_a_job_that_left_the_board_is_not_shown_on(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    table.hold_still()
    desk.drop(4)
    desk.change(a_job(9))
    table.settle()
    assert numbers(table) == [5, 3, 2, 1]
    assert table.pending == 1
    table.show_pending()
    assert numbers(table) == [9, 5, 3, 2, 1]


def test_what_the_operator_asks_for_is_shown_at_once(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    table.hold_still()
    desk.change(a_job(6), a_job(7))
    table.settle()
    table.set_filter(JobFilter(text="number:5.."))
    assert numbers(table) == [7, 6, 5]
    assert table.pending == 0
    table.sort(table.column_at("number"), Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [5, 6, 7]
    desk.replace(a_job(5), a_job(6), a_job(8))
    table.settle()
    assert numbers(table) == [5, 6, 8]


def test_held_or_not_no_row_is_old_and_nothing_is_lost(qtbot: QtBot) -> None:
    desk = Desk()
    table = table_of(desk)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dice = random.Random(11)
    filters = [JobFilter(), JobFilter(text="state:failed,running"), JobFilter(text="-a")]
    newest = 0
    for _ in range(300):
        match dice.randrange(8):
            case 0 | 1 | 2 if len(desk.mirror.jobs) < 9:
                newest += 1
                desk.change(a_job(newest, dice.choice(STATES), name=dice.choice("abc")))
            case 3 if desk.mirror.jobs:
                desk.drop(dice.choice(list(desk.mirror.jobs)))
            case 4:
                table.set_filter(dice.choice(filters))
            case 5:
                table.sort(dice.randrange(table.columnCount()))
            case 6:
                dice.choice([table.hold_still, table.hold_still, table.let_go])()
            case _ if desk.mirror.jobs:
                number = dice.choice(list(desk.mirror.jobs))
                desk.change(a_job(number, dice.choice(STATES), name=dice.choice("abc")))
        if dice.random() < 0.6:
            table.settle()
            while table.searching.is_going:
                table.searching.go_on()
            assert all(job == desk.mirror.jobs[job.number] for job in table.rows)
            if not table.pending:
                wanted = [
                    job.number for job in desk.mirror.jobs.values() if table.filter.accepts(job)
                ]
                assert sorted(numbers(table)) == sorted(wanted)
    table.let_go()
    assert table.pending == 0
    del tester
