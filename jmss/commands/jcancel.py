# SPDX-License-Identifier: GPL-3.0-or-later
"""``jcancel``: cancel jobs."""

import click

from jmss.commands.each_job import ask_for_each
from jmss.commands.options import Calling, command, run
from jmss.errors import N_
from jmss.model.operations import Cancel
from jmss.texts import Texts


def jcancel(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("Cancel jobs; one that runs is asked to end."), operation=True)
    @click.option("--force", is_flag=True, help=tr("End a running job at once, without asking it."))
    @click.argument("jobs", nargs=-1, required=True, type=click.IntRange(1), metavar="JOB...")
    def cancel(calling: Calling, force: bool, jobs: tuple[int, ...]) -> int:
        done = N_("Job {job} is cancelled; if it runs, it is asked to end.")
        return ask_for_each(calling, jobs, lambda job: Cancel(job, force=force), done)

    return cancel


def main() -> None:
    """Run ``jcancel``."""
    run(jcancel)


if __name__ == "__main__":
    main()
