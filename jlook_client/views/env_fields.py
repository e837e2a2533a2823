# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of JEnv's forms: showing a value in them is no input, and never moves the cursor."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QListWidgetItem, QSpinBox

_ROWS = 4
"""Machines that are seen at once; the rest is scrolled to."""


def number_field(
    call: Callable[[int], None], *, most: int, suffix: str = "", nothing: str = ""
) -> QSpinBox:
    """Make a field for a whole number from 0 on; ``nothing`` is what 0 is called."""
    field = QSpinBox()
    field.setRange(0, most)
    field.setGroupSeparatorShown(True)
    field.setSuffix(suffix)
    field.setSpecialValueText(nothing)
    field.setKeyboardTracking(False)
    field.setMinimumWidth(140)
    field.valueChanged.connect(call)
    return field


def text_field(call: Callable[[str], None], *, most: int) -> QLineEdit:
    """Make a field for one line."""
    field = QLineEdit()
    field.setMaxLength(most)
    field.setMinimumWidth(260)
    field.textEdited.connect(call)
    return field


def show_number(field: QSpinBox, value: int) -> None:
    """Show a number."""
    if field.value() != value:
        with QSignalBlocker(field):
            field.setValue(value)


def show_text(field: QLineEdit, text: str) -> None:
    """Show a text."""
    if field.text() != text:
        field.setText(text)


def show_choice(field: QComboBox, names: Sequence[str], chosen: str) -> None:
    """Show what can be chosen, and what is; what is no longer there stays to be seen."""
    wanted = [*names, *([] if chosen in names else [chosen])]
    if [field.itemText(at) for at in range(field.count())] != wanted:
        field.clear()
        field.addItems(wanted)
    field.setCurrentIndex(wanted.index(chosen))


def show_tick(box: QCheckBox, *, ticked: bool) -> None:
    """Show whether something is so."""
    with QSignalBlocker(box):
        box.setChecked(ticked)


class TickList(QListWidget):
    """Names of which some are ticked.

    Args:
        call: hears of the ticked ones, in the order in which they are listed.
    """

    def __init__(self, call: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__()
        self._call = call
        self.setUniformItemSizes(True)
        self.setMinimumWidth(260)
        self.itemChanged.connect(lambda _item: self._call(self.ticked))

    @property
    def ticked(self) -> tuple[str, ...]:
        """The names that are ticked."""
        items = (self.item(at) for at in range(self.count()))
        on = Qt.CheckState.Checked
        return tuple(item.text() for item in items if item and item.checkState() == on)

    def show_names(self, names: Sequence[str], ticked: Sequence[str]) -> None:
        """List names, and those that are ticked although there are no such ones."""
        wanted = [*names, *(name for name in ticked if name not in names)]
        rows = min(max(len(wanted), 1), _ROWS)
        self.setFixedHeight(rows * (self.fontMetrics().height() + 6) + 4)
        with QSignalBlocker(self):
            if [item.text() for at in range(self.count()) if (item := self.item(at))] != wanted:
                self.clear()
                for name in wanted:
                    self.addItem(_tickable(name))
            for at, name in enumerate(wanted):
                item = self.item(at)
                state = Qt.CheckState.Checked if name in ticked else Qt.CheckState.Unchecked
                if item is not None and item.checkState() != state:
                    item.setCheckState(state)


def _tickable(name: str) -> QListWidgetItem:
    item = QListWidgetItem(name)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Unchecked)
    return item
