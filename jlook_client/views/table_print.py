# SPDX-License-Identifier: GPL-3.0-or-later
"""A table on pages: what it is and as of when above, the number of the page below.

Black on white whatever the screen wears. Pages are drawn as the rows come, and leave for the file
as they are drawn; how many there will be is known before the first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from PyQt6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from jlook_client.looks import ui_font
from jlook_client.tables.picked_rows import PickedRows
from jmss.texts import Texts

DPI = 300
MARGIN_MM = 12.0
POINTS = 7.5
_TITLE_POINTS = 11.0
_LINE = 1.45
"""Height of a row, of that of the letters."""
_EMPTY = QIODevice.OpenModeFlag.WriteOnly | QIODevice.OpenModeFlag.Truncate
_GAP = 0.6
"""Between columns, of the height of the letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHead:
    """What stands above the table on each page."""

    title: str
    as_of: str
    """Up to when it is true, in words."""
    chosen: str = ""
    """Which rows were chosen by the filter, in words."""
    widths: Sequence[float]
    """How wide the columns are on the screen, in any unit."""


class PrintedTable:
    """One table in one PDF.

    Args:
        rows: tells the headings and how many rows come.
        head: what stands above.
        write: takes the file piece by piece, the last ones when it is finished.
        tr: the words.
    """

    def __init__(
        self, rows: PickedRows, head: TableHead, write: Callable[[bytes], None], tr: Texts
    ) -> None:
        self._head = head
        self._tr = tr
        self._headings, self._right = rows.headings, rows.right
        self._ended = False
        self._write = write
        self._buffer = QBuffer()
        self._buffer.open(_EMPTY)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setTitle(head.title)
        self._writer.setCreator("JLook")
        self._writer.setResolution(DPI)
        margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
        layout = QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape,
            margins,
            QPageLayout.Unit.Millimeter,
        )
        self._writer.setPageLayout(layout)
        self._painter = QPainter(self._writer)
        self._painter.setPen(QPen(Qt.GlobalColor.black, 0))
        self._font, self._bold, self._large = (
            ui_font(POINTS),
            ui_font(POINTS),
            ui_font(_TITLE_POINTS),
        )
        self._bold.setBold(True)
        self._large.setBold(True)
        self._metrics = QFontMetricsF(self._font, self._writer)
        self._line = self._metrics.height() * _LINE
        self._width, self._height = float(self._writer.width()), float(self._writer.height())
        self._lefts = self._columns()
        self._first = self._draw_head(page=0, measure=True)
        room = self._height - self._first - 2 * self._line
        self._per_page = max(1, int(room / self._line))
        self.pages = max(1, ceil(len(rows) / self._per_page))
        self._page = 0
        self._on_page = 0
        self._begin_page()

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Draw the next rows."""
        for row in rows:
            if self._on_page >= self._per_page:
                self._writer.newPage()
                self._hand_on()
                self._begin_page()
            top = self._first + self._on_page * self._line
            self._draw_row(top, row, self._font)
            self._on_page += 1

    def end(self) -> None:
        """End the last page and let go: what is drawn on must outlive who draws."""
        if self._ended:
            return
        self._ended = True
        if self._painter.isActive():
            self._painter.end()
        del self._painter
        del self._writer
        self._hand_on()
        self._buffer.close()

    def _hand_on(self) -> None:
        """Let what is written leave; Qt counts for itself how much that was."""
        self._write(self._buffer.data().data())
        self._buffer.close()
        self._buffer.open(_EMPTY)

    def _begin_page(self) -> None:
        self._page += 1
        self._on_page = 0
        self._draw_head(page=self._page)

    def _columns(self) -> list[tuple[float, float]]:
        """Give where each column begins and how wide it is."""
        gap = self._metrics.height() * _GAP
        room = self._width - gap * (len(self._headings) - 1)
        whole = sum(self._head.widths) or 1.0
        lefts, at = [], 0.0
        for wanted in self._head.widths:
            width = room * wanted / whole
            lefts.append((at, width))
            at += width + gap
        return lefts

    def _draw_head(self, *, page: int, measure: bool = False) -> float:
        """Draw what stands above and below; give where the rows begin."""
        head, top = self._head, 0.0
        lines = [(head.title, self._large), (head.as_of, self._font), (head.chosen, self._font)]
        for text, font in lines:
            if not text:
                continue
            height = QFontMetricsF(font, self._writer).height() * _LINE
            if not measure:
                self._draw(QRectF(0, top, self._width, height), text, font)
            top += height
        top += self._line * 0.3
        if not measure:
            self._draw_row(top, self._headings, self._bold)
            under = top + self._line
            self._painter.setPen(QPen(Qt.GlobalColor.black, DPI / 200))
            self._painter.drawLine(0, int(under), int(self._width), int(under))
            self._draw_foot(page)
        return top + self._line * 1.2

    def _draw_foot(self, page: int) -> None:
        tr = self._tr
        place = QRectF(0, self._height - self._line, self._width, self._line)
        number = tr("Page {page} of {pages}", page=page, pages=self.pages)
        self._draw(place, number, self._font, at_right=True)
        self._draw(place, "JLook", self._font)

    def _draw_row(self, top: float, cells: Sequence[str], font: QFont) -> None:
        for cell, (left, width), right in zip(cells, self._lefts, self._right, strict=True):
            if cell:
                self._draw(QRectF(left, top, width, self._line), cell, font, at_right=right)

    def _draw(self, place: QRectF, text: str, font: QFont, *, at_right: bool = False) -> None:
        metrics = self._metrics if font is self._font else QFontMetricsF(font, self._writer)
        text = "".join(letter if letter.isprintable() else "�" for letter in text)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        self._painter.setFont(font)
        self._painter.setPen(Qt.GlobalColor.black)
        self._painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
