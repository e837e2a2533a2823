# SPDX-License-Identifier: GPL-3.0-or-later
"""Something went wrong in JLook itself: what, and the file for whoever helps. Never modal."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.clipboard import copy_text
from jlook_client.views.closing import closing_buttons
from jmss.texts import Texts

WriteAgain = Callable[[bool], None]
"""Writes the bundle again, with the names of users or without; ``show_bundle`` is told of it."""


class FaultWindow(QDialog):
    """Says where the log bundle is, and helps to hand it on.

    Args:
        tr: the words.
        write_again: writes the bundle with another wish.
        parent: the main window.
    """

    def __init__(self, tr: Texts, write_again: WriteAgain, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._path = Path()
        self.setObjectName("fault")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setWindowTitle(tr("Log bundle"))
        self.setMinimumWidth(520)
        self.headline = QLabel()
        self.headline.setWordWrap(True)
        font = self.headline.font()
        font.setBold(True)
        self.headline.setFont(font)
        self.advice = QLabel(
            tr(
                "Hand this file to whoever helps you. It has JLook's log, versions and settings;"
                " tokens and passwords were taken out."
            )
        )
        self.advice.setWordWrap(True)
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        self.path.setAccessibleName(tr("Where the log bundle is"))
        self.copy = QPushButton(tr("&Copy the path"))
        self.copy.clicked.connect(self._copy)
        self.folder = QPushButton(tr("&Open the folder"))
        self.folder.clicked.connect(self._open_folder)
        self.with_users = QCheckBox(tr("With the names of &users"))
        self.with_users.clicked.connect(write_again)
        self.failure = QLabel()
        self.failure.setWordWrap(True)
        self.failure.hide()
        self.told = QLabel()
        buttons = closing_buttons(self, tr, by_enter=True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.folder)
        lines = QVBoxLayout(self)
        lines.setSpacing(10)
        lines.addWidget(self.headline)
        lines.addWidget(self.advice)
        lines.addWidget(self.failure)
        lines.addWidget(self.path)
        lines.addLayout(row)
        lines.addWidget(self.with_users)
        lines.addWidget(self.told)
        lines.addWidget(buttons)

    def show_bundle(self, headline: str, path: Path) -> None:
        """Say what happened and where the bundle is."""
        self.headline.setText(headline)
        self.setAccessibleDescription(headline)
        self._path = path
        self.path.setText(str(path))
        self.path.setCursorPosition(0)
        for widget in (self.path, self.copy, self.folder, self.with_users, self.advice):
            widget.setVisible(True)
        self.failure.setVisible(False)
        self.told.clear()

    def show_failure(self, headline: str, why: str) -> None:
        """Say that no bundle could be written."""
        self.headline.setText(headline)
        self.failure.setText(self._tr("The log bundle could not be written: {why}", why=why))
        self.failure.setVisible(True)
        for widget in (self.path, self.copy, self.folder, self.with_users, self.advice):
            widget.setVisible(False)

    def count(self, faults: int) -> None:
        """Say how many faults there were since; the bundle tells of the first."""
        self.told.setText(
            self._tr.plural("{n} more fault since", "{n} more faults since", faults)
            if faults
            else ""
        )

    def _copy(self) -> None:
        copy_text(str(self._path))
        self.told.setText(self._tr("The path is on the clipboard."))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
