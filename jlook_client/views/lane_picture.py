# SPDX-License-Identifier: GPL-3.0-or-later
"""The lanes of the failover history as a picture that mouse and keyboard move about in."""

from collections.abc import Callable
from typing import NamedTuple

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QToolTip, QWidget

from jlook_client.looks import Looks, small_font
from jlook_client.tables.lane_words import span_words
from jlook_client.tables.lanes import Lane, Span
from jlook_client.tables.time_window import TimeWindow
from jlook_client.views.lane_painter import Block, LanePainter, Stretch, foot_height
from jmss.texts import Texts

_LEAST_LANE_PX = 22
_DRAG_PX = 3
_STEP = 0.25
"""Of the width, by which a key moves the picture."""
_WHEEL_STEP = 120


class Chosen(NamedTuple):
    """The block that the keyboard stands on: it is known again when the lanes are made anew."""

    virtual_computer: str
    began: float


class LanePicture(QWidget):
    """Paints the lanes. The wheel zooms, dragging moves; arrows go from block to block.

    Args:
        lanes: gives what is painted.
        now: seconds since 1970 by the server's clock.
        tr: the words.
        looks: colours.
        parent: the Qt parent.
    """

    window_changed = pyqtSignal()
    """``time_window`` is another one."""
    chosen_changed = pyqtSignal(str)
    """Everything that is to be said of the block that the keyboard stands on."""

    def __init__(
        self,
        lanes: Callable[[], list[Lane]],
        *,
        now: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._now = now
        self._tr = tr
        self._looks = looks
        self._window = TimeWindow()
        self._blocks: list[Block] = []
        self._chosen: Chosen | None = None
        self._pressed: QPointF | None = None
        self._drags = False
        self._turned = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keys: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Plus: lambda: self.zoom(closer=True),
            Qt.Key.Key_Equal: lambda: self.zoom(closer=True),
            Qt.Key.Key_Minus: lambda: self.zoom(closer=False),
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_PageUp: lambda: self.move_by(-_STEP * 3),
            Qt.Key.Key_PageDown: lambda: self.move_by(_STEP * 3),
            Qt.Key.Key_End: self.go_to_now,
            Qt.Key.Key_Left: lambda: self._step(along=-1),
            Qt.Key.Key_Right: lambda: self._step(along=1),
            Qt.Key.Key_Up: lambda: self._step(across=-1),
            Qt.Key.Key_Down: lambda: self._step(across=1),
            Qt.Key.Key_Escape: lambda: self._choose(None),
        }

    @property
    def time_window(self) -> TimeWindow:
        """Which stretch of time is shown."""
        return self._window

    @time_window.setter
    def time_window(self, window: TimeWindow) -> None:
        if window != self._window:
            self._window = window
            self.update()
            self.window_changed.emit()

    @property
    def stretch(self) -> tuple[float, float]:
        """Beginning and end of what is shown."""
        return self._stretch_of(self._lanes())

    def zoom(self, *, closer: bool, share: float = 1.0) -> None:
        """Show less time in more detail, or more; what lies at ``share`` of the width stays."""
        self.time_window = self._window.zoomed(
            self._oldest(self._lanes()), self._now(), closer=closer, share=share
        )

    def fit(self) -> None:
        """Show all that is known, up to a day (0)."""
        self.time_window = TimeWindow()

    def move_by(self, share: float) -> None:
        """Show what is later by so many widths, or earlier."""
        self.time_window = self._window.moved(self._oldest(self._lanes()), self._now(), share=share)

    def go_to_now(self) -> None:
        """Show the present again, and go with it (End)."""
        self.time_window = TimeWindow(self._window.length, None)

    def text_at(self, place: QPointF) -> str:
        """Say what lies at a place of the picture; empty when nothing does."""
        block = self._block_at(place)
        if block is None:
            return ""
        return "\n".join(span_words(block.lane.virtual_computer, block.span, self._tr))

    def sizeHint(self) -> QSize:
        """Give a size at which the lanes read well (Qt)."""
        return QSize(480, 180)

    def minimumSizeHint(self) -> QSize:
        """Give the least size (Qt)."""
        count = max(1, len(self._lanes()))
        return QSize(200, _LEAST_LANE_PX * count + 10 + foot_height(self._metrics()))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Paint axis and lanes (Qt)."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._looks.colour("base"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(self.font()))
        lanes = self._lanes()
        area, (began, end) = self.area(lanes), self._stretch_of(lanes)
        stretch = Stretch(area, began, end, self._window.end is None)
        paint = LanePainter(painter, self._looks, self._tr)
        paint.axis(stretch)
        self._blocks = []
        height = area.height() / max(1, len(lanes))
        for at, lane in enumerate(lanes):
            strip = QRectF(area.left(), area.top() + at * height, area.width(), height)
            painter.setPen(self._looks.colour("text"))
            name = QRectF(10, strip.top(), strip.left() - 14, height)
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, lane.virtual_computer)
            self._blocks += paint.lane(strip, lane, stretch)
        for block in self._blocks:
            if self.hasFocus() and _name(block.lane, block.span) == self._chosen:
                paint.frame(block.rectangle)
        if self.hasFocus() and self._chosen is None:
            paint.frame(QRectF(self.rect()).adjusted(3, 3, -3, -3))
        painter.end()

    def area(self, lanes: list[Lane]) -> QRectF:
        """Give where blocks are painted."""
        metrics = self._metrics()
        names = [metrics.horizontalAdvance(lane.virtual_computer) for lane in lanes]
        left = max(names, default=metrics.horizontalAdvance("VCOM4")) + 22
        foot = foot_height(metrics)
        return QRectF(left, 6, self.width() - left - 14, self.height() - 6 - foot)

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

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom where the pointer is; with Shift or sideways, move (Qt)."""
        assert event is not None
        turn = event.angleDelta()
        sideways = turn.x() or (
            turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.move_by(-_STEP * sideways / _WHEEL_STEP)
        else:
            self._turned += turn.y()
            if abs(self._turned) >= _WHEEL_STEP:
                self.zoom(closer=self._turned > 0, share=self._share(event.position().x()))
                self._turned = 0
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take hold of the picture (Qt)."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._drags = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Move the picture along with the mouse (Qt)."""
        if event is None or self._pressed is None:
            return
        moved = event.position().x() - self._pressed.x()
        self._drags = self._drags or abs(moved) >= _DRAG_PX
        if self._drags:
            self._pressed = event.position()
            self.move_by(-moved / max(1.0, self.area(self._lanes()).width()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Stand on the block that was clicked (Qt)."""
        if event is not None and self._pressed is not None and not self._drags:
            block = self._block_at(event.position())
            self._choose(None if block is None else (block.lane, block.span))
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go from block to block, zoom and move (Qt)."""
        assert event is not None
        call = self._keys.get(Qt.Key(event.key()))
        plain = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if call is None or plain:
            super().keyPressEvent(event)
        else:
            call()

    def _step(self, *, along: int = 0, across: int = 0) -> None:
        """Stand on the next block of the lane, or on that of another lane at the same time."""
        lanes = [lane for lane in self._lanes() if lane.spans]
        if not lanes:
            return
        names = [lane.virtual_computer for lane in lanes]
        if self._chosen is None or self._chosen.virtual_computer not in names:
            self._choose((lanes[0], lanes[0].spans[-1]))
            return
        at = names.index(self._chosen.virtual_computer)
        place = _place(lanes[at], self._chosen.began)
        if along:
            place = min(len(lanes[at].spans) - 1, max(0, place + along))
        else:
            moment = max(lanes[at].spans[place].began, self.stretch[0])
            at = min(len(lanes) - 1, max(0, at + across))
            place = _place(lanes[at], moment)
        self._choose((lanes[at], lanes[at].spans[place]))

    def _choose(self, found: tuple[Lane, Span] | None) -> None:
        self._chosen = None if found is None else _name(*found)
        text = ""
        if found is not None:
            lane, span = found
            text = self._tr("; ").join(span_words(lane.virtual_computer, span, self._tr))
            began, end = self.stretch
            if span.ended < began or span.began > end:
                moment = span.ended if span.ended < began else span.began
                self.time_window = self._window.showing(
                    moment, self._oldest(self._lanes()), self._now()
                )
        self.chosen_changed.emit(text)
        self.update()

    def _block_at(self, place: QPointF) -> Block | None:
        found = [block for block in self._blocks if _touches(block.rectangle, place)]
        return found[-1] if found else None

    def _share(self, x: float) -> float:
        area = self.area(self._lanes())
        return min(1.0, max(0.0, (x - area.left()) / max(1.0, area.width())))

    def _stretch_of(self, lanes: list[Lane]) -> tuple[float, float]:
        return self._window.stretch(self._oldest(lanes), self._now())

    def _oldest(self, lanes: list[Lane]) -> float:
        now = self._now()
        return min((lane.spans[0].began for lane in lanes if lane.spans), default=now)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(small_font(self.font()))


def _name(lane: Lane, span: Span) -> Chosen:
    return Chosen(lane.virtual_computer, span.began)


def _place(lane: Lane, moment: float) -> int:
    """Give the place of the span of a moment, or of the one before it."""
    return max((at for at, span in enumerate(lane.spans) if span.began <= moment), default=0)


def _touches(rectangle: QRectF, place: QPointF) -> bool:
    return rectangle.adjusted(-1, -1, 1, 1).contains(place)
