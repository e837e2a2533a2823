# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of texts with a mark in front: the pages of JEnv, and what somebody else has changed."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import partial

from PyQt6.QtCore import QObject

from jlook_client.looks import Looks, StateLook
from jlook_client.tables.column import Column
from jlook_client.tables.table import RowStyle, Table
from jmss.errors import N_
from jmss.texts import Texts

_WRONG = StateLook("failed", "fail", N_("Wrong"), "fail_tint")


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in front of a line that is not wrong."""

    heading: str
    plain: StateLook
    edited: StateLook


INPUT = Marks(
    N_("Input"),
    StateLook("completed", "done", N_("As it holds")),
    StateLook("sent", "run", N_("Edited"), "info_tint"),
)
CHANGED_BY = Marks(
    N_("Changed by"),
    StateLook("accepted", "run", N_("Somebody else")),
    StateLook("warning", "warn", N_("Both"), "warn_tint"),
)


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """One line."""

    key: Hashable
    """Tells it from the others."""
    cells: tuple[str, ...]
    edited: bool = False
    wrong: bool = False


class MarkedTable(Table[MarkedRow]):
    """Lines of texts, with a mark in front of those that were edited or are wrong.

    Args:
        headings: msgids, one for each cell; the last column takes what is left.
        numbers: the places of those that hold numbers.
        marks: what stands in front; None: nothing does.
        tr: the words.
        looks: colours and glyphs.
        parent: as for every Qt object.
    """

    def __init__(
        self,
        headings: Sequence[str],
        *,
        tr: Texts,
        looks: Looks,
        numbers: Collection[int] = (),
        marks: Marks | None = INPUT,
        parent: QObject | None = None,
    ) -> None:
        self._marks = marks
        columns = [
            Column(
                id=f"cell{at}",
                heading=heading,
                text=partial(_cell, at),
                value=partial(_cell, at),
                stretches=at == len(headings) - 1,
                right=at in numbers,
                gives_way=True,
                samples=(tr(heading),),
            )
            for at, heading in enumerate(headings)
        ]
        first = [self._mark_column(marks, tr)] if marks else []
        super().__init__((*first, *columns), tr=tr, looks=looks, parent=parent)
        self._wanted: list[MarkedRow] = []

    def show_lines(self, rows: Sequence[MarkedRow]) -> None:
        """Show these lines at once."""
        self._wanted = list(rows)
        self.settle()

    def set_stale(self, *, stale: bool) -> None:
        """Show the rows as last known."""
        if stale != self._stale:
            self._stale = stale
            self.repaint_all()

    def name(self, row: MarkedRow) -> Hashable:
        """Give the key of a line."""
        return row.key

    def settle(self) -> None:
        """Bring the rows up to date."""
        self._due.stop()
        self.show_rows(self._wanted)

    def style(self, row: MarkedRow) -> RowStyle:
        """Give the look of the mark."""
        return RowStyle(self._look(row))

    def _look(self, row: MarkedRow) -> StateLook:
        marks = self._marks or INPUT
        if row.wrong:
            return _WRONG
        return marks.edited if row.edited else marks.plain

    def _mark_column(self, marks: Marks, tr: Texts) -> Column[MarkedRow]:
        looks = (
            (marks.plain, marks.edited, _WRONG) if marks is INPUT else (marks.plain, marks.edited)
        )
        return Column(
            id="mark",
            heading=marks.heading,
            text=lambda row: tr(self._look(row).word),
            value=lambda row: self._look(row).word,
            samples=tuple(tr(look.word) for look in looks),
            shows_state=True,
        )


def _cell(at: int, row: MarkedRow) -> str:
    return row.cells[at]
