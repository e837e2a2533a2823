# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the letters and the glyphs of a table of jobs once where nobody sees them.

The first time that a letter is drawn its picture is made, and for the first character of another
script a font is looked for: for a screen full of jobs that takes as long as to paint them.
"""

from collections.abc import Callable, Iterator
from functools import partial

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QFont, QPainter, QPixmap
from PyQt6.QtWidgets import QWidget

from jlook_client.looks import Looks
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.views.row_delegate import GLYPH_PX

_LETTERS = "".join(map(chr, range(ord("!"), ord("~") + 1))) + "…夜間バッチ"
_PAPER = QRect(0, 0, 400, 400)


def inks_ahead(looks: Looks, widget: QWidget) -> Iterator[Callable[[], object]]:
    """Give what there is to draw in the font of ``widget``, each in a few milliseconds."""
    for bold in (False, True):
        yield partial(_write, widget, bold=bold)
    for look in JOB_LOOKS.values():
        dpr = widget.devicePixelRatioF()
        yield partial(looks.pixmap, look.glyph, look.token, px=GLYPH_PX, dpr=dpr)


def _write(widget: QWidget, *, bold: bool) -> None:
    paper = QPixmap(_PAPER.size() * widget.devicePixelRatioF())
    paper.setDevicePixelRatio(widget.devicePixelRatioF())
    paper.fill(Qt.GlobalColor.white)
    font = QFont(widget.font())
    font.setBold(bold)
    painter = QPainter(paper)
    painter.setFont(font)
    painter.drawText(_PAPER, int(Qt.TextFlag.TextWrapAnywhere), _LETTERS)
    painter.end()
