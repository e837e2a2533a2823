# SPDX-License-Identifier: GPL-3.0-or-later
"""JClusterEnv, JEnv, JSchedule and JMenu without a mouse: access keys and the order of Tab."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jlook_client.apps.programs import Program
from jlook_client.views.shortcuts import keys_of, plain
from tests.fakes.whole_tools import TOOLS, Opened, opening

LANGUAGES = ("en", "ja")
MOST_STOPS = 120
"""Of Tab in one window; more is a ring that does not close."""

each_tool = pytest.mark.parametrize("program", TOOLS, ids=lambda program: program.key)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    with opening(qapp, tmp_path) as opened:
        yield opened


def letter(text: str) -> str:
    return QKeySequence.mnemonic(text).toString()


def said(widget: QWidget) -> Iterator[str]:
    """Give the texts whose access key takes the keyboard to a widget."""
    if isinstance(widget, QToolButton):
        return  # it shows the text of its action, without a mark
    is_label = isinstance(widget, QLabel) and widget.buddy() is not None
    if isinstance(widget, QAbstractButton) or is_label:
        yield widget.text()  # type: ignore[attr-defined] # both have it
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))


def access_keys(window: QWidget) -> list[tuple[str, str]]:
    """Give the letters with Alt that do something now, and what."""
    texts = [
        text
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.window() is window
        for text in said(widget)
    ]
    if isinstance(window, QMainWindow):
        bar = window.menuBar()
        texts += [action.text() for action in bar.actions()] if bar is not None else []
    return [(letter(text), text) for text in texts if letter(text)]


@each_tool
@each_language
def test_no_access_key_means_two_things(opened: Opened, program: Program, language: str) -> None:
    clashes = {}
    for name, window in opened(program, language).faces():
        QApplication.processEvents()
        keys = access_keys(window)
        twice = {key for key, times in Counter(key for key, _ in keys).items() if times > 1}
        if twice:
            clashes[name] = sorted(text for key, text in keys if key in twice)
    assert clashes == {}


def menus_of(menu: QMenu) -> Iterator[list[QAction]]:
    menu.aboutToShow.emit()
    entries = [action for action in menu.actions() if not action.isSeparator()]
    yield entries
    for action in entries:
        if (inner := action.menu()) is not None:
            yield from menus_of(inner)


@each_tool
@each_language
def test_every_menu_entry_has_a_letter_or_a_key(
    opened: Opened, program: Program, language: str
) -> None:
    window = opened(program, language).window
    for title in window.menu_bar.actions():
        menu = title.menu()
        assert menu is not None
        assert letter(title.text())
        for entries in menus_of(menu):
            letters = [letter(action.text()) for action in entries]
            held = [one for one in letters if one]
            assert len(held) == len(set(held)), [action.text() for action in entries]
            for action, one in zip(entries, letters, strict=True):
                assert one or action.isCheckable() or action.shortcuts(), action.text()


@each_tool
def test_no_key_means_two_things(opened: Opened, program: Program) -> None:
    window = opened(program, "en").window
    keys = [key for one in keys_of(window) if one.everywhere for key in one.keys]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def can_be_reached(window: QWidget) -> set[QWidget]:
    """Give whatever Tab has to come to: what is in sight, can be used, and wants the keyboard."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }


def described(widget: QWidget) -> str:
    name = widget.accessibleName() or widget.objectName()
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return f"{type(widget).__name__} {plain(text) or name}"


@each_tool
@each_language
def test_tab_comes_to_everything_and_round_again(
    opened: Opened, qtbot: QtBot, program: Program, language: str
) -> None:
    missed: dict[str, list[str]] = {}
    for name, window in opened(program, language).faces():
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QApplication.processEvents()
        seen: set[QWidget] = set()
        for _ in range(MOST_STOPS):
            at = window.focusWidget() or window
            QTest.keyClick(at, Qt.Key.Key_Tab)
            now = window.focusWidget()
            if now is None or now in seen:
                break
            seen.add(now)
        left = can_be_reached(window) - seen
        if left:
            missed[name] = sorted(map(described, left))
    assert missed == {}
