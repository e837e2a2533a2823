# SPDX-License-Identifier: GPL-3.0-or-later
"""When a schedule is due, in words: templates and fields, translated by whoever shows them."""

from collections.abc import Iterator

from jmss.errors import N_
from jmss.model.schedules import BusinessDay, Missed, Overlap, Schedule, Shift
from jmss.saying import Saying
from jmss.timetable.cron import CronTimes, read_cron

_MOST_TIMES = 6
"""Times of a day that are listed one by one."""

WEEKDAYS = (N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"))
"""In the order of cron: Sunday is 0."""

_SHIFTS = {
    Shift.BEFORE: N_("on a day without business, the business day before"),
    Shift.AFTER: N_("on a day without business, the next business day"),
    Shift.SKIP: N_("not on a day without business"),
}
_MISSED = {
    Missed.ONCE: N_("one run for all times missed while no server worked"),
    Missed.EACH: N_("a run for each time missed while no server worked"),
    Missed.SKIP: N_("no run for times missed while no server worked"),
}
_OVERLAP = {
    Overlap.QUEUE: N_("also while jobs of the last run have not ended"),
    Overlap.SKIP: N_("not while jobs of the last run have not ended"),
    Overlap.CANCEL: N_("jobs of the last run that have not ended are cancelled"),
}


def when_words(schedule: Schedule) -> tuple[Saying, ...]:
    """Say in phrases when a schedule is due, the most important first.

    Raises:
        BadValue: the cron fields are none.
    """
    return tuple(_phrases(schedule, read_cron(schedule.cron)))


def _phrases(schedule: Schedule, cron: CronTimes) -> Iterator[Saying]:
    counted = schedule.business_day
    yield from _of_the_day(cron)
    yield from _days(cron) if counted is None else (_business_day(counted),)
    if cron.fields[3] != "*":
        yield Saying(N_("in month {months}"), {"months": ", ".join(map(str, sorted(cron.months)))})
    if schedule.calendar:
        yield Saying(N_("calendar {name}"), {"name": schedule.calendar})
    if schedule.shift is not Shift.NONE and counted is None:
        yield Saying(_SHIFTS[schedule.shift])
    yield Saying(N_("time of {zone}"), {"zone": schedule.time_zone})
    if schedule.first_day:
        yield Saying(N_("from {day} on"), {"day": schedule.first_day})
    if schedule.last_day:
        yield Saying(N_("until {day}"), {"day": schedule.last_day})
    yield Saying(_MISSED[schedule.missed])
    yield Saying(_OVERLAP[schedule.overlap])


def _of_the_day(cron: CronTimes) -> Iterator[Saying]:
    minute, hour = cron.fields[:2]
    if len(cron.times) <= _MOST_TIMES:
        times = ", ".join(f"{time:%H:%M}" for time in cron.times)
        yield Saying(N_("at {times}"), {"times": times})
        return
    if minute == "*":
        yield Saying(N_("every minute"))
    elif minute.startswith("*/"):
        yield Saying(N_("every {minutes} minutes"), {"minutes": minute[2:]})
    elif hour == "*":
        yield Saying(N_("at minute {minute} of every hour"), {"minute": minute})
    else:
        yield Saying(N_("at minute {minute}"), {"minute": minute})
    if hour.startswith("*/"):
        yield Saying(N_("every {hours} hours from 0:00"), {"hours": hour[2:]})
    elif hour != "*":
        yield Saying(N_("in the hours {hours}"), {"hours": hour})


def _days(cron: CronTimes) -> Iterator[Saying]:
    day, weekday = cron.fields[2], cron.fields[4]
    if day == weekday == "*":
        yield Saying(N_("every day"))
        return
    if not (day.startswith("*") or weekday.startswith("*")):
        either = {"days": day, "weekdays": _weekdays(cron)}
        yield Saying(N_("on day {days} of the month or on {weekdays}"), either)
        return
    if day == "L":
        yield Saying(N_("on the last day of the month"))
    elif day != "*":
        yield Saying(N_("on day {days} of the month"), {"days": day})
    if weekday != "*":
        yield Saying(N_("on {weekdays}"), {"weekdays": _weekdays(cron)})


def _business_day(wanted: BusinessDay) -> Saying:
    if not wanted.from_end:
        return Saying(N_("on business day {number} of the month"), {"number": wanted.n})
    if wanted.n == 1:
        return Saying(N_("on the last business day of the month"))
    return Saying(N_("on business day {number} from the end of the month"), {"number": wanted.n})


def _weekdays(cron: CronTimes) -> str | tuple[Saying, ...]:
    """Give the names of the days of the week; what is more than days stays as it was written."""
    return tuple(Saying(WEEKDAYS[day]) for day in cron.weekdays) or cron.fields[4]
