# SPDX-License-Identifier: GPL-3.0-or-later
"""The subwindow that follows a job's output and says how true it is at the moment."""

from collections.abc import Callable

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QTimer
from PyQt6.QtGui import QFontDatabase, QTextCursor
from PyQt6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Glyph, Looks, Token
from jlook_client.tables.plain_text import PlainText
from jlook_client.views.elided_label import ElidedLabel
from jmss.errors import N_
from jmss.texts import Texts

LINES_KEPT = 20_000
"""Older lines leave the window; the file on the drive keeps them."""

AGAIN_MS = 1000
"""After an empty or failed answer the next question waits this long."""

STREAMS = (("stdout", N_("Standard output")), ("stderr", N_("Standard error")))

_GLYPH_PX = 14

Read = Callable[[int, str, int], bool]
"""Asks for a job's output: job number, ``stdout`` or ``stderr``, byte offset.

False: nobody can be asked now. The answer comes back through ``append`` or ``fail``.
"""


class JobOutput(QWidget):
    """Shows one stream of one job; after a cut it goes on where it stood."""

    def __init__(
        self,
        number: int,
        *,
        read: Read,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"job_output_{number}")
        self.number = number
        self._read = read
        self._tr = tr
        self._looks = looks
        self.stream = STREAMS[0][0]
        self.offset = 0
        self.ended = False
        self._stale: str | None = None
        self._trouble = ""
        self._plain = PlainText()
        self.text = self._built_text()
        self._glyph, self.truth = QLabel(), ElidedLabel()
        self.truth.setObjectName("truth")
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.ask)
        self.streams: dict[str, QToolButton] = {}
        self._lay_out()
        name = tr("Output of job {number}", number=number)
        self.setAccessibleName(name)
        self.text.setAccessibleName(name)
        self._say()

    def ask(self) -> None:
        """Ask for what comes next; while nobody can be asked, try again later."""
        self._again.stop()
        if self.ended or self._stale is not None:
            return
        if not self._read(self.number, self.stream, self.offset):
            self._again.start()

    def append(self, stream: str, offset: int, data: bytes, *, ended: bool) -> None:
        """Take in a piece; one that does not follow on what is here is left aside.

        An answer may still come when the window has been closed.
        """
        if sip.isdeleted(self) or (stream, offset) != (self.stream, self.offset) or self.ended:
            return
        self.offset += len(data)
        self.ended = ended
        self._trouble = ""
        self._write(self._plain.feed(data, ended=ended))
        self._say()
        if ended:
            return
        if data:
            self.ask()
        else:
            self._again.start()

    def fail(self, stream: str, why: str) -> None:
        """Take in that there is nothing to read yet, and why; it is asked for again."""
        if not sip.isdeleted(self) and stream == self.stream and not self.ended:
            self._trouble = why
            self._say()
            self._again.start()

    def show_stale(self, as_of: str | None) -> None:
        """Say how old the text is while the link is down; live again, go on where it stood."""
        was_stale, self._stale = self._stale is not None, as_of
        self._say()
        if was_stale and as_of is None:
            self.ask()
        elif as_of is not None:
            self._again.stop()

    def copy_selection(self) -> None:
        """Put the selected text on the clipboard (Ctrl+C)."""
        self.text.copy()

    def select_all(self) -> None:
        """Select all of the text (Ctrl+A)."""
        self.text.selectAll()

    def choose(self, stream: str) -> None:
        """Show the other stream, from its start."""
        if stream == self.stream:
            return
        self.stream, self.offset, self.ended, self._trouble = stream, 0, False, ""
        self._plain = PlainText()
        self.text.clear()
        self.streams[stream].setChecked(True)
        self._say()
        self.ask()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._say()

    def _built_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setUndoRedoEnabled(False)
        text.setMaximumBlockCount(LINES_KEPT)
        text.setFrameShape(QFrame.Shape.NoFrame)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        text.setFont(font)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        return text

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        across = QHBoxLayout(bar)
        across.setContentsMargins(8, 5, 8, 5)
        across.setSpacing(5)
        together = QButtonGroup(self)
        for stream, word in STREAMS:
            button = QToolButton()
            button.setObjectName("chip")
            button.setText(self._tr(word))
            button.setCheckable(True)
            button.setChecked(stream == self.stream)
            button.clicked.connect(lambda _checked, chosen=stream: self.choose(chosen))
            together.addButton(button)
            self.streams[stream] = button
            across.addWidget(button)
        across.addStretch(1)
        across.addWidget(self._glyph)
        across.addWidget(self.truth)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.text, 1)
        self.setFocusProxy(self.text)

    def _write(self, text: str) -> None:
        """Add at the end; whoever has scrolled up stays where they are."""
        bar = self.text.verticalScrollBar()
        assert bar is not None
        follows, place = bar.value() >= bar.maximum(), bar.value()
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        bar.setValue(bar.maximum() if follows else place)

    def _say(self) -> None:
        """Say how true the text is: live, complete, not there yet, or as of a moment."""
        glyph: Glyph
        ink: Token
        if self.ended:
            glyph, ink, words = "completed", "done", self._tr("complete: the job has ended")
        elif self._stale is not None:
            glyph, ink, words = "unknown", "wait", self._tr("as of {time}", time=self._stale)
        elif self._trouble:
            glyph, ink, words = "queued", "wait", self._trouble
        else:
            glyph, ink, words = "running", "run", self._tr("live")
        self.truth.set_text(words)
        self._glyph.setPixmap(
            self._looks.pixmap(glyph, ink, px=_GLYPH_PX, dpr=self.devicePixelRatioF())
        )
