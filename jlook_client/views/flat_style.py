# SPDX-License-Identifier: GPL-3.0-or-later
"""The flat style: title bars of subwindows, the menu bar, the padding of table cells.

It is Fusion with a few parts drawn anew. Only one thing in it stands for a fact: a menu
whose action carries ``ALARMING`` is filled red ([接続], manual S10).
"""

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QAction, QPainter, QPen
from PyQt6.QtWidgets import (
    QListView,
    QMdiSubWindow,
    QMenuBar,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionTitleBar,
    QTableView,
    QTreeView,
    QWidget,
)

from jlook_client.looks import Looks, Token
from jlook_client.views.radio_circle import draw_radio_circle
from jlook_client.views.tick_box import draw_tick_box
from jlook_client.views.title_bar import TitleBar, title_part

ALARMING = "alarming"
"""The data of a menu's action that has it filled red in the menu bar."""

TITLE_HEIGHT = 26
FRAME = 2
CELL_PADDING = 6
MARK = 3
"""The width of the bar at the left of a chosen line."""

_LINES = (
    QStyle.PrimitiveElement.PE_PanelItemViewItem,
    QStyle.PrimitiveElement.PE_PanelItemViewRow,
)
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
        in_cells = isinstance(widget, QListView | QTableView | QTreeView)
        if metric == QStyle.PixelMetric.PM_FocusFrameHMargin and in_cells:
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
        """Draw a subwindow's frame as one line, ticks, radio circles; the menu bar has no frame."""
        if option is None or painter is None:
            return
        if element == QStyle.PrimitiveElement.PE_PanelMenuBar:
            return
        if element == QStyle.PrimitiveElement.PE_IndicatorCheckBox:
            draw_tick_box(self._looks, option, painter)
            return
        if element == QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            draw_radio_circle(self._looks, option, painter)
            return
        if element in _LINES and isinstance(widget, QListView | QTreeView):
            self._draw_line(option, painter, widget)
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
        elif element == QStyle.ControlElement.CE_MenuBarItem and (
            action := _entry_at(widget, option)
        ):
            painter.save()
            painter.fillRect(option.rect, self._looks.colour("window"))
            if action.data() == ALARMING:
                self._draw_alarming(option, action.text(), painter)
            else:
                self._draw_entry(option, action.text(), painter)
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
            rect = title_part(option.rect, part, widget)
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
            TitleBar(self._looks, option, widget).draw(painter)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _draw_line(self, option: QStyleOption, painter: QPainter, widget: QWidget) -> None:
        """Tint the chosen line of a list as tables do; that of a tree has no bar at its left."""
        if not option.state & QStyle.StateFlag.State_Selected:
            return
        painter.fillRect(option.rect, self._looks.colour("sel"))
        if isinstance(widget, QListView):
            bar = QRect(option.rect.left(), option.rect.top(), MARK, option.rect.height())
            painter.fillRect(bar, self._looks.colour("accent"))

    def _draw_entry(self, option: QStyleOption, text: str, painter: QPainter) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._looks.colour("sel"))
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.setPen(self._looks.colour("text" if enabled else "muted"))
        painter.drawText(
            option.rect,
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic,
            text,
        )

    def _draw_alarming(self, option: QStyleOption, text: str, painter: QPainter) -> None:
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
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic, text)


def _entry_at(widget: QWidget | None, option: QStyleOption) -> QAction | None:
    """Give the entry of a menu bar that is to be drawn.

    The bar is asked, not the option: Python may still know another option at the same
    place on the stack, and would take this one for that.
    """
    return widget.actionAt(option.rect.center()) if isinstance(widget, QMenuBar) else None
