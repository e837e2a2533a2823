# SPDX-License-Identifier: GPL-3.0-or-later
"""One stream of one attempt's output: it is asked for piece by piece, and goes on after a cut."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6 import sip
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from jlook_client.tables.output_tail import KEPT, OutputTail
from jmss.errors import JmssError
from jmss.texts import Texts
from jmss.wire.messages import Output

AGAIN_MS = 1000
"""After an empty or failed answer the next question waits this long."""
WAIT = 5.0
"""Seconds that a question stays open at the server when there is nothing new yet."""
NO_ANSWER_MS = 20_000
"""A question without an answer for so long is asked once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputPlace:
    """A place in a job's output, as it is asked for."""

    job: int
    attempt: int
    """0 means the latest."""
    stream: str
    """``stdout`` or ``stderr``."""
    offset: int = 0
    """Bytes."""
    wait: float = WAIT
    """Seconds that the answer may wait for something new."""


Read = Callable[[OutputPlace, Callable[[Output | JmssError], None]], bool]
"""Asks for output. False: nobody can be asked now. The answer goes to the second argument, unless
the link is cut before."""


class OutputStream(QObject):
    """Reads a stream and keeps its newest bytes.

    Args:
        job: the job's number.
        attempt: which attempt; 0 is the latest, and stays the one that answered first.
        stream: ``stdout`` or ``stderr``.
        read: asks for a piece.
        tr: the words.
        parent: the Qt parent.
    """

    came = pyqtSignal(bytes)
    """The next bytes, in order."""
    skipped = pyqtSignal()
    """What was kept is left behind: ``tail`` goes on at a later place."""
    changed = pyqtSignal()
    """``ended``, ``trouble`` or ``size`` is another one."""

    def __init__(
        self, job: int, attempt: int, stream: str, *, read: Read, tr: Texts, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.job = job
        self.attempt = attempt
        self.stream = stream
        self.tail = OutputTail()
        self.ended = False
        self.trouble = ""
        """Why there is nothing to read yet."""
        self.size = 0
        """Bytes that there are, as far as is known."""
        self._read = read
        self._tr = tr
        self._is_going = False
        self._skips = True
        self._question = 0
        self._open = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._ask)

    @property
    def is_going(self) -> bool:
        """Whether the next piece is asked for as soon as the last one is here."""
        return self._is_going and not self.ended

    def go(self, *, skip: bool) -> None:
        """Ask for what comes next, and go on so.

        Args:
            skip: whether to leave out what would not be kept anyway, where there is very much.
        """
        self._skips = skip
        if not self.is_going:
            self._is_going = True
            if not self._open:
                self._ask()

    def stop(self) -> None:
        """Ask for nothing more until told to go on; an answer that still comes is taken."""
        self._is_going = False
        if not self._open:
            self._again.stop()

    def forget_question(self) -> None:
        """Wait for no answer any more: the link was cut under the question. Ask again soon."""
        self._question += 1
        self._open = False
        self._again.stop()
        if self.is_going:
            self._again.start(AGAIN_MS)

    def _ask(self) -> None:
        self._again.stop()
        self._open = False
        if not self.is_going:
            return
        self._question += 1
        question, offset = self._question, self.tail.end

        def told(answer: Output | JmssError) -> None:
            if not sip.isdeleted(self) and question == self._question:
                self._take(answer, offset)

        place = OutputPlace(job=self.job, attempt=self.attempt, stream=self.stream, offset=offset)
        asked = self._read(place, told)
        if question == self._question:
            self._open = asked
            self._again.start(NO_ANSWER_MS if asked else AGAIN_MS)

    def _take(self, answer: Output | JmssError, offset: int) -> None:
        self._question += 1
        self._open = False
        self._again.stop()
        if isinstance(answer, Output) and self._follows(answer, offset):
            self._add(answer)
            rests = not answer.data
        else:
            rests = True
            if isinstance(answer, JmssError):
                self.trouble = self._tr.error(answer)
            self.changed.emit()
        if self.is_going and rests:
            self._again.start(AGAIN_MS)
        elif self.is_going:
            self._ask()

    def _follows(self, piece: Output, offset: int) -> bool:
        """Whether a piece is what was asked for: another attempt may have begun meanwhile."""
        return piece.offset == offset and self.attempt in {0, piece.attempt}

    def _add(self, piece: Output) -> None:
        self.attempt = piece.attempt
        self.trouble = ""
        self.ended = piece.ended
        self.tail.add(piece.data)
        self.size = max(piece.size, self.tail.end)
        if piece.data:
            self.came.emit(piece.data)
        if self._skips and self.size - self.tail.end > KEPT:
            self.tail.skip_to(self.size - KEPT)
            self.skipped.emit()
        self.changed.emit()
