# SPDX-License-Identifier: GPL-3.0-or-later
"""A main window that comes up where it was left, on a screen that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QMainWindow

from jlook_client.views.screens import in_sight

if TYPE_CHECKING:
    from jlook_client.outline import Outline
    from jlook_client.settings import Settings

LEAST_SIZE = QSize(640, 420)


class PlacedWindow(QMainWindow):
    """Knows its size and place as they are to be remembered."""

    def come_up(self, remembered: Outline | Settings) -> None:
        """Take the size and place that the window had."""
        self._came_up_at = remembered.position
        self.setMinimumSize(LEAST_SIZE)
        self.resize(QSize(*remembered.size))
        if remembered.position is not None:
            primary, screens = QGuiApplication.primaryScreen(), QGuiApplication.screens()
            screens.sort(key=lambda screen: screen is not primary)
            left = QRect(QPoint(*remembered.position), self.size())
            place = in_sight(left, [screen.availableGeometry() for screen in screens])
            self.resize(place.size())
            self.move(place.topLeft())

    @property
    def ordinary_size(self) -> tuple[int, int]:
        """Its size when it is not maximised."""
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        return size.width(), size.height()

    @property
    def ordinary_position(self) -> tuple[int, int] | None:
        """The upper left corner of the frame, when the window is not maximised."""
        frame = self.frameGeometry().topLeft() - self.geometry().topLeft()
        corner = self.normalGeometry().topLeft() + frame if self.isMaximized() else self.pos()
        # A window that was never on a screen has no place of its own yet.
        return (corner.x(), corner.y()) if self.isVisible() else self._came_up_at

    def bring_up(self) -> None:
        """Come to the front, also from an icon."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
