# SPDX-License-Identifier: GPL-3.0-or-later
"""A command's manual page, built from the same words as its ``--help``: troff with man macros.

The words come from the command itself, which was made in one language. What click adds
(usage, default values) comes in the language that is set for the process.
"""

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from jmss.errors import N_
from jmss.texts import Texts

SECTION = "1"
HEADINGS = (
    N_("NAME"),
    N_("SYNOPSIS"),
    N_("DESCRIPTION"),
    N_("COMMANDS"),
    N_("OPTIONS"),
    N_("EXIT STATUS"),
    N_("ENVIRONMENT"),
    N_("SEE ALSO"),
)
_CODE = re.compile(r"\d+ ")
_NEXT_CODE = re.compile(r"(?:; |、)(?=\d+ )")
_COLON = re.compile(r": |：")
_SENTENCE_END = re.compile(r"[.:]\s|。")
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_WIDE}])(?=[{_WIDE}])(?![。、）」ー])(?<![（「])")
"""Where a Japanese line may be broken; troff knows of spaces alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page needs besides its command."""

    name: str
    version: str
    others: Sequence[str]
    """The other commands of the project."""


def click_page(command: click.Command, about: About, tr: Texts) -> str:
    """Give the page of a command that is made with click."""
    context = click.Context(command, info_name=about.name)
    lines = _beginning(about, command.help or "", tr)
    lines += _heading("SYNOPSIS", tr)
    leaves = list(_leaves(context))
    for leaf in leaves:
        words = [leaf.command_path, *leaf.command.collect_usage_pieces(leaf)]
        lines += [f".B {_plain(words[0])}", _plain(" ".join(words[1:])), ".br"]
    lines += _heading("DESCRIPTION", tr) + _paragraphs(command.help or "")
    if isinstance(command, click.Group):
        lines += _heading("COMMANDS", tr)
        for leaf in leaves:
            lines += [f".SS {_quoted(leaf.command_path)}", *_paragraphs(leaf.command.help or "")]
            lines += _options(leaf)
    else:
        lines += _heading("OPTIONS", tr) + _options(context)
    lines += _exit_codes(_epilogs(context, leaves), tr)
    lines += _environment(leaves, tr)
    return _ended(lines, about, tr)


def parser_page(parser: argparse.ArgumentParser, about: About, tr: Texts) -> str:
    """Give the page of a command that must start too fast for click."""
    lines = _beginning(about, parser.description or "", tr)
    usage = parser.format_usage().partition(": ")[2]
    lines += [*_heading("SYNOPSIS", tr), _plain(" ".join(usage.split()))]
    lines += [*_heading("DESCRIPTION", tr), *_paragraphs(parser.description or "")]
    words = parser.format_help().partition("options:\n")[2].partition("\n\n")[0]
    lines += [*_heading("OPTIONS", tr), ".nf", *map(_plain, words.splitlines()), ".fi"]
    lines += _exit_codes([parser.epilog or ""], tr)
    return _ended(lines, about, tr)


def exit_codes(epilog: str) -> list[tuple[str, str]]:
    """Give the codes that an epilog tells, and what they say: ``Exit codes: 0 done; 1 refused``."""
    words = _COLON.split(" ".join(epilog.split()), maxsplit=1)
    pieces = _NEXT_CODE.split(words[1].rstrip(".。")) if len(words) == 2 else []
    return [
        (piece.partition(" ")[0], piece.partition(" ")[2]) for piece in pieces if _CODE.match(piece)
    ]


def leaf_commands(command: click.Command, name: str) -> list[click.Context]:
    """Give the command, or the commands in a group of them, each with how it is called."""
    return list(_leaves(click.Context(command, info_name=name)))


def _leaves(context: click.Context) -> Iterable[click.Context]:
    command = context.command
    if not isinstance(command, click.Group):
        yield context
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None:
            yield from _leaves(click.Context(inner, parent=context, info_name=name))


def _beginning(about: About, text: str, tr: Texts) -> list[str]:
    title = f'.TH {about.name.upper()} {SECTION} "" "JLook {about.version}" "JLook"'
    first = _SENTENCE_END.split(f"{' '.join(text.split())} ", maxsplit=1)[0].strip()
    return [title, ".ad l", *_heading("NAME", tr), f"{_plain(about.name)} \\- {_plain(first)}"]


def _ended(lines: list[str], about: About, tr: Texts) -> str:
    others = [name for name in about.others if name != about.name]
    lines += _heading("SEE ALSO", tr)
    lines += [
        f".BR {_plain(name)} ({SECTION}){',' if others[-1] != name else ''}" for name in others
    ]
    return "\n".join(lines) + "\n"


def _heading(word: str, tr: Texts) -> list[str]:
    return [f".SH {_quoted(tr(word))}"]


def _paragraphs(text: str) -> list[str]:
    parts = [" ".join(part.split()) for part in text.replace("\b", "").split("\n\n")]
    lines: list[str] = []
    for part in filter(None, parts):
        lines += [".PP", _plain(part)]
    return lines[1:]


def _options(context: click.Context) -> list[str]:
    lines: list[str] = []
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            lines += [".TP", f".B {_plain(record[0])}", _plain(" ".join(record[1].split()))]
    return lines


def _epilogs(context: click.Context, leaves: Iterable[click.Context]) -> list[str]:
    """Give the different epilogs of a command and those in it, each once."""
    told = [context.command.epilog or "", *(leaf.command.epilog or "" for leaf in leaves)]
    return [epilog for epilog in dict.fromkeys(told) if epilog]


def _exit_codes(epilogs: Iterable[str], tr: Texts) -> list[str]:
    lines = _heading("EXIT STATUS", tr)
    for epilog in epilogs:
        for code, meaning in exit_codes(epilog):
            lines += [".TP", f".B {code}", _plain(meaning)]
    return lines


def _environment(leaves: Iterable[click.Context], tr: Texts) -> list[str]:
    """Name the variables that stand for options."""
    named: dict[str, str] = {}
    for leaf in leaves:
        for parameter in leaf.command.params:
            if isinstance(parameter.envvar, str):
                named[parameter.envvar] = parameter.opts[0]
    lines = _heading("ENVIRONMENT", tr) if named else []
    for variable, option in sorted(named.items()):
        lines += [".TP", f".B {_plain(variable)}", _plain(option)]
    return lines


def _plain(text: str) -> str:
    """Keep troff from taking anything in the text for an order of its own."""
    safe = _BREAK.sub(r"\\:", text.replace("\\", "\\e").replace("-", "\\-"))
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


def _quoted(text: str) -> str:
    return '"' + _plain(text).replace('"', '""') + '"'
