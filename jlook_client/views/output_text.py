# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that grows at its end and is cut at its beginning, and holds still for whoever reads it."""

from collections import deque
from dataclasses import dataclass

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QTextCursor
from PyQt6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from jlook_client.looks import fixed_font
from jlook_client.tables.output_tail import KEPT, PIECE
from jlook_client.tables.plain_text import Written

LINES_KEPT = 50_000
"""Older lines leave the window; the execution machine keeps the output as it was written."""

_LINES_AT_ONCE = 1000
"""So many lines go at once, at most, unless a single piece has more."""
_TAB = 8
"""Letters between two tab stops, as on a terminal."""
_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


@dataclass(slots=True)
class _Piece:
    """Bytes that came in, and how many lines they ended."""

    size: int
    lines: int


class OutputText(QPlainTextEdit):
    """Shows the newest text; it follows its end until the operator scrolls up or selects."""

    following_changed = pyqtSignal(bool)
    moved = pyqtSignal()
    """Other lines are on screen than before."""
    begun = pyqtSignal()
    """It was emptied, and another text begins."""
    shortened = pyqtSignal()
    """Lines at the beginning were taken away: ``first_line`` is another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(_SELECTABLE)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(fixed_font(self.font().pointSizeF()))
        self.setTabStopDistance(_TAB * self.fontMetrics().horizontalAdvance(" "))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.first_line = 0
        """The number of the first line that is here, counted from the first ever shown."""
        self.first_byte = 0
        """Where in the output the text begins."""
        self._pieces: deque[_Piece] = deque()
        self._following = True
        self._own_move = False
        bar = self.verticalScrollBar()
        assert bar is not None
        self._bar = bar
        bar.valueChanged.connect(self._scrolled)
        self.selectionChanged.connect(self._selected)

    @property
    def following(self) -> bool:
        """Whether the end is kept in sight."""
        return self._following

    @property
    def end_line(self) -> int:
        """The number that the line after the last one would have."""
        return self.first_line + self.blockCount()

    def follow(self, *, on: bool) -> None:
        """Keep the end in sight from now on, or no longer."""
        if on:
            cursor = self.textCursor()
            if cursor.hasSelection():
                cursor.clearSelection()
                self.setTextCursor(cursor)
            self._to_the_end()
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)

    def wrap(self, *, on: bool) -> None:
        """Wrap lines that are longer than the window is wide, or no longer."""
        top = QTextCursor(self.firstVisibleBlock())
        self._own_move = True
        mode = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(mode.WidgetWidth if on else mode.NoWrap)
        self._bar.setValue(self._bar.maximum() if self._following else self._line_of(top))
        self._own_move = False
        self.moved.emit()

    def start_anew(self, first_byte: int) -> None:
        """Empty it; what comes next begins at that place in the output."""
        self._own_move = True
        self.clear()
        self._own_move = False
        self._pieces.clear()
        self.first_line, self.first_byte = 0, first_byte
        self.begun.emit()

    def add(self, written: Written, size: int) -> int:
        """Add a piece of so many bytes, and give the number of the first line that changed."""
        self._own_move = True
        changed = self.end_line - 1
        top = QTextCursor(self.firstVisibleBlock())
        below = self._bar.value() - self._line_of(top)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if written.anew:
            start = QTextCursor.MoveOperation.StartOfBlock
            cursor.movePosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(written.text)
        self._note(size, written.text.count("\n"))
        if self._following:
            self._drop()
            self._bar.setValue(self._bar.maximum())
        else:
            self._bar.setValue(self._line_of(top) + max(0, below))
        self._own_move = False
        self.moved.emit()
        return max(changed, self.first_line)

    def line(self, number: int) -> str:
        """Give the text of a line by its number."""
        document = self.document()
        assert document is not None
        return document.findBlockByNumber(number - self.first_line).text()

    def visible_lines(self) -> tuple[int, int]:
        """Give the numbers of the first and the last line on screen."""
        viewport = self.viewport()
        assert viewport is not None
        first = self.firstVisibleBlock().blockNumber()
        last = self.cursorForPosition(viewport.rect().bottomRight()).blockNumber()
        return self.first_line + first, self.first_line + max(first, last)

    def show_place(self, line: int, column: int, length: int) -> None:
        """Bring a place into sight and hold still there."""
        self.follow(on=False)
        self._own_move = True
        cursor = self.cursor_at(line, column, length)
        cursor.setPosition(cursor.anchor())
        self.setTextCursor(cursor)
        if not self.rect().contains(self.cursorRect(cursor)):
            self.centerCursor()
        self._own_move = False
        self.moved.emit()

    def cursor_at(self, line: int, column: int, length: int) -> QTextCursor:
        """Give a cursor that has that place selected; the one on screen stays as it is."""
        document = self.document()
        assert document is not None
        block = document.findBlockByNumber(line - self.first_line)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + column)
        cursor.setPosition(block.position() + column + length, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the end in sight where it was (Qt)."""
        self._own_move = True
        super().resizeEvent(event)
        if self._following:
            self._to_the_end()
        self._own_move = False
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """End, with Ctrl or without, leads to the end and follows it (Qt)."""
        if event is not None and (
            event.matches(QKeySequence.StandardKey.MoveToEndOfDocument)
            or (event.key() == Qt.Key.Key_End and not event.modifiers())
        ):
            self.follow(on=True)
            event.accept()
            return
        super().keyPressEvent(event)

    def _note(self, size: int, lines: int) -> None:
        last = self._pieces[-1] if self._pieces else None
        if last and last.size + size <= PIECE and last.lines + lines <= _LINES_AT_ONCE:
            last.size += size
            last.lines += lines
        else:
            self._pieces.append(_Piece(size, lines))

    def _drop(self) -> None:
        """Take away from the beginning what is too much, in whole lines.

        Only while the end is followed: what is being read stays.
        """
        document = self.document()
        assert document is not None
        blocks, letters, gone = document.blockCount(), document.characterCount(), 0
        while len(self._pieces) > 1 and (blocks - gone > LINES_KEPT or letters > KEPT):
            piece = self._pieces.popleft()
            self.first_byte += piece.size
            gone += piece.lines
            letters -= piece.size
        if gone:
            cursor = QTextCursor(document)
            end = document.findBlockByNumber(gone).position()
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self.first_line += gone
            self.shortened.emit()

    def _line_of(self, cursor: QTextCursor) -> int:
        """Give where a line begins as the scroll bar counts, which is as they are wrapped."""
        return cursor.block().firstLineNumber()

    def _to_the_end(self) -> None:
        before, self._own_move = self._own_move, True
        self._bar.setValue(self._bar.maximum())
        self._own_move = before
        self.moved.emit()

    def _scrolled(self, value: int) -> None:
        if self._own_move:
            return
        at_end = value >= self._bar.maximum()
        if at_end != self._following and not (at_end and self.textCursor().hasSelection()):
            self._following = at_end
            self.following_changed.emit(at_end)
        self.moved.emit()

    def _selected(self) -> None:
        if self._following and not self._own_move and self.textCursor().hasSelection():
            self.follow(on=False)
