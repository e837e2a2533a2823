# SPDX-License-Identifier: GPL-3.0-or-later
"""An operator's hands: real mouse and key events on real windows, aimed at what is to be seen."""

import asyncio
from collections.abc import Callable

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

from jlook_client.apps.desk import Desk
from jlook_client.apps.waiting import until
from jlook_client.views.job_information import JobInformation

LONGEST = 60.0
"""Seconds that anything may take to come."""

_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier


class OperatorHands:
    """Works one desk. What is not to be seen cannot be clicked.

    Args:
        desk: it is shown.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def wait(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until it is to be seen."""
        await until(seen, what, LONGEST)

    async def click(self, widget: QWidget) -> None:
        """Click in the middle of a widget."""
        assert widget.isVisible(), f"{widget.accessibleName() or widget} is not to be seen"
        assert widget.isEnabled(), f"{widget.accessibleName() or widget} is disabled"
        QTest.mouseClick(widget, _LEFT)
        await asyncio.sleep(0.05)

    async def press(self, keys: str, widget: QWidget | None = None) -> None:
        """Press keys such as ``Ctrl+O`` where the keyboard is."""
        target = widget or QApplication.focusWidget() or self._desk.window
        QTest.keySequence(target, keys)
        await asyncio.sleep(0.05)

    async def write(self, text: str, widget: QWidget) -> None:
        """Type a text into a box."""
        widget.setFocus()
        QTest.keyClicks(widget, text)
        await asyncio.sleep(0.05)

    async def choose(self, *words: str) -> None:
        """Go through a menu: its title, then the words of the entries, all without mnemonics."""
        bar = self._desk.window.menu_bar
        title = _action(bar.actions(), words[0])
        QTest.mouseClick(bar, _LEFT, _NONE, bar.actionGeometry(title).center())
        await asyncio.sleep(0.05)
        for word in words[1:]:
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu), f"no menu is open for {word!r}"
            entry = _action(menu.actions(), word)
            assert entry.isEnabled(), f"{word!r} is disabled: {entry.toolTip()}"
            QTest.mouseClick(menu, _LEFT, _NONE, menu.actionGeometry(entry).center())
            await asyncio.sleep(0.05)

    async def click_row(self, jobs: JobInformation, row: int, keys: str = "") -> None:
        """Click a row of the job table, with ``Shift`` or ``Ctrl`` held."""
        view = jobs.view
        index = view.model().index(row, 1)
        view.scrollTo(index)
        where: QPoint = view.visualRect(index).center()
        held = {"": _NONE, "Shift": Qt.KeyboardModifier.ShiftModifier}[keys]
        QTest.mouseClick(view.viewport(), _LEFT, held, where)
        await asyncio.sleep(0.05)

    async def name_file(self, path: str) -> None:
        """Enter a name into the dialog that asks for a file."""
        await self.wait(lambda: self._file_name() is not None, "the file dialog")
        line = self._file_name()
        assert line is not None
        line.selectAll()
        QTest.keyClicks(line, path)
        QTest.keyClick(line, Qt.Key.Key_Return)
        await asyncio.sleep(0.05)

    def button(self, text: str, within: QWidget | None = None) -> QAbstractButton:
        """Find the button in sight that says this, without its mnemonic."""
        place = within or self._desk.window
        found = [
            button
            for button in place.findChildren(QAbstractButton)
            if button.isVisible() and _plain(button.text()) == text
        ]
        assert found, f"no button says {text!r}"
        return found[0]

    def _file_name(self) -> QLineEdit | None:
        lines = self._desk.window.findChildren(QLineEdit, "fileNameEdit")
        return next((line for line in lines if line.isVisible()), None)


def _action(actions: list[QAction], word: str) -> QAction:
    found = [action for action in actions if _plain(action.text()) == word and action.isVisible()]
    assert found, f"no entry {word!r} among {[_plain(action.text()) for action in actions]}"
    return found[0]


def _plain(text: str) -> str:
    return text.replace("&", "")
