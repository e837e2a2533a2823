# SPDX-License-Identifier: GPL-3.0-or-later
"""The plot of the statistics subwindow: one lane for each count, each on a scale of its own.

Lines are what was at the end of a minute, bars what happened in it. A red hatch is when no
server worked, a grey dotted one what this desk cannot know, a dashed line a takeover.
"""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PyQt6.QtWidgets import QWidget

from jlook_client.looks import Looks, small_font
from jlook_client.tables.minute_series import MinuteSeries
from jlook_client.tables.minute_words import LANES
from jlook_client.tables.takeovers import ServerTakeover
from jlook_client.views.minute_painter import GLYPH_PX, MinutePainter, PlotFrame
from jmss.model.statistics import minute_of
from jmss.texts import Texts

_LEAST_LANE_PX = 34
_BIG_STEP = 10
"""Minutes that Ctrl and an arrow go."""


class MinutePlot(QWidget):
    """Paints the minutes of the last hours; a cursor, moved by mouse or keys, chooses one."""

    cursor_moved = pyqtSignal()

    def __init__(
        self,
        series: MinuteSeries,
        *,
        takeovers: Callable[[], Sequence[ServerTakeover]],
        now: Callable[[], float],
        known_until: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Build it over a series.

        Args:
            series: the counts.
            takeovers: when the JMSS server came to another node.
            now: the present by the server's clock, where the plot ends.
            known_until: up to when anything is known, by the same clock.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName("minute_plot")
        self.setAccessibleName(tr("Jobs of the last hours, by minutes"))
        self._series = series
        self._takeovers = takeovers
        self._now = now
        self._known_until = known_until
        self._tr = tr
        self._looks = looks
        self.hours = 1
        """How far back it reaches."""
        self._frame = PlotFrame(QRectF(), self.hours, now())
        self._picture: QPixmap | None = None
        """All but the cursor, as it was painted last; None: to be painted anew."""
        self.cursor_minute: int | None = None
        """The minute that was chosen; None: the newest one."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def first(self) -> int:
        """The minute at the left edge."""
        return self.last - self.hours * 60

    @property
    def last(self) -> int:
        """The minute at the right edge."""
        return minute_of(self._now())

    def renew(self) -> None:
        """Paint what is known now."""
        self._picture = None
        self.update()

    def reach_back(self, hours: int) -> None:
        """Show so many hours."""
        self.hours = hours
        self.move_cursor(self.cursor_minute)
        self.renew()

    def move_cursor(self, minute: int | None) -> None:
        """Choose a minute, within what is shown; None: the newest one."""
        self.cursor_minute = None if minute is None else min(max(minute, self.first), self.last)
        self.update()
        self.cursor_moved.emit()

    def minute_at(self, x: float) -> int:
        """Give the minute at a place of the plot."""
        return min(max(minute_of(self._frame.moment(x)), self.first), self.last)

    def sizeHint(self) -> QSize:
        """Give a size at which the lanes read well (Qt)."""
        return QSize(560, 320)

    def minimumSizeHint(self) -> QSize:
        """Give the least size (Qt)."""
        return QSize(240, len(LANES) * _LEAST_LANE_PX + self._foot() + 10)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Paint anew at another size (Qt)."""
        super().resizeEvent(event)
        self.renew()

    def changeEvent(self, event: QEvent | None) -> None:
        """Paint anew in other colours or another font (Qt)."""
        super().changeEvent(event)
        kinds = {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}
        if event is not None and event.type() in kinds:
            self._picture = None

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Choose the minute under the pointer (Qt)."""
        if event is not None and self._frame.area.contains(event.position()):
            self.move_cursor(self.minute_at(event.position().x()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Go back to the newest minute, unless the keys are at work (Qt)."""
        if not self.hasFocus():
            self.move_cursor(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the cursor: arrows, with Ctrl by ten minutes, Home, End, Escape (Qt)."""
        assert event is not None
        here = self.last if self.cursor_minute is None else self.cursor_minute
        step = _BIG_STEP if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
        match event.key():
            case Qt.Key.Key_Left:
                self.move_cursor(here - step)
            case Qt.Key.Key_Right:
                self.move_cursor(here + step)
            case Qt.Key.Key_PageUp:
                self.move_cursor(here - 60)
            case Qt.Key.Key_PageDown:
                self.move_cursor(here + 60)
            case Qt.Key.Key_Home:
                self.move_cursor(self.first)
            case Qt.Key.Key_End:
                self.move_cursor(self.last)
            case Qt.Key.Key_Escape if self.cursor_minute is not None:
                self.move_cursor(None)
            case _:
                event.ignore()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Paint axis, lanes and cursor (Qt)."""
        if self._picture is None:
            self._picture = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self.cursor_minute is not None:
            self._on(painter).cursor(self.cursor_minute)
        painter.end()

    def _on(self, painter: QPainter) -> MinutePainter:
        painter.setFont(small_font(self.font()))
        dpr = self.devicePixelRatioF()
        return MinutePainter(painter, self._frame, tr=self._tr, looks=self._looks, dpr=dpr)

    def _painted(self) -> QPixmap:
        """Paint everything but the cursor, which moves more often than the rest changes."""
        self._frame = PlotFrame(self._area(), self.hours, self._now())
        dpr = self.devicePixelRatioF()
        picture = QPixmap(self.size() * dpr)
        picture.setDevicePixelRatio(dpr)
        picture.fill(self._looks.colour("base"))
        painter = QPainter(picture)
        paint = self._on(painter)
        minutes = self._series.between(self.first, self.last)
        paint.axis(self._foot())
        for lane in range(len(LANES)):
            paint.lane(lane, minutes)
        paint.hatches(minutes, self._known_until())
        paint.takeovers(self._takeovers())
        painter.end()
        return picture

    def _area(self) -> QRectF:
        metrics = QFontMetrics(small_font(self.font()))
        words = max(metrics.horizontalAdvance(self._tr(lane.word)) for lane in LANES)
        left, top = words + GLYPH_PX + 22, GLYPH_PX + 2
        right = metrics.horizontalAdvance("0,000,000") + 10
        width, height = self.width() - left - right, self.height() - top - self._foot()
        return QRectF(left, top, max(20, width), max(20, height))

    def _foot(self) -> int:
        return QFontMetrics(small_font(self.font())).height() + 8
