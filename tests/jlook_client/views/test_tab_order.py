# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Tab goes: as things are laid out, and never into a ring that leaves something out."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.tab_order import next_stop, stops


class Shelf(QWidget):
    """A button over a list that the keyboard is handed on to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.list, self.button = QLineEdit(f"{name} list"), QPushButton(f"{name} button")
        head, lines = QHBoxLayout(), QVBoxLayout(self)
        lines.addWidget(self.list)
        lines.insertLayout(0, head)
        head.addWidget(self.button)
        self.setFocusProxy(self.list)


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QMainWindow]:
    made = QMainWindow()
    splitter = QSplitter()
    made.shelves = (Shelf("left"), Shelf("right"))  # type: ignore[attr-defined] # the test's own
    for shelf in made.shelves:  # type: ignore[attr-defined]
        splitter.addWidget(shelf)
    made.setCentralWidget(splitter)
    made.show()
    made.activateWindow()
    qapp.processEvents()
    yield made
    made.close()
    made.deleteLater()


def names(widgets: list[QWidget]) -> list[str]:
    return [one.text() for one in widgets]  # type: ignore[attr-defined] # all of these have one


def test_it_goes_as_things_are_laid_out(window: QMainWindow) -> None:
    wanted = ["left button", "left list", "right button", "right list"]
    assert names(stops(window)) == wanted


def test_round_and_back(window: QMainWindow) -> None:
    forward, back = [], []
    stops(window)[0].setFocus()
    for found, is_forward in ((forward, True), (back, False)):
        for _ in range(4):
            stop = next_stop(window, forward=is_forward)
            assert stop is not None
            stop.setFocus()
            found.append(stop)
    assert names(forward) == ["left list", "right button", "right list", "left button"]
    assert names(back) == ["right list", "right button", "left list", "left button"]


def test_what_comes_later_is_where_it_is_seen(window: QMainWindow) -> None:
    left = window.shelves[0]  # type: ignore[attr-defined]
    left.layout().insertWidget(1, QPushButton("new"))
    QApplication.processEvents()
    assert names(stops(window))[:3] == ["left button", "new", "left list"]


def test_what_cannot_be_used_or_seen_is_left_out(window: QMainWindow) -> None:
    left, right = window.shelves  # type: ignore[attr-defined]
    left.button.setEnabled(False)
    right.button.hide()
    left.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert names(stops(window)) == ["right list"]
    right.list.setEnabled(False)
    assert next_stop(window, forward=True) is None
