# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``jsched`` does with schedules."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from jmss.commands.document_files import (
    document_text,
    held_in,
    one_of,
    put_document,
    read_document,
    remove_document,
)
from jmss.commands.endings import DONE
from jmss.commands.options import Calling
from jmss.commands.schedule_tables import (
    history_table,
    moment_text,
    next_of,
    schedule_table,
    schedule_text,
)
from jmss.model.operations import EnableSchedule, RunSchedule
from jmss.model.schedules import Calendar, Fired, Schedule
from jmss.wire.messages import Documents


async def list_schedules(calling: Calling) -> int:
    """List all schedules."""
    told = await _documents(calling)
    schedules, calendars = held_in(told, Schedule), held_in(told, Calendar)
    fired = held_in(told, Fired)
    data = {
        "time": told.time,
        "schedules": [
            {
                "schedule": document_text(schedule),
                "next": next_of(schedule, calendars, fired.get(name), told.time),
                "fired": document_text(fired[name]) if name in fired else None,
            }
            for name, schedule in schedules.items()
        ],
    }
    text = schedule_table(schedules.values(), calendars, fired, told.time, calling.tr)
    calling.speaker.say(text, data)
    return DONE


async def show_next(calling: Calling, name: str, count: int) -> int:
    """Show the next times of a schedule; a disabled one has none.

    Raises:
        NoSuchDocument: there is no such schedule.
    """
    told = await _documents(calling)
    schedule = one_of(told, Schedule, name)
    seen = held_in(told, Fired).get(name)
    moments = next_of(schedule, held_in(told, Calendar), seen, told.time, count)
    lines = [moment_text(moment, schedule.time_zone, calling.tr) for moment in moments]
    times = [{"at": moment, "utc": _utc(moment)} for moment in moments]
    data = {"schedule": name, "time_zone": schedule.time_zone, "next": times}
    calling.speaker.say("\n".join(lines) or calling.tr("It is not due any more."), data)
    return DONE


async def show(calling: Calling, name: str) -> int:
    """Show a schedule.

    Raises:
        NoSuchDocument: there is no such schedule.
    """
    schedule = one_of(await _documents(calling), Schedule, name)
    calling.speaker.say(schedule_text(schedule, calling.tr), document_text(schedule))
    return DONE


async def history(calling: Calling, name: str) -> int:
    """Show the last runs of a schedule, the newest first.

    Raises:
        NoSuchDocument: there is no such schedule.
    """
    told = await _documents(calling)
    schedule = one_of(told, Schedule, name)
    fired = held_in(told, Fired).get(name, Fired(name=name))
    text = history_table(fired.runs, schedule.time_zone, calling.tr)
    calling.speaker.say(text, document_text(fired))
    return DONE


async def put(calling: Calling, file: Path, *, over: bool) -> int:
    """Let the schedule of a file hold; without an owner it is that of who asks.

    Raises:
        BadScheduleFile: the file holds none.
        Refused: it may not hold.
    """
    schedule = read_document(file, Schedule)
    if not schedule.owner:
        schedule = msgspec.structs.replace(schedule, owner=calling.user)
    async with calling.caller() as caller:
        revision = await put_document(calling, caller, schedule, over=over)
    text = calling.tr(
        "Schedule {name} is at revision {revision} now.", name=schedule.name, revision=revision
    )
    data = {"schedule": schedule.name, "revision": revision, "operation": calling.operation}
    calling.speaker.say(text, data)
    return DONE


async def remove(calling: Calling, name: str) -> int:
    """Remove a schedule.

    Raises:
        NoSuchDocument: there is no such schedule.
    """
    await remove_document(calling, Schedule, name)
    _tell(calling, calling.tr("Schedule {name} was removed.", name=name), name)
    return DONE


async def enable(calling: Calling, name: str, *, enabled: bool) -> int:
    """Let a schedule be due, or no longer.

    Raises:
        NoSuchDocument: there is no such schedule.
    """
    async with calling.caller() as caller:
        await caller.ask(EnableSchedule(schedule=name, enabled=enabled), calling.operation)
    tr = calling.tr
    text = (
        tr("Schedule {name} is enabled.", name=name)
        if enabled
        else tr("Schedule {name} is disabled.", name=name)
    )
    _tell(calling, text, name)
    return DONE


async def run_now(calling: Calling, name: str) -> int:
    """Submit the jobs of a schedule; print their numbers, one a line.

    Raises:
        NoSuchDocument: there is no such schedule.
        Refused: its jobs cannot be submitted.
    """
    async with calling.caller() as caller:
        answer = await caller.ask(RunSchedule(schedule=name), calling.operation)
    data = {"schedule": name, "jobs": answer.jobs, "operation": calling.operation}
    calling.speaker.say("\n".join(map(str, answer.jobs)), data)
    return DONE


async def _documents(calling: Calling) -> Documents:
    async with calling.caller() as caller:
        return await caller.documents()


def _tell(calling: Calling, text: str, name: str) -> None:
    calling.speaker.say(text, {"schedule": name, "operation": calling.operation})


def _utc(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
