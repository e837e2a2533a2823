# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmovequeue``: let waiting jobs wait in another queue."""

import click

from jmss.commands.each_job import ask_for_each
from jmss.commands.options import Calling, command, run
from jmss.errors import N_
from jmss.model.operations import MoveToQueue
from jmss.texts import Texts


def jmovequeue(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("Let waiting jobs wait in another queue."), operation=True)
    @click.option("--queue", required=True, help=tr("The job queue to move them to."))
    @click.argument("jobs", nargs=-1, required=True, type=click.IntRange(1), metavar="JOB...")
    def move_to_queue(calling: Calling, queue: str, jobs: tuple[int, ...]) -> int:
        done = N_("Job {job} is in the other queue.")
        return ask_for_each(calling, jobs, lambda job: MoveToQueue(job, queue), done)

    return move_to_queue


def main() -> None:
    """Run ``jmovequeue``."""
    run(jmovequeue)


if __name__ == "__main__":
    main()
