# SPDX-License-Identifier: GPL-3.0-or-later
"""Which days are business days."""

from datetime import date

from jmss.model.schedules import BusinessDay, Calendar
from jmss.timetable.business_days import BusinessDays, next_month

JAPAN = BusinessDays(Calendar(name="bank"))


def test_without_a_calendar_every_day_is_one() -> None:
    assert date(2026, 1, 1) in BusinessDays(None)


def test_weekends_and_public_holidays_are_none() -> None:
    assert date(2026, 11, 20) in JAPAN
    assert date(2026, 11, 21) not in JAPAN
    assert date(2026, 11, 23) not in JAPAN
    assert date(2026, 9, 22) not in JAPAN, "a day between two holidays is one too"
    assert date(2026, 5, 6) not in JAPAN, "the day that takes the place of a holiday on a Sunday"


def test_without_a_country_holidays_are_days_as_others() -> None:
    assert date(2026, 11, 23) in BusinessDays(Calendar(name="site", holidays=""))


def test_the_sites_own_days_come_before_the_rest_and_open_ones_first() -> None:
    site = BusinessDays(Calendar(name="site", closed=("2026-11-24",), open=("2026-11-22",)))
    assert date(2026, 11, 24) not in site
    assert date(2026, 11, 22) in site


def test_the_nearest_ones() -> None:
    assert JAPAN.at_or_before(date(2026, 11, 23)) == date(2026, 11, 20)
    assert JAPAN.at_or_after(date(2026, 11, 21)) == date(2026, 11, 24)
    assert JAPAN.at_or_after(date(2026, 11, 24)) == date(2026, 11, 24)
    assert (
        BusinessDays(Calendar(name="never", weekdays="0000000")).at_or_after(date(2026, 1, 1))
        is None
    )


def test_counted_in_a_month() -> None:
    november = date(2026, 11, 1)
    assert JAPAN.of_month(november, BusinessDay(n=1)) == date(2026, 11, 2)
    assert JAPAN.of_month(november, BusinessDay(n=2)) == date(2026, 11, 4)
    assert JAPAN.of_month(november, BusinessDay(n=1, from_end=True)) == date(2026, 11, 30)
    assert JAPAN.of_month(november, BusinessDay(n=6, from_end=True)) == date(2026, 11, 20)
    assert JAPAN.of_month(november, BusinessDay(n=20)) is None


def test_the_next_month() -> None:
    assert next_month(date(2026, 1, 1)) == date(2026, 2, 1)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
