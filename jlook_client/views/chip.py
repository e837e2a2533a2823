# SPDX-License-Identifier: GPL-3.0-or-later
"""A chip: a button that stays pressed, with glyph, word and count."""

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QFont, QFontMetrics
from PyQt6.QtWidgets import QToolButton, QWidget

from jlook_client.looks import Glyph, Looks, Token
from jlook_client.views.steady_room import SteadyButton
from jmss.texts import Texts

_GLYPH_PX = 14
_PADDING_TO_SPARE = 8
"""Logical pixels that bold letters may take of the padding."""


class _BoldWhenPressed(SteadyButton):
    """Has room for its words in bold from the first, which Qt does not see to."""

    def sizeHint(self) -> QSize:
        """Give what Qt wants, and what bold letters take beyond it."""
        size, bold = super().sizeHint(), QFont(self.font())
        bold.setBold(True)
        wider = QFontMetrics(bold).horizontalAdvance(self.text())
        wider -= QFontMetrics(self.font()).horizontalAdvance(self.text())
        return size + QSize(max(0, wider - _PADDING_TO_SPARE), 0)

    def minimumSizeHint(self) -> QSize:
        """Give the same: words are not cut off."""
        return self.sizeHint()


class Chip(_BoldWhenPressed):
    """Says how many there are of something; where it is narrow, glyph and number do."""

    def __init__(
        self,
        word: str,
        tr: Texts,
        looks: Looks,
        *,
        glyph: Glyph | None = None,
        ink: Token = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(_GLYPH_PX, _GLYPH_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._word = word
        self._tr = tr
        self._looks = looks
        self._glyph = glyph
        self._ink = ink
        self._count = 0
        self._short = False
        self._draw()
        self._say()

    def set_count(self, count: int) -> None:
        """Say another number."""
        if count != self._count:
            self._count = count
            self._say()

    def set_short(self, *, short: bool) -> None:
        """Leave out the word where the glyph says it; the tooltip keeps it."""
        if short != self._short:
            self._short = short
            self._say()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        if getattr(self, "_glyph", None):
            assert self._glyph is not None
            self.setIcon(self._looks.icon(self._glyph, self._ink, _GLYPH_PX))

    def _say(self) -> None:
        count = self._tr.count(self._count)
        full = f"{self._word} {count}"
        self.set_text(count if self._short and self._glyph else full)
        self.setToolTip(full)
        self.setAccessibleName(full)


def chip(text: str, tip: str = "") -> QToolButton:
    """Give a chip that counts nothing, with a tip where its text does not say it all."""
    button = _BoldWhenPressed()
    button.setObjectName("chip")
    button.setText(text)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if tip:
        button.setToolTip(tip)
        button.setAccessibleName(tip)
    return button
