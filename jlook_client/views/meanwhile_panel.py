# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else has written the same thing meanwhile: what it was, what it is now, and yours.

Every tool in which something is edited shows it so. What only one of the two has changed stays
changed; of what both have changed, the later one chooses whose holds.
"""

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from jlook_client.looks import Looks
from jlook_client.tables.marked_rows import CHANGED_BY, MarkedRow, MarkedTable
from jlook_client.views.kinds import set_kind
from jlook_client.views.table_view import TableView, WholeRows
from jmss.errors import N_
from jmss.model.meanwhile import Change, Key
from jmss.texts import Texts

_ROWS = 5
"""Parts that are seen at once."""

Words = tuple[str, str, str, str]
"""What a part is called, what it was, what it is now, and what it is here."""


class MeanwhilePanel(QFrame):
    """Hidden as long as there is nothing to decide. Nobody's input is lost here.

    Args:
        tr: the words.
        looks: colours and glyphs.
    """

    settled = pyqtSignal(bool)
    """True: of what both have changed, one's own stays."""

    def __init__(self, tr: Texts, looks: Looks) -> None:
        super().__init__()
        self._tr = tr
        self.setObjectName("strip")
        set_kind(self, "warns")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        headings = (N_("Field"), N_("Before"), N_("Now, by somebody else"), N_("Yours"))
        self.table = MarkedTable(headings, tr=tr, looks=looks, marks=CHANGED_BY, parent=self)
        self.view = TableView(self.table, looks)
        self.view.setAccessibleName(tr("What somebody else has changed"))
        self.take_theirs = QPushButton(tr("Take theirs"))
        self.take_theirs.clicked.connect(lambda _checked: self.settled.emit(False))
        self.keep_mine = QPushButton(tr("Keep mine"))
        self.keep_mine.clicked.connect(lambda _checked: self.settled.emit(True))
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        for button in (self.take_theirs, self.keep_mine):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.hint, 1)
        row.addWidget(self.take_theirs, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.keep_mine, 0, Qt.AlignmentFlag.AlignBottom)
        self._frame = WholeRows(self.view)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.addWidget(self.told)
        lines.addWidget(self._frame)
        lines.addLayout(row)
        self.hide()

    def tell(
        self,
        headline: str,
        changes: Sequence[Change[Key]],
        words: Sequence[Words],
        *,
        hindrance: str = "",
    ) -> None:
        """Show what somebody else has changed.

        Args:
            headline: who has changed what.
            changes: each part.
            words: how each of them reads.
            hindrance: why it cannot be decided yet; empty: it can.
        """
        tr, contested = self._tr, sum(change.is_contested for change in changes)
        both = tr.plural(
            "{n} of these fields you changed too.",
            "{n} of these fields you changed too.",
            contested,
        )
        self.told.setText(f"{headline} {both}" if contested else headline)
        self.told.setAccessibleName(self.told.text())
        rows = [
            MarkedRow(change.key, cells, edited=change.is_contested)
            for change, cells in zip(changes, words, strict=True)
        ]
        self.table.show_lines(rows)
        height = self.view.head_height() + min(len(rows), _ROWS) * self.view.row_height
        self._frame.setFixedHeight(height + 2)
        usual = tr("What only one of you changed stays changed. Nothing holds before it is saved.")
        self.hint.setText(hindrance or usual)
        for button in (self.take_theirs, self.keep_mine):
            button.setEnabled(not hindrance)
        self.show()
