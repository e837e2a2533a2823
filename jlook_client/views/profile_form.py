# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of one JMSS server, as a person edits it."""

from dataclasses import dataclass

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from jmss.settings import DEFAULT_PORT
from jmss.texts import Texts

LONGEST = 300
"""Characters of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands in the form; nothing of it has been checked."""

    name: str = ""
    server: str = ""
    port: str = str(DEFAULT_PORT)
    tls: bool = False
    ca_file: str = ""
    user: str = ""


class ProfileForm(QWidget):
    """One line for each thing; no token is ever among them.

    Args:
        tr: the words.
        login: the name of the login, which holds where no user is entered.
    """

    edited = pyqtSignal()

    def __init__(self, tr: Texts, login: str) -> None:
        super().__init__()
        self._tr = tr
        self.name = _line(tr("Name"))
        self.server = _line(tr("Virtual computer name"))
        self.server.setPlaceholderText("VCOM1")
        self.port = _line(tr("Port"))
        self.port.setPlaceholderText(str(DEFAULT_PORT))
        self.tls = QCheckBox(tr("&Encrypt the link (TLS)"))
        self.ca_file = _line(tr("File with the authority of the certificate"))
        self.ca_file.setPlaceholderText(tr("as the system or the site has it"))
        self.browse = QPushButton(tr("&Browse…"))
        self.browse.clicked.connect(self._browse)
        self.user = _line(tr("User"))
        self.user.setPlaceholderText(login)
        self._lay_out()
        for line in self._lines():
            line.textEdited.connect(self.edited)
        self.tls.clicked.connect(self.edited)
        self.tls.toggled.connect(self._allow)
        self._allow()

    @property
    def draft(self) -> Draft:
        """What stands in the form."""
        return Draft(
            name=self.name.text(),
            server=self.server.text(),
            port=self.port.text() or str(DEFAULT_PORT),
            tls=self.tls.isChecked(),
            ca_file=self.ca_file.text(),
            user=self.user.text(),
        )

    def show_draft(self, draft: Draft) -> None:
        """Put something into the form."""
        texts = (draft.name, draft.server, draft.port, draft.ca_file, draft.user)
        for line, text in zip(self._lines(), texts, strict=True):
            line.setText(text)
        self.tls.setChecked(draft.tls)

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (self.name, self.server, self.port, self.ca_file, self.user)

    def _lay_out(self) -> None:
        tr = self._tr
        file = QHBoxLayout()
        file.setContentsMargins(0, 0, 0, 0)
        file.addWidget(self.ca_file, 1)
        file.addWidget(self.browse)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Na&me"), self.name)
        form.addRow(tr("&Virtual computer name"), self.server)
        form.addRow(tr("&Port"), self.port)
        form.addRow("", self.tls)
        label = QLabel(tr("Certificate &authority"))
        label.setBuddy(self.ca_file)
        form.addRow(label, file)
        form.addRow(tr("&User"), self.user)

    def _allow(self) -> None:
        for widget in (self.ca_file, self.browse):
            widget.setEnabled(self.tls.isChecked())

    def _browse(self) -> None:
        """Let a file be chosen beside the window: nothing here may ever be modal."""
        dialog = QFileDialog(self, self._tr("File with the authority of the certificate"))
        dialog.setObjectName("authority")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["*.crt *.pem *.cer", "*"])
        dialog.fileSelected.connect(self._take_file)
        dialog.show()

    def _take_file(self, name: str) -> None:
        self.ca_file.setText(name)
        self.edited.emit()


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(LONGEST)
    line.setAccessibleName(name)
    return line
