# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a CSV file was not loaded: every fault at once, with line and column. Never modal."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from jlook_client.views.closing import closing_buttons
from jlook_client.views.text_list import TextList
from jmss.texts import Texts


class FaultsOfFile(QDialog):
    """Lists the faults of a file.

    Args:
        headline: what was not done.
        faults: (line, column, what is wrong), in the order of the file.
        tr: the words.
        parent: the main window.
    """

    def __init__(
        self,
        headline: str,
        faults: Sequence[tuple[int, int, str]],
        tr: Texts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("faults_of_file")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Load CSV"))
        self.resize(680, 320)
        self.headline = QLabel(headline)
        self.headline.setWordWrap(True)
        self.setAccessibleDescription(headline)
        self.list = TextList(
            (tr("Line"), tr("Column"), tr("What is wrong")),
            right=(0, 1),
            name=tr("Faults of the file"),
        )
        self.list.show_rows([(str(line), str(column), text) for line, column, text in faults])
        lines = QVBoxLayout(self)
        lines.addWidget(self.headline)
        lines.addWidget(self.list, 1)
        lines.addWidget(closing_buttons(self, tr, by_enter=True))
