# SPDX-License-Identifier: GPL-3.0-or-later
"""A small panel that lies over its window beside what it belongs to. It stops nothing."""

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QFrame, QWidget

_GAP_PX = 2


class Popover(QFrame):
    """Esc puts it away and gives the keyboard back; everything else goes on meanwhile.

    Args:
        anchor: what it lies under, or over where there is no room below.
        name: what a screen reader calls it.
        stays: whether it stays when the keyboard goes elsewhere.
    """

    left = pyqtSignal()
    """It was put away."""

    def __init__(self, anchor: QWidget, name: str, *, stays: bool = True) -> None:
        super().__init__(anchor)
        self._anchor = anchor
        self._stays = stays
        self.setObjectName("popover")
        self.setAccessibleName(name)
        self.setAutoFillBackground(True)
        self.hide()

    def pop_up(self) -> None:
        """Show it at its anchor, within the window."""
        window = self._anchor.window()
        assert window is not None
        if self.parentWidget() is not window:
            self.setParent(window)
            window.installEventFilter(self)
            self._anchor.installEventFilter(self)
            self._anchor.destroyed.connect(self.deleteLater)
            application = QApplication.instance()
            assert isinstance(application, QApplication)
            application.focusChanged.connect(self._follow_keyboard)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def put_away(self) -> None:
        """Hide it; the keyboard goes back to its anchor if it was in here."""
        if self.isVisible():
            keyboard = QApplication.focusWidget()
            had_keyboard = keyboard is not None and self.isAncestorOf(keyboard)
            self.hide()
            if had_keyboard:
                self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc puts it away (Qt)."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay within the window when it changes its size; go with the anchor, or by Esc there."""
        if event is None or not self.isVisible():
            return False
        if watched is self._anchor and isinstance(event, QKeyEvent):
            return self._took_escape(event)
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.Hide and watched is self._anchor:
            self.put_away()
        return False

    def _took_escape(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:  # no shortcut may take it before
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self.put_away()
        return True

    def _follow_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Go when the keyboard has gone elsewhere in JLook."""
        if not self._stays and now is not None and self.isVisible() and not self._holds(now):
            self.put_away()

    def _holds(self, widget: QWidget | None) -> bool:
        while widget is not None and widget is not self:
            widget = widget.parentWidget()
        return widget is self

    def _place(self) -> None:
        window = self._anchor.window()
        assert window is not None
        corner = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + _GAP_PX))
        if corner.y() + self.height() > window.height():
            above = self._anchor.mapTo(window, QPoint(0, -_GAP_PX - self.height()))
            corner.setY(max(0, min(above.y(), window.height() - self.height())))
        corner.setX(max(0, min(corner.x(), window.width() - self.width())))
        self.move(corner)
