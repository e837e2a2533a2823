# SPDX-License-Identifier: GPL-3.0-or-later
"""A time of day is the last such time; the rest is what the calendar says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlook_client.tables.filter_times import DayBack, TimeOfDay, time_of
from jlook_client.tables.times import clock_text, minute_text, moment_text
from jmss.texts import LANGUAGES, Texts


def local(*parts: int) -> float:
    return time.mktime((*parts, 0, 0, -1))  # type: ignore[arg-type]


NOW = local(2026, 11, 23, 3, 0, 0)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("02:00", local(2026, 11, 23, 2, 0, 0)),
        ("3:00", local(2026, 11, 23, 3, 0, 0)),
        ("03:01", local(2026, 11, 22, 3, 1, 0)),
        ("23:50:30", local(2026, 11, 22, 23, 50, 30)),
        ("０２：００", local(2026, 11, 23, 2, 0, 0)),
        ("12am", local(2026, 11, 23, 0, 0, 0)),
        ("12:30pm", local(2026, 11, 22, 12, 30, 0)),
        ("午後11時5分", local(2026, 11, 22, 23, 5, 0)),
        ("today", local(2026, 11, 23, 0, 0, 0)),
        ("昨日", local(2026, 11, 22, 0, 0, 0)),
        ("2026-11-01", local(2026, 11, 1, 0, 0, 0)),
        ("2026-11-01 02:30", local(2026, 11, 1, 2, 30, 0)),
        ("2026/11/01", local(2026, 11, 1, 0, 0, 0)),
        ("2026年11月1日", local(2026, 11, 1, 0, 0, 0)),
        ("1 Nov 2026 02:30:05", local(2026, 11, 1, 2, 30, 5)),
        ("11/22 23:50", local(2026, 11, 22, 23, 50, 0)),
        ("11/22T23:50", local(2026, 11, 22, 23, 50, 0)),
        ("11月22日", local(2026, 11, 22, 0, 0, 0)),
        ("22 Nov 23:50", local(2026, 11, 22, 23, 50, 0)),
        ("22nov_23:50", local(2026, 11, 22, 23, 50, 0)),
        ("11/23 03:01", local(2025, 11, 23, 3, 1, 0)),
        ("12/24", local(2025, 12, 24, 0, 0, 0)),
        ("29 Feb", local(2024, 2, 29, 0, 0, 0)),
        ("30分", NOW - 1800),
        ("2h", NOW - 7200),
        ("1d", NOW - 86_400),
    ],
)
def test_times_are_those_of_this_place(text: str, at: float) -> None:
    when = time_of(text)
    assert when is not None
    assert when.moment(NOW) == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "noon",
        "24:00",
        "2:60",
        "13pm",
        "2026-13-01",
        "1900-01-01",
        "9999999d",
        "2026-11-01T9",
        "2/30",
        "31 Apr",
        "23/11",
        "22 Nox",
        "22 Nov 25:00",
        "2026/2/29",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert time_of(text) is None


def test_the_first_of_a_month_looks_back_into_the_last() -> None:
    now = local(2026, 12, 1, 0, 30, 0)
    assert TimeOfDay(23, 0).moment(now) == local(2026, 11, 30, 23, 0, 0)
    assert DayBack(1).moment(now) == local(2026, 11, 30, 0, 0, 0)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.floats(NOW - 5 * 366 * 86_400, NOW))
def test_what_a_table_shows_can_be_asked_for(language: str, at: float) -> None:
    tr = Texts(language)
    for text in (clock_text(at, NOW, tr), moment_text(at, tr)):
        when = time_of(text)
        assert when is not None
        assert minute_text(when.moment(NOW), NOW, tr) == minute_text(at, NOW, tr)
        assert when.moment(NOW) <= NOW


def test_a_day_is_written_so_that_it_is_read_again() -> None:
    for text in ("11/22 23:50", "22 Nov", "2026/11/22 05:45"):
        when = time_of(text)
        assert when is not None
        assert time_of(str(when)) == when


@given(st.integers(0, 23), st.integers(0, 59), st.floats(1e9, 4e9))
def test_a_time_of_day_is_never_ahead_nor_more_than_a_day_and_an_hour_back(
    hour: int, minute: int, now: float
) -> None:
    at = TimeOfDay(hour, minute).moment(now)
    assert now - 90_001 <= at <= now
