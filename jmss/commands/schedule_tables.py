# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules as text on a terminal. Times are those of each schedule's own time zone."""

from collections.abc import Iterable, Mapping, Sequence

from jmss.commands.columns import table
from jmss.commands.words import OUTCOMES
from jmss.model.schedules import Calendar, Fired, Run, Schedule
from jmss.texts import Texts
from jmss.timetable.due_times import next_times, seen_to
from jmss.timetable.local_time import read_zone, wall_at
from jmss.timetable.run_words import refusal_words
from jmss.timetable.sentences import WEEKDAYS, when_words

NONE = "-"


def next_of(
    schedule: Schedule,
    calendars: Mapping[str, Calendar],
    fired: Fired | None,
    now: float,
    count: int = 1,
) -> list[float]:
    """Give the next times of a schedule; none while it is disabled."""
    if not schedule.enabled:
        return []
    after = max(now, seen_to(schedule, fired))
    return next_times(schedule, calendars.get(schedule.calendar), after, count)


def moment_text(moment: float, zone: str, tr: Texts) -> str:
    """Write a time with its day of the week, as a wall in its zone shows it."""
    wall = wall_at(moment, read_zone(zone))
    day = tr(WEEKDAYS[wall.isoweekday() % 7])
    return f"{wall:%Y-%m-%d} {day} {wall:%H:%M:%S}"


def schedule_table(
    schedules: Iterable[Schedule],
    calendars: Mapping[str, Calendar],
    fired: Mapping[str, Fired],
    now: float,
    tr: Texts,
) -> str:
    """Lay schedules out, one a line."""
    head = (tr("Schedule"), tr("State"), tr("Next"), tr("Last run"), tr("When"))
    rows = []
    for schedule in schedules:
        zone, seen = schedule.time_zone, fired.get(schedule.name)
        upcoming = next_of(schedule, calendars, seen, now)
        last = seen.runs[-1] if seen and seen.runs else None
        rows.append(
            (
                schedule.name,
                tr("Enabled") if schedule.enabled else tr("Disabled"),
                moment_text(upcoming[0], zone, tr) if upcoming else NONE,
                f"{moment_text(last.due, zone, tr)} {tr(OUTCOMES[last.outcome])}" if last else NONE,
                when_text(schedule, tr),
            )
        )
    return table(head, rows, frozenset()) if rows else tr("There are no schedules yet.")


def when_text(schedule: Schedule, tr: Texts) -> str:
    """Say in one line when a schedule is due."""
    return " / ".join(phrase.told(tr) for phrase in when_words(schedule))


def schedule_text(schedule: Schedule, tr: Texts) -> str:
    """Say all of a schedule."""
    lines = [
        tr("Schedule {name}, revision {revision}", name=schedule.name, revision=schedule.revision),
        tr("State: {state}", state=tr("Enabled") if schedule.enabled else tr("Disabled")),
        *(f"  {phrase.told(tr)}" for phrase in when_words(schedule)),
        tr("Jobs of {owner}:", owner=schedule.owner),
        *(f"  {job.name}: {job.queue}: {job.command}" for job in schedule.jobs),
    ]
    return "\n".join([*lines, schedule.note] if schedule.note else lines)


def history_table(runs: Sequence[Run], zone: str, tr: Texts) -> str:
    """Lay the runs of a schedule out, the newest first."""
    head = (tr("Due"), tr("Late"), tr("Outcome"), tr("Jobs"), tr("Remark"))
    rows = [
        (
            moment_text(run.due, zone, tr),
            f"{run.at - run.due:.1f} s",
            tr(OUTCOMES[run.outcome]),
            " ".join(map(str, run.jobs)) or NONE,
            tr("by {user}", user=run.by) if run.by else refusal_words(run, tr) or NONE,
        )
        for run in reversed(runs)
    ]
    return table(head, rows, frozenset({1})) if rows else tr("It has not been due yet.")
