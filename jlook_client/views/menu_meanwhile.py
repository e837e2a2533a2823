# SPDX-License-Identifier: GPL-3.0-or-later
"""Told to an administrator whose menu somebody else has changed meanwhile; his own is kept."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from jlook_client.views.kinds import set_kind
from jmss.menu.differences import differences
from jmss.model.menu import Menu
from jmss.texts import Texts

MOST_TOLD = 6
"""Entries that are named before the rest is counted."""


class MenuMeanwhile(QFrame):
    """Says what the other one changed, and leaves the choice.

    Args:
        tr: the words.
    """

    keep_mine = pyqtSignal()
    """What is written here is to be applied over it."""
    take_theirs = pyqtSignal()
    """What is written here is given up."""

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self.setObjectName("strip")
        set_kind(self, "warns")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.mine = QPushButton(tr("&Keep mine"))
        self.theirs = QPushButton(tr("Take the &other one"))
        self.mine.setToolTip(tr("What the other one changed is lost when you apply yours."))
        self.theirs.setToolTip(tr("What you have written here is lost."))
        lines = QVBoxLayout(self)
        lines.addWidget(self.told)
        row = QHBoxLayout()
        row.addWidget(self.mine)
        row.addWidget(self.theirs)
        row.addStretch(1)
        lines.addLayout(row)
        self.mine.clicked.connect(lambda _on: self.keep_mine.emit())
        self.theirs.clicked.connect(lambda _on: self.take_theirs.emit())
        self.hide()

    def tell(self, base: Menu, now: Menu) -> None:
        """Say what was changed since the revision that is written from."""
        tr = self._tr
        found = [
            tr("{entry} ({how})", entry=one.where, how=tr(one.how.value))
            for one in differences(base, now)
        ]
        names = tr(", ").join(found[:MOST_TOLD])
        if len(found) > MOST_TOLD:
            names = tr("{names} and {n} more", names=names, n=len(found) - MOST_TOLD)
        text = tr(
            "Somebody else has changed the menu meanwhile (revision {revision}): {names}."
            " What you have written is still here.",
            revision=now.revision,
            names=names or tr("the order of the entries"),
        )
        self.told.setText(text)
        self.setAccessibleName(text)
        self.show()
