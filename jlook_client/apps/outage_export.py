# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving the blind periods to a file that the operator names. Nothing here is modal."""

import os
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QWidget

from jlook_client.tables.blind_periods import periods_csv, periods_json
from jlook_client.timeline import Timeline
from jmss.texts import Texts


class OutageExport:
    """Asks where to, writes, and says what became of it.

    Args:
        timeline: knows the blind periods.
        tr: the words.
        tell: says a sentence in the status bar.
        parent: gives the window that the dialog belongs to.
    """

    def __init__(
        self,
        timeline: Timeline,
        tr: Texts,
        tell: Callable[[str], None],
        parent: Callable[[], QWidget],
    ) -> None:
        self._timeline = timeline
        self._tr = tr
        self._tell = tell
        self._parent = parent

    def ask_for_csv(self) -> None:
        """Let the operator name a CSV file."""
        self._ask("csv", lambda: periods_csv(self._tr, self._timeline.outages))

    def ask_for_json(self) -> None:
        """Let the operator name a JSON file."""
        self._ask("json", lambda: periods_json(self._timeline.outages))

    def _ask(self, suffix: str, contents: Callable[[], bytes]) -> None:
        tr = self._tr
        dialog = QFileDialog(self._parent(), tr("Save the blind periods"))
        dialog.setObjectName("export")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(suffix)
        dialog.setNameFilter(f"*.{suffix}")
        dialog.selectFile(f"jlook-outages.{suffix}")
        dialog.fileSelected.connect(lambda name: self._write(Path(name), contents()))
        dialog.show()

    def _write(self, path: Path, contents: bytes) -> None:
        try:
            _write_whole(path, contents)
        except OSError as error:
            why = error.strerror or str(error)
            self._tell(self._tr("{file} could not be written: {why}", file=path, why=why))
        else:
            self._tell(self._tr("The blind periods are in {file}.", file=path))


def _write_whole(path: Path, contents: bytes) -> None:
    """Write all of it or leave what was there."""
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        half.write_bytes(contents)
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise
