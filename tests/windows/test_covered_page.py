# SPDX-License-Identifier: GPL-3.0-or-later
"""Until there are jobs the first card is seen, and the subwindows stand ready beneath it."""

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.views.covered_page import CoveredPage


class Field(QLineEdit):
    """Counts its paintings."""

    painted = 0

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's
        super().paintEvent(event)
        self.painted += 1


def holding(field: QWidget) -> QWidget:
    holder = QWidget()
    QVBoxLayout(holder).addWidget(field)
    return holder


class Room:
    """A covered page on the screen, with a field on the page and one on the card."""

    def __init__(self, qtbot: QtBot) -> None:
        self.inside, self.asked = Field(), Field()
        self.page, self.card = holding(self.inside), holding(self.asked)
        self.covered = CoveredPage(self.page, self.card)
        qtbot.addWidget(self.covered)
        self.covered.resize(300, 200)
        with qtbot.waitExposed(self.covered):
            self.covered.show()
        self.asked.setFocus()


def test_the_page_is_out_of_reach_until_it_may_be_wanted(qtbot: QtBot) -> None:
    room = Room(qtbot)
    assert room.covered.is_covered
    assert room.card.isVisible()
    assert not room.page.isVisible()
    room.covered.cover(soon=True)
    assert room.page.isVisible()
    assert room.covered.is_covered
    room.covered.cover(soon=False)
    assert not room.page.isVisible()


def test_what_stands_ready_is_laid_out_but_nobody_sees_it(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.covered.cover(soon=True)
    room.covered.resize(500, 400)
    qtbot.waitUntil(lambda: room.inside.width() > 400)
    QApplication.processEvents()
    assert room.page.size() == room.card.size() == QSize(500, 400)
    assert room.asked.painted
    assert not room.inside.painted
    assert room.covered.childAt(250, 200) is room.asked, "clicks get to the card"


def test_the_keyboard_is_not_left_beneath(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.covered.cover(soon=True)
    room.inside.setFocus()
    room.covered.cover(soon=True)
    assert room.asked.hasFocus()


def test_the_keyboard_goes_along_when_the_card_does(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.inside.setFocus()  # as it was left
    room.asked.setFocus()
    room.covered.uncover()
    assert not room.covered.is_covered
    assert room.card.isHidden()
    assert room.covered.focusWidget() in {room.inside, room.page}
    qtbot.waitUntil(lambda: room.inside.painted > 0)


def test_the_card_can_come_back(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.covered.uncover()
    room.covered.cover(soon=True)
    QApplication.processEvents()
    assert room.covered.childAt(150, 100) is room.asked
    QTest.keyClick(room.asked, Qt.Key.Key_A)
    assert room.asked.text() == "a"
