# SPDX-License-Identifier: GPL-3.0-or-later
"""[編集]-[プロパティ] of JClusterEnv: what a virtual computer is, and its folders (manual 2.2 ④⑤).

Checked as it is typed; nothing here stops the window.
"""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.kinds import set_kind
from jmss.errors import JmssError
from jmss.model.environment_list import ComputerLine
from jmss.model.environment_words import FOLDERS, SERVER_TYPES
from jmss.model.machine_uses import NOT_KNOWN
from jmss.model.machines import ServerType
from jmss.model.service_environment import ComputerSetting, read_setting
from jmss.model.storage_folders import LONGEST_FOLDER, PURPOSES, Purpose, recommended
from jmss.texts import Texts

Keep = Callable[[ComputerSetting, Callable[[JmssError | None], None]], None]
"""Keeps a setting and tells, later, what was wrong with it; None: it is kept."""


Needed = Callable[[str], Sequence[str] | None]
"""Says who needs a virtual computer, in sentences; None: that is not known."""


class EnvironmentProperties(QDialog):
    """The properties of one virtual computer.

    Args:
        line: the virtual computer as it is now.
        tr: the words.
        keep: keeps what was entered.
        needed: says who needs the virtual computer, once it is to lose its server type.
        parent: the main window.
    """

    def __init__(
        self,
        line: ComputerLine,
        tr: Texts,
        keep: Keep,
        needed: Needed,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.line = line
        self._tr = tr
        self._keep = keep
        self._needed = needed
        self._waits = False
        self.setObjectName("properties")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Properties of {name}", name=line.name))
        self.setMinimumWidth(600)
        self.server_type = QComboBox()
        self.server_type.setAccessibleName(tr("Server type"))
        for kind, word in SERVER_TYPES.items():
            self.server_type.addItem(tr(word), kind)
        self.drive = QLabel(line.drive)
        self.drive.setAccessibleName(tr("Switching drive {drive}", drive=line.drive))
        self.folders = {purpose: self._folder(purpose) for purpose in Purpose}
        self._faults = {purpose: self._fault(purpose) for purpose in Purpose}
        self.needed = QLabel()
        self.needed.setWordWrap(True)
        self._strip = QFrame()
        self._strip.setObjectName("strip")
        set_kind(self._strip, "warns")
        self.told = QLabel()
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self.usual = QPushButton(tr("&Recommended values"))
        self.usual.setAutoDefault(False)
        self.usual.clicked.connect(self._fill_recommended)
        self.ok = QPushButton(tr("OK"))
        self.ok.setObjectName("primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self._take)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()
        self._show(line.setting)
        self.server_type.currentIndexChanged.connect(self._change_type)
        self.server_type.setFocus()

    @property
    def chosen_type(self) -> ServerType | None:
        """The server type that is chosen."""
        kind: ServerType | None = self.server_type.currentData()
        return kind

    def fault(self, purpose: Purpose) -> str:
        """What is said to be wrong with a folder; empty: nothing."""
        return self._faults[purpose].text()

    def _show(self, setting: ComputerSetting) -> None:
        for purpose, box in self.folders.items():
            box.setText(setting.folders.get(purpose, ""))
        self.server_type.setCurrentIndex(list(SERVER_TYPES).index(setting.server_type))
        self._change_type()

    def _change_type(self) -> None:
        """Show the folders of the type; those that are empty get the recommended values."""
        wanted = PURPOSES[self.chosen_type]
        for purpose, box in self.folders.items():
            self._form.setRowVisible(box, purpose in wanted)
            if purpose in wanted and not box.text():
                box.setText(recommended(self.line.drive, purpose))
        self.usual.setVisible(bool(wanted))
        self._say_needed()
        self._check()

    def _say_needed(self) -> None:
        """Say who needs what is to lose its server type; it can be taken away all the same."""
        text, name = "", self.line.name
        if self.chosen_type is None and self.line.server_type is not None:
            by = self._needed(name)
            text = self._tr(NOT_KNOWN, name=name) if by is None else "\n".join(by)
        self.needed.setText(text)
        self.needed.setAccessibleName(text)
        self._strip.setVisible(bool(text))
        self.server_type.setAccessibleDescription(text)

    def _fill_recommended(self) -> None:
        for purpose in PURPOSES[self.chosen_type]:
            self.folders[purpose].setText(recommended(self.line.drive, purpose))

    def _check(self) -> dict[Purpose, JmssError]:
        """Say at each folder what is wrong with it."""
        _, faults = self._read()
        for purpose, label in self._faults.items():
            error = faults.get(purpose)
            text = self._tr.error(error) if error else ""
            label.setText(text)
            shown = bool(text) and purpose in PURPOSES[self.chosen_type]
            self._form.setRowVisible(label, shown)
            self.folders[purpose].setAccessibleDescription(text)
        self._say("")
        self.ok.setEnabled(not faults and not self._waits)
        self._grow()
        return faults

    def _grow(self) -> None:
        """Make room for what is said: a text in several lines does not do so by itself."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _read(self) -> tuple[ComputerSetting, dict[Purpose, JmssError]]:
        kind = self.chosen_type
        folders = {purpose: self.folders[purpose].text() for purpose in PURPOSES[kind]}
        return read_setting(self.line.name, kind, folders, self.line.drive)

    def _take(self) -> None:
        setting, faults = self._read()
        if faults or self._waits:
            return
        self._waits = True
        self.ok.setEnabled(False)
        self._keep(setting, self._kept)

    def _kept(self, error: JmssError | None) -> None:
        self._waits = False
        if error is None:
            self.accept()
            return
        self._check()
        self._say(self._tr.error(error))

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)
        self.told.setVisible(bool(text))
        set_kind(self.told, "wrong" if text else "said")
        if text:
            self._grow()

    def _folder(self, purpose: Purpose) -> QLineEdit:
        box = QLineEdit()
        box.setMaxLength(LONGEST_FOLDER)
        box.setAccessibleName(self._tr(FOLDERS[purpose]))
        box.setPlaceholderText(recommended(self.line.drive, purpose))
        box.textChanged.connect(lambda _text: self._check())
        return box

    def _fault(self, purpose: Purpose) -> QLabel:
        label = QLabel()
        label.setObjectName("told")
        label.setWordWrap(True)
        set_kind(label, "wrong")
        return label

    def _lay_out(self) -> None:
        tr = self._tr
        form = self._form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Virtual computer"), QLabel(self.line.name))
        form.addRow(tr("Switching drive"), self.drive)
        form.addRow(tr("&Server type"), self.server_type)
        for purpose, box in self.folders.items():
            form.addRow(tr(FOLDERS[purpose]), box)
            form.addRow("", self._faults[purpose])
        row = QHBoxLayout()
        row.addWidget(self.usual)
        row.addStretch(1)
        row.addWidget(self.ok)
        row.addWidget(self.cancel)
        lines = QVBoxLayout(self)
        lines.addLayout(form)
        QVBoxLayout(self._strip).addWidget(self.needed)
        lines.addWidget(self._strip)
        lines.addWidget(self.told)
        lines.addStretch(1)
        lines.addLayout(row)
