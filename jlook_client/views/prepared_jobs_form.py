# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that are submitted together: a list, and the fields of the one that is chosen."""

from collections.abc import Callable, Sequence

import msgspec
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jmss.model.schedules import PreparedJob
from jmss.texts import Texts

_LEAST, _MOST = 0, 99
"""Of a priority."""


class PreparedJobsForm(QWidget):
    """A group of prepared jobs, in the order in which they are submitted.

    Args:
        queues: gives the names of the queues that there are.
        machines: gives the names of the execution machines.
        tr: the words.
    """

    edited = pyqtSignal()

    def __init__(
        self,
        queues: Callable[[], Sequence[str]],
        machines: Callable[[], Sequence[str]],
        tr: Texts,
    ) -> None:
        super().__init__()
        self._tr = tr
        self._queues = queues
        self._jobs: list[PreparedJob] = []
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Jobs, in the order in which they are submitted"))
        self.list.currentRowChanged.connect(self._show_job)
        self.add = self._button("+", self._add, tr("Add job"))
        self.remove = self._button("−", self._remove, tr("Remove job"))
        self.up = self._button("▲", lambda: self._move(-1), tr("Submit the job earlier"))
        self.down = self._button("▼", lambda: self._move(1), tr("Submit the job later"))
        self.name = _line(tr("Job name"))
        self.command = _line(tr("Command"))
        self.queue = _box(tr("Queue"), queues())
        self.machine = _box(tr("Execution machine"), ["", *machines()])
        self.machine.lineEdit().setPlaceholderText(tr("any"))  # type: ignore[union-attr] # editable
        self.priority = QSpinBox()
        self.priority.setRange(_LEAST, _MOST)
        self.priority.setAccessibleName(tr("Priority"))
        self.restartable = QCheckBox(tr("May be run again after a failover"))
        self.hold = QCheckBox(tr("Enter the queue held"))
        self._lay_out()
        for line in (self.name, self.command, *self._lines()):
            line.textEdited.connect(self._note)
        for box in (self.queue, self.machine):
            box.activated.connect(self._note)
        self.priority.valueChanged.connect(self._note)
        for tick in (self.restartable, self.hold):
            tick.clicked.connect(self._note)
        self._allow()

    def jobs(self) -> tuple[PreparedJob, ...]:
        """Give the jobs as they stand here."""
        return tuple(self._jobs)

    def show_jobs(self, jobs: Sequence[PreparedJob]) -> None:
        """Put jobs in; without any there is an empty one to begin with."""
        self._jobs = list(jobs)
        at = max(0, self.list.currentRow())
        self._list_anew(min(at, len(self._jobs) - 1))

    def _lines(self) -> list[QLineEdit]:
        lines = (box.lineEdit() for box in (self.queue, self.machine))
        return [line for line in lines if line is not None]

    def _list_anew(self, at: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([job.name or self._tr("(no name)") for job in self._jobs])
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self._show_job(at)

    def _show_job(self, at: int) -> None:
        job = self._jobs[at] if 0 <= at < len(self._jobs) else _EMPTY
        for widget in self.findChildren(QWidget):
            widget.blockSignals(True)
        for line, text in ((self.name, job.name), (self.command, job.command)):
            if line.text() != text:
                line.setText(text)
                line.setCursorPosition(0)
        self.queue.setCurrentText(job.queue)
        self.machine.setCurrentText(job.wanted_machine or "")
        self.priority.setValue(job.priority)
        self.restartable.setChecked(job.restartable)
        self.hold.setChecked(job.hold)
        for widget in self.findChildren(QWidget):
            widget.blockSignals(False)
        self._allow()

    def _note(self) -> None:
        at = self.list.currentRow()
        if not 0 <= at < len(self._jobs):
            return
        job = self._jobs[at] = PreparedJob(
            name=self.name.text().strip(),
            command=self.command.text(),
            queue=self.queue.currentText().strip(),
            wanted_machine=self.machine.currentText().strip() or None,
            priority=self.priority.value(),
            restartable=self.restartable.isChecked(),
            hold=self.hold.isChecked(),
        )
        item = self.list.item(at)
        if item is not None:
            item.setText(job.name or self._tr("(no name)"))
        self.edited.emit()

    def _add(self) -> None:
        queue = self._jobs[-1].queue if self._jobs else next(iter(self._queues()), "")
        self._jobs.append(msgspec.structs.replace(_EMPTY, queue=queue))
        self._list_anew(len(self._jobs) - 1)
        self.name.setFocus()
        self.edited.emit()

    def _remove(self) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self._jobs):
            del self._jobs[at]
            self._list_anew(min(at, len(self._jobs) - 1))
            self.edited.emit()

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self._jobs) and 0 <= at + step < len(self._jobs):
            jobs = self._jobs
            jobs[at], jobs[at + step] = jobs[at + step], jobs[at]
            self._list_anew(at + step)
            self.edited.emit()

    def _allow(self) -> None:
        at, count = self.list.currentRow(), len(self._jobs)
        there = 0 <= at < count
        for widget in (self.name, self.command, self.queue, self.machine, self.priority):
            widget.setEnabled(there)
        for button, possible in (
            (self.restartable, there),
            (self.hold, there),
            (self.remove, there),
            (self.up, there and at > 0),
            (self.down, there and at < count - 1),
        ):
            button.setEnabled(possible)

    def _button(self, text: str, call: Callable[[], object], name: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setAccessibleName(name or text.replace("&", ""))
        button.setToolTip(name)
        button.clicked.connect(lambda _checked: call())
        return button

    def _lay_out(self) -> None:
        tr = self._tr
        order = QHBoxLayout()
        for button in (self.add, self.remove, self.up, self.down):
            button.setFixedWidth(34)
            button.setStyleSheet("padding: 4px 0")
            order.addWidget(button)
        order.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(order)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(4)
        form.addRow(tr("Job name"), self.name)
        form.addRow(tr("Command"), self.command)
        form.addRow(tr("Queue"), self.queue)
        machine = QHBoxLayout()
        machine.setSpacing(8)
        machine.addWidget(self.machine, 1)
        machine.addWidget(QLabel(tr("Priority")))
        machine.addWidget(self.priority)
        form.addRow(tr("Machine"), machine)
        form.addRow(self.restartable)
        form.addRow(self.hold)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(12)
        both.addLayout(left, 2)
        both.addLayout(form, 3)
        # It is as high as the fields beside it, whatever it would like.
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.list.setMinimumSize(150, 96)


_EMPTY = PreparedJob(name="", command="", queue="")


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    return line


def _box(name: str, words: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(list(words))
    box.setAccessibleName(name)
    return box
