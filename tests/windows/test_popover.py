# SPDX-License-Identifier: GPL-3.0-or-later
"""A popover lies over its window, and goes with what it belongs to."""

from collections.abc import Callable

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PyQt6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.views.popover import Popover


class Room:
    """A window with an anchor and another field."""

    def __init__(self, *, stays: bool) -> None:
        self.window = QWidget()
        self.window.resize(400, 300)
        self.holder = QWidget()
        self.anchor, self.other = QPushButton("anchor"), QLineEdit()
        layout = QVBoxLayout(self.window)
        QVBoxLayout(self.holder).addWidget(self.anchor)
        layout.addWidget(self.other)
        layout.addWidget(self.holder)
        self.popover = Popover(self.anchor, "name", stays=stays)
        self.field = QLineEdit()
        QVBoxLayout(self.popover).addWidget(self.field)


@pytest.fixture
def build(qtbot: QtBot, keep: Callable[[QWidget], None]) -> Callable[[bool], Room]:
    def build(stays: bool) -> Room:
        room = Room(stays=stays)
        keep(room.window)
        room.window.show()
        room.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is room.window)
        room.popover.pop_up()
        room.field.setFocus()
        return room

    return build


def test_it_gives_the_keyboard_back(qtbot: QtBot, build: Callable[[bool], Room]) -> None:
    room = build(True)
    assert room.popover.parentWidget() is room.window
    qtbot.keyClick(room.field, Qt.Key.Key_Escape)
    assert not room.popover.isVisible()
    assert QApplication.focusWidget() is room.anchor


def test_escape_puts_it_away_from_its_anchor_too(
    qtbot: QtBot, build: Callable[[bool], Room]
) -> None:
    room = build(True)
    room.anchor.setFocus()
    assert room.popover.isVisible()
    qtbot.keyClick(room.anchor, Qt.Key.Key_Escape)
    assert not room.popover.isVisible()
    assert QApplication.focusWidget() is room.anchor


def test_it_goes_or_stays_when_the_keyboard_goes(build: Callable[[bool], Room]) -> None:
    for stays in (True, False):
        room = build(stays)
        room.other.setFocus()
        assert room.popover.isVisible() is stays
        assert QApplication.focusWidget() is room.other


def test_it_goes_with_its_anchor(build: Callable[[bool], Room]) -> None:
    room = build(True)
    room.holder.hide()
    assert not room.popover.isVisible()
    room.holder.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert sip.isdeleted(room.popover)


def test_it_stays_within_the_window(qtbot: QtBot, build: Callable[[bool], Room]) -> None:
    room = build(True)
    room.window.resize(200, 120)
    qtbot.waitUntil(lambda: room.window.height() == 120)
    corner = room.popover.mapTo(room.window, QPoint(0, 0))
    assert corner.x() >= 0
    assert corner.y() >= 0
    assert corner.y() + room.popover.height() <= room.window.height()
