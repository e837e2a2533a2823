# SPDX-License-Identifier: GPL-3.0-or-later
"""Of many jobs the screen is sorted first; who asks for more gets the whole order, never a part."""

import random

import pytest
from PyQt6.QtCore import QPersistentModelIndex
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables import jobs
from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jlook_client.tables.job_keys import SortedBy
from jlook_client.tables.jobs import JobTable
from jmss.texts import Texts
from tests.fakes.desk_board import STATES, Desk, a_job

MANY = 300
COLUMNS = ("queue", "priority", "state", "number", "started", "name")


@pytest.fixture
def desk() -> Desk:
    dice = random.Random(5)
    return Desk(
        *(
            a_job(
                number,
                dice.choice(STATES),
                queue=dice.choice(("NIGHT", "STOCK")),
                priority=dice.randrange(4),
                name=f"job-{dice.randrange(50)}",
            )
            for number in range(1, MANY + 1)
        )
    )


@pytest.fixture
def table(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> JobTable:
    monkeypatch.setattr(jobs, "_MANY", 1)
    return table_of(desk)


def table_of(desk: Desk) -> JobTable:
    return JobTable(desk.mirror, now=desk.clock, tr=Texts("en"), looks=Looks(dark=False))


def numbers(table: JobTable) -> list[int]:
    return [job.number for job in table.rows]


def on_screen(table: JobTable, first: int, end: int) -> list[int]:
    return table._columns.number[table.shown_between(first, end)].tolist()


def test_the_screen_is_that_of_the_whole_order(table: JobTable) -> None:
    dice = random.Random(1)
    for _ in range(40):
        wanted = [SortedBy(dice.choice(COLUMNS), dice.random() < 0.5) for _ in range(2)]
        if dice.random() < 0.3:
            table.set_filter(JobFilter(group=dice.choice(STATE_GROUPS)))
        table.sort_by(*wanted)
        screens = [(first, on_screen(table, first, first + 20)) for first in (0, 40, MANY - 9)]
        whole = numbers(table)
        assert screens == [(first, whole[first : first + 20]) for first, _ in screens]
        table.sort_by(*wanted)
        table.settle()
        assert numbers(table) == whole


def test_the_order_is_made_though_nobody_asks_for_it(qtbot: QtBot, table: JobTable) -> None:
    table.sort_by(SortedBy("priority"), SortedBy("queue"))
    assert table._ahead is not None
    qtbot.waitUntil(lambda: table._ahead is None)
    assert [job.priority for job in table.rows] == sorted(job.priority for job in table.rows)


def test_what_points_at_a_job_goes_on_pointing_at_it(table: JobTable) -> None:
    pointers = [QPersistentModelIndex(table.index(at, 0)) for at in (0, 17, MANY - 1)]
    meant = [table.rows[at].number for at in (0, 17, MANY - 1)]
    table.sort_by(SortedBy("priority", descending=True), SortedBy("queue"))
    places = [pointer.row() for pointer in pointers]
    assert table._ahead is not None
    assert [table.rows[at].number for at in places] == meant


def test_what_is_selected_is_counted_at_once_and_told_in_order(table: JobTable) -> None:
    table.select(list(range(1, 90)))
    states = table.selected_states()
    table.sort_by(SortedBy("priority"), SortedBy("queue"))
    assert (table.selected_count(), table.selected_states()) == (89, states)
    assert table._ahead is not None
    assert table.selected_numbers() == [number for number in numbers(table) if number < 90]


def test_changes_filters_and_another_click_meet_the_whole_order(
    table: JobTable, desk: Desk
) -> None:
    tester = QAbstractItemModelTester(
        table, QAbstractItemModelTester.FailureReportingMode.Fatal, table
    )
    dice = random.Random(3)
    for turn in range(60):
        table.sort_by(SortedBy(dice.choice(COLUMNS), dice.random() < 0.5), SortedBy("queue"))
        act = dice.randrange(4)
        if act == 0:
            number = dice.randrange(1, MANY + 20)
            desk.change(a_job(number, dice.choice(STATES), priority=dice.randrange(4)))
        elif act == 1:
            # A later job takes its row.
            desk.drop(turn + 1)
            desk.change(a_job(MANY + 20 + turn))
        elif act == 2:
            table.set_filter(JobFilter(group=dice.choice(STATE_GROUPS)))
        else:
            table.hold_still() if dice.random() < 0.5 else table.let_go()
        if dice.random() < 0.6:
            table.settle()
    table.let_go()
    table.settle()
    plain = table_of(desk)
    plain.set_filter(table.filter)
    plain.sort_by(*table.order)
    assert numbers(table) == numbers(plain)
    tester.deleteLater()
