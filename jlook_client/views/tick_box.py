# SPDX-License-Identifier: GPL-3.0-or-later
"""The box of a tick: its edge is seen on every background, which Fusion's is not in the dark."""

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QStyle, QStyleOption

from jlook_client.looks import Looks, Token

_TICK = ((0.22, 0.52), (0.43, 0.73), (0.79, 0.28))
"""Corners of the tick as fractions of the box."""


def draw_tick_box(looks: Looks, option: QStyleOption, painter: QPainter) -> None:
    """Draw the box as it is: ticked or not, with the focus or not, of use or not."""
    state = option.state
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    ticked = bool(state & QStyle.StateFlag.State_On)
    edge: Token = "muted"
    if enabled and (ticked or state & QStyle.StateFlag.State_HasFocus):
        edge = "accent"
    box = QRectF(option.rect).adjusted(1, 1, -1, -1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(looks.colour(edge), 1.2))
    painter.setBrush(looks.colour("accent" if ticked and enabled else "base"))
    painter.drawRoundedRect(box, 2, 2)
    if ticked:
        painter.setPen(
            QPen(
                looks.colour("on_accent" if enabled else "muted"),
                1.8,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        corners = [
            QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in _TICK
        ]
        painter.drawPolyline(QPolygonF(corners))
    painter.restore()
