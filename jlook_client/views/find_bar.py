# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar in which a word is looked for in a text: the word, the case, the count, back and on."""

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from jlook_client.looks import Looks
from jlook_client.views.search_box import SearchBox
from jmss.texts import Texts

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class FindBar(QFrame):
    """Asks for a word; whoever owns it looks for it and says what was found."""

    wanted = pyqtSignal()
    """Another word, or the case counts or no longer: look anew."""
    onward = pyqtSignal()
    back = pyqtSignal()
    left = pyqtSignal()
    """The operator has enough of it."""

    def __init__(self, *, tr: Texts, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._tr = tr
        self.word = SearchBox(tr("Find in the output"), tr, looks)
        self.case = self._button("Aa", tr("Match case"))
        self.case.setCheckable(True)
        self.count = QLabel()
        self.count.setMinimumWidth(self.fontMetrics().horizontalAdvance("00,000 / 00,000"))
        self.previous = self._button("▲", tr("Previous hit (Shift+F3)"))
        self.next = self._button("▼", tr("Next hit (F3)"))
        self.leave = self._button("✕", tr("Close the search (Esc)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(5)
        layout.addWidget(self.word, 1)
        for widget in (self.case, self.count, self.previous, self.next, self.leave):
            layout.addWidget(widget)
        self.word.textChanged.connect(self.wanted)
        self.word.installEventFilter(self)
        self.case.toggled.connect(self.wanted)
        self.next.clicked.connect(self.onward)
        self.previous.clicked.connect(self.back)
        self.leave.clicked.connect(self.left)
        self.show_count(0, None, more=False)

    def show_count(self, count: int, at: int | None, *, more: bool) -> None:
        """Say how many there are, and which of them is the one in sight.

        Args:
            count: hits.
            at: the place of the one in sight among them; None: none is.
            more: whether there are more than are counted.
        """
        if not self.word.text():
            told = ""
        elif not count:
            told = self._tr("no hit")
        else:
            tr = self._tr
            total = tr.count(count) + ("+" if more else "")
            told = tr.plural("{n} hit", "{n} hits", count) if not more else total
            if at is not None:
                told = tr("{at} of {total}", at=tr.count(at + 1), total=total)
        if told != self.count.text():
            self.count.setText(told)
            self.count.setAccessibleName(told)
        for button in (self.next, self.previous):
            button.setEnabled(bool(count))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Enter goes on, with Shift back; Esc closes the bar (Qt)."""
        if watched is not self.word or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            (self.back if event.modifiers() & _SHIFT else self.onward).emit()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return False

    def _button(self, text: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("chip")
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
