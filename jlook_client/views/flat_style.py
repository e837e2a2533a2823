# SPDX-License-Identifier: GPL-3.0-or-later
"""The flat style: title bars of subwindows, the menu bar, the padding of table cells.

It is Fusion with a few parts drawn anew. Only one thing in it stands for a fact: a menu
whose action carries ``ALARMING`` is filled red ([接続], manual S10).
"""

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import (
    QMdiSubWindow,
    QMenuBar,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionTitleBar,
    QTableView,
    QWidget,
)

from jlook_client.looks import Looks, Token

ALARMING = "alarming"
"""The data of a menu's action that has it filled red in the menu bar."""

TITLE_HEIGHT = 26
BUTTON_WIDTH = 24
FRAME = 2
CELL_PADDING = 6

_Sub = QStyle.SubControl
_BUTTONS = (_Sub.SC_TitleBarMinButton, _Sub.SC_TitleBarMaxButton, _Sub.SC_TitleBarCloseButton)
_METRICS = {
    QStyle.PixelMetric.PM_TitleBarHeight: TITLE_HEIGHT,
    QStyle.PixelMetric.PM_MenuBarPanelWidth: 1,
    QStyle.PixelMetric.PM_MenuBarVMargin: 1,
}


class FlatStyle(QProxyStyle):
    """Draws with the colours that ``looks`` wears at the moment of painting."""

    def __init__(self, looks: Looks) -> None:
        super().__init__("Fusion")
        self._looks = looks

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Give the measures of the flat parts."""
        if metric in _METRICS:
            return _METRICS[metric]
        if (
            metric == QStyle.PixelMetric.PM_MdiSubWindowFrameWidth
            and widget is not None
            and not widget.isMaximized()
        ):
            return FRAME
        if metric == QStyle.PixelMetric.PM_FocusFrameHMargin and isinstance(widget, QTableView):
            return CELL_PADDING
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 (Qt's name)
    ) -> int:
        """Keep the mnemonics of menus underlined: they are how a keyboard finds [接続]."""
        if hint == QStyle.StyleHint.SH_UnderlineShortcut:
            return 1
        return super().styleHint(hint, option, widget, returnData)

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption | None,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        """Give menu-bar entries room for the filled one."""
        wanted = super().sizeFromContents(kind, option, size, widget)
        return wanted + QSize(8, 2) if kind == QStyle.ContentsType.CT_MenuBarItem else wanted

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the frame of a subwindow as one line; the menu bar has none."""
        if option is None or painter is None:
            return
        if element == QStyle.PrimitiveElement.PE_PanelMenuBar:
            return
        if element == QStyle.PrimitiveElement.PE_FrameWindow:
            painter.fillRect(option.rect, self._looks.colour("window"))
            painter.setPen(QPen(self._looks.colour("line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
            return
        super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the menu bar."""
        if option is None or painter is None:
            return
        if element == QStyle.ControlElement.CE_MenuBarEmptyArea:
            painter.fillRect(option.rect, self._looks.colour("window"))
        elif element == QStyle.ControlElement.CE_MenuBarItem and isinstance(
            option, QStyleOptionMenuItem
        ):
            painter.save()
            painter.fillRect(option.rect, self._looks.colour("window"))
            if _is_alarming(option, widget):
                self._draw_alarming(option, painter)
            else:
                self._draw_entry(option, painter)
            painter.restore()
        else:
            super().drawControl(element, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Give the places in a subwindow's title bar."""
        if (
            control == QStyle.ComplexControl.CC_TitleBar
            and isinstance(widget, QMdiSubWindow)
            and option is not None
        ):
            rect = _title_part(option.rect, part, widget)
            if rect is not None:
                return rect
        return super().subControlRect(control, option, part, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the title bar of a subwindow."""
        if (
            control == QStyle.ComplexControl.CC_TitleBar
            and isinstance(widget, QMdiSubWindow)
            and isinstance(option, QStyleOptionTitleBar)
            and painter is not None
        ):
            painter.save()
            self._draw_title(option, painter, widget)
            painter.restore()
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _draw_entry(self, option: QStyleOptionMenuItem, painter: QPainter) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._looks.colour("sel"))
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.setPen(self._looks.colour("text" if enabled else "muted"))
        painter.drawText(
            option.rect,
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic,
            option.text,
        )

    def _draw_alarming(self, option: QStyleOptionMenuItem, painter: QPainter) -> None:
        fill: Token = "fail"
        ink: Token = "on_accent"
        if not option.state & QStyle.StateFlag.State_Enabled:
            fill, ink = "fail_tint", "muted"
        elif option.state & QStyle.StateFlag.State_Sunken:
            fill = "accent"
        box = option.rect.adjusted(1, 2, -1, -2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._looks.colour(fill))
        painter.drawRoundedRect(QRectF(box), 3, 3)
        painter.setPen(self._looks.colour(ink))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic, option.text
        )

    def _draw_title(
        self, option: QStyleOptionTitleBar, painter: QPainter, window: QMdiSubWindow
    ) -> None:
        active = bool(QStyle.StateFlag(option.titleBarState) & QStyle.StateFlag.State_Active)
        bar = option.rect
        painter.fillRect(bar, self._looks.colour("base" if active else "window"))
        if active:
            painter.fillRect(
                QRect(bar.left(), bar.top(), bar.width(), 2), self._looks.colour("accent")
            )
        painter.fillRect(
            QRect(bar.left(), bar.bottom(), bar.width(), 1), self._looks.colour("line")
        )
        window.windowIcon().paint(painter, _menu_place(bar))
        font = painter.font()
        font.setBold(active)
        painter.setFont(font)
        painter.setPen(self._looks.colour("text" if active else "muted"))
        place = _label_place(bar)
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            painter.fontMetrics().elidedText(
                window.windowTitle(), Qt.TextElideMode.ElideRight, place.width()
            ),
        )
        for button in _BUTTONS:
            self._draw_button(option, painter, window, button, active=active)

    def _draw_button(
        self,
        option: QStyleOptionTitleBar,
        painter: QPainter,
        window: QMdiSubWindow,
        button: QStyle.SubControl,
        *,
        active: bool,
    ) -> None:
        place = _button_place(option.rect, button, window)
        if place is None or place.isEmpty():
            return
        closes = button == _Sub.SC_TitleBarCloseButton
        hot = option.activeSubControls == button and bool(
            option.state & QStyle.StateFlag.State_MouseOver
        )
        if hot:
            painter.fillRect(place, self._looks.colour("fail" if closes else "sel"))
        ink: Token = "on_accent" if hot and closes else "text" if active else "muted"
        painter.setPen(QPen(self._looks.colour(ink), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, closes)
        middle = place.center()
        x, y = middle.x(), middle.y()
        if button == _Sub.SC_TitleBarMinButton:
            painter.drawLine(x - 4, y + 3, x + 4, y + 3)
        elif button == _Sub.SC_TitleBarMaxButton:
            painter.drawRect(x - 4, y - 4, 8, 8)
        else:
            painter.drawLine(x - 4, y - 4, x + 4, y + 4)
            painter.drawLine(x + 4, y - 4, x - 4, y + 4)


def _is_alarming(option: QStyleOptionMenuItem, widget: QWidget | None) -> bool:
    if not isinstance(widget, QMenuBar):
        return False
    action = widget.actionAt(option.rect.center())
    return action is not None and bool(action.data() == ALARMING)


def _title_part(bar: QRect, part: QStyle.SubControl, window: QMdiSubWindow) -> QRect | None:
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
    return QRect(bar.left() + 6, bar.top() + (bar.height() - 16) // 2, 16, 16)
