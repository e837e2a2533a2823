# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints the counts of the minutes: lanes, and what lies over all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from jlook_client.looks import Glyph, Looks, Token
from jlook_client.tables.minute_series import gaps
from jlook_client.tables.minute_words import LANES, MinuteLane, begin_text, number_text
from jlook_client.tables.takeovers import ServerTakeover
from jmss.model.statistics import SECONDS, Minute, minute_of
from jmss.texts import Texts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

GLYPH_PX = 14
_TICKS = 6
_LABEL_PX = 80
_LEAST_HATCH_PX = 5.0
"""A stretch of a minute is still seen."""


class Mark(Enum):
    """What lies over all lanes."""

    GAP = auto()
    """No server worked."""
    UNKNOWN = auto()
    """This desk cannot know."""
    TAKEOVER = auto()


def paint_mark(painter: QPainter, looks: Looks, mark: Mark, where: QRectF) -> None:
    """Paint a mark; a takeover is a line through the middle."""
    match mark:
        case Mark.TAKEOVER:
            painter.setPen(QPen(looks.colour("warn"), 1.6, Qt.PenStyle.DashDotLine))
            x = where.center().x()
            painter.drawLine(QPointF(x, where.top()), QPointF(x, where.bottom()))
            return
        case Mark.GAP:
            painter.setPen(QPen(looks.colour("fail"), 1.4))
            painter.setBrush(QBrush(looks.colour("fail"), Qt.BrushStyle.BDiagPattern))
        case Mark.UNKNOWN:
            painter.fillRect(where, looks.colour("base"))
            painter.setPen(QPen(looks.colour("muted"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(QBrush(looks.colour("line"), Qt.BrushStyle.BDiagPattern))
    painter.drawRect(where)
    painter.setBrush(Qt.BrushStyle.NoBrush)


@dataclass(frozen=True, slots=True)
class PlotFrame:
    """Which time lies where."""

    area: QRectF
    hours: int
    """From the left edge to the right one."""
    now: float
    """At the right edge, seconds since 1970, UTC."""

    def x(self, at: float) -> float:
        """Give the place of a moment; one that is not shown is at an edge."""
        return float(self.xs(np.array([at]))[0])

    def xs(self, moments: Floats) -> Floats:
        """Give the places of many moments; shape (n,)."""
        shares = np.clip(1 - (self.now - moments) / (self.hours * 3600), 0.0, 1.0)
        return self.area.left() + self.area.width() * shares

    def moment(self, x: float) -> float:
        """Give the moment at a place."""
        share = (x - self.area.left()) / max(1.0, self.area.width())
        return self.now - self.hours * 3600 * (1 - min(1.0, max(0.0, share)))

    def block(self, began: float, ended: float) -> QRectF:
        """Give the place of a stretch of time, wide enough to be seen."""
        left, right = self.x(began), self.x(ended)
        if right - left < _LEAST_HATCH_PX:
            right = min(self.area.right(), max(right, left + _LEAST_HATCH_PX))
            left = min(left, right - _LEAST_HATCH_PX)
        return QRectF(left, self.area.top(), right - left, self.area.height())


class MinutePainter:
    """Works for one paint event.

    Args:
        painter: begun, with the font set.
        frame: where to paint.
        tr: the words.
        looks: colours and glyphs.
        dpr: pixels to a logical one.
    """

    def __init__(
        self, painter: QPainter, frame: PlotFrame, *, tr: Texts, looks: Looks, dpr: float
    ) -> None:
        self._painter = painter
        self._frame = frame
        self._tr = tr
        self._looks = looks
        self._dpr = dpr

    def axis(self, foot: int) -> None:
        """Paint the times and a line for each."""
        painter, frame = self._painter, self._frame
        area = frame.area
        painter.setPen(QPen(self._colour("line"), 1))
        for tick in range(_TICKS + 1):
            x = area.left() + area.width() * tick / _TICKS
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(self._colour("muted"))
        for tick in range(0, _TICKS + 1, 2):
            x = area.left() + area.width() * tick / _TICKS
            box = QRectF(x - _LABEL_PX / 2, area.bottom() + 3, _LABEL_PX, foot)
            text = begin_text(minute_of(frame.moment(x)), frame.now, self._tr)
            side = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(box, side, self._tr("Now") if tick == _TICKS else text)

    def lane(self, at: int, minutes: Sequence[Minute]) -> None:
        """Paint lane number ``at`` of ``LANES``; the minutes are ascending."""
        lane, area = LANES[at], self._frame.area
        height = area.height() / len(LANES)
        strip = QRectF(area.left(), area.top() + at * height, area.width(), height)
        known = [(one.minute, value) for one in minutes if (value := lane.value(one)) is not None]
        numbers, values = np.array(known or [(0, 0)], np.int64).T
        top = max(1, int(values.max()))
        self._label(strip, lane, top)
        self._painter.setPen(QPen(self._colour("line"), 1))
        self._painter.drawLine(strip.bottomLeft(), strip.bottomRight())
        if not known:
            return
        inner = strip.adjusted(0, 6, 0, -1)
        heights = inner.height() * values / top
        self._painter.setClipRect(inner.adjusted(0, -2, 0, 2))
        if lane.adds_up:
            self._bars(inner, self._colour(lane.look.token), numbers, heights)
        else:
            style = Qt.PenStyle.SolidLine if lane is LANES[0] else Qt.PenStyle.DashLine
            self._painter.setPen(QPen(self._colour(lane.look.token), 1.6, style))
            self._line(inner, numbers, heights)
        self._painter.setClipping(False)

    def hatches(self, minutes: Sequence[Minute], known: float) -> None:
        """Paint when no server worked, and what came after ``known``."""
        frame = self._frame
        for first, after in gaps(minutes, minute_of(known) - 1):
            self._mark(Mark.GAP, frame.block(first * SECONDS, after * SECONDS))
        if frame.now - known >= 1.0:
            self._mark(Mark.UNKNOWN, frame.block(known, frame.now))

    def takeovers(self, takeovers: Iterable[ServerTakeover]) -> None:
        """Mark when the JMSS server came to another node."""
        frame, area = self._frame, self._frame.area
        for takeover in takeovers:
            if takeover.at >= frame.now - frame.hours * 3600:
                x = frame.x(takeover.at)
                self._mark(Mark.TAKEOVER, QRectF(x, area.top(), 0, area.height()))
                self._glyph(QPointF(x - GLYPH_PX / 2, 0), "taking_over", "warn")

    def cursor(self, minute: int) -> None:
        """Mark a minute."""
        area = self._frame.area
        x = self._frame.x(min((minute + 0.5) * SECONDS, self._frame.now))
        self._painter.setPen(QPen(self._colour("text"), 1))
        self._painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + 3))

    def _mark(self, mark: Mark, where: QRectF) -> None:
        paint_mark(self._painter, self._looks, mark, where)

    def _label(self, strip: QRectF, lane: MinuteLane, top: int) -> None:
        painter = self._painter
        line = max(GLYPH_PX, painter.fontMetrics().height())
        y = strip.center().y() - line / 2
        self._glyph(QPointF(8, y + (line - GLYPH_PX) / 2), lane.look.glyph, lane.look.token)
        painter.setPen(self._colour("text"))
        room = QRectF(8 + GLYPH_PX + 5, y, strip.left() - GLYPH_PX - 17, line)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._tr(lane.word))
        painter.setPen(self._colour("muted"))
        scale = QRectF(strip.right() + 5, strip.top(), 10 * line, line)
        painter.drawText(scale, Qt.AlignmentFlag.AlignLeft, number_text(top, self._tr))

    def _bars(self, strip: QRectF, colour: QColor, numbers: Ints, heights: Floats) -> None:
        """Paint a bar for each minute, at least a pixel wide and two high: one failure is seen."""
        wide = strip.width() / (self._frame.hours * 60)
        thick = max(1.0, wide - 1 if wide > 3 else wide)
        middles: Floats = (numbers.astype(np.float64) + 0.5) * SECONDS
        places: Floats = np.round(self._frame.xs(middles) - thick / 2)
        # Where several share a pixel the highest is seen.
        begins = np.flatnonzero(np.diff(places, prepend=-1.0))
        highest = np.maximum.reduceat(heights, begins)
        for x, high in zip(places[begins].tolist(), highest.tolist(), strict=True):
            if high:
                high_enough = max(2.0, high)
                bar = QRectF(x, strip.bottom() - high_enough, thick, high_enough)
                self._painter.fillRect(bar, colour)

    def _line(self, strip: QRectF, numbers: Ints, heights: Floats) -> None:
        """Paint a line through the ends of the minutes, broken where one is missing."""
        ends: Floats = np.minimum((numbers.astype(np.float64) + 1.0) * SECONDS, self._frame.now)
        xs, ys = self._frame.xs(ends), strip.bottom() - heights
        stretches = np.cumsum(np.diff(numbers, prepend=numbers[0]) > 1)
        # Of several in a pixel the last one is seen.
        last = np.diff(np.floor(xs), append=np.inf) > 0
        last[:-1] |= stretches[:-1] != stretches[1:]
        xs, ys, stretches = xs[last], ys[last], stretches[last]
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stretch in np.unique(stretches).tolist():
            mine = stretches == stretch
            pairs = zip(xs[mine].tolist(), ys[mine].tolist(), strict=True)
            self._stretch([QPointF(x, y) for x, y in pairs])
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _stretch(self, points: list[QPointF]) -> None:
        if len(points) == 1:
            only = points[0]
            points = [only - QPointF(1, 0), only + QPointF(1, 0)]
        if points:
            self._painter.drawPolyline(QPolygonF(points))

    def _glyph(self, place: QPointF, glyph: Glyph, token: Token) -> None:
        pixmap = self._looks.pixmap(glyph, token, px=GLYPH_PX, dpr=self._dpr)
        self._painter.drawPixmap(place, pixmap)

    def _colour(self, token: Token) -> QColor:
        return self._looks.colour(token)
