# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the bar in which a word is entered with the text in which it is looked for."""

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QTextEdit

from jlook_client.looks import Looks, Token
from jlook_client.tables.output_search import Hit, OutputSearch
from jlook_client.views.find_bar import FindBar
from jlook_client.views.output_text import OutputText

_TURN = 0.006
"""Seconds that it searches before the window may do something else."""


class OutputFinder(QObject):
    """Looks for the word in the bar, also in what comes later; marks the hits on screen.

    Args:
        text: where it is looked for.
        bar: what is looked for, hidden until then.
        looks: colours.
    """

    def __init__(self, text: OutputText, bar: FindBar, looks: Looks) -> None:
        super().__init__(text)
        self._text = text
        self._bar = bar
        self._looks = looks
        self._search = OutputSearch(text.line)
        self._current: Hit | None = None
        self._wants_first = False
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._go_on)
        bar.hide()
        bar.wanted.connect(self._look_anew)
        bar.onward.connect(self.onward)
        bar.back.connect(self.back)
        bar.left.connect(self.close)
        text.moved.connect(self._mark)
        text.begun.connect(self._look_anew)
        text.shortened.connect(self._forget_the_cut)

    def open(self) -> None:
        """Take the keyboard to the bar; a word that is selected is looked for."""
        chosen = self._text.textCursor().selectedText()
        self._bar.show()
        self._bar.word.setFocus()
        if chosen and "\u2029" not in chosen:
            self._bar.word.setText(chosen)
        self._bar.word.selectAll()
        self._look_anew()

    def close(self) -> None:
        """Look for nothing any more."""
        self._bar.hide()
        self._text.setFocus()
        self._look_anew()

    def onward(self) -> None:
        """Go to the next hit (F3); without the bar, open it."""
        self._step(on=True)

    def back(self) -> None:
        """Go to the hit before (Shift+F3)."""
        self._step(on=False)

    def text_came(self, first_changed: int) -> None:
        """Look in what came, too."""
        self._search.changed_from(first_changed)
        self._turns.start()

    def _look_anew(self) -> None:
        word = "" if self._bar.isHidden() else self._bar.word.text()
        case = self._bar.case.isChecked()
        self._search.look_for(word, case=case, first=self._text.first_line)
        self._current = None
        self._wants_first = bool(word)
        self._turns.start()
        self._say()

    def _go_on(self) -> None:
        if self._search.go_on(self._text.end_line, _TURN):
            self._turns.stop()
        if self._wants_first and self._search.hits:
            self._wants_first = False
            self._go_to_first_below_the_top()
        self._say()

    def _go_to_first_below_the_top(self) -> None:
        """Show the first hit from what is on screen on; nothing moves if it is on screen."""
        first, last = self._text.visible_lines()
        at = self._search.after(first, -1)
        if at is None:
            return
        self._current = self._search.hits[at]
        if not first <= self._current.line <= last and self._bar.word.hasFocus():
            self._text.show_place(*self._current)

    def _step(self, *, on: bool) -> None:
        if self._bar.isHidden():
            self.open()
            return
        if self._current is not None:
            line, column = self._current.line, self._current.column
        else:
            line, column = self._text.visible_lines()[0], -1
        at = self._search.after(line, column) if on else self._search.before(line, column)
        if at is not None:
            self._wants_first = False
            self._current = self._search.hits[at]
            self._text.show_place(*self._current)
        self._say()

    def _forget_the_cut(self) -> None:
        self._search.cut(self._text.first_line)
        if self._current is not None and self._current.line < self._text.first_line:
            self._current = None

    def _say(self) -> None:
        hits = self._search.hits
        at = None
        if self._current is not None:
            after = self._search.after(self._current.line, self._current.column - 1)
            at = after if after is not None and hits[after] == self._current else None
        self._bar.show_count(len(hits), at, more=self._search.is_capped)
        self._mark()

    def _mark(self) -> None:
        """Colour the hits on screen; the others cost nothing."""
        marks = []
        for hit in self._search.within(*self._text.visible_lines()):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._text.cursor_at(*hit)
            paper: Token = "accent" if hit == self._current else "sel"
            ink: Token = "on_accent" if hit == self._current else "text"
            mark.format.setBackground(self._looks.colour(paper))
            mark.format.setForeground(self._looks.colour(ink))
            marks.append(mark)
        self._text.setExtraSelections(marks)
