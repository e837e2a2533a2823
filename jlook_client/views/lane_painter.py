# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints the failover history: an axis of time, a lane per virtual computer, a block per stay."""

import time
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QFontMetrics, QPainter, QPen

from jlook_client.looks import Looks, Token
from jlook_client.tables.lanes import Lane, Span, SpanKind
from jlook_client.tables.time_window import marks
from jlook_client.tables.times import day_text, exact_clock, widest
from jmss.texts import Texts

FOOT_GAP = 8
"""Pixels around the words below the axis."""

_LEAST_GAP_PX = 5.0
"""An outage of a second is still seen."""
_DAY = 24 * 3600.0

_STAYS: dict[SpanKind, tuple[Token, Token]] = {
    SpanKind.HOME: ("muted", "window"),
    SpanKind.AWAY: ("warn", "warn_tint"),
}
"""Edge and filling of a stay."""


@dataclass(frozen=True, slots=True)
class Block:
    """A span as it is painted."""

    rectangle: QRectF
    lane: Lane
    span: Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """What lies between the left and the right edge."""

    area: QRectF
    began: float
    end: float
    reaches_now: bool

    def x(self, at: float) -> float:
        """Give where a moment lies, within the edges."""
        share = (at - self.began) / (self.end - self.began)
        return self.area.left() + self.area.width() * min(1.0, max(0.0, share))


class LanePainter:
    """Paints with one painter.

    Args:
        painter: with its font set.
        looks: colours.
        tr: the words.
    """

    def __init__(self, painter: QPainter, looks: Looks, tr: Texts) -> None:
        self._painter = painter
        self._looks = looks
        self._tr = tr

    def axis(self, stretch: Stretch) -> None:
        """Paint marks at round times, and the present where it is in sight."""
        painter, area, metrics = self._painter, stretch.area, self._painter.fontMetrics()
        long = stretch.end - stretch.began > _DAY
        width = metrics.horizontalAdvance(widest(self._tr) if long else "00:00")
        most = max(1, int(area.width() / (width + 16)))
        now = self._tr("Now") if stretch.reaches_now else ""
        free = area.right() + 14 - metrics.horizontalAdvance(now) - 8
        top, height = area.bottom() + 3, metrics.height()
        for at in marks(stretch.began, stretch.end, most, _offset):
            x = stretch.x(at)
            painter.setPen(QPen(self._looks.colour("line"), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            text = _mark_text(at, self._tr, long=long)
            width = metrics.horizontalAdvance(text)
            if not now or x + width / 2 <= free:
                painter.setPen(self._looks.colour("muted"))
                box = QRectF(x - width / 2 - 1, top, width + 2, height)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(self._looks.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if now:
            painter.setPen(self._looks.colour("muted"))
            box = QRectF(free, top, area.right() + 10 - free, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, now)

    def lane(self, strip: QRectF, lane: Lane, stretch: Stretch) -> list[Block]:
        """Paint a lane, and give its blocks, those on top last."""
        top, height = strip.top() + strip.height() * 0.2, strip.height() * 0.6
        stays, hatches = [], []
        for span in lane.spans:
            if span.ended < stretch.began or span.began > stretch.end:
                continue
            left, right = stretch.x(span.began), stretch.x(span.ended)
            block = QRectF(left, top, right - left, height)
            if span.kind in _STAYS:
                self.stay(block, span.kind, span.node)
                stays.append(Block(block, lane, span))
            else:
                hatches.append(Block(_seen(block, strip.right()), lane, span))
        for found in hatches:
            self.hatch(found.rectangle, found.span.kind)
        return [*stays, *hatches]

    def stay(self, block: QRectF, kind: SpanKind, node: str = "") -> None:
        """Paint a stay with the node's name, if there is room for it."""
        painter = self._painter
        edge, filling = _STAYS[kind]
        painter.setPen(QPen(self._looks.colour(edge), 1.2))
        painter.setBrush(self._looks.colour(filling))
        painter.drawRoundedRect(block, 2, 2)
        if node and block.width() > painter.fontMetrics().horizontalAdvance(node) + 8:
            painter.setPen(self._looks.colour("text"))
            painter.drawText(block.adjusted(6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, node)

    def hatch(self, block: QRectF, kind: SpanKind) -> None:
        """Paint an outage, or what is not known."""
        painter, outage = self._painter, kind is SpanKind.OUTAGE
        painter.fillRect(block, self._looks.colour("base"))
        if outage:
            painter.setPen(QPen(self._looks.colour("fail"), 1.6))
        else:
            painter.setPen(QPen(self._looks.colour("muted"), 1, Qt.PenStyle.DotLine))
        colour = self._looks.colour("fail" if outage else "line")
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(block)

    def frame(self, block: QRectF) -> None:
        """Paint a frame around the block that the keyboard stands on."""
        self._painter.setPen(QPen(self._looks.colour("accent"), 2))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(block.toAlignedRect().adjusted(-2, -2, 2, 2), 3, 3)


def foot_height(metrics: QFontMetrics) -> int:
    """Give the room for the words below the axis."""
    return metrics.height() + FOOT_GAP


def _seen(block: QRectF, right: float) -> QRectF:
    """Widen a hatch that would be too thin to see, without leaving the lane at the right."""
    if block.width() >= _LEAST_GAP_PX:
        return block
    left = min(block.center().x() - _LEAST_GAP_PX / 2, right - _LEAST_GAP_PX)
    return QRectF(left, block.top(), _LEAST_GAP_PX, block.height())


def _mark_text(at: float, tr: Texts, *, long: bool) -> str:
    """Write a mark: the time, or the day at midnight."""
    day, clock = day_text(at + 0.5, tr), exact_clock(at + 0.5, milliseconds=False)[:5]
    if clock == "00:00":
        return day
    return f"{day} {clock}" if long else clock


def _offset(at: float) -> float:
    return float(time.localtime(at).tm_gmtoff)
