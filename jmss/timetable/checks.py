# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a schedule or a calendar makes sense; each error names the field and the way out."""

from datetime import date

from jmss.errors import N_, BadValue
from jmss.model.schedules import Calendar, Schedule
from jmss.timetable.business_days import COUNTRIES
from jmss.timetable.cron import read_cron
from jmss.timetable.due_times import next_times
from jmss.timetable.local_time import read_zone

MOST_JOBS = 100
"""Jobs of one schedule: they are submitted together."""

_NEVER = N_(
    "never due from now on: choose other times or a later last day, open more days in the"
    " calendar, or disable the schedule"
)


def check_schedule(schedule: Schedule, calendar: Calendar | None, now: float) -> None:
    """See that a schedule says which jobs are submitted when.

    Args:
        schedule: the schedule; that its queues exist is for others to see to.
        calendar: the one that it names; None: there is none of that name, or it names none.
        now: seconds since 1970, UTC. An enabled schedule must be due some time from then on.

    Raises:
        BadValue: it does not make sense.
    """
    if not 1 <= len(schedule.jobs) <= MOST_JOBS:
        raise BadValue(field="jobs", value=len(schedule.jobs), rule=N_("from 1 to 100 jobs"))
    if schedule.calendar and calendar is None:
        rule = N_("a calendar that there is; make it first, or leave the field empty")
        raise BadValue(field="calendar", value=schedule.calendar, rule=rule)
    read_zone(schedule.time_zone)
    _check_fields(schedule)
    _check_days(schedule)
    if schedule.enabled and not next_times(schedule, calendar, now, 1):
        raise BadValue(field="cron", value=schedule.cron, rule=_NEVER)


def check_calendar(calendar: Calendar) -> None:
    """See that a calendar says which days are business days.

    Raises:
        BadValue: it does not.
    """
    if calendar.holidays not in COUNTRIES:
        rule = N_("JP, or empty for no public holidays; list other ones as closed days")
        raise BadValue(field="holidays", value=calendar.holidays, rule=rule)
    for field in ("closed", "open"):
        for day in getattr(calendar, field):
            _read_day(field, day)
    both = sorted(set(calendar.open).intersection(calendar.closed))
    if both:
        rule = N_("closed as well; take it out of one of the two lists")
        raise BadValue(field="open", value=both[0], rule=rule)


def _check_fields(schedule: Schedule) -> None:
    _, _, day, _, weekday = read_cron(schedule.cron).fields
    if schedule.business_day is not None and (day, weekday) != ("*", "*"):
        rule = N_("with a business day the fields day and weekday are *, such as 30 18 * * *")
        raise BadValue(field="cron", value=schedule.cron, rule=rule)


def _check_days(schedule: Schedule) -> None:
    first, last = schedule.first_day, schedule.last_day
    if first is not None:
        _read_day("first_day", first)
    if last is not None:
        _read_day("last_day", last)
    if first and last and last < first:
        rule = N_("not before the first day")
        raise BadValue(field="last_day", value=last, rule=rule)


def _read_day(field: str, written: str) -> None:
    try:
        date.fromisoformat(written)
    except ValueError as error:
        rule = N_("a day that there is, such as 2026-12-31")
        raise BadValue(field=field, value=written, rule=rule) from error
