# SPDX-License-Identifier: GPL-3.0-or-later
"""What the main window shows first, while the rest of JLook is still being imported.

Titles of menus, the frames of the subwindows or the first card, the bar below: everything in its
place, nothing in it yet. Qt draws it from a style sheet (``resources/looks/frame.qss``) alone.
Python's view of the ``Qt`` namespace and of ``QStyle``, which the real style needs, takes as long
to come up as this whole frame to be painted: nothing here may name them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QFrame, QLabel, QMainWindow

from jlook_client.views.layout import default_places, rect_of

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent
    from PyQt6.QtWidgets import QWidget

    from jlook_client.looks import Looks
    from jlook_client.outline import Outline
    from jlook_client.settings import Settings
    from jmss.texts import Texts

TITLE_HEIGHT = 26
"""Logical pixels, as in the flat style."""

CARD_WIDTH = 340

MARGIN = 9
"""Around a layout, in Qt's styles."""


def frame_window(
    window: QMainWindow, tr: Texts, looks: Looks, page: QFrame, *, server: str = ""
) -> None:
    """Put the first frame into a window.

    Args:
        window: a bare one; ``furnish`` takes the frame out again.
        tr: the words.
        looks: asked for the style sheet only.
        page: what lies between the bars.
        server: the virtual computer name that will be dialled, as far as it is known.
    """
    window.setStyleSheet(looks.style_sheet("frame"))
    menu_bar, status_bar = window.menuBar(), window.statusBar()
    assert menu_bar is not None
    assert status_bar is not None
    for title in (
        *("&File", "&Edit", "&View", "&Job", "&Queue"),
        *("&Connect", "&Window", "&Help"),
    ):
        menu_bar.addAction(tr(title))
    coming = QLabel(tr("Connecting to {server}", server=server) if server else "")
    coming.setObjectName("coming")
    status_bar.setSizeGripEnabled(False)
    status_bar.addWidget(coming)
    window.setCentralWidget(page)


class FirstFrames(QFrame):
    """The frames of the subwindows, when there is a saved board to be shown in them."""

    def __init__(self, tr: Texts, remembered: Outline | Settings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._remembered = remembered
        titles = {
            "jobs": tr("Job information"),
            "machines": tr("Execution machines"),
            "history": tr("Failover history"),
            "log": tr("Event log"),
        }
        self._frames = {
            key: _Frame(self, title, active=key == "jobs")
            for key, title in titles.items()
            if key not in remembered.hidden
        }

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put each frame where its subwindow will be."""
        super().resizeEvent(event)
        places = self._remembered.places or default_places(self.width())
        if self._remembered.tabbed:
            places = {"jobs": (0.0, 0.0, 1.0, 1.0)}
        for key, frame in self._frames.items():
            frame.setVisible(key in places)
            if key in places:
                frame.setGeometry(rect_of(places[key], self.size()))


class _Frame(QFrame):
    """The frame of one subwindow."""

    def __init__(self, parent: QWidget, title: str, *, active: bool) -> None:
        super().__init__(parent)
        self.setObjectName("frame")
        self._title = QLabel(title, self)
        self._title.setObjectName("active" if active else "title")

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the title along the upper edge."""
        super().resizeEvent(event)
        self._title.setGeometry(QRect(1, 0, self.width() - 2, TITLE_HEIGHT))


class FirstFrameOfCard(QFrame):
    """The first card, when nothing was ever seen of the server."""

    def __init__(self, tr: Texts, server: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._card = QFrame(self)
        self._card.setObjectName("card")
        told = tr("Connecting to {server}", server=server) if server else ""
        self._headline = QLabel(told, self._card)
        self._headline.setObjectName("headline")

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put the card where ``FirstCard`` will lay it out."""
        super().resizeEvent(event)
        line = self.fontMetrics().height()
        height = 152 + 5 * line  # glyph, five rows of text or buttons, and what lies between
        left = (self.width() - CARD_WIDTH) // 2
        top = MARGIN + round((self.height() - 2 * MARGIN - height) / 3)
        self._card.setGeometry(left, top, CARD_WIDTH, height)
        self._headline.setGeometry(1, 67, CARD_WIDTH - 2, line)
