# SPDX-License-Identifier: GPL-3.0-or-later
"""The [フェイルオーバ履歴] / Failover history subwindow: one lane per virtual computer.

A block is a stay on a node: grey at home, amber away. A red hatch is an outage, a grey dotted
hatch is what this desk cannot know.
"""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import (
    QBrush,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PyQt6.QtWidgets import QMenu, QToolTip, QWidget

from jlook_client.looks import Looks, Token
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.lanes import Lane, Span, SpanKind, lanes
from jlook_client.tables.times import clock_text, span_text
from jlook_client.timeline import Timeline, TimelineWatcher
from jlook_client.views.entries import Entry, fill_menu
from jmss.errors import N_
from jmss.model.machines import Ending
from jmss.texts import Texts

WINDOWS_S = (6 * 60, 12 * 60, 30 * 60)
"""How far back the picture may reach; the shortest that holds the whole history is taken."""

_TICKS = 6
_LEAST_LANE_PX = 22
_LEAST_GAP_PX = 5.0
"""An outage of a second is still seen."""
_REPAINT_MS = 2000
_LABEL_PX = 80

_COLOURS: dict[SpanKind, tuple[Token, Token]] = {
    SpanKind.HOME: ("muted", "window"),
    SpanKind.AWAY: ("warn", "warn_tint"),
}
"""Edge and filling of a stay."""

_ENDINGS = {
    Ending.NONE: "",
    Ending.MOVED: N_("moved in good order"),
    Ending.FAILED: N_("failed"),
}


class FailoverHistory(QWidget, MirrorWatcher, TimelineWatcher):
    """Paints the lanes; the tooltip of a block has its exact times."""

    def __init__(
        self,
        mirror: Mirror,
        timeline: Timeline,
        *,
        now: Callable[[], float],
        last_heard: Callable[[], float] | None = None,
        entries: Sequence[Entry] = (),
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Watch mirror and timeline.

        Args:
            mirror: knows machines and placements.
            timeline: knows the desk's blind periods.
            now: seconds since 1970 by the server's clock, where the picture ends.
            last_heard: when anything was last heard, by the same clock; without it what is not
                known begins when the view is told that it is stale.
            entries: the context menu.
            tr: the words.
            looks: colours.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName("failover_history")
        self.setAccessibleName(tr("Failover history"))
        self._mirror = mirror
        self._timeline = timeline
        self._now = now
        self._last_heard = last_heard or now
        self._entries = entries
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tr = tr
        self._looks = looks
        self._stale_since: float | None = None
        self._blocks: list[tuple[QRectF, str, Span]] = []
        mirror.watchers.append(self)
        timeline.watchers.append(self)
        self._repaint = QTimer(self)
        self._repaint.setInterval(_REPAINT_MS)
        self._repaint.timeout.connect(self.update)
        self._repaint.start()
        self.refresh()

    def show_stale(self, as_of: str | None) -> None:
        """Show what came after the last thing heard as not known; None: live again."""
        if as_of is None:
            self._stale_since = None
        elif self._stale_since is None:
            self._stale_since = self._last_heard()
        self.refresh()

    def lanes(self) -> list[Lane]:
        """Give what is painted."""
        return lanes(
            self._mirror.machines,
            self._mirror.placements.values(),
            self._timeline.outages,
            now=self._now(),
            stale_since=self._stale_since,
        )

    def machines_changed(self) -> None:
        """Paint anew: a machine may have another home."""
        self.refresh()

    def placements_changed(self) -> None:
        """Paint anew: a stay began or ended."""
        self.refresh()

    def replaced(self) -> None:
        """Paint anew after a snapshot."""
        self.refresh()

    def outages_changed(self) -> None:
        """Paint anew: this desk went blind or sees again."""
        self.refresh()

    def refresh(self) -> None:
        """Paint anew, and tell a screen reader where every virtual computer is."""
        said = [
            f"{lane.virtual_computer}: {self._kind_text(lane.spans[-1])}"
            for lane in self.lanes()
            if lane.spans
        ]
        self.setAccessibleDescription(", ".join(said))
        self.setMinimumHeight(_LEAST_LANE_PX * max(1, len(said)) + self._foot())
        self.update()

    def sizeHint(self) -> QSize:
        """Give a size at which the lanes read well (Qt)."""
        return QSize(480, 240)

    def minimumSizeHint(self) -> QSize:
        """Give the least size (Qt)."""
        return QSize(200, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Paint axis and lanes (Qt)."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._looks.colour("base"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small_font())
        shown, now = self.lanes(), self._now()
        window = _window(shown, now)
        area = self._area(shown)
        self._blocks = []
        self._paint_axis(painter, area, now, window)
        height = area.height() / max(1, len(shown))
        for at, lane in enumerate(shown):
            strip = QRectF(area.left(), area.top() + at * height, area.width(), height)
            painter.setPen(self._looks.colour("text"))
            painter.drawText(
                QRectF(10, strip.top(), strip.left() - 14, height),
                Qt.AlignmentFlag.AlignVCenter,
                lane.virtual_computer,
            )
            self._paint_lane(painter, strip, lane, now, window)
        painter.end()

    def event(self, event: QEvent | None) -> bool:
        """Show the exact times of the block under the pointer (Qt)."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.text_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer the menu, by mouse or keyboard (Qt)."""
        if event is not None and self._entries:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fill_menu(menu, self._entries)
            menu.popup(event.globalPos())

    def text_at(self, place: QPointF) -> str:
        """Say what lies at a place of the picture; empty when nothing does."""
        for rectangle, name, span in reversed(self._blocks):
            if rectangle.adjusted(-1, -1, 1, 1).contains(place):
                return self._span_text(name, span)
        return ""

    def _paint_axis(self, painter: QPainter, area: QRectF, now: float, window: float) -> None:
        painter.setPen(QPen(self._looks.colour("line"), 1))
        for tick in range(_TICKS + 1):
            x = area.left() + area.width() * tick / _TICKS
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(self._looks.colour("muted"))
        for tick in range(0, _TICKS + 1, 2):
            x = area.left() + area.width() * tick / _TICKS
            box = QRectF(x - _LABEL_PX / 2, area.bottom() + 3, _LABEL_PX, self._foot())
            text = clock_text(now - window * (1 - tick / _TICKS), now)[:5]
            if tick == _TICKS:
                text, box = self._tr("Now"), box.translated(self.width() - 4 - box.right(), 0)
            side = Qt.AlignmentFlag.AlignRight if tick == _TICKS else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(box, side | Qt.AlignmentFlag.AlignTop, text)

    def _paint_lane(
        self, painter: QPainter, strip: QRectF, lane: Lane, now: float, window: float
    ) -> None:
        def x(at: float) -> float:
            share = (at - (now - window)) / window
            return strip.left() + strip.width() * min(1.0, max(0.0, share))

        top, height = strip.top() + strip.height() * 0.2, strip.height() * 0.6
        hatches = []
        for span in lane.spans:
            if span.ended < now - window:
                continue
            block = QRectF(x(span.began), top, x(span.ended) - x(span.began), height)
            if span.kind in _COLOURS:
                self._paint_stay(painter, block, span)
            else:
                hatches.append((_seen(block, strip.right()), span))
            self._blocks.append((block, lane.virtual_computer, span))
        for block, span in hatches:
            self._paint_hatch(painter, block, span)
            self._blocks.append((block, lane.virtual_computer, span))

    def _paint_stay(self, painter: QPainter, block: QRectF, span: Span) -> None:
        edge, filling = _COLOURS[span.kind]
        painter.setPen(QPen(self._looks.colour(edge), 1.2))
        painter.setBrush(self._looks.colour(filling))
        painter.drawRoundedRect(block, 2, 2)
        if block.width() > painter.fontMetrics().horizontalAdvance(span.node) + 8:
            painter.setPen(self._looks.colour("text"))
            painter.drawText(block.adjusted(6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, span.node)

    def _paint_hatch(self, painter: QPainter, block: QRectF, span: Span) -> None:
        outage = span.kind is SpanKind.OUTAGE
        painter.fillRect(block, self._looks.colour("base"))
        if outage:
            painter.setPen(QPen(self._looks.colour("fail"), 1.6))
        else:
            painter.setPen(QPen(self._looks.colour("muted"), 1, Qt.PenStyle.DotLine))
        colour = self._looks.colour("fail" if outage else "line")
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(block)

    def _area(self, shown: list[Lane]) -> QRectF:
        metrics = QFontMetrics(self._small_font())
        names = [metrics.horizontalAdvance(lane.virtual_computer) for lane in shown]
        left = max(names, default=metrics.horizontalAdvance("VCOM4")) + 22
        return QRectF(left, 10, self.width() - left - 14, self.height() - 10 - self._foot())

    def _foot(self) -> int:
        return QFontMetrics(self._small_font()).height() + 12

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.92)
        return font

    def _kind_text(self, span: Span) -> str:
        match span.kind:
            case SpanKind.HOME:
                return span.node
            case SpanKind.AWAY:
                return self._tr("{node}, away from its home", node=span.node)
            case SpanKind.OUTAGE:
                return self._tr("outage")
            case SpanKind.UNKNOWN:
                return self._tr("not known")

    def _span_text(self, name: str, span: Span) -> str:
        now = self._now()
        times = self._tr(
            "{began} – {ended} ({length})",
            began=clock_text(span.began, now),
            ended=self._tr("Now") if span.open else clock_text(span.ended, now),
            length=span_text(span.ended - span.began),
        )
        words = [f"{name}: {self._kind_text(span)}", times]
        if span.incarnation:
            words.append(self._tr("incarnation {incarnation}", incarnation=span.incarnation))
        if _ENDINGS[span.ending] and not span.open:
            words.append(self._tr(_ENDINGS[span.ending]))
        return "\n".join(words)


def _window(shown: list[Lane], now: float) -> float:
    oldest = min((lane.spans[0].began for lane in shown if lane.spans), default=now)
    return next((window for window in WINDOWS_S if now - oldest <= window), WINDOWS_S[-1])


def _seen(block: QRectF, right: float) -> QRectF:
    """Widen a hatch that would be too thin to see, without leaving the lane at the right."""
    if block.width() >= _LEAST_GAP_PX:
        return block
    left = min(block.center().x() - _LEAST_GAP_PX / 2, right - _LEAST_GAP_PX)
    return QRectF(left, block.top(), _LEAST_GAP_PX, block.height())
