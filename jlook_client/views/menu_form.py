# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of an entry: its parameters with what is wrong at each, as one types."""

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from jlook_client.views.kinds import set_kind
from jlook_client.views.menu_fields import ParameterField, YesNoField, field_of
from jmss.menu.fault import Fault
from jmss.menu.values import entered, label_of
from jmss.model.menu import Parameter
from jmss.texts import Texts

WIDEST = 640
"""Logical pixels: nobody reads from one end of a wide screen to the other."""


class MenuForm(QWidget):
    """One field for each parameter.

    Args:
        tr: the words.
    """

    edited = pyqtSignal()
    entered = pyqtSignal()
    """The operator is done with the form (Enter in a field)."""

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._parameters: Sequence[Parameter] = ()
        self.fields: dict[str, ParameterField] = {}
        self._told: dict[str, QLabel] = {}
        self._touched: set[str] = set()
        self._form = QFormLayout(self)
        self.setMaximumWidth(WIDEST)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    @property
    def values(self) -> dict[str, str]:
        """What is entered, by the parameters' names."""
        return {name: field.text for name, field in self.fields.items()}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong with it."""
        return entered(self._parameters, self.values).faults

    def show_parameters(
        self, parameters: Sequence[Parameter], values: Mapping[str, str] | None = None
    ) -> None:
        """Ask for these parameters.

        Args:
            parameters: what is asked for.
            values: what stands there at first, instead of the defaults.
        """
        self._parameters = parameters
        self._touched.clear()
        while self._form.rowCount():
            self._form.removeRow(0)
        self.fields, self._told = {}, {}
        for parameter in parameters:
            self._add(parameter)
            text = (values or {}).get(parameter.name, parameter.default)
            self.fields[parameter.name].set_text(text)
        self._tell()

    def tell_all(self) -> bool:
        """Say everything that is wrong, go to the first of it; whether there is anything."""
        self._touched.update(self.fields)
        self._tell()
        faults = self.faults
        if faults:
            self.fields[faults[0].place].setFocus()
        return bool(faults)

    def focus_first(self) -> bool:
        """Take the keyboard to the first field; say whether there is one."""
        for field in self.fields.values():
            field.setFocus()
            return True
        return False

    def _add(self, parameter: Parameter) -> None:
        field = self.fields[parameter.name] = field_of(parameter, self._tr)
        told = self._told[parameter.name] = QLabel()
        told.setObjectName("told")
        told.setWordWrap(True)
        set_kind(told, "wrong")
        around = QWidget()
        lines = QVBoxLayout(around)
        lines.setContentsMargins(0, 0, 0, 6)
        lines.setSpacing(2)
        lines.addWidget(field)
        if parameter.note:
            note = QLabel(parameter.note)
            note.setObjectName("muted")
            note.setWordWrap(True)
            lines.addWidget(note)
        lines.addWidget(told)
        if isinstance(field, YesNoField):
            self._form.addRow("", around)
        else:
            name = label_of(parameter)
            label = QLabel(self._tr("{label} *", label=name) if parameter.required else name)
            label.setBuddy(field.field)
            self._form.addRow(label, around)
        field.edited.connect(lambda: self._edit(parameter.name))
        field.entered.connect(self.entered)

    def _edit(self, name: str) -> None:
        self._touched.add(name)
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        """Say what is wrong with what the operator has touched."""
        wrong = {fault.place: fault.told(self._tr) for fault in self.faults}
        for name, label in self._told.items():
            text = wrong.get(name, "") if name in self._touched else ""
            label.setText(text)
            label.setVisible(bool(text))
            self.fields[name].say_wrong(text)
