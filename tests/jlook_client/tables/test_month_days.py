# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet of a month: its weeks, its runs, and what a screen reader is told."""

import time
from datetime import date

from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jlook_client.tables.due_list import DueRow
from jlook_client.tables.month_days import DAY_ROLE, MonthDays, moments_of, month_after
from jmss.texts import Texts


def at(day: int, hour: int) -> float:
    return time.mktime((2026, 11, day, hour, 30, 0, 0, 0, -1))


def sheet() -> MonthDays:
    days = MonthDays(Texts("en"))
    days.show_month(date(2026, 11, 9), date(2026, 11, 23))
    return days


def test_the_weeks_begin_on_monday(qtbot: QtBot) -> None:
    days = sheet()
    first = days.index(0, 0).data(DAY_ROLE)
    assert (first.day, first.inside) == (date(2026, 10, 26), False)
    assert days.index_of(date(2026, 11, 23)).data(DAY_ROLE).is_today
    assert not days.index_of(date(2027, 3, 1)).isValid()
    names = [
        days.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        for at in range(7)
    ]
    assert names == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_runs_stand_on_the_day_where_the_operator_sits(qtbot: QtBot) -> None:
    days = sheet()
    days.show_rows([DueRow("A", at(24, 0)), DueRow("B", at(24, 23)), DueRow("C", at(25, 0))])
    cell = days.index_of(date(2026, 11, 24)).data(DAY_ROLE)
    assert [row.schedule for row in cell.rows] == ["A", "B"]


def test_a_day_is_spoken_with_its_runs(qtbot: QtBot) -> None:
    days = sheet()
    days.show_rows([DueRow("A", at(24, 8))] * 7)
    said = days.index_of(date(2026, 11, 24)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.splitlines()[:2] == ["24 Nov 2026", "08:30 A Due"]
    assert said.splitlines()[-1] == "and 2 more"


def test_months_are_counted_over_the_year() -> None:
    assert month_after(date(2026, 11, 1), 2) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    begin, end = moments_of(date(2026, 11, 24), 1)
    assert begin <= at(24, 0) <= at(24, 23) <= end < at(25, 0)
