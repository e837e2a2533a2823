# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks for the name of a view beside the button that asks; nothing else has to wait."""

from collections.abc import Callable, Collection

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jlook_client.views.popover import Popover
from jlook_client.views.saved_views import MOST_LETTERS
from jmss.texts import Texts


class NamePopover(Popover):
    """Says when the name is taken, before it is taken over."""

    def __init__(self, anchor: QWidget, tr: Texts) -> None:
        super().__init__(anchor, tr("Name of the view"), stays=False)
        self._tr = tr
        self._taken: Collection[str] = ()
        self._named: Callable[[str], None] = lambda _name: None
        self.name = QLineEdit()
        self.name.setMaxLength(MOST_LETTERS)
        self.name.setAccessibleName(tr("Name of the view"))
        self.name.setPlaceholderText(tr("Name of the view"))
        self.save = QPushButton(tr("Save"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.save)
        layout.addLayout(line)
        layout.addWidget(self.told)
        self.setMinimumWidth(320)
        self.name.textChanged.connect(self._look)
        self.name.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)

    def ask(self, name: str, taken: Collection[str], named: Callable[[str], None]) -> None:
        """Ask for a name.

        Args:
            name: the one that is offered.
            taken: names that other views have.
            named: is given the name.
        """
        self._taken, self._named = taken, named
        self.name.setText(name)
        self._look(name)
        self.pop_up()
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def _look(self, text: str) -> None:
        name = text.strip()
        taken = (
            self._tr("This replaces the view “{name}”", name=name) if name in self._taken else ""
        )
        self.save.setEnabled(bool(name))
        self.told.setText(taken)
        self.told.setVisible(bool(taken))
        self.name.setAccessibleDescription(taken)
        if self.isVisible():
            self.pop_up()

    def _save(self) -> None:
        name = self.name.text().strip()
        if name:
            self.put_away()
            self._named(name)
