# SPDX-License-Identifier: GPL-3.0-or-later
"""A column: what a table says about one side of its rows.

Settings remember columns by ``id``; the order in a tuple is the default order on screen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")

SortValue = str | float | None
"""What a column sorts by; rows with None come last in either direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column of a table over ``Row``."""

    id: str
    heading: str
    """A msgid; translated where it is shown."""
    text: Callable[[Row], str]
    """What a cell says; empty when there is nothing to say yet."""
    value: Callable[[Row], SortValue]
    """What it sorts by."""
    filed: Callable[[Row], str] | None = None
    """What a spreadsheet is given, where that is another text: ISO 8601, plain counts."""
    in_full: Callable[[Row], str] | None = None
    """What is said to who points at it, where that is more than its text."""
    right: bool = False
    """Numbers and times stand at the right."""
    samples: tuple[str, ...] = ()
    """The column is at least as wide as each of these, so that it does not jump later."""
    shows_state: bool = False
    """Carries the glyph of its row, and stays readable when the rest is muted."""
    glyph_only: bool = False
    """Neither heading nor text are drawn; a screen reader hears both."""
    strong: bool = False
    """Bold in rows that want to be seen."""
    stretches: bool = False
    """Takes what is left of the width and gives way first."""
    gives_way: bool = False
    """May be narrower than its contents when the window is narrow."""
    shown: bool = True
    """On screen until the operator chooses otherwise."""

    def for_files(self, row: Row) -> str:
        """Give what a spreadsheet reads."""
        return (self.filed or self.text)(row)

    def pointed_at(self, row: Row) -> str | None:
        """Give what a cell says when the pointer rests on it; None: nothing."""
        return (self.in_full or self.text)(row) or None
