# SPDX-License-Identifier: GPL-3.0-or-later
"""A line under the filter bar: what in the filter box is not understood, and the way out."""

from PyQt6.QtCore import QEvent, QTimer
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit

from jlook_client.looks import Looks
from jlook_client.tables.filter_terms import Parsed
from jmss.texts import Texts

WAIT_MS = 500
"""A word that is being typed is not complained about before such a pause."""

_GLYPH_PX = 14


class FilterTrouble(QFrame):
    """Is there only while there is something to say."""

    def __init__(self, box: QLineEdit, tr: Texts, looks: Looks) -> None:
        super().__init__()
        self.setObjectName("trouble")
        self._box = box
        self._tr = tr
        self._looks = looks
        self._glyph, self.said = QLabel(), QLabel()
        self.said.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 3)
        layout.addWidget(self._glyph)
        layout.addWidget(self.said, 1)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._show)
        self._draw()
        self.hide()

    def look(self, parsed: Parsed) -> None:
        """Say what is not understood in a text."""
        says = [self._tr(one.says, **dict(one.fields)) for one in parsed.problems]
        text = self._tr("; ").join(says)
        if says:
            text += self._tr(" – this hides no job")
        self.said.setText(text)
        self._box.setAccessibleDescription(text)
        if not says:
            self._wait.stop()
            self.hide()
        elif not self.isVisible():
            self._wait.start()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _show(self) -> None:
        self.setVisible(bool(self.said.text()))

    def _draw(self) -> None:
        pixmap = self._looks.pixmap("warning", "warn", px=_GLYPH_PX, dpr=self.devicePixelRatioF())
        self._glyph.setPixmap(pixmap)
