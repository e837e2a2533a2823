# SPDX-License-Identifier: GPL-3.0-or-later
"""The columns of a table on screen: their order, widths and which are shown.

Widths come from the contents until the operator drags one; from then on that column is as
wide as it was dragged. As long as nothing was dragged too wide, all columns together are
exactly as wide as the window, so there is no horizontal scroll bar.
"""

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QHeaderView, QStyle, QTableView

from jlook_client.tables.column import Column
from jlook_client.tables.table import FactTable
from jlook_client.views.row_delegate import GLYPH_PX
from jlook_client.views.text_widths import TextWidths

ROWS_MEASURED = 40
"""So many rows, from the first on screen, tell how wide a column should be."""

LEAST_PX = 48
"""No column that gives way becomes narrower."""

LEGIBLE_PX = 104
"""Nor than this where there is a scroll bar anyway: names are to be read."""

_HEADING_PADDING_PX = 15
"""What the style sheet puts around a heading, and its line."""

_ROUNDING_PX = 2
"""Text is laid out in fractions of a pixel, widths come whole."""


class ColumnLayout(QObject):
    """Lays out the columns of one table view."""

    changed = pyqtSignal()
    """The operator moved, resized, hid or showed a column: worth remembering."""

    def __init__(self, view: QTableView, table: FactTable[Any], header: QHeaderView) -> None:
        super().__init__(view)
        self._view = view
        self._table = table
        self._header = header
        self._columns: tuple[Column[Any], ...] = table.columns
        self._chosen: dict[str, int] = {}
        self._wanted: dict[str, int] = {}
        self._fitting = False
        self._widths: dict[str, TextWidths] = {}
        """By font."""
        for at, column in enumerate(self._columns):
            header.setSectionHidden(at, not column.shown)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._told)

    def measure(self) -> None:
        """Take the widths from headings, samples and rows, never narrower than before; then fit."""
        rows = self._rows_measured()
        for at, column in enumerate(self._columns):
            if column.id not in self._wanted or not self._header.isSectionHidden(at):
                self._measure(at, column, rows)
        self.fit()

    def measure_anew(self) -> None:
        """Take the widths from what is there now, also narrower ones."""
        self._wanted.clear()
        self.measure()

    def _rows_measured(self) -> list[Any]:
        top = max(0, self._view.rowAt(0))
        return list(self._table.rows_between(top, top + ROWS_MEASURED))

    def _measure(self, at: int, column: Column[Any], rows: list[Any]) -> None:
        width = self._contents_width(at, column, rows)
        self._wanted[column.id] = max(width, self._wanted.get(column.id, 0))

    def fit(self) -> None:
        """Share the width of the window among the columns."""
        viewport = self._view.viewport()
        if self._fitting or viewport is None or not self._wanted:
            return
        widths = {
            at: self._chosen.get(column.id, self._wanted[column.id])
            for at, column in enumerate(self._columns)
            if not self._header.isSectionHidden(at)
        }
        left = viewport.width() - sum(widths.values())
        if left > 0:
            self._give(widths, left)
        elif left < 0:
            self._take(widths, -left)
        self._fitting = True
        for at, width in widths.items():
            self._header.resizeSection(at, width)
        self._fitting = False

    def show_column(self, identity: str, *, shown: bool) -> None:
        """Show or hide a column; the last one that is shown stays."""
        at = self._table.column_at(identity)
        last = self._header.hiddenSectionCount() == len(self._columns) - 1
        if shown or not last:
            self._header.setSectionHidden(at, not shown)
            self._measure(at, self._columns[at], self._rows_measured())
            self.fit()
            self.changed.emit()

    def move(self, identity: str, place: int) -> None:
        """Put a column at a place from the left, the hidden ones counted too."""
        now = self._header.visualIndex(self._table.column_at(identity))
        if now != place:
            self._header.moveSection(now, place)

    def in_order(self) -> list[Column[Any]]:
        """Give all columns as they stand from left to right, the hidden ones too."""
        return [self._columns[self._header.logicalIndex(at)] for at in range(len(self._columns))]

    def is_shown(self, identity: str) -> bool:
        """Whether a column is on screen."""
        return not self._header.isSectionHidden(self._table.column_at(identity))

    def state(self) -> dict[str, object]:
        """Give the layout for the settings: ``order``, ``hidden`` and ``widths`` by column id."""
        order = [column.id for column in self.in_order()]
        hidden = [c.id for at, c in enumerate(self._columns) if self._header.isSectionHidden(at)]
        return {"order": order, "hidden": hidden, "widths": dict(self._chosen)}

    def restore(self, state: Mapping[str, object]) -> None:
        """Take a layout from the settings; what no longer fits is left as it is."""
        known = {column.id: at for at, column in enumerate(self._columns)}
        order, hidden, widths = (state.get(key) for key in ("order", "hidden", "widths"))
        if isinstance(order, list):
            for place, identity in enumerate(name for name in order if name in known):
                self._header.moveSection(self._header.visualIndex(known[identity]), place)
        if isinstance(hidden, list) and not known.keys() <= set(map(str, hidden)):
            for identity, at in known.items():
                self._header.setSectionHidden(at, identity in hidden)
        if isinstance(widths, dict):
            self._chosen = {
                name: width
                for name, width in widths.items()
                if name in known and isinstance(width, int) and width > 0
            }
        self.fit()

    def reset(self) -> None:
        """Give every column its default place and width."""
        self._chosen.clear()
        for at, column in enumerate(self._columns):
            self._header.moveSection(self._header.visualIndex(at), at)
            self._header.setSectionHidden(at, not column.shown)
        self.measure()
        self.changed.emit()

    def _give(self, widths: dict[int, int], left: int) -> None:
        """The stretching column takes what is left; without it the last one on screen does."""
        stretching = [at for at in widths if self._columns[at].stretches]
        taker = stretching[0] if stretching else max(widths, key=self._header.visualIndex)
        if self._columns[taker].id not in self._chosen or not stretching:
            widths[taker] += left

    def _take(self, widths: dict[int, int], missing: int) -> None:
        """Columns that may give way do, the stretching one first, down to their least width."""
        willing = sorted(
            (at for at in widths if self._columns[at].stretches or self._columns[at].gives_way),
            key=lambda at: not self._columns[at].stretches,
        )
        willing = [at for at in willing if self._columns[at].id not in self._chosen]
        fits = missing <= sum(max(0, widths[at] - LEAST_PX) for at in willing)
        least = LEAST_PX if fits else LEGIBLE_PX
        for at in willing:
            given = min(missing, max(0, widths[at] - least))
            widths[at] -= given
            missing -= given

    def _contents_width(self, at: int, column: Column[Any], rows: list[Any]) -> int:
        style = self._view.style()
        assert style is not None
        margin = 2 * (
            style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._view) + 1
        )
        glyph = GLYPH_PX + margin + self._table.mark_px if column.shows_state else 0
        if column.glyph_only:
            return glyph + margin
        heading = self._widths_in(self._header.font()).of(self._table.heading(at))
        # What stretches shows as much as there is room for.
        shown = () if column.stretches else map(column.text, rows)
        widths = self._widths_in(self._view.font(), bold=column.strong)
        widest = max(map(widths.of, (*column.samples, *shown)), default=0)
        return max(heading + _HEADING_PADDING_PX, widest + margin + glyph + _ROUNDING_PX)

    def _widths_in(self, font: QFont, *, bold: bool | None = None) -> TextWidths:
        if bold is not None:
            font = QFont(font)
            font.setBold(bold)
        name = font.toString()
        if name not in self._widths:
            self._widths[name] = TextWidths(font)
        return self._widths[name]

    def _resized(self, at: int, _old: int, new: int) -> None:
        if not self._fitting and new > 0:
            self._chosen[self._columns[at].id] = new
            self.fit()
            self.changed.emit()

    def _told(self) -> None:
        self.changed.emit()
