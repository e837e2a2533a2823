# SPDX-License-Identifier: GPL-3.0-or-later
"""[Help] – [Keyboard shortcuts] (F1): every key and what it does. Never modal."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.closing import closing_buttons
from jlook_client.views.shortcuts import Key
from jmss.texts import Texts


class ShortcutsWindow(QDialog):
    """Lists the keys by the place where they work, and finds one as it is typed.

    Args:
        keys: gives the keys; asked each time the window comes up.
        tr: the words.
        parent: the main window.
    """

    def __init__(
        self, keys: Callable[[], Sequence[Key]], tr: Texts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys = keys
        self._tr = tr
        self.setObjectName("shortcuts")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.resize(520, 560)
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Find a key"))
        self.search.setPlaceholderText(tr("Find a key"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._sift)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Keyboard shortcuts"))
        self.list.setHeaderLabels([tr("What it does"), tr("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        buttons = closing_buttons(self, tr)
        lines = QVBoxLayout(self)
        lines.addWidget(self.search)
        lines.addWidget(self.list, 1)
        lines.addWidget(buttons)

    def read(self) -> None:
        """List the keys as they are now."""
        self.list.clear()
        places: dict[str, QTreeWidgetItem] = {}
        for key in self._keys():
            if key.place not in places:
                place = places[key.place] = QTreeWidgetItem(self.list, [key.place])
                place.setFirstColumnSpanned(True)
                place.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = self.list.font()
                font.setBold(True)
                place.setFont(0, font)
            QTreeWidgetItem(places[key.place], [key.does, self._tr(", ").join(key.keys)])
        self.list.expandAll()
        self.list.resizeColumnToContents(0)
        self._sift()

    def _sift(self) -> None:
        """Show the keys that have what is searched for."""
        wanted = self.search.text().casefold()
        for at in range(self.list.topLevelItemCount()):
            place = self.list.topLevelItem(at)
            assert place is not None
            rows = [place.child(n) for n in range(place.childCount())]
            hits = [row for row in rows if row is not None and _has(row, wanted)]
            for row in rows:
                if row is not None:
                    row.setHidden(row not in hits)
            place.setHidden(not hits)


def _has(row: QTreeWidgetItem, wanted: str) -> bool:
    return any(wanted in row.text(column).casefold() for column in range(2))
