# SPDX-License-Identifier: GPL-3.0-or-later
"""[Help] – [About JLook]: versions and licences of all its parts. Never modal."""

from collections.abc import Iterator

from PyQt6.QtCore import PYQT_VERSION_STR, Qt, QTimer, qVersion
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jlook_client.components import Component, components
from jlook_client.looks import Looks
from jlook_client.views.clipboard import copy_text
from jmss.texts import Texts


class AboutWindow(QDialog):
    """The parts are read one at a turn: their files lie all over the disk.

    Args:
        version: of JLook.
        looks: colours and glyphs.
        tr: the words.
        parent: the main window.
    """

    def __init__(
        self, version: str, looks: Looks, tr: Texts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self._waiting: Iterator[Component] = components()
        self.setObjectName("about")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About {program}", program=tr.program))
        self.resize(560, 480)
        glyph = QLabel()
        glyph.setPixmap(looks.pixmap("link", "accent", px=36, dpr=self.devicePixelRatioF()))
        self.name = QLabel(tr("{program} {version}", program=tr.program, version=version))
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        about = QLabel(
            tr(
                "The operators' console for batch jobs under a JMSS server in a failover"
                " cluster. Free software under the GNU GPL, version 3 or later."
            )
        )
        about.setWordWrap(True)
        self.parts = QTreeWidget()
        self.parts.setAccessibleName(tr("Parts of JLook"))
        self.parts.setHeaderLabels([tr("Part"), tr("Version"), tr("Licence")])
        self.parts.setRootIsDecorated(False)
        self.parts.setAlternatingRowColors(True)
        self._add(Component("Qt", qVersion() or "", "LGPL-3.0-only"))
        self._add(Component("PyQt6", PYQT_VERSION_STR, "GPL-3.0-only"))
        head = QHBoxLayout()
        head.addWidget(glyph)
        head.addWidget(self.name, 1)
        buttons = QDialogButtonBox()
        self.copy = QPushButton(tr("&Copy"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addLayout(head)
        lines.addWidget(about)
        lines.addWidget(self.parts, 1)
        lines.addWidget(buttons)
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._read_one)
        self._turns.start()

    @property
    def is_complete(self) -> bool:
        """Whether all parts are listed."""
        return not self._turns.isActive()

    def text(self) -> str:
        """Give the parts as lines."""
        items = (self.parts.topLevelItem(at) for at in range(self.parts.topLevelItemCount()))
        rows = (
            " ".join(filter(None, (item.text(column) for column in range(3))))
            for item in items
            if item is not None
        )
        return "\n".join([self.name.text(), *rows, ""])

    def _read_one(self) -> None:
        part = next(self._waiting, None)
        if part is None:
            self._turns.stop()
            for column in range(2):
                self.parts.resizeColumnToContents(column)
        elif part.name.lower() not in {"jlook", "pyqt6"}:
            self._add(part)

    def _add(self, part: Component) -> None:
        QTreeWidgetItem(self.parts, [part.name, part.version, part.licence or "−"])

    def _copy(self) -> None:
        copy_text(self.text())
