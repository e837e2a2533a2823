# SPDX-License-Identifier: GPL-3.0-or-later
"""A field for each type of parameter, all of them read and written as the text that is entered."""

import datetime as dt
from abc import abstractmethod

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from jmss.menu.values import LONGEST, NO, YES, label_of, plain
from jmss.model.menu import Parameter, ParameterType
from jmss.texts import Texts


class ParameterField(QWidget):
    """What one parameter is entered in."""

    edited = pyqtSignal()
    """The operator has changed it."""
    entered = pyqtSignal()
    """The operator is done here (Enter)."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self.field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field, 1)
        self.setFocusProxy(field)

    @property
    @abstractmethod
    def text(self) -> str:
        """What is entered."""

    @abstractmethod
    def set_text(self, text: str) -> None:
        """Put something in; what does not fit any more is passed over."""

    def say_wrong(self, text: str) -> None:
        """Say to a screen reader what is wrong; empty: nothing."""
        self.field.setAccessibleDescription(text)


class LineField(ParameterField):
    """A line of text, a number or a date; in a date Up and Down go a day on or back."""

    def __init__(self, parameter: Parameter, tr: Texts) -> None:
        self.line = _Line(is_date=parameter.type is ParameterType.DATE)
        super().__init__(self.line)
        self.line.setMaxLength(LONGEST)
        self.line.setPlaceholderText(_hint(parameter, tr))
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.returnPressed.connect(self.entered)

    @property
    def text(self) -> str:
        """What is entered."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put a text in."""
        self.line.setText(text)


class ChoiceField(ParameterField):
    """One of several; where it may be left out, the first one is nothing."""

    def __init__(self, parameter: Parameter, tr: Texts) -> None:
        self.box = QComboBox()
        super().__init__(self.box)
        if not parameter.required or not parameter.default:
            self.box.addItem(tr("(choose)") if parameter.required else tr("(none)"), "")
        for choice in parameter.choices:
            self.box.addItem(choice, choice)
        self.box.activated.connect(lambda _at: self.edited.emit())

    @property
    def text(self) -> str:
        """What is chosen."""
        return str(self.box.currentData() or "")

    def set_text(self, text: str) -> None:
        """Choose one; one that is not there any more is passed over."""
        at = self.box.findData(text)
        self.box.setCurrentIndex(max(at, 0))


class YesNoField(ParameterField):
    """A box to be ticked."""

    def __init__(self, parameter: Parameter) -> None:
        self.box = QCheckBox(label_of(parameter))
        super().__init__(self.box)
        self.box.clicked.connect(lambda _on: self.edited.emit())

    @property
    def text(self) -> str:
        """Whether it is ticked."""
        return YES if self.box.isChecked() else NO

    def set_text(self, text: str) -> None:
        """Tick it, or do not."""
        self.box.setChecked(text == YES)


def field_of(parameter: Parameter, tr: Texts) -> ParameterField:
    """Build the field of a parameter."""
    field: ParameterField
    match parameter.type:
        case ParameterType.CHOICE:
            field = ChoiceField(parameter, tr)
        case ParameterType.YES_NO:
            field = YesNoField(parameter)
        case _:
            field = LineField(parameter, tr)
    field.field.setAccessibleName(label_of(parameter))
    field.field.setObjectName(f"parameter_{parameter.name}")
    if parameter.note:
        field.field.setToolTip(parameter.note)
    return field


class _Line(QLineEdit):
    def __init__(self, *, is_date: bool) -> None:
        super().__init__()
        self._is_date = is_date

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go a day on or back (Qt)."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event is None or not self._is_date or event.key() not in steps:
            super().keyPressEvent(event)
            return
        self.setText(_day_beside(self.text(), steps[Qt.Key(event.key())]))
        self.textEdited.emit(self.text())


def _day_beside(text: str, step: int) -> str:
    try:
        day = dt.date.fromisoformat(text) + dt.timedelta(step)
    except (ValueError, OverflowError):
        day = dt.datetime.now().astimezone().date()
    return day.isoformat()


def _hint(parameter: Parameter, tr: Texts) -> str:
    match parameter.type:
        case ParameterType.DATE:
            return tr("YYYY-MM-DD; ↑ and ↓ change the day")
        case ParameterType.NUMBER:
            return _range(parameter, tr)
        case _:
            return "" if parameter.required else tr("may be left out")


def _range(parameter: Parameter, tr: Texts) -> str:
    least, most = parameter.least, parameter.most
    if least is not None and most is not None:
        return tr("{least} to {most}", least=plain(least), most=plain(most))
    if least is not None:
        return tr("at least {least}", least=plain(least))
    return "" if most is None else tr("at most {most}", most=plain(most))
