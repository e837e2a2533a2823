# SPDX-License-Identifier: GPL-3.0-or-later
"""When a schedule is due: held against every minute of the calendar, one by one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from jmss.errors import BadValue
from jmss.model.schedules import BusinessDay, Calendar, Fired, Schedule, Shift
from jmss.timetable.business_days import BusinessDays
from jmss.timetable.due_times import due_times, next_times, seen_to

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = 24 * 3600.0
MINUTE = timedelta(minutes=1)
JAPAN = Calendar(name="bank")


def at(written: str, zone: str = "Asia/Tokyo") -> float:
    """Give the moment of a time on the wall, the first of two."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp()


def told(moments: list[float], zone: str = "Asia/Tokyo") -> list[str]:
    """Write moments as they are on the wall there."""
    return [f"{datetime.fromtimestamp(m, ZoneInfo(zone)):%Y-%m-%d %H:%M}" for m in moments]


def nightly(**fields: object) -> Schedule:
    """Give a schedule for 18:30 every day unless told otherwise."""
    return Schedule(**{"name": "nightly", "cron": "30 18 * * *", **fields})  # type: ignore[arg-type]


def nexts(
    schedule: Schedule, since: str, count: int, calendar: Calendar | None = None
) -> list[str]:
    """Give the next times on the wall."""
    begin = at(since, schedule.time_zone)
    return told(next_times(schedule, calendar, begin, count), schedule.time_zone)


# ---- cron ----

_minutes = st.sampled_from(["*", "0", "*/5", "59", "0,30", "10-20/3", "7"])
_hours = st.sampled_from(["*", "0", "2", "*/6", "1-3", "23"])
_dates = st.sampled_from(["*", "1", "13", "L", "*/10", "28-31", "15,L"])
_months = st.sampled_from(["*", "2", "*/3", "3,10", "JAN-FEB"])
_weekdays = st.sampled_from(["*", "1-5", "SUN", "7", "5L", "1#2", "FRI"])
_crons = st.tuples(_minutes, _hours, _dates, _months, _weekdays).map(" ".join)
_zones = st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
_moments = st.integers(min_value=int(at("2024-01-01")), max_value=int(at("2030-01-01")))


def minute_by_minute(schedule: Schedule, begin: float, end: float) -> list[float]:
    """Look at each minute whether the wall shows it, and whether it is the first one to do so."""
    zone = ZoneInfo(schedule.time_zone)
    due = on_the_wall(schedule.cron, begin - DAY, end + DAY)
    found: list[float] = []
    minute = begin // 60 * 60
    while (minute := minute + 60) <= end:
        now = datetime.fromtimestamp(minute, zone)
        wall = now.replace(tzinfo=None)
        # What the clocks jumped over is due here, and so is what they show now.
        shown = {wall} if now.fold == 0 else set()
        passed = datetime.fromtimestamp(minute - 60, zone).replace(tzinfo=None)
        while (passed := passed + MINUTE) < wall:
            shown.add(passed)
        if due & shown:
            found.append(minute)
    return found


def on_the_wall(cron: str, begin: float, end: float) -> set[datetime]:
    """Ask the library for the times on a wall where no clock is ever changed."""
    first, last = (datetime.fromtimestamp(m, UTC).replace(tzinfo=None) for m in (begin, end))
    return set(takewhile(lambda wall: wall <= last, CronSim(cron, first)))


@settings(max_examples=40, deadline=None)
@given(cron=_crons, zone=_zones, begin=_moments, days=st.integers(min_value=0, max_value=3))
def test_cron_is_due_when_the_wall_shows_it_first(
    cron: str, zone: str, begin: int, days: int
) -> None:
    schedule = nightly(cron=cron, time_zone=zone)
    end = begin + days * DAY
    assert list(due_times(schedule, None, begin, end)) == minute_by_minute(schedule, begin, end)


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("Europe/Berlin", "2026-03-29 00:00"),
        ("Europe/Berlin", "2026-10-25 00:00"),
        ("America/New_York", "2026-03-08 00:00"),
        ("America/New_York", "2026-11-01 00:00"),
        ("Australia/Lord_Howe", "2026-04-05 00:00"),
        ("Australia/Lord_Howe", "2026-10-04 00:00"),
        ("America/Havana", "2026-03-08 00:00"),
        ("Pacific/Apia", "2011-12-29 12:00"),
    ],
)
@pytest.mark.parametrize("cron", ["*/15 * * * *", "30 2 * * *", "10 0-3 * * *", "0 3 * * *"])
def test_cron_around_changes_of_the_clocks(zone: str, around: str, cron: str) -> None:
    schedule = nightly(cron=cron, time_zone=zone)
    begin = at(around, zone) - 3600
    end = begin + 2 * DAY
    assert list(due_times(schedule, None, begin, end)) == minute_by_minute(schedule, begin, end)


_calendars = st.builds(
    Calendar,
    name=st.just("site"),
    weekdays=st.sampled_from(["1111100", "1111111", "0010000", "0000000"]),
    holidays=st.sampled_from(["JP", ""]),
    closed=st.sampled_from([(), ("2026-01-05", "2026-01-06"), ("2027-12-31",)]),
    open=st.sampled_from([(), ("2026-01-04",)]),
)
_schedules = st.builds(
    Schedule,
    name=st.just("any"),
    cron=st.tuples(_minutes, _hours, _dates, _months, _weekdays).map(" ".join),
    time_zone=_zones,
    shift=st.sampled_from(Shift),
    first_day=st.sampled_from([None, "2026-05-05"]),
    last_day=st.sampled_from([None, "2028-01-01"]),
)
_counted = st.builds(
    Schedule,
    name=st.just("any"),
    cron=st.tuples(_minutes, _hours, st.just("*"), _months, st.just("*")).map(" ".join),
    time_zone=_zones,
    business_day=st.builds(BusinessDay, n=st.integers(1, 23), from_end=st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(
    schedule=_schedules | _counted,
    calendar=_calendars,
    begin=_moments,
    spans=st.lists(st.floats(min_value=0, max_value=40 * DAY), min_size=1, max_size=4),
)
def test_each_time_once_in_order_however_the_time_is_cut(
    schedule: Schedule, calendar: Calendar, begin: int, spans: list[float]
) -> None:
    end = begin + sum(spans)
    whole = list(due_times(schedule, calendar, begin, end))
    assert whole == sorted(set(whole))
    assert all(begin < moment <= end for moment in whole)
    pieces: list[float] = []
    since: float = begin
    for span in spans:
        pieces += due_times(schedule, calendar, since, since + span)
        since += span
    # Cut anywhere, nothing is lost at the cuts and nothing comes twice.
    assert pieces == [moment for moment in whole if moment <= since]


@settings(max_examples=40, deadline=None)
@given(schedule=_schedules, calendar=_calendars, begin=_moments)
def test_a_shift_leaves_business_days_alone(
    schedule: Schedule, calendar: Calendar, begin: int
) -> None:
    zone, business = ZoneInfo(schedule.time_zone), BusinessDays(calendar)
    # At noon no clock is ever changed.
    schedule = replace(schedule, cron=f"0 12 {schedule.cron.split(' ', 2)[2]}")
    for moment in due_times(schedule, calendar, begin, begin + 40 * DAY):
        day = datetime.fromtimestamp(moment, zone).date()
        assert schedule.shift is Shift.NONE or day in business


# ---- changes of the clocks, in words ----


def test_a_time_that_does_not_exist_is_moved_to_the_first_moment_after_the_gap() -> None:
    schedule = nightly(cron="30 2 * * *", time_zone="Europe/Berlin")
    assert nexts(schedule, "2026-03-28 12:00", 2) == ["2026-03-29 03:00", "2026-03-30 02:30"]


def test_what_falls_together_after_the_gap_is_one_time() -> None:
    schedule = nightly(cron="0,20,40 2,3 * * *", time_zone="Europe/Berlin")
    assert nexts(schedule, "2026-03-29 00:00", 3) == [
        "2026-03-29 03:00",
        "2026-03-29 03:20",
        "2026-03-29 03:40",
    ]


def test_a_time_that_is_there_twice_is_the_first_of_the_two() -> None:
    schedule = nightly(cron="30 2 * * *", time_zone="Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    found = next_times(schedule, None, at("2026-10-24 12:00", "Europe/Berlin"), 2)
    assert found == [first, first + 25 * 3600]


def test_a_whole_day_that_was_left_out_is_made_up_for_as_the_next_one_begins() -> None:
    schedule = nightly(time_zone="Pacific/Apia")
    assert nexts(schedule, "2011-12-29 12:00", 3) == [
        "2011-12-29 18:30",
        "2011-12-31 00:00",
        "2011-12-31 18:30",
    ]


def test_utc_has_no_gaps() -> None:
    begin = at("2026-03-29 00:00", "UTC")
    found = next_times(nightly(cron="*/30 * * * *", time_zone="UTC"), None, begin, 96)
    assert [b - a for a, b in pairwise(found)] == [1800.0] * 95


# ---- business days ----


def test_the_holidays_of_japan_in_may() -> None:
    schedule = nightly(calendar="bank", shift=Shift.SKIP)
    assert nexts(schedule, "2026-04-28 00:00", 5, JAPAN) == [
        "2026-04-28 18:30",
        "2026-04-30 18:30",
        "2026-05-01 18:30",
        "2026-05-07 18:30",
        "2026-05-08 18:30",
    ]


def test_a_time_on_a_holiday_is_on_the_business_day_before() -> None:
    schedule = nightly(cron="0 9 5 * *", calendar="bank", shift=Shift.BEFORE)
    assert nexts(schedule, "2026-04-06 00:00", 2, JAPAN) == ["2026-05-01 09:00", "2026-06-05 09:00"]


def test_a_time_on_a_holiday_is_on_the_next_business_day() -> None:
    schedule = nightly(cron="0 9 3 * *", calendar="bank", shift=Shift.AFTER)
    assert nexts(schedule, "2026-05-04 00:00", 2, JAPAN) == ["2026-05-07 09:00", "2026-06-03 09:00"]


def test_several_days_that_are_shifted_to_one_are_one() -> None:
    schedule = nightly(cron="0 9 2-6 5 *", calendar="bank", shift=Shift.AFTER)
    assert nexts(schedule, "2026-05-01 00:00", 1, JAPAN) == ["2026-05-07 09:00"]
    assert nexts(schedule, "2026-05-07 09:00", 1, JAPAN) == ["2027-05-06 09:00"]


def test_the_last_business_day_of_the_month() -> None:
    schedule = nightly(business_day=BusinessDay(n=1, from_end=True))
    assert nexts(schedule, "2026-10-01 00:00", 3, JAPAN) == [
        "2026-10-30 18:30",
        "2026-11-30 18:30",
        "2026-12-31 18:30",
    ]


def test_the_second_business_day_of_a_quarter() -> None:
    schedule = nightly(cron="0 8 * 1,4,7,10 *", business_day=BusinessDay(n=2))
    assert nexts(schedule, "2026-01-01 00:00", 2, JAPAN) == ["2026-01-05 08:00", "2026-04-02 08:00"]


def test_a_month_without_so_many_business_days_is_left_out() -> None:
    schedule = nightly(business_day=BusinessDay(n=22))
    assert nexts(schedule, "2026-04-01 00:00", 2, JAPAN) == ["2026-06-30 18:30", "2026-07-31 18:30"]


def test_the_first_and_the_last_day_count() -> None:
    schedule = nightly(first_day="2026-12-30", last_day="2026-12-31")
    assert nexts(schedule, "2026-01-01 00:00", 9) == ["2026-12-30 18:30", "2026-12-31 18:30"]


def test_without_any_business_day_it_is_never_due() -> None:
    never = Calendar(name="never", weekdays="0000000")
    for shift in (Shift.BEFORE, Shift.AFTER, Shift.SKIP):
        begin = at("2026-01-01")
        schedule = nightly(shift=shift)
        assert not list(due_times(schedule, never, begin, begin + 40 * DAY))


# ---- where it begins ----


def test_nothing_is_due_that_has_been_seen_to_or_was_before_it_was_made() -> None:
    schedule = nightly(since=100.0)
    assert seen_to(schedule, None) == 100.0
    assert seen_to(schedule, Fired(name="nightly", up_to=50.0)) == 100.0
    assert seen_to(schedule, Fired(name="nightly", up_to=200.0)) == 200.0


def test_the_moment_after_which_is_asked_is_left_out_and_the_last_one_is_in() -> None:
    due = at("2026-11-23 18:30")
    assert list(due_times(nightly(), None, due - 1, due)) == [due]
    assert list(due_times(nightly(), None, due, due + 60)) == []
    assert list(due_times(nightly(), None, due - 60, due - 1)) == []


def test_29_february_on_a_monday_is_found() -> None:
    # Day and weekday are both to match where one of them begins with a star.
    schedule = nightly(cron="0 0 29 2 */7")
    assert nexts(schedule, "2026-01-01 00:00", 1) == ["2032-02-29 00:00"]


def test_what_is_no_cron_is_said() -> None:
    with pytest.raises(BadValue, match="five fields"):
        list(due_times(nightly(cron="61 * * * *"), None, 0, 1))
