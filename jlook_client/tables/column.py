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
