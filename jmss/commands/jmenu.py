# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmenu``: the menu of prepared jobs, with a window or without (manual S10)."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from jmss.commands import menu_work
from jmss.commands.options import Calling, command, run
from jmss.commands.own_window import become_window
from jmss.texts import Texts

WINDOW = "jlook_client.apps.jmenu"


def jmenu(tr: Texts) -> click.Command:
    """Make the command."""
    file = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
    text = tr(
        "Start prepared jobs from the menu. Without --list, --start, --check, --import and"
        " --export the window opens. With --start come the values of the entry, as NAME=VALUE;"
        " a value that is left out is the default."
    )

    @command(tr, text, operation=True)
    @click.option("--list", "listed", is_flag=True, help=tr("List the entries of the menu."))
    @click.option("--start", metavar="ID", help=tr("Start this entry and print its job's number."))
    @click.option("--yes", "sure", is_flag=True, help=tr("With --start: ask nothing before."))
    @click.option(
        "--wait",
        is_flag=True,
        help=tr("Wait until the job has ended; exit code 1 unless it completed."),
    )
    @click.option(
        "--check", type=file, metavar="FILE", help=tr("Check a menu's file; needs no server.")
    )
    @click.option(
        "--import",
        "brought",
        type=file,
        metavar="FILE",
        help=tr("Let the menu of this file hold, all of it or nothing; - is standard input."),
    )
    @click.option(
        "--over",
        is_flag=True,
        help=tr("With --import: also when the menu was changed since the file was written."),
    )
    @click.option(
        "--export",
        "saved",
        type=file,
        metavar="FILE",
        help=tr("Write the menu into a file; - is standard output."),
    )
    @click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
    def menu(
        *,
        calling: Calling,
        listed: bool,
        start: str | None,
        values: tuple[str, ...],
        check: Path | None,
        brought: Path | None,
        saved: Path | None,
        **how: bool,
    ) -> int:
        acts = [listed, start is not None, check is not None, brought is not None, bool(saved)]
        _check_words(tr, sum(acts), how, starts=start is not None, imports=brought is not None)
        if start is not None:
            entered = _values(values, tr)
            work = menu_work.start_entry(
                calling, start, entered, sure=how["sure"], wait=how["wait"]
            )
            return asyncio.run(work)
        if values:
            raise click.UsageError(tr("Values belong to --start."))
        if listed:
            return asyncio.run(menu_work.list_entries(calling))
        if check is not None:
            return menu_work.check_file(calling.speaker, check)
        if brought is not None:
            return asyncio.run(menu_work.import_file(calling, brought, over=how["over"]))
        if saved is not None:
            return asyncio.run(menu_work.export_file(calling, saved))
        return become_window(calling, WINDOW)

    return menu


def _check_words(
    tr: Texts, acts: int, how: Mapping[str, bool], *, starts: bool, imports: bool
) -> None:
    """Make sure that the options make sense together.

    Raises:
        click.UsageError: they do not.
    """
    if acts > 1:
        words = "--list, --start, --check, --import, --export"
        raise click.UsageError(tr("Only one of these is possible at once: {words}", words=words))
    if not starts and (how["sure"] or how["wait"]):
        raise click.UsageError(tr("--yes and --wait belong to --start."))
    if not imports and how["over"]:
        raise click.UsageError(tr("--over belongs to --import."))


def _values(words: Sequence[str], tr: Texts) -> dict[str, str]:
    values: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise click.UsageError(tr("{word} is no value: write NAME=VALUE.", word=word))
        if name in values:
            raise click.UsageError(tr("{name} is there twice.", name=name))
        values[name] = value
    return values


def main() -> None:
    """Run ``jmenu``."""
    run(jmenu)


if __name__ == "__main__":
    main()
