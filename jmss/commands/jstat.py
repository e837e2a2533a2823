# SPDX-License-Identifier: GPL-3.0-or-later
"""``jstat``: list jobs, job queues or execution machines as they are now."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import click
import msgspec

from jmss.commands.endings import DONE, REFUSED, error_as_data
from jmss.commands.listings import Board, footing, job_table, machine_table, queue_table
from jmss.commands.options import Calling, command, run
from jmss.errors import NoSuchJob, NoSuchMachine, NoSuchQueue
from jmss.model.jobs import Job, JobState
from jmss.texts import Texts


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
    @click.option("--queues", "what", flag_value="queues", help=tr("List the job queues."))
    @click.option("--machines", "what", flag_value="machines", help=tr("List the machines."))
    @click.argument("jobs", nargs=-1, type=click.IntRange(1), metavar="[JOB]...")
    def show(
        *,
        calling: Calling,
        queue: str | None,
        states: tuple[str, ...],
        machine: str | None,
        what: str | None,
        jobs: tuple[int, ...],
    ) -> int:
        board = asyncio.run(_board(calling))
        wish = Wish(queue=queue, states=states, machine=machine, numbers=jobs)
        return _show(calling, board, what or "jobs", wish)

    return show


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which jobs to list; an empty field lets all pass."""

    queue: str | None
    states: tuple[str, ...]
    machine: str | None
    numbers: tuple[int, ...]

    def wants(self, job: Job) -> bool:
        """Whether the job is to be listed."""
        return (
            (not self.numbers or job.number in self.numbers)
            and (not self.queue or job.queue == self.queue)
            and (not self.states or job.state in self.states)
            and (not self.machine or job.machine == self.machine)
        )


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
            text = job_table(wanted, board, tr)
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
