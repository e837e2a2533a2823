# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the bytes of an output into text on screen, a slice at a time."""

import time
from collections import deque
from collections.abc import Iterable

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from jlook_client.tables.output_tail import PIECE, OutputTail
from jlook_client.tables.plain_text import PlainText
from jlook_client.views.output_text import OutputText

_TURN = 0.005
"""Seconds that it goes on before the window may do something else."""
_SHORT = 16
"""Letters in a line, below which lines cost more than letters."""


class OutputWriter(QObject):
    """Writes into an ``OutputText``; what has to wait is written in the next turns."""

    written = pyqtSignal(int)
    """Text came; carries the number of the first line that is another one now."""
    done = pyqtSignal()
    """Nothing is left to be written."""

    def __init__(self, text: OutputText) -> None:
        super().__init__(text)
        self._text = text
        self._plain = PlainText()
        self._waiting: deque[bytes] = deque()
        self._ended = False
        self._mid_line = False
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether bytes wait to be written."""
        return bool(self._waiting)

    def begin(self, tail: OutputTail, encoding: str, *, every_state: bool, ended: bool) -> None:
        """Write everything anew.

        Args:
            tail: the bytes that are kept.
            encoding: as Python names it.
            every_state: whether each state of a line that is overwritten is shown.
            ended: whether no more will come.
        """
        self._plain = PlainText(encoding, every_state=every_state)
        self._text.start_anew(tail.first)
        self._mid_line = tail.first > 0
        self._waiting.clear()
        self._ended = False
        self.feed(tail.pieces())
        if ended:
            self.end()

    def feed(self, pieces: Iterable[bytes]) -> None:
        """Write these bytes when it is their turn: at once, if none wait."""
        for piece in pieces:
            step = PIECE if piece.count(b"\n") < len(piece) // _SHORT else PIECE // 8
            self._waiting.extend(piece[at : at + step] for at in range(0, len(piece), step))
        if not self._turns.isActive():
            self._go_on()

    def end(self) -> None:
        """No more will come: what was kept back is written too."""
        self._ended = True
        if not self._turns.isActive():
            self._go_on()

    def _go_on(self) -> None:
        until = time.perf_counter() + _TURN
        while self._waiting and time.perf_counter() < until:
            self._write(self._waiting.popleft())
        if self._waiting:
            self._turns.start()
            return
        self._turns.stop()
        if self._ended:
            self._ended = False
            self._write(b"", last=True)
        self.done.emit()

    def _write(self, data: bytes, *, last: bool = False) -> None:
        if self._mid_line and data:
            self._mid_line = False
            begun = data.find(b"\n") + 1
            self._text.start_anew(self._text.first_byte + begun)
            data = data[begun:]
        changed = self._text.add(self._plain.feed(data, ended=last), len(data))
        self.written.emit(changed)
