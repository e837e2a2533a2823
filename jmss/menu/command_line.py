# SPDX-License-Identifier: GPL-3.0-or-later
"""The command of an entry: text with ``{name}`` where a value goes; ``{{`` and ``}}`` for braces.

Each value is put in between quotes of the shell, even one that needs none: whatever somebody
entered is one word, and never a command, an option of the shell or a redirection.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jmss.errors import N_
from jmss.menu.fault import Fault
from jmss.menu.shell_places import Around, around_each

_PIECES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
PARAMETER_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")

PLACE = "command"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where a value goes."""

    name: str


Piece = str | Placeholder


def pieces(command: str) -> Iterator[Piece]:
    """Take a command to pieces; a single brace stays what it is (``brace_faults`` tells it)."""
    for found in _PIECES.finditer(command):
        whole, name = found.group(0), found.group(1)
        if name is not None:
            yield Placeholder(name)
        else:
            yield whole[:1] if whole in {"{{", "}}"} else whole


def names_in(command: str) -> list[str]:
    """Give the names of the values that go into a command, each once, in their order."""
    return list(dict.fromkeys(one.name for one in pieces(command) if isinstance(one, Placeholder)))


def quoted(value: str) -> str:
    """Put a value into quotes of the shell, whatever is in it."""
    safe = shlex.quote(value)
    return safe if safe.startswith("'") else f"'{value}'"


def filled(command: str, values: Mapping[str, str]) -> str:
    """Put the values in.

    Raises:
        KeyError: one is not there.
    """
    return "".join(
        quoted(values[piece.name]) if isinstance(piece, Placeholder) else piece
        for piece in pieces(command)
    )


def command_faults(command: str) -> Iterator[Fault]:
    """See whether values can be put into a command safely."""
    yield from _brace_faults(command)
    names = [one.name for one in pieces(command) if isinstance(one, Placeholder)]
    for name, around in zip(names, around_each(_bits(command)), strict=True):
        if PARAMETER_NAME.fullmatch(name) and around is not Around.NOTHING:
            yield Fault(
                PLACE,
                N_("{{{name}}} cannot be put in safely: {why}. Put it elsewhere, without quotes."),
                {"name": name, "why": around.value},
            )


def _bits(command: str) -> Iterator[str | None]:
    text = ""
    for piece in pieces(command):
        if isinstance(piece, Placeholder):
            yield text
            yield None
            text = ""
        else:
            text += piece


def _brace_faults(command: str) -> Iterator[Fault]:
    for found in _PIECES.finditer(command):
        if found.group(0) in {"{", "}"}:
            yield Fault(
                PLACE,
                N_("The brace at character {at} stands alone: write {{{{ or }}}} for the sign."),
                {"at": str(found.start() + 1)},
            )
    for name in names_in(command):
        if not PARAMETER_NAME.fullmatch(name):
            yield Fault(
                PLACE,
                N_(
                    "{{{name}}} names no parameter: a name has letters, digits and _."
                    " Write {{{{ and }}}} for braces of the shell."
                ),
                {"name": name},
            )
