# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a menu's file was not imported: every fault at once, with its place. Never modal."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QLabel, QListWidget, QVBoxLayout, QWidget

from jlook_client.views.closing import closing_buttons
from jmss.texts import Texts


class MenuFaults(QDialog):
    """Lists the faults of a file.

    Args:
        file: its name.
        faults: in words, each with its place.
        tr: the words.
        parent: the main window.
    """

    def __init__(
        self, file: str, faults: Sequence[str], tr: Texts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("menu_faults")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import a menu"))
        self.resize(680, 320)
        headline = tr(
            "{file} cannot be imported: {n} faults are in it. Nothing was changed.",
            file=file,
            n=len(faults),
        )
        self.headline = QLabel(headline)
        self.headline.setWordWrap(True)
        self.setAccessibleDescription(headline)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Faults of the file"))
        self.list.addItems(faults)
        lines = QVBoxLayout(self)
        lines.addWidget(self.headline)
        lines.addWidget(self.list, 1)
        lines.addWidget(closing_buttons(self, tr, by_enter=True))
