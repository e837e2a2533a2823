# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows one stream of output as text, in the encoding that was chosen or guessed."""

from PyQt6.QtCore import QObject, pyqtSignal

from jlook_client.tables.text_codes import AUTOMATIC, guess
from jlook_client.views.output_stream import OutputStream
from jlook_client.views.output_text import LINES_KEPT, OutputText
from jlook_client.views.output_writer import OutputWriter

_SAMPLE = 16 << 10
"""Bytes at which the guess looks."""
_ENOUGH = 400
"""Bytes beyond ASCII after which a guess is not looked at again."""
_JIS = b"\x1b$"


class OutputPane(QObject):
    """Joins a stream with the text on screen.

    Args:
        text: where it is shown.
    """

    written = pyqtSignal(int)
    """Text came; carries the number of the first line that is another one now."""
    done = pyqtSignal()
    """Everything that came is on screen."""

    def __init__(self, text: OutputText) -> None:
        super().__init__(text)
        self.encoding = AUTOMATIC
        """What the operator chose."""
        self.codec = "utf-8"
        """What the bytes are read as."""
        self.every_state = False
        """Whether each state of a progress line is shown."""
        self._text = text
        self._stream: OutputStream | None = None
        self._is_sure = False
        self._writer = OutputWriter(text)
        self._writer.written.connect(self.written)
        self._writer.done.connect(self.done)

    @property
    def is_busy(self) -> bool:
        """Whether bytes wait to come on screen."""
        return self._writer.is_busy

    @property
    def is_full(self) -> bool:
        """Whether the beginning goes when more comes."""
        assert self._stream is not None
        return self._stream.tail.is_full or self._text.blockCount() >= LINES_KEPT

    def show(self, stream: OutputStream) -> None:
        """Show that stream in place of the other."""
        if self._stream is not None:
            self._stream.came.disconnect(self._take)
            self._stream.skipped.disconnect(self._write_anew)
            self._stream.changed.disconnect(self._end)
        self._stream = stream
        self._is_sure = False
        if self.encoding == AUTOMATIC:
            self.codec = self._guessed()
        self._write_anew()
        stream.came.connect(self._take)
        stream.skipped.connect(self._write_anew)
        stream.changed.connect(self._end)
        self._text.follow(on=True)

    def read_as(self, encoding: str) -> None:
        """Read the bytes as that codec from now on; ``AUTOMATIC``: as what they look like."""
        self.encoding = encoding
        self._is_sure = False
        self.codec = encoding or self._guessed()
        self._write_anew()

    def show_every_state(self, *, on: bool) -> None:
        """Show each state of a progress line, or the last one."""
        self.every_state = on
        self._write_anew()

    def _take(self, data: bytes) -> None:
        guesses = self.encoding == AUTOMATIC and not self._is_sure
        if guesses and (_JIS in data or not data.isascii()):
            before, self.codec = self.codec, self._guessed()
            if self.codec != before:
                self._write_anew()
                return
        self._writer.feed([data])

    def _end(self) -> None:
        if self._stream is not None and self._stream.ended:
            self._writer.end()

    def _write_anew(self) -> None:
        assert self._stream is not None
        tail, ended = self._stream.tail, self._stream.ended
        self._writer.begin(tail, self.codec, every_state=self.every_state, ended=ended)

    def _guessed(self) -> str:
        """Guess by the newest bytes, in whole lines."""
        assert self._stream is not None
        sample = self._stream.tail.newest(_SAMPLE)
        if len(sample) < self._stream.tail.end - self._stream.tail.first:
            sample = sample[sample.find(b"\n") + 1 :]
        self._is_sure = sum(byte > 0x7F for byte in sample) >= _ENOUGH
        return guess(sample)
