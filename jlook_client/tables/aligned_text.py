# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as plain text in columns, for a mail or a ticket. No Qt."""

import unicodedata
from collections.abc import Sequence

GAP = "  "


def width(text: str) -> int:
    """Give how many narrow letters a text takes; Japanese ones take two each."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if _is_wide(letter) else 1 for letter in text
    )


def aligned(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Write rows under each other, each column as wide as its widest cell.

    Args:
        rows: the headings, then the rows.
        right: which columns stand at the right.
    """
    shown = [["".join(map(_plain, cell)) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    lines = []
    for row in shown:
        cells = []
        for cell, wanted, at_right in zip(row, widths, right, strict=True):
            blank = " " * (wanted - width(cell))
            cells.append(blank + cell if at_right else cell + blank)
        lines.append(GAP.join(cells).rstrip())
    return "\n".join([*lines, ""])


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"W", "F"}


def _plain(letter: str) -> str:
    return letter if letter.isprintable() else "�"
