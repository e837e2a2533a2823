# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints the rows of the job table, all that are exposed in one go.

A delegate is asked for each cell and asks the model seven times; a screen full of cells
takes Qt eight milliseconds so. Here a row's texts are kept until its job changes, a text is
laid out once for each width of its column, and a frame takes two (``docs/performance.md``).
"""

from dataclasses import dataclass

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText, QTransform
from PyQt6.QtWidgets import QStyle, QTableView

from jlook_client.looks import Looks, Token
from jlook_client.tables.jobs import JobTable
from jlook_client.tables.table import RowStyle
from jlook_client.views.row_delegate import BAR_PX, GLYPH_PX
from jmss.model.jobs import ON_MACHINE, Job

_MOST_TEXTS = 4_000
"""Texts that are kept laid out for a column."""
_MOST_LINES = 500
_DAY = 86_400

LaidOut = dict[str, tuple[QStaticText, int] | None]
"""By text: how it is laid out, and how far from where it may begin; None: seen once."""


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
    day: int
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
        self._fonts = _fonts(view)
        self._metrics = [QFontMetrics(font) for font in self._fonts]

    def forget(self) -> None:
        """The font or the style may be others: lay out everything anew."""
        self._lines.clear()
        self._laid_out.clear()
        self._fonts = _fonts(self._view)
        self._metrics = [QFontMetrics(font) for font in self._fonts]

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        """Paint what of the rows lies in ``exposed``, a part of the viewport."""
        view, table = self._view, self._table
        sheet = _Sheet(painter, self._looks)
        painter.fillRect(exposed, sheet.colour("base"))
        first, last = view.rowAt(exposed.top()), view.rowAt(exposed.bottom())
        if first < 0:
            return
        cells = self._cells(exposed)
        end = last + 1 if last >= 0 else table.rowCount()
        box = QRect(exposed.left(), view.rowViewportPosition(first), exposed.width(), 0)
        box.setHeight(view.rowHeight(first))
        current = view.currentIndex().row() if view.hasFocus() else -1
        selected = table.selection.among(table.shown[first:end]).tolist()
        for at, row in enumerate(table.shown[first:end].tolist(), first):
            line = self._line(row)
            self._paint_paper(sheet, line.style, box, at, selected=selected[at - first])
            if at == current and not selected[at - first]:
                painter.setPen(sheet.colour("accent"))
                painter.drawRect(QRect(0, box.top(), view.width(), box.height() - 1))
                sheet.inked = None
            self._paint_cells(sheet, line, cells, box, plain=selected[at - first])
            box.translate(0, box.height())

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
        painter, style, stale = sheet.painter, line.style, self._table.stale
        quiet = stale or (style.muted and not plain)
        for cell in cells:
            if cell.glyph_x is not None:
                look = style.look
                glyph = self._looks.pixmap(look.glyph, look.token, px=GLYPH_PX, dpr=sheet.ratio)
                painter.drawPixmap(cell.glyph_x, box.top() + (box.height() - GLYPH_PX) // 2, glyph)
            text = line.texts[cell.at]
            if text:
                muted = stale if cell.glyph_x is not None else quiet
                sheet.ink("muted" if muted else "text")
                self._write(sheet, cell, text, box, bold=cell.bold and style.strong)

    def _write(self, sheet: "_Sheet", cell: _Cell, text: str, box: QRect, *, bold: bool) -> None:
        sheet.font(self._fonts[bold], bold=bold)
        texts = cell.texts[bold]
        if text not in texts:
            # What is seen but once, as when scrolling far, is not worth being laid out.
            if len(texts) >= _MOST_TEXTS:
                texts.clear()
            texts[text] = None
            self._draw(sheet.painter, cell, text, box, bold=bold)
            return
        static, offset = texts[text] or (None, 0)
        if static is None:
            static, offset = texts[text] = self._lay_out(cell, text, bold=bold)
        top = box.top() + (box.height() - self._metrics[bold].height() + 1) // 2
        sheet.painter.drawStaticText(cell.x + offset, top, static)

    def _draw(self, painter: QPainter, cell: _Cell, text: str, box: QRect, *, bold: bool) -> None:
        side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        elided = self._metrics[bold].elidedText(text, Qt.TextElideMode.ElideRight, cell.width)
        painter.drawText(QRect(cell.x, box.top(), cell.width, box.height()), int(flags), elided)

    def _lay_out(self, cell: _Cell, text: str, *, bold: bool) -> tuple[QStaticText, int]:
        metrics = self._metrics[bold]
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, cell.width)
        static = QStaticText(elided)
        static.setTextFormat(Qt.TextFormat.PlainText)
        static.prepare(QTransform(), self._fonts[bold])
        free = cell.width - metrics.horizontalAdvance(elided)
        return static, max(0, free) if cell.right else 0

    def _line(self, row: int) -> _Line:
        table = self._table
        job, day = table.job_of(row), int(table.now() // _DAY)
        line = self._lines.get(row)
        if line is None or line.job is not job or line.day != day:
            if len(self._lines) >= _MOST_LINES:
                self._lines.clear()
            texts = ["" if column.glyph_only else column.text(job) for column in table.columns]
            line = self._lines[row] = _Line(job, day, table.style(job), texts)
        elif job.state in ON_MACHINE:
            line.texts[self._elapsed] = table.columns[self._elapsed].text(job)
        return line

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
            cells.append(
                _Cell(
                    at=at,
                    x=x + taken + margin,
                    width=width - taken - 2 * margin,
                    right=column.right,
                    glyph_x=x + margin if column.shows_state else None,
                    bold=column.strong,
                    texts=self._laid_out.setdefault((at, width), ({}, {})),
                )
            )
        return cells


class _Sheet:
    """A painter that knows which pen and font it holds: to take another costs time."""

    def __init__(self, painter: QPainter, looks: Looks) -> None:
        self.painter = painter
        self.inked: Token | None = None
        device = painter.device()
        self.ratio = device.devicePixelRatioF() if device is not None else 1.0
        self._looks = looks
        self._bold: bool | None = None
        self._colours: dict[Token, QColor] = {}

    def colour(self, token: Token) -> QColor:
        """Give a colour."""
        if token not in self._colours:
            self._colours[token] = self._looks.colour(token)
        return self._colours[token]

    def ink(self, token: Token) -> None:
        """Write in this colour from now on."""
        if self.inked != token:
            self.inked = token
            self.painter.setPen(self.colour(token))

    def font(self, font: QFont, *, bold: bool) -> None:
        """Write in this font from now on."""
        if self._bold is not bold:
            self._bold = bold
            self.painter.setFont(font)


def _fonts(view: QTableView) -> tuple[QFont, QFont]:
    plain, bold = QFont(view.font()), QFont(view.font())
    bold.setBold(True)
    return plain, bold
