# SPDX-License-Identifier: GPL-3.0-or-later
"""``jrerun``: queue ended jobs again."""

import click

from jmss.commands.each_job import ask_for_each
from jmss.commands.options import Calling, command, run
from jmss.errors import N_
from jmss.model.operations import Rerun
from jmss.texts import Texts


def jrerun(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("Queue ended jobs again, each as its next attempt."), operation=True)
    @click.argument("jobs", nargs=-1, required=True, type=click.IntRange(1), metavar="JOB...")
    def rerun(calling: Calling, jobs: tuple[int, ...]) -> int:
        return ask_for_each(calling, jobs, Rerun, N_("Job {job} is queued again."))

    return rerun


def main() -> None:
    """Run ``jrerun``."""
    run(jrerun)


if __name__ == "__main__":
    main()
