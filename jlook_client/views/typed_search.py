# SPDX-License-Identifier: GPL-3.0-or-later
"""Typing in the job table goes to the next job that has what was typed in name or number.

It hides nothing: that is the filter's part. The search goes on in slices while the window
stays awake.
"""

import time
from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut

from jlook_client.tables.jobs import JobTable
from jlook_client.tables.next_match import NextMatch
from jlook_client.views.job_table_view import JobTableView
from jmss.texts import Texts

PAUSE_MS = 1_500
"""After such a pause typing begins a new word."""
_TURN = 0.008
_OTHER_KEYS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class TypedSearch(QObject):
    """Looks for what is typed in ``view``.

    Args:
        table: the jobs.
        view: where it is typed.
        tell: says what is looked for, and that it is not there; empty when it is over.
        tr: the words.
    """

    def __init__(
        self, table: JobTable, view: JobTableView, tell: Callable[[str], None], tr: Texts
    ) -> None:
        super().__init__(view)
        self._table = table
        self._view = view
        self._tell = tell
        self._tr = tr
        self.typed = ""
        self._last = ""
        self._word = ""
        self._match: NextMatch | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.end)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._look_on)
        for keys, says, backwards in (
            ("F3", tr("Next job that has what was typed"), False),
            ("Shift+F3", tr("Job before that has what was typed"), True),
        ):
            key = QShortcut(QKeySequence(keys), view)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.setWhatsThis(says)
            key.activated.connect(partial(self._again, backwards=backwards))
        view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take letters before the table does (Qt)."""
        if isinstance(event, QInputMethodEvent) and event.commitString():
            self._type(event.commitString())
            return True
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        return self._takes(event)

    def end(self) -> None:
        """Begin a new word with the next letter."""
        self._pause.stop()
        if self.typed:
            self._last, self.typed = self.typed, ""
            if not self._slices.isActive():
                self._tell("")

    def _takes(self, event: QKeyEvent) -> bool:
        if self.typed and event.key() == Qt.Key.Key_Escape:
            self.end()
            return True
        if self.typed and event.key() == Qt.Key.Key_Backspace:
            self._type("", without_last=True)
            return True
        text = event.text()
        if not text.isprintable() or not text or event.modifiers() & _OTHER_KEYS:
            return False
        if text.isspace() and not self.typed:
            return False
        self._type(text)
        return True

    def _type(self, text: str, *, without_last: bool = False) -> None:
        self.typed = self.typed[:-1] if without_last else self.typed + text
        if not self.typed:
            self.end()
            return
        self._pause.start()
        current = max(0, self._view.currentIndex().row())
        # The first letter leads on from the job that is found already, further ones stay on it.
        self._begin(self.typed, current + (len(self.typed) == len(text)))

    def _again(self, *, backwards: bool) -> None:
        word = self.typed or self._last
        if word:
            self._last = word
            self._begin(word, self._view.currentIndex().row() + (-1 if backwards else 1), backwards)

    def _begin(self, word: str, begin: int, backwards: bool = False) -> None:
        self._tell(self._tr("Going to “{word}” (F3: next)", word=word))
        self._match = self._table.next_match(word, begin, backwards=backwards)
        self._word = word
        self._look_on()

    def _look_on(self) -> None:
        match, until = self._match, time.perf_counter() + _TURN
        assert match is not None
        while not match.is_over and time.perf_counter() < until:
            match.go_on()
        if not match.is_over:
            self._slices.start()
            return
        self._slices.stop()
        if match.place is None:
            text = self._tr("No job shown has “{word}” in its name or number", word=self._word)
            self._tell(text)
        elif match.place < self._table.rowCount():
            self._view.selectRow(match.place)
            self._view.scrollTo(self._view.currentIndex())
