# SPDX-License-Identifier: GPL-3.0-or-later
"""The first paint: the main window, framed, before most of JLook is imported.

It takes Qt and a handful of small files (``docs/performance.md``, Start-up; a test holds what may
be imported). Whoever wants more than a plain start (an option, a server that cannot be told
without the site's file) gets the window after everything is read, as any error must come first.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtGui import QFontDatabase, QFontMetrics
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.application import bare_application
from jlook_client.looks import Looks, ui_font
from jlook_client.outline import Outline, read_outline
from jlook_client.own_folders import boards_path, is_running, settings_path
from jlook_client.views.first_frame import FirstFrameOfCard, FirstFrames, frame_window
from jlook_client.views.main_window import MainWindow
from jmss.texts import Texts, chosen_language

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_WAIT = 0.5
"""Seconds; a window that is not on the screen by then is hidden by its desktop. JLook goes on."""

JAPANESE = ord("日")

_IN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
"""Letters that need no second look; a name with others is left to ``address``."""


class Opened(NamedTuple):
    """The painted window, and what it was painted with."""

    app: QApplication
    window: MainWindow
    tr: Texts


def painted(arguments: Sequence[str]) -> Opened | None:
    """Paint the window and give it; None when the command line wants more than a plain start.

    Args:
        arguments: those of the command line, without the program.
    """
    remembered = read_outline(settings_path())
    target = _target(arguments, remembered)
    if target is None:
        return None
    name, port = target
    if is_running(name, port):
        return None  # it will come to the front, and this one says nothing
    app = bare_application()
    app.setFont(ui_font(remembered.font_points))
    tr = Texts(readable(chosen_language(remembered.language or None)))
    window = MainWindow(tr, remembered, server=name)
    looks = Looks(dark=_is_dark(remembered.theme, app))
    recalls = has_board(boards_path(), name, port)
    page = FirstFrames(tr, remembered) if recalls else FirstFrameOfCard(tr, name)
    frame_window(window, tr, looks, page, server=name)
    _show(app, window, maximised=remembered.maximised)
    return Opened(app, window, tr)


def readable(language: str) -> str:
    """Give the language, or English when its letters would be boxes."""
    if language != "ja" or QFontMetrics(QApplication.font()).inFontUcs4(JAPANESE):
        return language
    japanese = QFontDatabase.families(QFontDatabase.WritingSystem.Japanese)
    return "ja" if japanese else "en"


def has_board(folder: str, name: str, port: int) -> bool:
    """Whether a board of that server was saved (``saved_board.BoardFolder``).

    Args:
        folder: of the boards of all servers.
        name: the virtual computer name, without letters that ``BoardFolder`` would quote.
        port: its port; 0: whichever.
    """
    wanted = f"{name}_{port or ''}"
    try:
        for found in os.listdir(folder):  # noqa: PTH208 - pathlib takes longer than all of this
            if found == wanted or (not port and found.startswith(wanted)):
                files = os.listdir(f"{folder}/{found}")  # noqa: PTH208
                return any(file.endswith(".board") for file in files)
    except OSError:
        return False
    return False


def _target(arguments: Sequence[str], remembered: Outline) -> tuple[str, int] | None:
    """Give name and port, 0 for the usual one, of a server that is plain to see."""
    if len(arguments) > 1:
        return None
    if not arguments:
        told = f"{remembered.server}:{remembered.port}" if remembered.port else remembered.server
    else:
        told = arguments[0]
    name, colon, digits = told.removeprefix("jmss://").partition(":")
    if not name or name.startswith("-") or not _IN_NAMES.issuperset(name):
        return None
    if not colon:
        return name, 0
    port = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 0
    return (name, port) if 0 < port < 65536 else None


def _is_dark(theme: str, app: QApplication) -> bool:
    """Decide as ``dress.is_dark`` does, by the palette: that does not need the ``Qt`` namespace."""
    if theme == "system":
        return app.palette().window().color().lightness() < 128
    return theme == "dark"


def _show(app: QApplication, window: MainWindow, *, maximised: bool) -> None:
    """Bring the window onto the screen and wait until it was painted there."""
    if maximised:
        window.showMaximized()
    else:
        window.show()
    handle = window.windowHandle()
    give_up = time.monotonic() + LONGEST_WAIT
    while handle is not None and not handle.isExposed() and time.monotonic() < give_up:
        app.processEvents()
    app.processEvents()
