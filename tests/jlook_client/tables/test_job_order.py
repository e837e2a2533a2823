# SPDX-License-Identifier: GPL-3.0-or-later
"""Sorted by one column, and equals by another."""

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.job_keys import NEWEST, SortedBy
from jlook_client.tables.jobs import JobTable
from jmss.texts import Texts
from tests.fakes.desk_board import Desk, a_job

ROWS = [("NIGHT", "b", 50), ("STOCK", "a", 50), ("NIGHT", "a", 70), ("STOCK", "b", 20)]


@pytest.fixture
def desk() -> Desk:
    rows = enumerate(ROWS, 1)
    return Desk(*(a_job(n, queue=queue, name=name, priority=p) for n, (queue, name, p) in rows))


@pytest.fixture
def table(qtbot: QtBot, desk: Desk) -> JobTable:
    return JobTable(desk.mirror, now=desk.clock, tr=Texts("en"), looks=Looks(dark=False))


def numbers(table: JobTable) -> list[int]:
    return [job.number for job in table.rows]


def heads(table: JobTable) -> list[str]:
    texts = (table.heading(at) for at in range(table.columnCount()))
    return [text for text in texts if text[-1] in "▴▾₂"]


def test_equals_are_sorted_by_a_second_column(table: JobTable) -> None:
    table.sort(table.column_at("queue"))
    assert numbers(table) == [3, 1, 4, 2]
    assert heads(table) == ["Queue ▴"]
    table.sort_equals(table.column_at("priority"))
    assert numbers(table) == [1, 3, 4, 2]
    assert heads(table) == ["Queue ▴", "Priority ▴₂"]
    table.sort_equals(table.column_at("priority"))
    assert numbers(table) == [3, 1, 2, 4]
    table.sort_equals(table.column_at("queue"))
    assert numbers(table) == [2, 4, 3, 1]
    assert table.order == (SortedBy("queue", True), SortedBy("priority", True))


def test_equals_are_sorted_by_names_and_a_new_name_finds_its_place(
    qtbot: QtBot, table: JobTable, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ranking in table._rankings._of.values():
        ranking._again.setInterval(1)
    table.sort_by(SortedBy("queue"), SortedBy("name"))
    assert numbers(table) == [3, 1, 2, 4]
    desk.change(a_job(9, queue="NIGHT", name="c"))
    table.settle()
    qtbot.waitUntil(lambda: numbers(table) == [3, 1, 9, 2, 4])


def test_a_plain_click_keeps_the_order_of_before_among_equals(table: JobTable) -> None:
    table.sort(table.column_at("name"))
    table.sort(table.column_at("queue"), Qt.SortOrder.DescendingOrder)
    assert table.order == (SortedBy("queue", True), SortedBy("name"))
    assert numbers(table) == [2, 4, 3, 1]
    table.sort(-1)
    assert table.order[0] == NEWEST
