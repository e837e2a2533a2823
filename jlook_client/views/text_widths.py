# SPDX-License-Identifier: GPL-3.0-or-later
"""How wide a text is in a font: Qt takes three times as long to tell as to add up its letters."""

from functools import lru_cache

from PyQt6.QtGui import QFont, QFontMetrics, QFontMetricsF

_PLAIN = "".join(map(chr, range(32, 127)))
_MOST_OTHERS = 5_000
_FONTS = 8


class TextWidths:
    """Measures texts in one font.

    Args:
        font: the font.
    """

    def __init__(self, font: QFont) -> None:
        self._letters = _letters(QFont(font))
        self._other = lru_cache(maxsize=_MOST_OTHERS)(QFontMetrics(font).horizontalAdvance)

    def plain(self, text: str) -> int | None:
        """Give the pixels of a text of ASCII alone, where kerning may take some away; else None."""
        letters = self._letters
        try:
            return round(sum([letters[letter] for letter in text]))
        except KeyError:
            return None

    def of(self, text: str) -> int:
        """Give the pixels of any text, likewise."""
        width = self.plain(text)
        return self._other(text) if width is None else width


@lru_cache(maxsize=_FONTS)
def _letters(font: QFont) -> dict[str, float]:
    """Give the widths of the letters of ASCII; the font must stay as it is."""
    # ``QFont.toString`` would be no name for it: of the families it tells the first one only.
    metrics = QFontMetricsF(font)
    return {letter: metrics.horizontalAdvance(letter) for letter in _PLAIN}
