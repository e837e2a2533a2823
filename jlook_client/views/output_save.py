# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves a whole output: it is fetched from the server, not taken from what is on screen."""

from pathlib import Path

from PyQt6 import sip
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from jlook_client.tables.sizes import size_text
from jlook_client.views.background_file import BackgroundFile
from jlook_client.views.output_stream import AGAIN_MS, NO_ANSWER_MS, OutputPlace, Read
from jmss.errors import JmssError
from jmss.texts import Texts
from jmss.wire.messages import Output

MOST_WAITING = 4 << 20
"""Bytes that may wait for a slow disk before the next are asked for."""
_LOOK_MS = 20
_PERCENT = 100


class OutputSave(QObject):
    """Fetches one stream from its first byte on and writes it into a file.

    It goes on after a cut of the link. Of a job that still runs it saves what there is when it
    begins.

    Args:
        place: which output.
        path: the file.
        read: asks for a piece.
        tr: the words.
        parent: the Qt parent.
    """

    told = pyqtSignal(str)
    """How far it is, in words."""
    over = pyqtSignal(str)
    """What became of it, in words; nothing more comes."""

    def __init__(
        self, place: OutputPlace, path: Path, *, read: Read, tr: Texts, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._read = read
        self._tr = tr
        self._file = BackgroundFile(path)
        # A window that is closed under it leaves nothing behind.
        self.destroyed.connect(self._file.give_up)
        self._offset = 0
        self._attempt = place.attempt
        self._until: int | None = None
        self._question = 0
        self._given_up = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._ask)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_at_file)
        self._look.start()

    def begin(self) -> None:
        """Ask for the first piece."""
        self._ask()

    def give_up(self) -> None:
        """Leave the file as it was."""
        self._given_up = True
        self._stop_asking()
        self._file.give_up()

    def forget_question(self) -> None:
        """The link was cut under the question: ask again."""
        if self._question >= 0:
            self._question += 1
            self._again.start(AGAIN_MS)

    def _stop_asking(self) -> None:
        self._question = -1
        self._again.stop()

    def _ask(self) -> None:
        if self._question < 0:
            return
        if self._file.waiting > MOST_WAITING:
            self._again.start(_LOOK_MS)
            return
        self._question += 1
        question = self._question

        def told(answer: Output | JmssError) -> None:
            if not sip.isdeleted(self) and question == self._question:
                self._take(answer)

        place = self._place
        asked = self._read(
            OutputPlace(
                job=place.job,
                attempt=self._attempt,
                stream=place.stream,
                offset=self._offset,
                wait=0.0,
            ),
            told,
        )
        if question == self._question:
            self._again.start(NO_ANSWER_MS if asked else AGAIN_MS)

    def _take(self, answer: Output | JmssError) -> None:
        self._again.stop()
        if isinstance(answer, JmssError) or answer.offset != self._offset:
            if isinstance(answer, JmssError):
                self.told.emit(self._tr.error(answer))
            self._again.start(AGAIN_MS)
            return
        self._attempt = answer.attempt
        if self._until is None and answer.size:
            self._until = answer.size
        self._file.write(answer.data)
        self._offset += len(answer.data)
        so_far = self._until is not None and self._offset >= self._until
        if answer.ended or so_far or not answer.data:
            self._stop_asking()
            self._file.finish()
        else:
            self._tell_how_far()
            self._again.start(0)

    def _tell_how_far(self) -> None:
        saved, whole = size_text(self._offset), self._until
        if whole:
            part = self._offset * _PERCENT // whole
            text = self._tr("Saving: {saved} of {whole} ({part} %)", saved=saved,
                            whole=size_text(whole), part=part)  # fmt: skip
        else:
            text = self._tr("Saving: {saved}", saved=saved)
        self.told.emit(text)

    def _look_at_file(self) -> None:
        if not self._file.is_over:
            return
        self._look.stop()
        self._stop_asking()
        path, error = self._file.path, self._file.error
        if error is not None:
            why = error.strerror or str(error)
            self.over.emit(self._tr("{file} could not be written: {why}", file=path, why=why))
        elif self._given_up:
            self.over.emit(self._tr("Saving was given up; {file} is as it was.", file=path))
        else:
            size = size_text(self._offset)
            self.over.emit(self._tr("{size} of output are in {file}.", size=size, file=path))
