# SPDX-License-Identifier: GPL-3.0-or-later
"""What an entry asks for, as an administrator writes it: the list and the fields of one."""

from typing import Any

import msgspec
from PyQt6.QtCore import QLocale
from PyQt6.QtGui import QDoubleValidator
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.menu_draft import MenuDraft
from jmss.errors import N_
from jmss.menu.command_line import names_in
from jmss.menu.editing import free_id
from jmss.menu.values import plain
from jmss.model.menu import Parameter, ParameterType
from jmss.texts import Texts

TYPES = {
    ParameterType.TEXT: N_("Text"),
    ParameterType.NUMBER: N_("Number"),
    ParameterType.DATE: N_("Date"),
    ParameterType.CHOICE: N_("Choice"),
    ParameterType.YES_NO: N_("Yes or no"),
}
_LONGEST = 200


class MenuParameters(QWidget):
    """Writes into the draft as one types.

    Args:
        draft: what is written.
        tr: the words.
    """

    def __init__(self, draft: MenuDraft, tr: Texts) -> None:
        super().__init__()
        self._draft = draft
        self._tr = tr
        self._filling = False
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Parameters"))
        self.add = QPushButton(tr("Add"))
        self.remove = QPushButton(tr("Remove"))
        self.up, self.down = QPushButton(tr("Move up")), QPushButton(tr("Move down"))
        self.name, self.label = _line(tr("Name")), _line(tr("Label"))
        self.type = QComboBox()
        self.type.setAccessibleName(tr("Type"))
        for kind, word in TYPES.items():
            self.type.addItem(tr(word), kind)
        self.required = QCheckBox(tr("Must be entered"))
        self.default, self.note = _line(tr("Default")), _line(tr("Note"))
        self.pattern = _line(tr("Pattern"))
        self.least, self.most = _line(tr("Least")), _line(tr("Most"))
        for line in (self.least, self.most):
            numbers = QDoubleValidator(line)
            numbers.setNotation(QDoubleValidator.Notation.StandardNotation)
            numbers.setLocale(QLocale.c())
            line.setValidator(numbers)
        self.choices = QPlainTextEdit()
        self.choices.setAccessibleName(tr("Choices, one in a line"))
        self.choices.setTabChangesFocus(True)
        self._lay_out()
        self._connect()

    def show_draft(self) -> None:
        """Show the parameters of the entry that is looked at."""
        parameters = self._parameters
        self._filling = True
        texts = [f"{one.name}　{one.label}".strip() for one in parameters]
        row = self.list.currentRow()
        if [self._text_at(at) for at in range(self.list.count())] != texts:
            self.list.clear()
            self.list.addItems(texts)
        self.list.setCurrentRow(min(max(row, 0), len(texts) - 1))
        entry = self._draft.entry
        self.add.setEnabled(entry is not None and entry.job is not None)
        self._show_one()
        self._filling = False

    @property
    def _parameters(self) -> tuple[Parameter, ...]:
        entry = self._draft.entry
        return entry.parameters if entry is not None else ()

    @property
    def _at(self) -> int:
        return self.list.currentRow()

    def _text_at(self, at: int) -> str:
        item = self.list.item(at)
        return item.text() if item is not None else ""

    def _show_one(self) -> None:
        parameters, at = self._parameters, self._at
        there = 0 <= at < len(parameters)
        for widget in (self.fields, self.remove, self.up, self.down):
            widget.setEnabled(there)
        if not there:
            return
        one = parameters[at]
        for line, text in (
            (self.name, one.name),
            (self.label, one.label),
            (self.default, one.default),
            (self.note, one.note),
            (self.pattern, one.pattern),
        ):
            if line.text() != text:
                line.setText(text)
        for line, number in ((self.least, one.least), (self.most, one.most)):
            if _number(line.text()) != number:
                line.setText("" if number is None else plain(number))
        if tuple(self.choices.toPlainText().split("\n")) != (one.choices or ("",)):
            self.choices.setPlainText("\n".join(one.choices))
        self.type.setCurrentIndex(self.type.findData(one.type))
        self.required.setChecked(one.required)
        self._form.setRowVisible(self.pattern, one.type is ParameterType.TEXT)
        self._form.setRowVisible(self.choices, one.type is ParameterType.CHOICE)
        for line in (self.least, self.most):
            self._form.setRowVisible(line, one.type is ParameterType.NUMBER)

    def _write(self, **fields: Any) -> None:
        parameters, at = list(self._parameters), self._at
        if self._filling or not 0 <= at < len(parameters):
            return
        parameters[at] = msgspec.structs.replace(parameters[at], **fields)
        self._draft.change(parameters=tuple(parameters))

    def _add(self) -> None:
        """Add one, under a name that the command has already if there is one."""
        entry = self._draft.entry
        if entry is None or entry.job is None:
            return
        taken = {one.name for one in entry.parameters}
        asked = [name for name in names_in(entry.job.command) if name not in taken]
        name = asked[0] if asked else free_id(taken, "value").replace("-", "_")
        self._draft.change(parameters=(*entry.parameters, Parameter(name=name)))
        self.list.setCurrentRow(len(self._parameters) - 1)
        self.label.setFocus()

    def _remove(self) -> None:
        at = self._at
        self._draft.change(parameters=(*self._parameters[:at], *self._parameters[at + 1 :]))

    def _move(self, step: int) -> None:
        at, parameters = self._at, list(self._parameters)
        if 0 <= at + step < len(parameters):
            parameters.insert(at + step, parameters.pop(at))
            self._draft.change(parameters=tuple(parameters))
            self.list.setCurrentRow(at + step)

    def _take_type(self) -> None:
        """Take a type, and with it what does not belong to it away."""
        kind = self.type.currentData()
        fields: dict[str, Any] = {"type": kind}
        if kind is not ParameterType.TEXT:
            fields["pattern"] = ""
        if kind is not ParameterType.CHOICE:
            fields["choices"] = ()
        if kind is not ParameterType.NUMBER:
            fields |= {"least": None, "most": None}
        self._write(**fields)

    def _take_choices(self) -> None:
        lines = self.choices.toPlainText().split("\n")
        self._write(choices=tuple(lines) if lines != [""] else ())

    def _lay_out(self) -> None:
        tr = self._tr
        buttons = QHBoxLayout()
        for button in (self.add, self.remove, self.up, self.down):
            buttons.addWidget(button)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        self.fields = QWidget()
        form = self._form = QFormLayout(self.fields)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: list[tuple[str, QWidget]] = [
            (tr("Name"), self.name),
            (tr("Label"), self.label),
            (tr("Type"), self.type),
            ("", self.required),
            (tr("Default"), self.default),
            (tr("Least"), self.least),
            (tr("Most"), self.most),
            (tr("Choices, one in a line"), self.choices),
            (tr("Pattern"), self.pattern),
            (tr("Note"), self.note),
        ]
        for text, widget in rows:
            form.addRow(text, widget)
        across = QHBoxLayout(self)
        across.addLayout(left, 2)
        across.addWidget(self.fields, 3)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _row: None if self._filling else self._choose())
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(lambda _on: self._move(-1))
        self.down.clicked.connect(lambda _on: self._move(1))
        self.name.textEdited.connect(lambda text: self._write(name=text))
        self.label.textEdited.connect(lambda text: self._write(label=text))
        self.default.textEdited.connect(lambda text: self._write(default=text))
        self.note.textEdited.connect(lambda text: self._write(note=text))
        self.pattern.textEdited.connect(lambda text: self._write(pattern=text))
        self.least.textEdited.connect(lambda text: self._write(least=_number(text)))
        self.most.textEdited.connect(lambda text: self._write(most=_number(text)))
        self.choices.textChanged.connect(self._take_choices)
        self.type.activated.connect(lambda _at: self._take_type())
        self.required.clicked.connect(lambda on: self._write(required=on))

    def _choose(self) -> None:
        self._filling = True
        self._show_one()
        self._filling = False


def _number(text: str) -> float | None:
    """Read a limit; what is no number is none."""
    try:
        return float(text)
    except ValueError:
        return None


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaxLength(_LONGEST)
    return line
