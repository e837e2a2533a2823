# SPDX-License-Identifier: GPL-3.0-or-later
"""``jpriority``: give waiting jobs another priority."""

import click

from jmss.commands.each_job import ask_for_each
from jmss.commands.options import Calling, command, run
from jmss.errors import N_
from jmss.model.operations import SetPriority
from jmss.texts import Texts


def jpriority(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("Let waiting jobs start sooner or later."), operation=True)
    @click.option(
        "--priority",
        type=click.IntRange(0, 99),
        required=True,
        help=tr("The higher one starts first."),
    )
    @click.argument("jobs", nargs=-1, required=True, type=click.IntRange(1), metavar="JOB...")
    def set_priority(calling: Calling, priority: int, jobs: tuple[int, ...]) -> int:
        done = N_("Job {job} has another priority.")
        return ask_for_each(calling, jobs, lambda job: SetPriority(job, priority), done)

    return set_priority


def main() -> None:
    """Run ``jpriority``."""
    run(jpriority)


if __name__ == "__main__":
    main()
