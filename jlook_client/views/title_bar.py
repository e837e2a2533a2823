# SPDX-License-Identifier: GPL-3.0-or-later
"""The title bar of a subwindow: flat, with a line in the accent colour when it is active."""

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import QMdiSubWindow, QStyle, QStyleOptionTitleBar

from jlook_client.looks import Looks, Token

BUTTON_WIDTH = 24
ACCENT_LINE = 2
GLYPH_PX = 16

_Sub = QStyle.SubControl
_BUTTONS = (_Sub.SC_TitleBarMinButton, _Sub.SC_TitleBarMaxButton, _Sub.SC_TitleBarCloseButton)


class TitleBar:
    """One title bar at the moment of painting."""

    def __init__(self, looks: Looks, option: QStyleOptionTitleBar, window: QMdiSubWindow) -> None:
        self._looks = looks
        self._option = option
        self._window = window
        self._bar = option.rect
        self._active = bool(QStyle.StateFlag(option.titleBarState) & QStyle.StateFlag.State_Active)

    def draw(self, painter: QPainter) -> None:
        """Draw all of it."""
        painter.save()
        self._draw_ground(painter)
        self._window.windowIcon().paint(painter, _menu_place(self._bar))
        self._draw_label(painter)
        for button in _BUTTONS:
            self._draw_button(painter, button)
        painter.restore()

    def _draw_ground(self, painter: QPainter) -> None:
        bar = self._bar
        painter.fillRect(bar, self._looks.colour("base" if self._active else "window"))
        if self._active:
            line = QRect(bar.left(), bar.top(), bar.width(), ACCENT_LINE)
            painter.fillRect(line, self._looks.colour("accent"))
        foot = QRect(bar.left(), bar.bottom(), bar.width(), 1)
        painter.fillRect(foot, self._looks.colour("line"))

    def _draw_label(self, painter: QPainter) -> None:
        font = painter.font()
        font.setBold(self._active)
        painter.setFont(font)
        painter.setPen(self._looks.colour("text" if self._active else "muted"))
        place = _label_place(self._bar)
        title = painter.fontMetrics().elidedText(
            self._window.windowTitle(), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)

    def _draw_button(self, painter: QPainter, button: QStyle.SubControl) -> None:
        place = _button_place(self._bar, button, self._window)
        if place is None or place.isEmpty():
            return
        closes = button == _Sub.SC_TitleBarCloseButton
        hot = self._option.activeSubControls == button and bool(
            self._option.state & QStyle.StateFlag.State_MouseOver
        )
        if hot:
            painter.fillRect(place, self._looks.colour("fail" if closes else "sel"))
        ink: Token = "on_accent" if hot and closes else "text" if self._active else "muted"
        painter.setPen(QPen(self._looks.colour(ink), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, closes)
        x, y = place.center().x(), place.center().y()
        if button == _Sub.SC_TitleBarMinButton:
            painter.drawLine(x - 4, y + 3, x + 4, y + 3)
        elif button == _Sub.SC_TitleBarMaxButton:
            painter.drawRect(x - 4, y - 4, 8, 8)
        else:
            painter.drawLine(x - 4, y - 4, x + 4, y + 4)
            painter.drawLine(x + 4, y - 4, x - 4, y + 4)


def title_part(bar: QRect, part: QStyle.SubControl, window: QMdiSubWindow) -> QRect | None:
    """Give the place of a part of the bar; None for a part that is left to the style."""
    if part == _Sub.SC_TitleBarLabel:
        return _label_place(bar)
    if part == _Sub.SC_TitleBarSysMenu:
        return _menu_place(bar)
    return _button_place(bar, part, window)


def _button_place(bar: QRect, part: QStyle.SubControl, window: QMdiSubWindow) -> QRect | None:
    """Give the place of a button counted from the right, an empty one where it is not shown."""
    restores = window.isMinimized() or window.isMaximized()
    order = {
        _Sub.SC_TitleBarCloseButton: 1,
        _Sub.SC_TitleBarMaxButton: 2,
        _Sub.SC_TitleBarMinButton: 0 if window.isMinimized() else 3,
        _Sub.SC_TitleBarNormalButton: (3 if window.isMinimized() else 2) if restores else 0,
    }.get(part)
    if order is None:
        return None
    if order == 0:
        return QRect()
    left = bar.right() - BUTTON_WIDTH * order - 1
    return QRect(left, bar.top() + 2, BUTTON_WIDTH, bar.height() - 4)


def _label_place(bar: QRect) -> QRect:
    return QRect(bar.left() + 26, bar.top(), bar.width() - 26 - 3 * BUTTON_WIDTH - 6, bar.height())


def _menu_place(bar: QRect) -> QRect:
    top = bar.top() + (bar.height() - GLYPH_PX) // 2
    return QRect(bar.left() + 6, top, GLYPH_PX, GLYPH_PX)
