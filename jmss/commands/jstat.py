# SPDX-License-Identifier: GPL-3.0-or-later
"""``jstat``: list jobs, job queues or machines as they are now, or jobs of the archive."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from jmss.commands.archive_listing import local_archive, show_archive
from jmss.commands.endings import DONE, REFUSED, error_as_data
from jmss.commands.listings import Board, footing, job_table, machine_table, queue_table
from jmss.commands.options import Calling, command, run
from jmss.commands.wish import Wish
from jmss.errors import NoSuchJob, NoSuchMachine, NoSuchQueue
from jmss.model.jobs import JobState
from jmss.store.archive_reader import Period
from jmss.texts import Texts

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
"""A day, or a minute of it; local time."""


def jstat(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("List jobs (all, or the given ones), job queues or execution machines."))
    @click.option("--queue", help=tr("Only jobs of this job queue."))
    @click.option(
        "--state",
        "states",
        multiple=True,
        type=click.Choice([state.value for state in JobState]),
        help=tr("Only jobs in this state; may be given several times."),
    )
    @click.option("--machine", help=tr("Only jobs on this execution machine."))
    @click.option("--name", help=tr("Only jobs of this name; * and ? stand for any characters."))
    @click.option(
        "--archive",
        "what",
        flag_value="archive",
        help=tr("List jobs that have left the board, from the archive on the server's drive."),
    )
    @click.option(
        "--from",
        "begin",
        type=MOMENT,
        metavar="TIME",
        help=tr("With --archive: jobs that ended at this time or later."),
    )
    @click.option(
        "--to", "end", type=MOMENT, metavar="TIME", help=tr("With --archive: before this time.")
    )
    @click.option(
        "--folder",
        type=click.Path(path_type=Path),
        help=tr("With --archive: its folder; otherwise that of the cluster on this machine."),
    )
    @click.option("--queues", "what", flag_value="queues", help=tr("List the job queues."))
    @click.option("--machines", "what", flag_value="machines", help=tr("List the machines."))
    @click.argument("numbers", nargs=-1, type=click.IntRange(1), metavar="[JOB]...")
    def show(
        *,
        calling: Calling,
        what: str | None,
        begin: datetime | None,
        end: datetime | None,
        folder: Path | None,
        **which: Any,
    ) -> int:
        wish = Wish(**which)
        if what == "archive":
            period = Period(_seconds(begin), _seconds(end))
            return show_archive(calling, folder or local_archive(calling.site), period, wish)
        for option, given in (("--from", begin), ("--to", end), ("--folder", folder)):
            if given is not None:
                raise click.UsageError(tr("{option} needs --archive.", option=option))
        board = asyncio.run(_board(calling))
        return _show(calling, board, what or "jobs", wish)

    return show


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


async def _board(calling: Calling) -> Board:
    async with calling.caller() as caller:
        listing = await caller.listing()
        assert caller.welcome is not None  # it came before the listing
        return Board.of(listing, caller.welcome)


def _show(calling: Calling, board: Board, what: str, wish: Wish) -> int:
    tr = calling.tr
    _check(board, wish)
    facts: Sequence[msgspec.Struct]
    match what:
        case "queues":
            text, facts = queue_table(board, tr), board.queues
        case "machines":
            text, facts = machine_table(board, tr), board.machines
        case _:
            facts = wanted = [job for job in board.jobs if wish.wants(job)]
            text = job_table(wanted, board.time, tr)
    missing = _missing(board, wish)
    data = board.stamp() | {what: [msgspec.structs.asdict(fact) for fact in facts]}
    if missing:
        data["errors"] = [error_as_data(error, tr) for error in missing]
    calling.speaker.say(f"{text}\n{footing(board, tr)}", data)
    for error in missing:
        calling.speaker.note(tr.error(error))
    return REFUSED if missing else DONE


def _check(board: Board, wish: Wish) -> None:
    """Tell a misspelt name from a queue or a machine without jobs.

    Raises:
        NoSuchQueue, NoSuchMachine: there is none of that name.
    """
    queues = [queue.name for queue in board.queues]
    if wish.queue and wish.queue not in queues:
        raise NoSuchQueue(queue=wish.queue, known=", ".join(queues))
    machines = [machine.name for machine in board.machines]
    if wish.machine and wish.machine not in machines:
        raise NoSuchMachine(machine=wish.machine, known=", ".join(machines))


def _missing(board: Board, wish: Wish) -> list[NoSuchJob]:
    known = {job.number for job in board.jobs}
    return [NoSuchJob(job=number) for number in wish.numbers if number not in known]


def main() -> None:
    """Run ``jstat``."""
    run(jstat)


if __name__ == "__main__":
    main()
