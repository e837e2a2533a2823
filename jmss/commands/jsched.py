# SPDX-License-Identifier: GPL-3.0-or-later
"""``jsched``: schedules and business calendars, without a window (manual S10)."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import click

from jmss.commands import calendar_work, schedule_work
from jmss.commands.endings import EXIT_CODES, OperatorCommand
from jmss.commands.options import Calling, command, run
from jmss.texts import Texts

FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
MOST_TIMES = 1000


class ScheduleCommands(OperatorCommand, click.Group):
    """The commands of ``jsched``; their functions return the exit code."""


def jsched(tr: Texts) -> click.Group:
    """Make the command."""
    looks = [_list(tr), _next(tr), _show(tr), _history(tr)]
    acts = [_put(tr), _remove(tr), _enable(tr, enabled=True), _enable(tr, enabled=False), _run(tr)]
    return _group(
        tr,
        "jsched",
        tr("Show and change the schedules and the business calendars of a JMSS server."),
        [*looks, *acts, _calendar(tr)],
    )


def _group(tr: Texts, name: str, text: str, commands: list[click.Command]) -> click.Group:
    group = ScheduleCommands(name, help=text, epilog=tr(EXIT_CODES))
    for each in commands:
        group.add_command(each)
    return group


def _list(tr: Texts) -> click.Command:
    @command(tr, tr("List the schedules: when they are due, the next time, the last run."))
    def list_(*, calling: Calling) -> int:
        return asyncio.run(schedule_work.list_schedules(calling))

    return _named("list", list_)


def _next(tr: Texts) -> click.Command:
    @command(tr, tr("Show the next times at which a schedule is due."))
    @click.option(
        "--count",
        type=click.IntRange(1, MOST_TIMES),
        default=20,
        show_default=True,
        help=tr("How many."),
    )
    @click.argument("name")
    def next_(*, calling: Calling, name: str, count: int) -> int:
        return asyncio.run(schedule_work.show_next(calling, name, count))

    return _named("next", next_)


def _show(tr: Texts) -> click.Command:
    text = tr("Show a schedule; with --json as the file that “put” takes.")

    @command(tr, text)
    @click.argument("name")
    def show(*, calling: Calling, name: str) -> int:
        return asyncio.run(schedule_work.show(calling, name))

    return show


def _history(tr: Texts) -> click.Command:
    @command(tr, tr("Show what became of the last times at which a schedule was due."))
    @click.argument("name")
    def history(*, calling: Calling, name: str) -> int:
        return asyncio.run(schedule_work.history(calling, name))

    return history


def _put(tr: Texts) -> click.Command:
    @command(tr, tr("Let the schedule of a JSON file hold; - is standard input."), operation=True)
    @_over(tr)
    @click.argument("file", type=FILE)
    def put(*, calling: Calling, file: Path, over: bool) -> int:
        return asyncio.run(schedule_work.put(calling, file, over=over))

    return put


def _remove(tr: Texts) -> click.Command:
    @command(tr, tr("Remove a schedule and its history; its jobs stay."), operation=True)
    @click.argument("name")
    def remove(*, calling: Calling, name: str) -> int:
        return asyncio.run(schedule_work.remove(calling, name))

    return remove


def _enable(tr: Texts, *, enabled: bool) -> click.Command:
    text = (
        tr("Let a schedule be due again, from now on.")
        if enabled
        else tr("Let a schedule be due no longer.")
    )

    @command(tr, text, operation=True)
    @click.argument("name")
    def enable(*, calling: Calling, name: str) -> int:
        return asyncio.run(schedule_work.enable(calling, name, enabled=enabled))

    return _named("enable" if enabled else "disable", enable)


def _run(tr: Texts) -> click.Command:
    text = tr("Submit the jobs of a schedule now and print their numbers.")

    @command(tr, text, operation=True)
    @click.argument("name")
    def run_(*, calling: Calling, name: str) -> int:
        return asyncio.run(schedule_work.run_now(calling, name))

    return _named("run", run_)


def _calendar(tr: Texts) -> click.Group:
    @command(tr, tr("List the business calendars."))
    def list_(*, calling: Calling) -> int:
        return asyncio.run(calendar_work.list_calendars(calling))

    @command(tr, tr("Show a calendar; with --json as the file that “put” takes."))
    @click.argument("name")
    def show(*, calling: Calling, name: str) -> int:
        return asyncio.run(calendar_work.show(calling, name))

    @command(tr, tr("Let the calendar of a JSON file hold; - is standard input."), operation=True)
    @_over(tr)
    @click.argument("file", type=FILE)
    def put(*, calling: Calling, file: Path, over: bool) -> int:
        return asyncio.run(calendar_work.put(calling, file, over=over))

    @command(tr, tr("Remove a calendar that no schedule uses."), operation=True)
    @click.argument("name")
    def remove(*, calling: Calling, name: str) -> int:
        return asyncio.run(calendar_work.remove(calling, name))

    return _group(
        tr,
        "calendar",
        tr("Show and change the business calendars."),
        [_named("list", list_), show, put, _import(tr), remove],
    )


def _import(tr: Texts) -> click.Command:
    text = tr(
        "Take closed and open days from a CSV file into a calendar; a new one is made. Each row"
        " has a day and “closed” or “open”. With a fault nothing is taken."
    )

    @command(tr, text, operation=True)
    @click.option("--name", required=True, help=tr("The calendar."))
    @click.option("--replace", is_flag=True, help=tr("Forget the days that it had before."))
    @click.argument("file", type=FILE)
    def import_(*, calling: Calling, file: Path, name: str, replace: bool) -> int:
        return asyncio.run(calendar_work.import_days(calling, file, name, replace=replace))

    return _named("import", import_)


def _over(tr: Texts) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option(
        "--over", is_flag=True, help=tr("Also when it was changed since the file was written.")
    )


def _named(name: str, made: click.Command) -> click.Command:
    made.name = name
    return made


def main() -> None:
    """Run ``jsched``."""
    run(jsched)


if __name__ == "__main__":
    main()
