# SPDX-License-Identifier: GPL-3.0-or-later
"""How times read in both languages, and what a file is given."""

import time
from datetime import date

import pytest
from babel.dates import get_month_names

from jlook_client.tables.times import (
    MONTHS,
    clock_text,
    date_text,
    day_text,
    exact_clock,
    iso_text,
    local_day,
    minute_text,
    moment_text,
    second_text,
    span_text,
    widest,
    written_day,
    written_month,
)
from jmss.texts import Texts

EN, JA = Texts("en"), Texts("ja")


def at(day: str, clock: str = "00:00:00") -> float:
    """Give a local moment in seconds since 1970."""
    return time.mktime(time.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M:%S"))


NOW = at("2026-11-23", "05:45:12")


def test_today_needs_no_day() -> None:
    for tr in (EN, JA):
        assert clock_text(at("2026-11-23", "00:00:00"), NOW, tr) == "00:00:00"
        assert clock_text(NOW + 0.9, NOW, tr) == "05:45:12"
        assert minute_text(NOW, NOW, tr) == "05:45"
        assert clock_text(None, NOW, tr) == ""


def test_another_day_is_written_as_the_language_does() -> None:
    yesterday = at("2026-11-22", "23:50:41")
    assert clock_text(yesterday, NOW, JA) == "11/22 23:50"
    assert clock_text(yesterday, NOW, EN) == "22 Nov 23:50"
    assert minute_text(yesterday, NOW, EN) == "22 Nov 23:50"


def test_in_january_the_night_before_keeps_its_clock() -> None:
    new_year, before = at("2027-01-01", "03:00:00"), at("2026-12-31", "23:50:00")
    assert clock_text(before, new_year, JA) == "12/31 23:50"
    assert clock_text(before, new_year, EN) == "31 Dec 23:50"


def test_a_second_keeps_its_clock_on_any_day() -> None:
    assert second_text(at("2026-11-23", "00:00:07"), NOW, EN) == "00:00:07"
    assert second_text(at("2026-11-22", "23:59:58"), NOW, EN) == "22 Nov 23:59:58"
    assert second_text(at("2026-11-22", "23:59:58"), NOW, JA) == "11/22 23:59:58"
    assert second_text(at("2025-11-22", "23:59:58"), NOW, JA) == "2025/11/22 23:59:58"


def test_what_is_long_past_has_its_year() -> None:
    assert clock_text(at("2025-12-24", "20:00:00"), NOW, JA) == "2025/12/24"
    assert clock_text(at("2025-12-04", "20:00:00"), NOW, EN) == "4 Dec 2025"


def test_a_whole_moment() -> None:
    assert moment_text(NOW, JA) == "2026/11/23 05:45:12"
    assert moment_text(NOW, EN) == "23 Nov 2026 05:45:12"
    assert moment_text(NOW + 0.25, EN, milliseconds=True) == "23 Nov 2026 05:45:12.250"
    assert moment_text(None, EN) == ""
    assert (day_text(NOW, JA), date_text(NOW, JA)) == ("11/23", "2026/11/23")


@pytest.mark.parametrize(("rest", "said"), [(0.123, ".123"), (0.0, ".000"), (0.9996, ".000")])
def test_milliseconds_are_rounded_and_carried(rest: float, said: str) -> None:
    text = exact_clock(NOW + rest)
    assert text.endswith(said)
    assert text.startswith("05:45:13" if rest > 0.999 else "05:45:12")


def test_files_have_iso_8601_in_either_language() -> None:
    assert iso_text(NOW) == "2026-11-23 05:45:12"
    assert iso_text(NOW + 0.5, milliseconds=True) == "2026-11-23 05:45:12.500"
    assert iso_text(None) == ""


def test_english_abbreviates_its_months_as_the_world_does() -> None:
    assert list(get_month_names("abbreviated", locale="en").values()) == list(MONTHS)


def test_days_and_months_of_the_calendar() -> None:
    day = date(2026, 6, 3)
    assert [written_day(day, tr) for tr in (EN, JA)] == ["3 Jun 2026", "2026/06/03"]
    assert [written_month(day, tr) for tr in (EN, JA)] == ["Jun 2026", "2026年6月"]
    assert written_day(day, JA) == date_text(at("2026-06-03", "12:00:00"), JA)


def test_a_day_begins_where_the_operator_sits() -> None:
    assert local_day(at("2026-11-22", "23:59:59")) == (2026, 11, 22)
    assert local_day(at("2026-11-23", "00:00:00")) == (2026, 11, 23)


@pytest.mark.parametrize("tr", [EN, JA])
def test_no_day_of_the_year_has_more_letters_than_the_widest(tr: Texts) -> None:
    days = (date(2026, 1, 1).toordinal() + day for day in range(365))
    moments = (at(date.fromordinal(day).isoformat(), "23:59:59") for day in days)
    texts = {clock_text(moment, moment + 86_400, tr) for moment in moments}
    assert max(map(len, texts)) == len(widest(tr))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59.9, "0:59"),
        (116, "1:56"),
        (3600, "1:00:00"),
        (93784, "26:03:04"),
        (-3, "0:00"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert span_text(seconds) == text
