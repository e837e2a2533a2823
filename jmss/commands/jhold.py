# SPDX-License-Identifier: GPL-3.0-or-later
"""``jhold``: keep queued jobs from starting."""

import click

from jmss.commands.each_job import ask_for_each
from jmss.commands.options import Calling, command, run
from jmss.errors import N_
from jmss.model.operations import Hold
from jmss.texts import Texts


def jhold(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("Keep queued jobs from starting."), operation=True)
    @click.argument("jobs", nargs=-1, required=True, type=click.IntRange(1), metavar="JOB...")
    def hold(calling: Calling, jobs: tuple[int, ...]) -> int:
        return ask_for_each(calling, jobs, Hold, N_("Job {job} is held."))

    return hold


def main() -> None:
    """Run ``jhold``."""
    run(jhold)


if __name__ == "__main__":
    main()
