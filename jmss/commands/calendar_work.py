# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``jsched calendar`` does with business calendars."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from jmss.commands.columns import table
from jmss.commands.document_files import (
    document_text,
    held_in,
    one_of,
    put_document,
    read_bytes,
    read_document,
    remove_document,
)
from jmss.commands.endings import DONE, USAGE, error_as_data
from jmss.commands.options import Calling
from jmss.errors import N_, BadScheduleFile
from jmss.model.schedules import Calendar, Schedule
from jmss.texts import Texts
from jmss.timetable.calendar_csv import DayFault, merged, read_days
from jmss.timetable.sentences import WEEKDAYS

NONE = "-"


async def list_calendars(calling: Calling) -> int:
    """List all calendars and who uses them."""
    async with calling.caller() as caller:
        told = await caller.documents()
    calendars, schedules = held_in(told, Calendar), held_in(told, Schedule)
    users = {
        name: [each.name for each in schedules.values() if each.calendar == name]
        for name in calendars
    }
    data = [
        {"calendar": document_text(calendar), "schedules": users[name]}
        for name, calendar in calendars.items()
    ]
    text = _table(calendars.values(), users, calling.tr)
    calling.speaker.say(text, {"calendars": data})
    return DONE


async def show(calling: Calling, name: str) -> int:
    """Show a calendar.

    Raises:
        NoSuchDocument: there is no such calendar.
    """
    async with calling.caller() as caller:
        calendar = one_of(await caller.documents(), Calendar, name)
    tr = calling.tr
    lines = [
        tr("Calendar {name}, revision {revision}", name=name, revision=calendar.revision),
        tr("Business days: {days}", days=_weekdays(calendar, tr)),
        tr("Public holidays: {country}", country=calendar.holidays or NONE),
        tr("Closed: {days}", days=" ".join(calendar.closed) or NONE),
        tr("Open: {days}", days=" ".join(calendar.open) or NONE),
    ]
    calling.speaker.say("\n".join(lines), document_text(calendar))
    return DONE


async def put(calling: Calling, file: Path, *, over: bool) -> int:
    """Let the calendar of a file hold.

    Raises:
        BadScheduleFile: the file holds none.
        Refused: it may not hold.
    """
    return await _let_hold(calling, read_document(file, Calendar), over=over)


async def remove(calling: Calling, name: str) -> int:
    """Remove a calendar.

    Raises:
        NoSuchDocument, CalendarInUse: there is none, or schedules use it.
    """
    await remove_document(calling, Calendar, name)
    text = calling.tr("Calendar {name} was removed.", name=name)
    calling.speaker.say(text, {"calendar": name, "operation": calling.operation})
    return DONE


async def import_days(calling: Calling, file: Path, name: str, *, replace: bool) -> int:
    """Take the days of a CSV file into a calendar, all of them or none.

    Raises:
        BadConfiguration: the file cannot be read.
        Refused: the calendar may not hold with them.
    """
    read = read_days(read_bytes(file))
    if read.faults:
        return _tell_faults(calling, file, read.faults)
    async with calling.caller() as caller:
        held = held_in(await caller.documents(), Calendar).get(name, Calendar(name=name))
    before = ((), ()) if replace else (held.closed, held.open)
    closed, opened = merged(before, read.days)
    calendar = msgspec.structs.replace(held, closed=closed, open=opened)
    return await _let_hold(calling, calendar, over=False)


async def _let_hold(calling: Calling, calendar: Calendar, *, over: bool) -> int:
    async with calling.caller() as caller:
        revision = await put_document(calling, caller, calendar, over=over)
    name = calendar.name
    text = calling.tr(
        "Calendar {name} is at revision {revision} now.", name=name, revision=revision
    )
    data = {"calendar": name, "revision": revision, "operation": calling.operation}
    calling.speaker.say(text, data)
    return DONE


def _tell_faults(calling: Calling, file: Path, faults: list[DayFault]) -> int:
    tr, speaker = calling.tr, calling.speaker
    error = BadScheduleFile(file=file, why=N_("there are faults in it"))
    lines = [
        tr(
            "Line {line}, field {column}: “{value}”: {why}",
            line=fault.line,
            column=fault.column,
            value=fault.value[:80],
            why=tr(fault.why),
        )
        for fault in faults
    ]
    if speaker.as_json:
        places = [
            {"line": fault.line, "column": fault.column, "text": text}
            for fault, text in zip(faults, lines, strict=True)
        ]
        speaker.say("", {"error": error_as_data(error, tr), "faults": places})
    else:
        speaker.note("\n".join((tr.error(error), *lines)))
    return USAGE


def _table(calendars: Iterable[Calendar], users: dict[str, list[str]], tr: Texts) -> str:
    head = (
        tr("Calendar"),
        tr("Business days"),
        tr("Public holidays"),
        tr("Closed days"),
        tr("Open days"),
        tr("Schedules"),
    )
    rows = [
        (
            calendar.name,
            _weekdays(calendar, tr),
            calendar.holidays or NONE,
            str(len(calendar.closed)),
            str(len(calendar.open)),
            " ".join(users[calendar.name]) or NONE,
        )
        for calendar in calendars
    ]
    return table(head, rows, frozenset({3, 4})) if rows else tr("There are no calendars yet.")


def _weekdays(calendar: Calendar, tr: Texts) -> str:
    # A calendar's week begins on Monday, that of cron on Sunday.
    names = (*WEEKDAYS[1:], WEEKDAYS[0])
    days = [tr(name) for name, on in zip(names, calendar.weekdays, strict=True) if on == "1"]
    return " ".join(days) or NONE
