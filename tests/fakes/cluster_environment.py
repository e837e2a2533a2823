# SPDX-License-Identifier: GPL-3.0-or-later
"""JClusterEnv's real window on a cluster's folder, worked by mouse and keyboard."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.apps.jclusterenv import furnished
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, own_file_of
from jlook_client.settings import SettingsFile
from jlook_client.views.environment_properties import EnvironmentProperties
from jlook_client.views.virtual_computers import VirtualComputers
from jmss.settings import Site
from tests.fakes.keyrings import AskedByHand

LONGEST_MS = 15_000
_LEFT = Qt.MouseButton.LeftButton


class ClusterEnvironmentWindow:
    """One JClusterEnv, started on a node; there is no link to a server.

    Args:
        app: dressed by the window conftest.
        root: the cluster's folder.
        node: the node that one sits at.
        home: where settings are kept.
        bot: waits for what is to be seen.
        language: of the window.
    """

    def __init__(
        self,
        app: QApplication,
        root: Path,
        node: str,
        *,
        home: Path,
        bot: QtBot,
        language: str = "ja",
    ) -> None:
        self._bot = bot
        shared = SettingsFile(home / "settings.json")
        base = LinkedProgram(
            app,
            Site(),
            shared,
            program=Program.JCLUSTERENV,
            wishes=Wishes(language=language),
            keyring=AskedByHand(),
        )
        self.tool = Tool(
            base,
            Program.JCLUSTERENV,
            lambda parts: furnished(parts, root, node),
            own_file=own_file_of(Program.JCLUSTERENV, shared),
        )
        view = self.tool.view
        assert isinstance(view, VirtualComputers)
        self.view = view
        self.window = self.tool.window
        self.tool.show()
        self.wait(lambda: self.names != [])

    def wait(self, seen: Callable[[], bool]) -> None:
        """Wait until it is to be seen."""
        self._bot.waitUntil(seen, timeout=LONGEST_MS)

    @property
    def names(self) -> list[str]:
        """The virtual computers that are listed."""
        return [line.name for line in self.view.table.rows] if self.view.table else []

    def cells(self, name: str) -> dict[str, str]:
        """What a row says, by column."""
        table = self.view.table
        assert table is not None
        row = table.rows[self.names.index(name)]
        return {column.id: column.text(row) for column in table.columns}

    @property
    def caution(self) -> str:
        """What is still to be done."""
        return self.view.caution.text() if self.view.strip.isVisible() else ""

    @property
    def said(self) -> str:
        """What the status bar says."""
        return self.window.notice.text()

    def select(self, name: str) -> None:
        """Click the row of a virtual computer."""
        view = self.view.view
        assert view is not None
        index = view.table.index(self.names.index(name), 1)
        QTest.mouseClick(view.viewport(), _LEFT, pos=view.visualRect(index).center())

    def choose(self, menu: str, entry: str) -> None:
        """Choose an entry of a menu by the words that are to be seen."""
        bar = self.window.menu_bar
        title = _action(bar.actions(), menu)
        QTest.mouseClick(bar, _LEFT, pos=bar.actionGeometry(title).center())
        opened = QApplication.activePopupWidget()
        assert isinstance(opened, QMenu)
        action = _action(opened.actions(), entry)
        self._bot.waitUntil(action.isEnabled, timeout=LONGEST_MS)
        QTest.mouseClick(opened, _LEFT, pos=opened.actionGeometry(action).center())
        QApplication.processEvents()

    def click(self, widget: QWidget) -> None:
        """Click a widget that is to be seen."""
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, _LEFT)

    @property
    def properties(self) -> EnvironmentProperties:
        """The dialog, which must be open."""
        found = [d for d in self.window.findChildren(EnvironmentProperties) if d.isVisible()]
        assert len(found) == 1
        return found[0]

    @property
    def is_asking(self) -> bool:
        """Whether the dialog is open."""
        return any(d.isVisible() for d in self.window.findChildren(EnvironmentProperties))

    def choose_type(self, word: str) -> None:
        """Choose a server type in the dialog."""
        box = self.properties.server_type
        self.click(box)
        box.view().setCurrentIndex(box.model().index(box.findText(word), 0))
        QTest.keyClick(box.view(), Qt.Key.Key_Return)
        assert box.currentText() == word

    def write(self, field: QLineEdit, text: str) -> None:
        """Type over what stands in a field."""
        self.click(field)
        field.selectAll()
        QTest.keyClicks(field, text)

    def name_file(self, path: Path) -> None:
        """Enter a name into the file dialog."""
        self.wait(lambda: self._file_name() is not None)
        line = self._file_name()
        assert line is not None
        line.selectAll()
        QTest.keyClicks(line, str(path))
        QTest.keyClick(line, Qt.Key.Key_Return)

    def _file_name(self) -> QLineEdit | None:
        lines = self.window.findChildren(QLineEdit, "fileNameEdit")
        return next((line for line in lines if line.isVisible()), None)


def _action(actions: list[QAction], word: str) -> QAction:
    found = [action for action in actions if _plain(action.text()) == word]
    assert found, f"no entry {word!r} among {[_plain(action.text()) for action in actions]}"
    return found[0]


def _plain(text: str) -> str:
    """Leave out mnemonics, those in Japanese brackets too."""
    at = text.find("(&")
    return text[:at] if at >= 0 else text.replace("&", "")
