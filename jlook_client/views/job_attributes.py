# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes of a job with their names, and its command; all of it can be selected."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import fixed_font
from jlook_client.views.clipboard import copy_text
from jmss.texts import Texts

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
_LEAST_COMMAND_LINES = 3


class JobAttributes(QWidget):
    """Two columns of names and values above the command."""

    def __init__(self, tr: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.values: dict[str, QLabel] = {}
        """By their translated names."""
        self._grid = QGridLayout()
        self.command = self._built_command()
        self.copy_command = QPushButton(tr("Copy the command"))
        self.copy_command.clicked.connect(self._copy_command)
        self._lay_out()

    def show_values(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these names and values; a value that stays keeps what is selected in it."""
        if list(self.values) != [name for name, _ in pairs]:
            self._build([name for name, _ in pairs])
        for name, value in pairs:
            label = self.values[name]
            if label.text() != value:
                label.setText(value)
                label.setAccessibleName(f"{name}: {value}")

    def show_command(self, command: str) -> None:
        """Show the command, whole."""
        if self.command.toPlainText() != command:
            self.command.setPlainText(command)

    def copy_selection(self) -> None:
        """Put on the clipboard what is selected: of a value, or of the command, or all of that."""
        for label in self.values.values():
            if label.hasSelectedText():
                copy_text(label.selectedText())
                return
        if self.command.textCursor().hasSelection():
            self.command.copy()
        else:
            self._copy_command()

    def _build(self, names: Sequence[str]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.values = {}
        rows = (len(names) + 1) // 2
        for at, name in enumerate(names):
            head, value = QLabel(name), QLabel()
            head.setObjectName("muted")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(_SELECTABLE)
            value.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            head.setBuddy(value)
            column = 2 * (at // rows)
            self._grid.addWidget(head, at % rows, column)
            self._grid.addWidget(value, at % rows, column + 1)
            self.values[name] = value

    def _built_command(self) -> QPlainTextEdit:
        command = QPlainTextEdit()
        command.setObjectName("command")
        command.setReadOnly(True)
        command.setUndoRedoEnabled(False)
        command.setFrameShape(QFrame.Shape.NoFrame)
        command.setTabChangesFocus(True)
        command.setFont(fixed_font(self.font().pointSizeF()))
        document = command.document()
        assert document is not None
        document.setDocumentMargin(8)
        command.setMinimumHeight(_LEAST_COMMAND_LINES * command.fontMetrics().lineSpacing() + 8)
        command.setAccessibleName(self._tr("Command"))
        return command

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("attributes")
        self._grid.setContentsMargins(10, 8, 10, 8)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        head = QWidget()
        head.setObjectName("foot")
        across = QHBoxLayout(head)
        across.setContentsMargins(10, 3, 8, 3)
        across.addWidget(QLabel(self._tr("Command")))
        across.addStretch(1)
        across.addWidget(self.copy_command)
        around = QVBoxLayout(inner)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addLayout(self._grid)
        around.addWidget(head)
        around.addWidget(self.command, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def _copy_command(self) -> None:
        copy_text(self.command.toPlainText())
