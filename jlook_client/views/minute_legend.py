# SPDX-License-Identifier: GPL-3.0-or-later
"""What hatches and lines over the lanes of the statistics mean, in a line below them."""

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from jlook_client.looks import Looks
from jlook_client.views.minute_painter import Mark, paint_mark
from jmss.errors import N_
from jmss.texts import Texts

_SAMPLE_PX = 18
_GAP_PX = 16

_WORDS = {
    Mark.GAP: N_("no JMSS server worked"),
    Mark.UNKNOWN: N_("not known"),
    Mark.TAKEOVER: N_("takeover of the JMSS server"),
}


class MinuteLegend(QWidget):
    """A sample and a word for each mark."""

    def __init__(self, *, tr: Texts, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks = looks
        self._words = {mark: tr(word) for mark, word in _WORDS.items()}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Legend: {words}", words=tr(", ").join(self._words.values())))

    def sizeHint(self) -> QSize:
        """Give the room for one line (Qt)."""
        return QSize(_GAP_PX, self.fontMetrics().height() + 6)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Paint samples and words (Qt)."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._looks.colour("base"))
        x = 10.0
        for mark, word in self._words.items():
            sample = QRectF(x, self.height() * 0.2, _SAMPLE_PX, self.height() * 0.55)
            paint_mark(painter, self._looks, mark, sample)
            painter.setPen(self._looks.colour("muted"))
            room = QRectF(x + _SAMPLE_PX + 5, 0, self.width(), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, word)
            x += _SAMPLE_PX + 5 + self.fontMetrics().horizontalAdvance(word) + _GAP_PX
        painter.end()
