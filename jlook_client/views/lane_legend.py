# SPDX-License-Identifier: GPL-3.0-or-later
"""What the blocks of the failover history mean: in a line below it, or in a panel beside it."""

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.lane_words import KIND_WORDS
from jlook_client.tables.lanes import SpanKind
from jlook_client.views.lane_painter import LanePainter
from jlook_client.views.popover import Popover
from jmss.texts import Texts

_SAMPLE_PX = 18
_GAP_PX = 14
_BESIDE_PX = 230
"""How wide the panel is: it has a kind or two in each line."""


class LaneLegend(QWidget):
    """A sample and a word for each kind of block, in as many lines as it takes."""

    def __init__(self, *, tr: Texts, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._looks = looks
        self._words = {kind: tr(word) for kind, word in KIND_WORDS.items()}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(legend_words(tr))

    def sizeHint(self) -> QSize:
        """Give the room for one line (Qt)."""
        return QSize(_GAP_PX, self._line_height())

    def heightForWidth(self, width: int) -> int:
        """Give the room for as many lines as it takes (Qt)."""
        return self._line_height() * (1 + max(line for _, line, _ in self._places(width)))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Paint samples and words (Qt)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint = LanePainter(painter, self._looks, self._tr)
        height = self._line_height()
        for kind, line, x in self._places(self.width()):
            top = line * height
            sample = QRectF(x + 0.5, top + height * 0.22, _SAMPLE_PX, height * 0.56)
            if kind in {SpanKind.HOME, SpanKind.AWAY}:
                paint.stay(sample, kind)
            else:
                paint.hatch(sample, kind)
            painter.setPen(self._looks.colour("muted"))
            word = QRectF(x + _SAMPLE_PX + 5, top, self.width(), height)
            painter.drawText(word, Qt.AlignmentFlag.AlignVCenter, self._words[kind])
        painter.end()

    def _line_height(self) -> int:
        return self.fontMetrics().height() + 4

    def _places(self, width: int) -> list[tuple[SpanKind, int, float]]:
        """Give line and left edge of each kind."""
        places, line, x = [], 0, 10.0
        for kind, word in self._words.items():
            wanted = _SAMPLE_PX + 5 + self.fontMetrics().horizontalAdvance(word)
            if x > 10 and x + wanted > width:
                line, x = line + 1, 10.0
            places.append((kind, line, x))
            x += wanted + _GAP_PX
        return places


class LegendPopover(Popover):
    """The legend where the subwindow is too low for it.

    Args:
        button: asks for it.
        tr: the words.
        looks: colours.
    """

    def __init__(self, button: QWidget, *, tr: Texts, looks: Looks) -> None:
        super().__init__(button, legend_words(tr), stays=False)
        legend = LaneLegend(tr=tr, looks=looks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 6, 10, 6)
        layout.addWidget(legend)
        legend.setFixedSize(_BESIDE_PX, legend.heightForWidth(_BESIDE_PX))

    def turn(self) -> None:
        """Show it, or put it away."""
        if self.isVisible():
            self.put_away()
        else:
            self.pop_up()


def legend_words(tr: Texts) -> str:
    """Name every kind of block."""
    return tr("Legend: {words}", words=tr(", ").join(tr(word) for word in KIND_WORDS.values()))
