# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages of all commands, in English and Japanese, from the words of their ``--help``.

``python packaging/man_pages.py [FOLDER]`` (as ``./dev man`` does) writes ``man1/NAME.1`` and
``ja/man1/NAME.1`` for each command that ``pyproject.toml`` names.
"""

import argparse
import gettext
import importlib
import inspect
import os
import sys
import tomllib
from pathlib import Path

import click

from jmss.commands.manual_page import SECTION, About, click_page, parser_page
from jmss.texts import Texts

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"en": "", "ja": "ja"}
"""The folder of each language's pages; English ones are those without."""
ELSEWHERE = {"jlook": "jlook_client.apps.command_line"}
"""Commands that begin in a file which imports the one with the options late."""


def entry_points() -> dict[str, str]:
    """Give the module of each command, by the name of the command."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # A tool with both a command and a window is described by its command, which opens it.
    points = {**project.get("gui-scripts", {}), **project["scripts"]}
    return {name: ELSEWHERE.get(name, at.partition(":")[0]) for name, at in sorted(points.items())}


def version() -> str:
    """Give the version of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def command_of(name: str, module: str, tr: Texts) -> click.Command | argparse.ArgumentParser:
    """Give a command as it is in one language.

    Its module has it under its own name, as a function that gets the words or nothing, or
    as ``main``; one that must start fast has an ``ArgumentParser`` in place of it.
    """
    there = importlib.import_module(module)
    made = getattr(there, name, None)
    if callable(made) and not isinstance(made, click.Command):
        made = made(tr) if inspect.signature(made).parameters else made()
    for found in (made, getattr(there, "main", None)):
        if isinstance(found, click.Command | argparse.ArgumentParser):
            return found
    raise SystemExit(f"{name}: {module} has neither a click command nor a parser")


def pages(language: str) -> dict[str, str]:
    """Give the page of each command in one language, by the command's name."""
    tr = Texts(language)
    points = entry_points()
    made: dict[str, str] = {}
    for name, module in points.items():
        about = About(name=name, version=version(), others=tuple(points))
        command = command_of(name, module, tr)
        if isinstance(command, click.Command):
            made[name] = click_page(command, about, tr)
        else:
            made[name] = parser_page(command, about, tr)
    return made


def write(folder: Path) -> list[Path]:
    """Write all pages; give their files."""
    written = []
    for language, below in LANGUAGES.items():
        there = folder / below / f"man{SECTION}"
        there.mkdir(parents=True, exist_ok=True)
        _speak(language)
        for name, page in pages(language).items():
            file = there / f"{name}.{SECTION}"
            file.write_text(page, encoding="utf-8")
            written.append(file)
    return written


def _speak(language: str) -> None:
    """Have click say its own few words in this language."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("jlook", str(ROOT / "resources" / "locale"))
    gettext.textdomain("jlook")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "man"
    sys.stdout.write(f"{len(write(target))} pages in {target}\n")
