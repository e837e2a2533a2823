# SPDX-License-Identifier: GPL-3.0-or-later
"""Days as a person writes them: one to a line, with remarks beside them.

``2026-12-29`` and ``2026/12/29`` are read; a remark may follow after a comma, a tab or a blank.
Every faulty line is told at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jmss.errors import N_
from jmss.texts import Texts

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is no day."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadDays:
    """What was read."""

    days: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_lines(text: str) -> ReadDays:
    """Read days, one to a line; each once, ascending."""
    days: set[str] = set()
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        word = line.strip().partition("#")[0].strip()
        if not word:
            continue
        day = _read(re.split(r"[,\s]", word, maxsplit=1)[0])
        if day is None:
            faults.append(Fault(number, line.strip()))
        else:
            days.add(day)
    return ReadDays(days=tuple(sorted(days)), faults=tuple(faults))


def fault_words(faults: Sequence[Fault], tr: Texts) -> str:
    """Say which lines are no days."""
    text = N_("Line {line} is no day such as 2026-12-31: {text}")
    return "\n".join(tr(text, line=fault.line, text=fault.text) for fault in faults)


def _read(word: str) -> str | None:
    found = _DAY.match(word)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
