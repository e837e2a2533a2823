# SPDX-License-Identifier: GPL-3.0-or-later
"""An entry of the menu as an item of a tree: what it shows is worked out when it is looked at."""

from typing import Any, Protocol

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QBrush, QFont
from PyQt6.QtWidgets import QTreeWidgetItem

from jmss.menu.tree import is_folder
from jmss.model.menu import Entry

_Role = Qt.ItemDataRole


class Dress(Protocol):
    """How the items of a tree look: theirs together, so that each item has no look of its own."""

    size: QSize
    """Of a row."""
    folder: QFont
    """The font of folders."""

    def title(self, entry: Entry) -> str:
        """Give what stands in the row."""
        ...

    def ink(self, entry: Entry) -> QBrush | None:
        """Give the colour of it; None: the usual one."""
        ...

    def note(self, entry: Entry) -> str:
        """Give what is told of it beside its title."""
        ...


class MenuItem(QTreeWidgetItem):
    """Shows an entry or a folder.

    A menu has up to 2,000 of them and a window shows forty, so an item is cheap to make.
    """

    def __init__(self, entry: Entry, dress: Dress) -> None:
        super().__init__()
        self.entry = entry
        self._dress = dress

    def data(self, column: int, role: int) -> Any:
        """Give what is shown of it (Qt)."""
        entry, dress = self.entry, self._dress
        match role:
            case _Role.DisplayRole:
                return dress.title(entry)
            case _Role.FontRole if is_folder(entry):
                return dress.folder
            case _Role.ForegroundRole:
                return dress.ink(entry)
            case _Role.ToolTipRole | _Role.AccessibleDescriptionRole:
                return dress.note(entry) or None
            case _Role.SizeHintRole:
                return dress.size
            case _:
                return super().data(column, role)

    def show(self, entry: Entry) -> None:
        """Show another entry in its place."""
        self.entry = entry
        self.emitDataChanged()
