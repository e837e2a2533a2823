# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else has changed the environment meanwhile: each field, and whose value goes on."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from jlook_client.looks import Looks
from jlook_client.tables.env_model import EnvModel
from jlook_client.tables.env_rows import CHANGED_BY, EnvRow, EnvTable
from jlook_client.tables.env_words import place_words, value_words
from jlook_client.views.kinds import set_kind
from jlook_client.views.table_view import TableView, WholeRows
from jmss.errors import N_
from jmss.texts import Texts

_ROWS = 5
"""Fields that are seen at once."""


class ClashPanel(QFrame):
    """Hidden as long as there is nothing to decide. Nobody's input is lost here.

    Args:
        tr: the words.
        looks: colours and glyphs.
        model: what is edited.
    """

    def __init__(self, tr: Texts, looks: Looks, model: EnvModel) -> None:
        super().__init__()
        self._tr, self._model = tr, model
        self.setObjectName("strip")
        set_kind(self, "warns")
        self.told = QLabel()
        self.told.setWordWrap(True)
        headings = (N_("Field"), N_("Before"), N_("Now, by somebody else"), N_("Yours"))
        self.table = EnvTable(headings, tr=tr, looks=looks, marks=CHANGED_BY, parent=self)
        self.view = TableView(self.table, looks)
        self.view.setAccessibleName(tr("What somebody else has changed"))
        self.take_theirs = QPushButton(tr("Take theirs"))
        self.take_theirs.clicked.connect(lambda _checked: model.settle(keep_mine=False))
        self.keep_mine = QPushButton(tr("Keep mine"))
        self.keep_mine.clicked.connect(lambda _checked: model.settle(keep_mine=True))
        self.hint = QLabel()
        self.hint.setWordWrap(True)
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

    def refresh(self) -> None:
        """Show each field that somebody else changed, or nothing."""
        tr, found = self._tr, self._model.clashes
        self.setVisible(self._model.is_behind)
        if not self._model.is_behind:
            return
        contested = sum(clash.is_contested for clash in found)
        text = tr.plural(
            "Somebody else has changed {n} field meanwhile.",
            "Somebody else has changed {n} fields meanwhile.",
            len(found),
        )
        both = tr.plural("{n} of them you changed too.", "{n} of them you changed too.", contested)
        self.told.setText(f"{text} {both}" if contested else text)
        self.told.setAccessibleName(self.told.text())
        rows = []
        for clash in found:
            values = (clash.base, clash.theirs, clash.mine)
            words = (value_words(tr, clash.place, value) for value in values)
            cells = (place_words(tr, clash.place), *words)
            rows.append(EnvRow(clash.place, cells, edited=clash.is_contested))
        self.table.show_lines(rows)
        height = self.view.head_height() + min(len(rows), _ROWS) * self.view.row_height
        self._frame.setFixedHeight(height + 2)
        hint = tr("What only one of you changed stays changed. Then choose [Apply] again.")
        if not self._model.can_settle:
            hint = tr("Correct the names that are wrong first, or discard what you have entered.")
        self.hint.setText(hint)
        for button in (self.take_theirs, self.keep_mine):
            button.setEnabled(self._model.can_settle)
