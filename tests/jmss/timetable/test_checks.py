# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes no sense is refused, with the field and the way out."""

from datetime import UTC, datetime

import pytest

from jmss.errors import BadValue
from jmss.model.schedules import BusinessDay, Calendar, PreparedJob, Schedule, Shift
from jmss.timetable.checks import check_calendar, check_schedule

NOW = datetime(2026, 11, 23, tzinfo=UTC).timestamp()
JOB = PreparedJob(name="backup", command="true", queue="NIGHT")
NEVER = Calendar(name="never", weekdays="0000000")


def schedule(**fields: object) -> Schedule:
    """Give a sound schedule but for what is told."""
    whole = {"name": "nightly", "cron": "30 18 * * *", "jobs": (JOB,), **fields}
    return Schedule(**whole)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "field", "way_out"),
    [
        ({"jobs": ()}, "jobs", "1 to 100"),
        ({"jobs": (JOB,) * 101}, "jobs", "1 to 100"),
        ({"cron": ""}, "cron", "five fields"),
        ({"cron": "* * * * * *"}, "cron", "five fields"),
        ({"cron": "0 24 * * *"}, "cron", "five fields"),
        ({"cron": "0 0 31 2 *"}, "cron", "five fields"),
        ({"cron": "²5 * * * *"}, "cron", "five fields"),
        ({"cron": "0 0 1 * *", "business_day": BusinessDay(n=1)}, "cron", "weekday are"),
        ({"time_zone": ""}, "time_zone", "Asia/Tokyo"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Asia/Tokyo"),
        ({"time_zone": "America"}, "time_zone", "Asia/Tokyo"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "Asia/Tokyo"),
        ({"calendar": "bank"}, "calendar", "make it first"),
        ({"first_day": "2026-02-30"}, "first_day", "2026-12-31"),
        ({"last_day": "2027-13-01"}, "last_day", "2026-12-31"),
        ({"first_day": "2027-02-02", "last_day": "2027-02-01"}, "last_day", "not before"),
        ({"last_day": "2026-11-20"}, "cron", "later last day"),
    ],
)
def test_a_schedule_that_makes_no_sense(wrong: dict[str, object], field: str, way_out: str) -> None:
    with pytest.raises(BadValue, match=way_out) as caught:
        check_schedule(schedule(**wrong), None, NOW)
    assert caught.value.fields["field"] == field


def test_sound_ones() -> None:
    check_schedule(schedule(), None, NOW)
    check_schedule(schedule(calendar="bank", shift=Shift.BEFORE), Calendar(name="bank"), NOW)
    check_schedule(schedule(cron="0 9 * 3,9 *", business_day=BusinessDay(n=1)), None, NOW)
    check_schedule(schedule(last_day="2026-11-23"), None, NOW)


def test_one_that_is_never_due_may_be_kept_disabled() -> None:
    over = schedule(calendar="never", shift=Shift.SKIP)
    with pytest.raises(BadValue, match="disable the schedule"):
        check_schedule(over, NEVER, NOW)
    check_schedule(schedule(calendar="never", shift=Shift.SKIP, enabled=False), NEVER, NOW)


@pytest.mark.parametrize(
    ("wrong", "field", "way_out"),
    [
        ({"holidays": "XX"}, "holidays", "list other ones"),
        ({"closed": ("2026-02-29",)}, "closed", "a day that there is"),
        ({"open": ("2026-00-10",)}, "open", "a day that there is"),
        ({"open": ("2026-01-10",), "closed": ("2026-01-10",)}, "open", "one of the two"),
    ],
)
def test_a_calendar_that_makes_no_sense(wrong: dict[str, object], field: str, way_out: str) -> None:
    with pytest.raises(BadValue, match=way_out) as caught:
        check_calendar(Calendar(name="bank", **wrong))  # type: ignore[arg-type]
    assert caught.value.fields["field"] == field


def test_sound_calendars() -> None:
    check_calendar(Calendar(name="bank"))
    check_calendar(Calendar(name="all", weekdays="1111111", holidays="", closed=("2026-12-31",)))
