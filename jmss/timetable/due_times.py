# SPDX-License-Identifier: GPL-3.0-or-later
"""When a schedule is due."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from jmss.model.schedules import BusinessDay, Calendar, Fired, Schedule, Shift
from jmss.timetable.business_days import LONGEST_CLOSURE, ONE_DAY, BusinessDays, next_month
from jmss.timetable.cron import CronTimes, read_cron
from jmss.timetable.local_time import moment_of, read_zone, wall_at

HORIZON = 30 * 366 * 24 * 3600.0
"""How far ahead, in seconds, anybody looks for a time: 29 February is a Monday every 28 years."""


def due_times(
    schedule: Schedule, calendar: Calendar | None, after: float, until: float
) -> Iterator[float]:
    """Give every time at which a schedule is due, ascending, none twice.

    Whether it is enabled, and since when, is the caller's to see to (``seen_to``).

    Args:
        schedule: a sound one (``checks.check_schedule``).
        calendar: the one that it names; None: every day is a business day.
        after: only times later than this (seconds since 1970, UTC).
        until: up to this one, and including it.

    Raises:
        BadValue: it is not sound.
    """
    cron, zone = read_cron(schedule.cron), read_zone(schedule.time_zone)
    wall = wall_at(after, zone)
    end = wall_at(until, zone).date()
    newest = after
    for day in _days(schedule, cron, BusinessDays(calendar), wall.date(), end):
        if not _within(schedule, day):
            continue
        # What the wall has shown, or was to show, before is never later in truth.
        passed = bisect_right(cron.times, wall.time()) if day == wall.date() else 0
        for clock in cron.times[passed:]:
            moment = moment_of(day, clock, zone)
            if moment > until:
                return
            if moment > newest:
                newest = moment
                yield moment


def next_times(
    schedule: Schedule, calendar: Calendar | None, after: float, count: int
) -> list[float]:
    """Give the next times, at most so many; fewer when there are no more in 30 years."""
    return list(islice(due_times(schedule, calendar, after, after + HORIZON), count))


def seen_to(schedule: Schedule, fired: Fired | None) -> float:
    """Give the moment up to which nothing of a schedule is due any more."""
    return max(schedule.since, 0.0 if fired is None else fired.up_to)


def _days(
    schedule: Schedule, cron: CronTimes, business: BusinessDays, begin: date, end: date
) -> Iterator[date]:
    """Give the days on which it is due, ascending, none twice."""
    if schedule.business_day is not None:
        yield from _counted_days(schedule.business_day, cron, business, begin, end)
    elif schedule.shift is Shift.NONE:
        yield from _cron_days(cron, begin, end)
    else:
        yield from _shifted_days(schedule.shift, cron, business, begin, end)


def _cron_days(cron: CronTimes, begin: date, end: date) -> Iterator[date]:
    day = begin
    while day <= end:
        if cron.on(day):
            yield day
        day += ONE_DAY


def _counted_days(
    wanted: BusinessDay, cron: CronTimes, business: BusinessDays, begin: date, end: date
) -> Iterator[date]:
    first = begin.replace(day=1)
    while first <= end:
        day = business.of_month(first, wanted) if first.month in cron.months else None
        if day is not None and begin <= day <= end:
            yield day
        first = next_month(first)


def _shifted_days(
    shift: Shift, cron: CronTimes, business: BusinessDays, begin: date, end: date
) -> Iterator[date]:
    """Shift the days of cron; two that fall together are one.

    A later day is never shifted before an earlier one, so the days stay in order. What lies
    outside may be shifted inside: after ``end`` back, before ``begin`` on.
    """
    shifted = _shifts(business)[shift]
    if shift is Shift.AFTER:
        begin = (business.at_or_before(begin - ONE_DAY) or begin) + ONE_DAY
    last = end + LONGEST_CLOSURE * ONE_DAY if shift is Shift.BEFORE else end
    newest: date | None = None
    for day in _cron_days(cron, begin, last):
        due = shifted(day)
        if due is None or due == newest:
            continue
        if due > end:
            return
        newest = due
        yield due


def _shifts(business: BusinessDays) -> dict[Shift, Callable[[date], date | None]]:
    return {
        Shift.BEFORE: business.at_or_before,
        Shift.AFTER: business.at_or_after,
        Shift.SKIP: lambda day: day if day in business else None,
    }


def _within(schedule: Schedule, day: date) -> bool:
    written = day.isoformat()
    first, last = schedule.first_day or written, schedule.last_day or written
    return first <= written <= last
