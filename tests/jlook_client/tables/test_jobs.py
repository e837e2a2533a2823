# SPDX-License-Identifier: GPL-3.0-or-later
import random
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPersistentModelIndex, Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jlook_client.tables.jobs import JobTable
from jmss.model.jobs import JobState
from jmss.texts import Texts
from tests.fakes.desk_board import NOON, STATES, Desk, a_job, two_queues

Role = Qt.ItemDataRole
FAILED = STATE_GROUPS[1]


def table_of(desk: Desk) -> JobTable:
    return JobTable(desk.mirror, now=desk.clock, tr=Texts("en"), looks=Looks(dark=False))


def numbers(table: JobTable) -> list[int]:
    return [job.number for job in table.rows]


def cell(table: JobTable, row: int, column: str, role: int = Role.DisplayRole) -> object:
    return table.data(table.index(row, table.column_at(column)), role)


@pytest.fixture
def desk() -> Desk:
    return Desk(*(a_job(number, STATES[number % len(STATES)]) for number in range(1, 31)))


def test_newest_first(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    assert numbers(table) == list(range(30, 0, -1))
    assert table.total == 30


def test_changes_show_within_a_frame_and_in_few_signals(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    signals: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last: signals.append((first.row(), last.row())))
    for _ in range(20):
        desk.change(*(a_job(number, JobState.RUNNING) for number in (10, 11, 12, 20)))
    assert signals == []
    with qtbot.waitSignal(table.batch_ended, timeout=1000):
        pass
    assert signals == [(10, 10), (18, 20)]
    assert cell(table, 10, "state") == "Running"


def test_job_comes_and_goes_within_one_frame(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    desk.change(a_job(31))
    desk.drop(31)
    table.settle()
    assert numbers(table) == list(range(30, 0, -1))


def test_model_keeps_qts_rules_through_a_storm(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tester visits every cell at every signal, so the board stays small here.
    monkeypatch.setattr("jlook_client.tables.job_sieve.TextSearch.SLICE", 3)
    desk = Desk(*two_queues())
    table = table_of(desk)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dice = random.Random(7)
    newest = 0
    filters = [
        JobFilter(),
        JobFilter(text="1"),
        JobFilter(group=FAILED),
        JobFilter(queue="STOCK"),
        JobFilter(numbers=frozenset(range(0, 500, 3))),
    ]
    for step in range(300):
        kind = dice.randrange(10)
        if (kind < 3 and len(desk.mirror.jobs) < 9) or not desk.mirror.jobs:
            newest += 1
            desk.change(a_job(newest, dice.choice(STATES), queue=dice.choice(["NIGHT", "STOCK"])))
        elif kind < 6:
            number = dice.choice(list(desk.mirror.jobs))
            desk.change(a_job(number, dice.choice(STATES), name=dice.choice("abc")))
        elif kind == 7:
            desk.drop(dice.choice(list(desk.mirror.jobs)))
        elif kind == 8:
            table.set_filter(dice.choice(filters))
        elif kind == 9:
            order = dice.choice([Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
            table.sort(dice.randrange(table.columnCount()), order)
        if step % 100 == 50:
            desk.replace(*(a_job(newest + n, dice.choice(STATES)) for n in range(-4, 8)))
            newest += 8
        if dice.random() < 0.4:
            table.settle()
            check(desk, table)
    del tester


def check(desk: Desk, table: JobTable) -> None:
    while table.searching.is_going:
        table.searching.go_on()
    wanted = [job for job in desk.mirror.jobs.values() if table.filter.accepts(job)]
    column, order = table.sorted_by or (0, Qt.SortOrder.AscendingOrder)
    if table.columns[column].id not in {"name", "command", "reason"}:
        values = [table.columns[column].value(job) for job in table.rows]
        known = [value for value in values if value is not None]
        down = order is Qt.SortOrder.DescendingOrder
        assert values == sorted(known, reverse=down) + [None] * (len(values) - len(known))  # type: ignore[type-var]
    assert sorted(numbers(table)) == sorted(job.number for job in wanted)
    assert table.total == len(desk.mirror.jobs)
    assert all(
        table.row_of(job.number) == at and job == desk.mirror.jobs[job.number]
        for at, job in enumerate(table.rows)
    )
    before_text = replace(table.filter, text="", group=STATE_GROUPS[0])
    assert table.count(STATE_GROUPS[0]) == sum(
        before_text.accepts(job) for job in desk.mirror.jobs.values()
    )


def test_sort_is_stable_and_missing_values_come_last(qtbot: QtBot) -> None:
    desk = Desk(
        a_job(1, JobState.ENDED_NORMALLY, name="b"),
        a_job(2, name="a"),
        a_job(3, JobState.ENDED_ABNORMALLY, name="a"),
        a_job(4, name="c"),
    )
    table = table_of(desk)
    table.sort(table.column_at("name"), Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [3, 2, 1, 4]
    table.sort(table.column_at("name"), Qt.SortOrder.DescendingOrder)
    assert numbers(table) == [4, 1, 3, 2]
    table.sort(table.column_at("exit_code"), Qt.SortOrder.AscendingOrder)
    assert numbers(table) == [1, 3, 4, 2]
    table.sort(table.column_at("exit_code"), Qt.SortOrder.DescendingOrder)
    assert numbers(table) == [3, 1, 4, 2]
    assert table.headerData(table.column_at("exit_code"), Qt.Orientation.Horizontal) == (
        "Exit code ▾"
    )
    table.sort(-1)
    assert numbers(table) == [4, 3, 2, 1]


def test_changed_job_moves_to_its_place(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    table.sort(table.column_at("name"), Qt.SortOrder.AscendingOrder)
    held = QPersistentModelIndex(table.index(table.row_of(20) or 0, 0))
    desk.change(a_job(20, name="zzz"))
    table.settle()
    assert table.row_of(20) == 29
    assert held.row() == 29


def test_rows_keep_their_selection_through_a_snapshot(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    held = QPersistentModelIndex(table.index(table.row_of(15) or 0, 0))
    row = desk.mirror.columns.row
    table.selection.only(np.array([row(15), row(3), row(20)]), anchor=row(20))
    desk.replace(*(a_job(number, JobState.HELD) for number in range(10, 500)))
    table.settle()
    assert held.isValid()
    assert table.rows[held.row()].number == 15
    assert table.rows[held.row()].state is JobState.HELD
    assert table.selected_numbers() == [20, 15]
    assert table.selection.anchor == desk.mirror.columns.row(20)


def test_a_search_goes_on_in_turns_through_a_snapshot(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jlook_client.tables.job_sieve.TextSearch.SLICE", 3)
    jobs = [a_job(number, name="odd" if number % 2 else "even") for number in range(1, 31)]
    desk = Desk(*jobs)
    table = table_of(desk)
    table.set_filter(JobFilter(text="odd"))
    qtbot.waitUntil(lambda: not table.is_searching)
    monkeypatch.setattr("jlook_client.tables.search_turns._TURN", 0.0)
    desk.replace(*jobs, a_job(31, name="odd"))
    table.settle()
    assert table.is_searching
    assert numbers(table) == []
    qtbot.waitUntil(lambda: not table.is_searching)
    assert numbers(table) == list(range(31, 0, -2))


def test_a_new_job_does_not_inherit_a_selection(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    table.selection.only(np.array([desk.mirror.columns.row(9)]))
    desk.drop(9)
    desk.change(a_job(31))
    table.settle()
    assert table.selected_count() == 0


def test_a_million_selected_are_told_by_numbers_not_by_objects(qtbot: QtBot) -> None:
    desk = Desk(*(a_job(number, STATES[number % 2]) for number in range(1, 3000)))
    table = table_of(desk)
    table.selection.only(table.shown)
    assert table.selected_count() == 2999
    assert table.selected_states() == {JobState.QUEUED, JobState.HELD}
    assert table.selected_numbers() == list(range(2999, 0, -1))
    assert not table._jobs


def test_counts_are_those_before_the_text_filter(qtbot: QtBot) -> None:
    desk = Desk(
        a_job(1, JobState.ENDED_ABNORMALLY),
        a_job(2, JobState.ENDED_ABNORMALLY, queue="STOCK"),
        a_job(3, JobState.STARTING),
        a_job(4, JobState.RUNNING, queue="STOCK"),
    )
    table = table_of(desk)
    counts = {group.id: table.count(group) for group in STATE_GROUPS}
    assert counts == {
        "all": 4, "failed": 2, "running": 2, "taking_over": 0, "queued": 0, "held": 0,
    }  # fmt: skip
    table.set_filter(JobFilter(text="nothing has this"))
    assert table.rowCount() == 0
    assert {group.id: table.count(group) for group in STATE_GROUPS} == counts
    table.set_filter(JobFilter(queue="STOCK"))
    assert [table.count(group) for group in STATE_GROUPS] == [2, 1, 1, 0, 0, 0]
    table.set_filter(JobFilter(numbers=frozenset({1, 3, 99})))
    assert [table.count(group) for group in STATE_GROUPS] == [2, 1, 1, 0, 0, 0]
    desk.change(a_job(1, JobState.QUEUED))
    table.settle()
    assert [table.count(group) for group in STATE_GROUPS] == [2, 0, 1, 0, 1, 0]


def test_stale_rows_are_muted_and_elapsed_times_stand_still(qtbot: QtBot) -> None:
    desk = Desk(a_job(1, JobState.RUNNING))
    table = table_of(desk)
    assert cell(table, 0, "elapsed") == "1:00"
    desk.now += 5
    assert cell(table, 0, "elapsed") == "1:05"
    assert cell(table, 0, "name", Role.ForegroundRole) is None
    table.set_stale(NOON + 2)
    desk.now += 100
    assert cell(table, 0, "elapsed") == "1:02"
    muted = cell(table, 0, "state", Role.ForegroundRole)
    assert muted is not None
    assert muted.color() == Looks(dark=False).colour("muted")  # type: ignore[attr-defined]
    table.set_stale(None)
    assert cell(table, 0, "elapsed") == "2:45"


def test_tick_tells_only_of_running_rows_on_screen(qtbot: QtBot) -> None:
    desk = Desk(*(a_job(n, JobState.RUNNING if n % 5 == 0 else JobState.HELD) for n in range(40)))
    table = table_of(desk)
    told: list[tuple[int, int, int]] = []
    table.dataChanged.connect(
        lambda first, last: told.append((first.row(), last.row(), first.column()))
    )
    table.tick(0, 9)
    assert told == [(4, 9, table.column_at("elapsed"))]
    told.clear()
    table.tick(5, 8)
    assert told == []


def test_tick_keeps_the_order_when_sorted_by_elapsed(qtbot: QtBot) -> None:
    desk = Desk(a_job(1, JobState.RUNNING), a_job(2, JobState.ENDED_NORMALLY, ended=NOON + 20))
    table = table_of(desk)
    table.sort(table.column_at("elapsed"), Qt.SortOrder.DescendingOrder)
    assert numbers(table) == [2, 1]
    desk.now += 100
    table.tick(0, 1)
    assert numbers(table) == [1, 2]


def test_roles(qtbot: QtBot) -> None:
    desk = Desk(
        a_job(1, JobState.ENDED_ABNORMALLY),
        a_job(2, JobState.TAKING_OVER),
        a_job(3, JobState.ENDED_NORMALLY),
        a_job(4),
    )
    table = table_of(desk)
    looks = Looks(dark=False)
    assert cell(table, 3, "state", Role.BackgroundRole).color() == looks.colour("fail_tint")  # type: ignore[attr-defined]
    assert cell(table, 2, "state", Role.BackgroundRole).color() == looks.colour("warn_tint")  # type: ignore[attr-defined]
    assert cell(table, 3, "name", Role.FontRole).bold()  # type: ignore[attr-defined]
    assert cell(table, 3, "owner", Role.FontRole) is None
    assert cell(table, 1, "name", Role.ForegroundRole) is not None
    assert cell(table, 1, "state", Role.ForegroundRole) is None
    assert not cell(table, 0, "state", Role.DecorationRole).isNull()  # type: ignore[attr-defined]
    assert cell(table, 3, "exit_code", Role.AccessibleTextRole) == "Exit code: 8"
    assert cell(table, 0, "started", Role.AccessibleTextRole) == "Started: −"
    assert cell(table, 0, "machine") == "−"
    assert cell(table, 0, "started") == ""
    assert cell(table, 0, "number", Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight  # type: ignore[operator]


def test_a_second_order_by_name_outlives_a_snapshot(qtbot: QtBot) -> None:
    names = {1: "cherry", 2: "apple", 3: "banana", 4: "date"}
    facts = [*two_queues(), *(a_job(n, JobState.RUNNING, name=name) for n, name in names.items())]
    desk = Desk(*facts)
    table = table_of(desk)
    table.sort(table.column_at("name"))
    qtbot.waitUntil(lambda: not table.is_ranking)
    table.sort(table.column_at("state"))
    assert [job.name for job in table.rows] == sorted(names.values())
    desk.replace(*facts)
    table.settle()
    qtbot.waitUntil(lambda: [job.name for job in table.rows] == sorted(names.values()))
