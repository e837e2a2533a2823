# SPDX-License-Identifier: GPL-3.0-or-later
"""``jenv``: the environment of a JMSS server, with a window or without (manual S10, S11)."""

import asyncio
from pathlib import Path

import click

from jmss.commands import environment_change
from jmss.commands.options import Calling, command, run
from jmss.commands.own_window import become_window
from jmss.texts import Texts

WINDOW = "jlook_client.apps.jenv"


def jenv(tr: Texts) -> click.Command:
    """Make the command."""
    file = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
    text = tr(
        "Set job queues, execution machines and what stays on the board. Without --show, --check"
        " and --load the window opens. A file is TOML if its name ends in .toml, otherwise JSON;"
        " one with faults is not applied and ends with exit code 2."
    )

    @command(tr, text, operation=True)
    @click.option(
        "--show", is_flag=True, help=tr("Show what holds, as TOML or with --json as JSON.")
    )
    @click.option(
        "--check",
        type=file,
        metavar="FILE",
        help=tr("Say what is wrong with a file, or what it would change; nothing is changed."),
    )
    @click.option(
        "--load",
        type=file,
        metavar="FILE",
        help=tr("Apply a file, all of it or nothing; - reads standard input."),
    )
    @click.option(
        "--over",
        is_flag=True,
        help=tr("With --load: also when somebody changed it since the file was written."),
    )
    def environment(
        *, calling: Calling, show: bool, check: Path | None, load: Path | None, over: bool
    ) -> int:
        if sum((show, check is not None, load is not None)) > 1:
            words = "--show, --check, --load"
            raise click.UsageError(
                tr("Only one of these is possible at once: {words}", words=words)
            )
        if over and load is None:
            raise click.UsageError(tr("--over belongs to --load."))
        if show:
            return asyncio.run(environment_change.show(calling))
        if check is not None:
            return asyncio.run(environment_change.check(calling, check))
        if load is not None:
            return asyncio.run(environment_change.load(calling, load, over=over))
        return become_window(calling, WINDOW)

    return environment


def main() -> None:
    """Run ``jenv``."""
    run(jenv)


if __name__ == "__main__":
    main()
