# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints the rows of the job table, all that are exposed in one go.

A delegate is asked for each cell and asks the model seven times; a screen full of cells
takes Qt eight milliseconds so. Here a row's texts are kept until its job changes, a text is
laid out once for each width of its column, and a frame takes two (``docs/performance.md``).
"""

from dataclasses import dataclass

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPixmap,
    QStaticText,
    QTransform,
)
from PyQt6.QtWidgets import QStyle, QTableView

from jlook_client.looks import Looks, StateLook, Token
from jlook_client.tables.jobs import JobTable
from jlook_client.tables.table import RowStyle
from jlook_client.tables.times import local_day
from jlook_client.views.row_delegate import BAR_PX, GLYPH_PX
from jlook_client.views.text_widths import TextWidths
from jmss.model.jobs import ON_MACHINE, Job

MARK_PX = 12
"""How big a mark is that an act leaves beside the state."""
_MOST_TEXTS = 4_000
"""Texts that are kept laid out for a column."""
_MOST_WIDTHS = 100
_MOST_LINES = 500

_LEFT, _RIGHT = (
    int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
    for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)

LaidOut = dict[str, tuple[QStaticText, int] | None]
"""By text: how it is laid out, and how far from where it may begin; None: seen once."""

Day = tuple[int, int, int]
"""Year, month and day where the operator sits."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column on screen."""

    at: int
    x: int
    """Where its text may begin."""
    width: int
    """How wide its text may be."""
    right: bool
    glyph_x: int | None
    """Where the glyph of the state stands, in the column that shows it."""
    bold: bool
    texts: tuple[LaidOut, LaidOut]
    """Those in the plain font, those in bold."""


@dataclass(slots=True)
class _Line:
    """What a row says, as long as its job is this object and its day is today."""

    job: Job
    day: Day
    style: RowStyle
    texts: list[str]


class RowPainter:
    """Paints rows for one view."""

    def __init__(self, table: JobTable, view: QTableView, looks: Looks) -> None:
        self._table = table
        self._view = view
        self._looks = looks
        self._elapsed = table.column_at("elapsed")
        self._lines: dict[int, _Line] = {}
        self._laid_out: dict[tuple[int, int], tuple[LaidOut, LaidOut]] = {}
        self._shown: list[int] = []
        self._take_fonts()

    def forget(self) -> None:
        """The font or the style may be others: lay out everything anew."""
        self._lines.clear()
        self._laid_out.clear()
        self._take_fonts()

    def _take_fonts(self) -> None:
        self._fonts = _fonts(self._view)
        self._metrics = [QFontMetrics(font) for font in self._fonts]
        self._heights = [metrics.height() for metrics in self._metrics]
        self._widths = [TextWidths(font) for font in self._fonts]

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        """Paint what of the rows lies in ``exposed``, a part of the viewport."""
        view, table = self._view, self._table
        sheet = _Sheet(painter, self._looks)
        first, last = view.rowAt(exposed.top()), view.rowAt(exposed.bottom())
        if first < 0:
            painter.fillRect(exposed, sheet.colour("base"))
            return
        self._look_which()
        cells = self._cells(exposed)
        end = last + 1 if last >= 0 else table.rowCount()
        box = QRect(exposed.left(), view.rowViewportPosition(first), exposed.width(), 0)
        box.setHeight(view.rowHeight(first))
        current = view.currentIndex().row() if view.hasFocus() else -1
        rows = table.shown_between(first, end)
        selected = table.selection.among(rows).tolist()
        day = local_day(table.now())
        told = zip(rows.tolist(), table.jobs_at(rows), strict=True)
        for at, (row, job) in enumerate(told, first):
            line = self._line(row, job, day)
            self._paint_paper(sheet, line.style, box, at, selected=selected[at - first])
            if at == current and not selected[at - first]:
                painter.setPen(sheet.colour("accent"))
                painter.drawRect(QRect(0, box.top(), view.width(), box.height() - 1))
                sheet.inked = None
            self._paint_cells(sheet, line, cells, box, plain=selected[at - first])
            box.translate(0, box.height())
        if box.top() <= exposed.bottom():
            below = QRect(exposed)
            below.setTop(box.top())
            painter.fillRect(below, sheet.colour("base"))

    def _paint_paper(
        self, sheet: "_Sheet", style: RowStyle, box: QRect, at: int, *, selected: bool
    ) -> None:
        paper: Token = "sel" if selected else style.look.tint or ("alt" if at % 2 else "base")
        sheet.painter.fillRect(box, sheet.colour(paper))
        if selected:
            bar = QRect(0, box.top(), BAR_PX, box.height())
            sheet.painter.fillRect(bar, sheet.colour("accent"))

    def _paint_cells(
        self, sheet: "_Sheet", line: _Line, cells: list[_Cell], box: QRect, *, plain: bool
    ) -> None:
        """Write what the row says; ``plain``: in no quiet colour, because it is selected."""
        style, stale = line.style, self._table.stale
        quiet: Token = "muted" if stale or (style.muted and not plain) else "text"
        top, height = box.top(), box.height()
        tops = [top + (height - text_height + 1) // 2 for text_height in self._heights]
        draw, texts, strong = sheet.painter.drawStaticText, line.texts, style.strong
        for cell in cells:
            ink = quiet
            if cell.glyph_x is not None:
                ink = "muted" if stale else "text"
                glyph = sheet.glyph(style.look)
                sheet.painter.drawPixmap(cell.glyph_x, top + (height - GLYPH_PX) // 2, glyph)
                self._paint_mark(sheet, line.job, cell, box)
            text = texts[cell.at]
            if not text:
                continue
            if ink != sheet.inked:
                sheet.ink(ink)
            bold = strong and cell.bold
            if bold is not sheet.bold:
                sheet.font(self._fonts[bold], bold=bold)
            laid_out = cell.texts[bold].get(text)
            if laid_out is None:
                self._write_new(sheet.painter, cell, text, box, bold=bold)
            else:
                draw(cell.x + laid_out[1], tops[bold], laid_out[0])

    def _paint_mark(self, sheet: "_Sheet", job: Job, cell: _Cell, box: QRect) -> None:
        """Paint how far the last act on the job has come, at the end of its state."""
        marks = self._table.marks
        mark = marks.look(job.number) if marks is not None else None
        if mark is not None:
            picture = self._looks.pixmap(mark.glyph, mark.token, px=MARK_PX, dpr=sheet.ratio)
            x = cell.x + cell.width + self._table.mark_px - MARK_PX
            sheet.painter.drawPixmap(x, box.top() + (box.height() - MARK_PX) // 2, picture)

    def _write_new(
        self, painter: QPainter, cell: _Cell, text: str, box: QRect, *, bold: bool
    ) -> None:
        """Write a text that is not laid out; when it is seen for the second time it will be."""
        texts = cell.texts[bold]
        if text in texts:
            static, offset = texts[text] = self._lay_out(cell, text, bold=bold)
            top = box.top() + (box.height() - self._heights[bold] + 1) // 2
            painter.drawStaticText(cell.x + offset, top, static)
            return
        # What is seen but once, as when scrolling far, is not worth being laid out.
        if len(texts) >= _MOST_TEXTS:
            texts.clear()
        texts[text] = None
        advance = self._widths[bold].plain(text)
        if advance is not None and advance <= cell.width:
            x = cell.x + (cell.width - advance if cell.right else 0)
            top = box.top() + (box.height() - self._heights[bold] + 1) // 2
            painter.drawText(x, top + self._metrics[bold].ascent(), text)
            return
        elided = self._metrics[bold].elidedText(text, Qt.TextElideMode.ElideRight, cell.width)
        place = QRect(cell.x, box.top(), cell.width, box.height())
        painter.drawText(place, _RIGHT if cell.right else _LEFT, elided)

    def _lay_out(self, cell: _Cell, text: str, *, bold: bool) -> tuple[QStaticText, int]:
        metrics, advance = self._metrics[bold], self._widths[bold].plain(text)
        if advance is None or advance > cell.width:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, cell.width)
            advance = metrics.horizontalAdvance(text)
        static = QStaticText(text)
        static.setTextFormat(Qt.TextFormat.PlainText)
        static.prepare(QTransform(), self._fonts[bold])
        return static, max(0, cell.width - advance) if cell.right else 0

    def _line(self, row: int, job: Job, day: Day) -> _Line:
        table, line = self._table, self._lines.get(row)
        if line is None or line.job is not job or line.day != day:
            if len(self._lines) >= _MOST_LINES:
                self._lines.clear()
            texts = [""] * len(table.columns)
            for at in self._shown:
                texts[at] = table.columns[at].text(job)
            line = self._lines[row] = _Line(job, day, table.style(job), texts)
        elif job.state in ON_MACHINE:
            line.texts[self._elapsed] = table.columns[self._elapsed].text(job)
        return line

    def _look_which(self) -> None:
        """See which columns say something: what a hidden one would say is not asked for."""
        header, columns = self._view.horizontalHeader(), self._table.columns
        assert header is not None
        shown = [
            at
            for at, column in enumerate(columns)
            if not column.glyph_only and not header.isSectionHidden(at)
        ]
        if shown != self._shown:
            self._shown = shown
            self._lines.clear()

    def _cells(self, exposed: QRect) -> list[_Cell]:
        header, style = self._view.horizontalHeader(), self._view.style()
        assert header is not None
        assert style is not None
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._view) + 1
        cells = []
        for place in range(header.count()):
            at = header.logicalIndex(place)
            x, width = header.sectionViewportPosition(at), header.sectionSize(at)
            if header.isSectionHidden(at) or x + width <= exposed.left() or x > exposed.right():
                continue
            column = self._table.columns[at]
            taken = GLYPH_PX + 2 * margin if column.shows_state else 0
            kept = self._table.mark_px if column.shows_state else 0
            cells.append(
                _Cell(
                    at=at,
                    x=x + taken + margin,
                    width=width - taken - kept - 2 * margin,
                    right=column.right,
                    glyph_x=x + margin if column.shows_state else None,
                    bold=column.strong,
                    texts=self._laid_out.setdefault((at, width), ({}, {})),
                )
            )
        if len(self._laid_out) > _MOST_WIDTHS:
            # Columns were drawn wider and narrower.
            self._laid_out.clear()
        return cells


class _Sheet:
    """A painter that knows which pen and font it holds: to take another costs time."""

    def __init__(self, painter: QPainter, looks: Looks) -> None:
        self.painter = painter
        self.inked: Token | None = None
        device = painter.device()
        self.ratio = device.devicePixelRatioF() if device is not None else 1.0
        self._looks = looks
        self.bold: bool | None = None
        self._colours: dict[Token, QColor] = {}
        self._glyphs: dict[str, QPixmap] = {}

    def colour(self, token: Token) -> QColor:
        """Give a colour."""
        if token not in self._colours:
            self._colours[token] = self._looks.colour(token)
        return self._colours[token]

    def glyph(self, look: StateLook) -> QPixmap:
        """Give the glyph of a state; no two states have the same word."""
        glyph = self._glyphs.get(look.word)
        if glyph is None:
            glyph = self._looks.pixmap(look.glyph, look.token, px=GLYPH_PX, dpr=self.ratio)
            self._glyphs[look.word] = glyph
        return glyph

    def ink(self, token: Token) -> None:
        """Write in this colour from now on."""
        self.inked = token
        self.painter.setPen(self.colour(token))

    def font(self, font: QFont, *, bold: bool) -> None:
        """Write in this font from now on."""
        self.bold = bold
        self.painter.setFont(font)


def _fonts(view: QTableView) -> tuple[QFont, QFont]:
    plain, bold = QFont(view.font()), QFont(view.font())
    bold.setBold(True)
    return plain, bold
