# SPDX-License-Identifier: GPL-3.0-or-later
"""Text in columns on a terminal, where a Japanese character takes two cells."""

import unicodedata
from collections.abc import Sequence


def cells(text: str) -> int:
    """Give how many terminal cells a text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def printable(text: str) -> str:
    """Replace what would steer the terminal instead of showing (names come from people)."""
    return "".join("�" if unicodedata.category(c).startswith("C") else c for c in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int]) -> str:
    """Lay rows out under their heading.

    Args:
        head: the column titles.
        rows: as many texts each.
        right: the columns that are set flush right (figures).
    """
    lines = [[printable(text) for text in line] for line in (head, *rows)]
    widths = [max(map(cells, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths, right) for line in lines)


def _line(texts: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    padded = []
    for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
        gap = " " * (width - cells(text))
        padded.append(gap + text if column in right else text + gap)
    return "  ".join(padded).rstrip()
