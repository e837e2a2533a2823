# SPDX-License-Identifier: GPL-3.0-or-later
"""``jrelease``: let held jobs wait for their start again."""

import click

from jmss.commands.each_job import ask_for_each
from jmss.commands.options import Calling, command, run
from jmss.errors import N_
from jmss.model.operations import Release
from jmss.texts import Texts


def jrelease(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("Let held jobs wait for their start again."), operation=True)
    @click.argument("jobs", nargs=-1, required=True, type=click.IntRange(1), metavar="JOB...")
    def release(calling: Calling, jobs: tuple[int, ...]) -> int:
        return ask_for_each(calling, jobs, Release, N_("Job {job} is released."))

    return release


def main() -> None:
    """Run ``jrelease``."""
    run(jrelease)


if __name__ == "__main__":
    main()
