# SPDX-License-Identifier: GPL-3.0-or-later
"""The circle of a radio button, drawn as ticks are: Fusion's is not seen in the dark."""

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import QStyle, QStyleOption

from jlook_client.looks import Looks, Token

_DOT = 0.24
"""The radius of the dot of the chosen one, as a fraction of the circle's width."""


def draw_radio_circle(looks: Looks, option: QStyleOption, painter: QPainter) -> None:
    """Draw the circle as it is: chosen or not, with the focus or not, of use or not."""
    state = option.state
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    chosen = bool(state & QStyle.StateFlag.State_On)
    edge: Token = "muted"
    if enabled and (chosen or state & QStyle.StateFlag.State_HasFocus):
        edge = "accent"
    side = min(option.rect.width(), option.rect.height()) - 2.0
    circle = QRectF(0.0, 0.0, side, side)
    circle.moveCenter(QRectF(option.rect).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(looks.colour(edge), 1.4))
    painter.setBrush(looks.colour("base"))
    painter.drawEllipse(circle)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(looks.colour("accent" if enabled else "muted"))
        painter.drawEllipse(circle.center(), _DOT * side, _DOT * side)
    painter.restore()
