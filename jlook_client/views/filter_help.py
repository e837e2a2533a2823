# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be written into the filter box, shown beside it; each example can be tried."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from jlook_client.tables.filter_keys import KEYS, STATE_WORDS, Key, Kind
from jlook_client.views.popover import Popover
from jmss.errors import N_
from jmss.texts import Texts

_WORDS = (
    ("night close", "夜間 締め", N_("both words, in name, number, queue, machine or owner")),
    ('"daily close"', '"日次 締め"', N_("exactly this")),
    ("-test", "-テスト", N_("jobs without it; also before a key")),
)
_ALTERNATIVES = N_("one of several: separate them by commas")
_TIMES = N_(
    "Times: 02:00 is the last such time; also 2026-11-22T02:00, “22 Nov 02:00”, today, 90m or 2h"
    " ago"
)


class FilterHelp(Popover):
    """Lists the keys in the screen's language; both languages are understood."""

    tried = pyqtSignal(str)
    """The operator wants this example in the box."""

    def __init__(self, box: QWidget, tr: Texts) -> None:
        super().__init__(box, tr("Help for the filter"), stays=False)
        self._tr = tr
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(0)
        self._grid = grid
        japanese = tr.language == "ja"
        for english, in_japanese, says in _WORDS:
            self._add(in_japanese if japanese else english, tr(says))
        for key in KEYS:
            self._add(f"{key.word(tr.language)}:{_example(key, tr.language)}", self._says(key))
        note = QLabel(tr(_TIMES))
        note.setObjectName("muted")
        note.setWordWrap(True)
        note.setContentsMargins(6, 6, 6, 6)
        grid.addWidget(note, grid.rowCount(), 0, 1, 2)
        close = QPushButton(tr("Close (Esc)"))
        close.clicked.connect(self.put_away)
        grid.addWidget(close, grid.rowCount(), 1, Qt.AlignmentFlag.AlignRight)

    def _holds(self, widget: QWidget | None) -> bool:
        """It is there to write by: it stays as long as the keyboard is in the box."""
        return widget is self._anchor or super()._holds(widget)

    def _says(self, key: Key) -> str:
        says = self._tr(key.says)
        return f"{says} – {self._tr(_ALTERNATIVES)}" if key.kind is Kind.STATE else says

    def _add(self, example: str, says: str) -> None:
        row = self._grid.rowCount()
        button = QPushButton(example)
        button.setObjectName("count")
        button.setAccessibleDescription(says)
        button.clicked.connect(lambda: self.tried.emit(example))
        self._grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(QLabel(says), row, 1)


def _example(key: Key, language: str) -> str:
    if key.kind is Kind.STATE:
        some = (word for word in STATE_WORDS if word.id in {"failed", "unknown"})
        return ",".join(word.word(language) for word in some)
    if key.id == "owner" and language == "ja":
        return "自分"
    return key.example
