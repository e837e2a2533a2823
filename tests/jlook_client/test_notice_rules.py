# SPDX-License-Identifier: GPL-3.0-or-later
"""Quiet hours by the clock on the wall, across midnight and by days."""

import msgspec
import pytest

from jlook_client.notice_rules import (
    EVERY_DAY,
    LocalTime,
    NoticeRules,
    QuietHours,
    minutes_of,
    time_text,
)

MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


@pytest.mark.parametrize(
    ("hours", "weekday", "time", "quiet"),
    [
        (("09:00", "17:30", EVERY_DAY), MONDAY, "08:59", False),
        (("09:00", "17:30", EVERY_DAY), MONDAY, "09:00", True),
        (("09:00", "17:30", EVERY_DAY), MONDAY, "17:29", True),
        (("09:00", "17:30", EVERY_DAY), MONDAY, "17:30", False),
        (("09:00", "17:30", (SATURDAY,)), MONDAY, "12:00", False),
        (("22:00", "06:00", (MONDAY,)), MONDAY, "21:59", False),
        (("22:00", "06:00", (MONDAY,)), MONDAY, "22:00", True),
        (("22:00", "06:00", (MONDAY,)), TUESDAY, "05:59", True),
        (("22:00", "06:00", (MONDAY,)), TUESDAY, "06:00", False),
        (("22:00", "06:00", (MONDAY,)), TUESDAY, "22:00", False),
        (("22:00", "06:00", (SUNDAY,)), MONDAY, "03:00", True),
        (("22:00", "06:00", (MONDAY,)), MONDAY, "03:00", False),
        (("08:00", "08:00", EVERY_DAY), MONDAY, "07:59", True),
        (("00:00", "00:00", (MONDAY,)), TUESDAY, "00:00", False),
        (("00:00", "00:00", (MONDAY,)), MONDAY, "23:59", True),
        (("22:00", "06:00", ()), MONDAY, "23:00", False),
    ],
)
def test_hours(
    hours: tuple[str, str, tuple[int, ...]], weekday: int, time: str, quiet: bool
) -> None:
    begin, end, days = hours
    held = QuietHours(begin=minutes_of(begin) or 0, end=minutes_of(end) or 0, days=days)
    assert held.hold(LocalTime(weekday, minutes_of(time) or 0)) is quiet


@pytest.mark.parametrize("text", ["0:00", " 22:30 ", "23:59", "７：０５"])
def test_a_time_of_day_is_read(text: str) -> None:
    found = minutes_of(text)
    assert found is not None
    assert minutes_of(time_text(found)) == found


@pytest.mark.parametrize("text", ["", "22", "24:00", "12:60", "12:5", "-1:00", "12:3a", "1:2:3"])
def test_what_is_no_time_of_day(text: str) -> None:
    assert minutes_of(text) is None


@pytest.mark.parametrize("wrong", [{"begin": 1440, "end": 0}, {"begin": 0, "end": -1}])
def test_hours_that_cannot_be(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="1440"):
        QuietHours(**wrong)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"quiet": wrong}, NoticeRules)


def test_days_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="7 days"):
        QuietHours(begin=0, end=1, days=(7,))


def test_the_rules_outlive_a_file() -> None:
    rules = NoticeRules(
        sound=True, quiet=QuietHours(begin=1, end=2, days=(3,)), views=("夜間", "x")
    )
    again = msgspec.json.decode(msgspec.json.encode(rules), type=NoticeRules)
    assert again == rules
