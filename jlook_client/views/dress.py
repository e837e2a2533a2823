# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting the looks on the program, and taking them off in order at its end."""

from collections.abc import Iterable

from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks, ui_font
from jlook_client.settings import Theme
from jlook_client.views.flat_style import FlatStyle


def dress(app: QApplication, looks: Looks, points: float = 0.0) -> None:
    """Give the whole program font, style and colours; once, before the first window."""
    app.setFont(ui_font(points))
    app.setStyle(FlatStyle(looks))
    change_colours(app, looks)


def change_colours(app: QApplication, looks: Looks) -> None:
    """Give the whole program the colours that ``looks`` wears now.

    Over bare widgets a new style sheet is put on in a fifth of the time that it takes over an old
    one with another palette.
    """
    app.setStyleSheet("")
    app.setPalette(looks.palette())
    app.setStyleSheet(looks.style_sheet())


def change_font(app: QApplication, looks: Looks, points: float) -> None:
    """Give the whole program letters of this size.

    While a style sheet is worn, Qt does not pass a new font on to the widgets that it dresses.
    """
    app.setStyleSheet("")
    app.setFont(ui_font(points))
    app.setStyleSheet(looks.style_sheet())


def is_dark(theme: Theme, app: QApplication) -> bool:
    """Decide between light and dark; a desktop that says nothing means light."""
    if theme is Theme.SYSTEM:
        hints = app.styleHints()
        return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
    return theme is Theme.DARK


def undress(app: QApplication, windows: Iterable[QWidget]) -> None:
    """Take down the windows, then the style.

    A style written in Python that outlives its widgets crashes at exit now and then.
    """
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    app.processEvents()
    app.setStyleSheet("")
    app.setStyle("Fusion")
