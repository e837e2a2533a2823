# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands behind the first card is laid out and painted before it is wanted."""

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.views.covered_page import CoveredPage
from jlook_client.views.page_ahead import PageAhead


class Part(QLabel):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.painted: list[QSize] = []

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's
        super().paintEvent(event)
        self.painted.append(self.size())


def pages_with(*parts: Part) -> tuple[CoveredPage, QWidget]:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for part in parts:
        row.addWidget(part)
    pages = CoveredPage(page, QLabel("first"))
    pages.resize(400, 300)
    PageAhead(page, lambda: [part.grab for part in parts if not part.isHidden()])
    return pages, page


def test_a_hidden_page_has_its_size_and_was_painted_once_before_it_is_shown(qtbot: QtBot) -> None:
    left, right, closed = Part("left"), Part("right"), Part("closed")
    pages, page = pages_with(left, right, closed)
    closed.hide()
    qtbot.addWidget(pages)
    with qtbot.waitExposed(pages):
        pages.show()
    qtbot.waitUntil(lambda: bool(right.painted))
    assert page.size() == pages.size()
    assert left.size() == right.size() == left.painted[0] == QSize(200, 300)
    assert not page.isVisible()
    assert not closed.painted
    pages.resize(600, 300)
    qtbot.waitUntil(lambda: right.painted[-1] == QSize(300, 300))


def test_a_page_that_is_shown_is_left_to_qt(qtbot: QtBot) -> None:
    part = Part("one")
    pages, _ = pages_with(part)
    pages.uncover()
    qtbot.addWidget(pages)
    with qtbot.waitExposed(pages):
        pages.show()
    qtbot.waitUntil(lambda: len(part.painted) == 1)
    qtbot.wait(20)
    assert len(part.painted) == 1
