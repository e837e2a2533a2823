# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving something to a file that the operator names. Nothing here stops the window."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget

from jlook_client.views.ask_for_file import ask_for_file
from jlook_client.views.background_file import BackgroundFile
from jmss.texts import Texts

_LOOK_MS = 20


class FileExport:
    """Asks where to, writes, and says what became of it.

    Args:
        tr: the words.
        tell: says a sentence in the status bar.
        parent: gives the window that the dialog belongs to.
    """

    def __init__(
        self, tr: Texts, tell: Callable[[str], None], parent: Callable[[], QWidget]
    ) -> None:
        self._tr = tr
        self._tell = tell
        self._parent = parent

    def ask(self, title: str, name: str, contents: Callable[[], bytes]) -> None:
        """Let the operator name a file.

        Args:
            title: what is saved, over the dialog.
            name: the name that is proposed, with its suffix.
            contents: gives what is written, once there is a name.
        """
        ask_for_file(self._parent(), title, name, lambda path: self._write(path, contents()))

    def _write(self, path: Path, contents: bytes) -> None:
        file = BackgroundFile(path)
        file.write(contents)
        file.finish()
        look = QTimer(self._parent())
        look.timeout.connect(lambda: self._look_at(file, look))
        look.start(_LOOK_MS)

    def _look_at(self, file: BackgroundFile, look: QTimer) -> None:
        if not file.is_over:
            return
        look.stop()
        look.deleteLater()
        if file.error is not None:
            why = file.error.strerror or str(file.error)
            self._tell(self._tr("{file} could not be written: {why}", file=file.path, why=why))
        else:
            self._tell(self._tr("Saved in {file}.", file=file.path))
