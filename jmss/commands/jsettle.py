# SPDX-License-Identifier: GPL-3.0-or-later
"""``jsettle``: say what became of jobs whose state is unknown."""

import click

from jmss.commands.each_job import ask_for_each
from jmss.commands.options import Calling, command, run
from jmss.errors import N_
from jmss.model.operations import Fate, Settle
from jmss.texts import Texts


def jsettle(tr: Texts) -> click.Command:
    """Make the command."""

    @command(
        tr,
        tr("Say what became of jobs whose state is unknown. Look at their machine first."),
        operation=True,
    )
    @click.option(
        "--as",
        "fate",
        type=click.Choice([fate.value for fate in Fate]),
        required=True,
        help=tr("How it ended; queued lets it run again."),
    )
    @click.argument("jobs", nargs=-1, required=True, type=click.IntRange(1), metavar="JOB...")
    def settle(calling: Calling, fate: str, jobs: tuple[int, ...]) -> int:
        done = N_("Job {job} is settled.")
        return ask_for_each(calling, jobs, lambda job: Settle(job, Fate(fate)), done)

    return settle


def main() -> None:
    """Run ``jsettle``."""
    run(jsettle)


if __name__ == "__main__":
    main()
