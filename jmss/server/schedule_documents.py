# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules and calendars as they are written: checked, and nothing that was due falls due anew.

A schedule with other times, and one whose calendar was changed, begins afresh from now on:
times that have passed would be taken for missed ones else.
"""

import msgspec

from jmss.errors import BadValue, CalendarInUse, NoSuchDocument
from jmss.model.changes import Fact
from jmss.model.documents import AnyDocument, Removed, kind_of
from jmss.model.named_facts import Document
from jmss.model.operations import Submit
from jmss.model.schedules import Calendar, Fired, Schedule
from jmss.server.documents import Check
from jmss.server.facts import Facts
from jmss.server.validation import check_submit
from jmss.timetable.checks import check_calendar, check_schedule
from jmss.timetable.due_times import due_times, seen_to

SCHEDULE, CALENDAR, FIRED = kind_of(Schedule), kind_of(Calendar), kind_of(Fired)

_WHEN = (
    "cron",
    "time_zone",
    "calendar",
    "business_day",
    "shift",
    "first_day",
    "last_day",
)
"""The fields that say when a schedule is due."""


def schedule_of(name: str, facts: Facts) -> Schedule:
    """Give a schedule by its name.

    Raises:
        NoSuchDocument: there is none.
    """
    held = facts.named.get((SCHEDULE, name))
    if not isinstance(held, Schedule):
        raise NoSuchDocument(kind=SCHEDULE, name=name)
    return held


def calendar_of(schedule: Schedule, facts: Facts) -> Calendar | None:
    """Give the calendar that a schedule names, if there is one."""
    held = facts.named.get((CALENDAR, schedule.calendar))
    return held if isinstance(held, Calendar) else None


def fired_of(name: str, facts: Facts) -> Fired:
    """Give how far the schedule of this name has come."""
    held = facts.named.get((FIRED, name))
    return held if isinstance(held, Fired) else Fired(name=name)


def checked_schedule(document: AnyDocument, facts: Facts, now: float) -> Schedule:
    """See that a schedule may hold, and say since when it is due.

    Raises:
        BadValue, NoSuchQueue, NoSuchMachine: it does not make sense.
    """
    if not isinstance(document, Schedule):
        raise BadValue(field="k", value=type(document).__name__, rule="schedule")
    check_schedule(document, calendar_of(document, facts), now)
    for submit in submits(document):
        check_submit(submit, facts.queues, facts.machines)
    held = facts.named.get((SCHEDULE, document.name))
    goes_on = isinstance(held, Schedule) and held.enabled and _when(held) == _when(document)
    since = held.since if isinstance(held, Schedule) and goes_on else now
    return msgspec.structs.replace(document, since=since)


def checked_calendar(document: AnyDocument, _facts: Facts, _now: float) -> Calendar:
    """See that a calendar may hold.

    Raises:
        BadValue: it does not make sense.
    """
    if not isinstance(document, Calendar):
        raise BadValue(field="k", value=type(document).__name__, rule="calendar")
    check_calendar(document)
    return document


CHECKS: dict[type[Document], Check] = {Schedule: checked_schedule, Calendar: checked_calendar}
"""For ``documents.written``."""


def begin_afresh(name: str, facts: Facts, now: float) -> tuple[Fact, ...]:
    """Let a schedule whose times begin now be due after now.

    Its former times may reach into the future: the server's clock was ahead, and has been set.
    """
    fired = fired_of(name, facts)
    return (msgspec.structs.replace(fired, up_to=now),) if fired.up_to > now else ()


def after_schedule(document: AnyDocument, facts: Facts, now: float) -> tuple[Fact, ...]:
    """Give what goes along with a schedule that is written."""
    if isinstance(document, Schedule) and document.since == now:
        return begin_afresh(document.name, facts, now)
    return ()


def after_calendar(document: AnyDocument, facts: Facts, now: float) -> tuple[Fact, ...]:
    """Let the schedules of a calendar that changes go on from now.

    One that has a time left to be seen to, by the calendar as it was, keeps its place.
    """
    if not isinstance(document, Calendar):
        return ()
    moved = []
    for schedule in _users(document.name, facts):
        fired, before = fired_of(schedule.name, facts), calendar_of(schedule, facts)
        begin = seen_to(schedule, fired)
        if begin < now and next(due_times(schedule, before, begin, now), None) is None:
            moved.append(msgspec.structs.replace(fired, up_to=now))
    return tuple(moved)


def after_removal(removed: Removed, facts: Facts) -> tuple[Fact, ...]:
    """Give what goes along with a document that is taken away.

    Raises:
        CalendarInUse: schedules need it.
    """
    if removed.kind == CALENDAR:
        users = ", ".join(schedule.name for schedule in _users(removed.name, facts))
        if users:
            raise CalendarInUse(calendar=removed.name, schedules=users)
    if removed.kind == SCHEDULE and (FIRED, removed.name) in facts.named:
        return (Removed(kind=FIRED, name=removed.name),)
    return ()


def submits(schedule: Schedule) -> list[Submit]:
    """Give a schedule's jobs as they are submitted."""
    return [
        Submit(
            name=job.name,
            command=job.command,
            queue=job.queue,
            owner=schedule.owner,
            wanted_machine=job.wanted_machine,
            priority=job.priority,
            restartable=job.restartable,
            hold=job.hold,
        )
        for job in schedule.jobs
    ]


def _users(calendar: str, facts: Facts) -> list[Schedule]:
    return sorted(
        (
            held
            for held in facts.named.values()
            if isinstance(held, Schedule) and held.calendar == calendar
        ),
        key=lambda schedule: schedule.name,
    )


def _when(schedule: Schedule) -> tuple[object, ...]:
    return tuple(getattr(schedule, field) for field in _WHEN)
