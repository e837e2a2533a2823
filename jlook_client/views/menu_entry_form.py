# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of one entry or folder, as an administrator writes them."""

from collections.abc import Callable, Sequence

from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import fixed_font
from jlook_client.views.menu_draft import MenuDraft
from jmss.access.roles import STARTING_ROLES
from jmss.menu.tree import is_folder
from jmss.texts import Texts

_WORD, _TEXT = 200, 4_000


class MenuEntryForm(QScrollArea):
    """Writes into the draft as one types.

    Args:
        draft: what is written.
        queues: the job queues there are now.
        machines: the execution machines there are now.
        tr: the words.
    """

    def __init__(
        self,
        draft: MenuDraft,
        *,
        queues: Callable[[], Sequence[str]],
        machines: Callable[[], Sequence[str]],
        tr: Texts,
    ) -> None:
        super().__init__()
        self._draft = draft
        self._queues = queues
        self._machines = machines
        self._tr = tr
        self._filling = False
        self.title, self.identity = _line(tr("Title")), _line(tr("Id"))
        self.note = _text(tr("Description"), 3)
        self.job_name = _line(tr("Job name"))
        self.queue, self.machine, self.role = QComboBox(), QComboBox(), QComboBox()
        self.queue.setEditable(True)
        self.command = _text(tr("Command"), 4)
        self.command.setFont(fixed_font(self.font().pointSizeF()))
        self.priority = QSpinBox()
        self.priority.setRange(0, 99)
        self.restartable = QCheckBox(tr("Start it again when its machine goes down"))
        self.hold = QCheckBox(tr("Let it wait held until it is released"))
        self.confirm = _text(tr("Ask before it starts"), 2)
        for box, name in (
            (self.queue, tr("Job queue")),
            (self.machine, tr("Execution machine")),
            (self.role, tr("Least role")),
            (self.priority, tr("Priority")),
        ):
            box.setAccessibleName(name)
        for role in STARTING_ROLES:
            self.role.addItem(tr(role.value), role.value)
        self._lay_out()
        self._connect()

    def show_draft(self) -> None:
        """Show the entry that is looked at; where one types nothing moves."""
        entry = self._draft.entry
        self.widget_of_all.setEnabled(entry is not None)
        if entry is None:
            return
        self._filling = True
        folder = is_folder(entry)
        for row in self._of_jobs:
            self._form.setRowVisible(row, not folder)
        _put_line(self.title, entry.title)
        _put_line(self.identity, entry.id)
        _put_text(self.note, entry.note)
        _put_text(self.confirm, entry.confirm)
        if entry.job is not None:
            job = entry.job
            _put_line(self.job_name, job.name)
            _put_text(self.command, job.command)
            self._offer(self.queue, [*self._queues()], job.queue)
            self._offer(self.machine, ["", *self._machines()], job.wanted_machine or "")
            self.priority.setValue(job.priority)
            self.restartable.setChecked(job.restartable)
            self.hold.setChecked(job.hold)
            if self.role.findData(entry.role) < 0:
                self.role.addItem(entry.role, entry.role)
            self.role.setCurrentIndex(self.role.findData(entry.role))
        self._filling = False

    def _offer(self, box: QComboBox, names: Sequence[str], current: str) -> None:
        known = [str(box.itemData(at)) for at in range(box.count())]
        names = names if current in names else [*names, current]
        if known != list(names):
            box.clear()
            for name in names:
                box.addItem(name or self._tr("(any)"), name)
        if box.isEditable():
            if box.currentText() != current:
                box.setCurrentText(current)
        else:
            box.setCurrentIndex(box.findData(current))

    def _lay_out(self) -> None:
        tr = self._tr
        inside = self.widget_of_all = QWidget()
        form = self._form = QFormLayout()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(12, 10, 12, 10)
        lines.addLayout(form)
        lines.addStretch(1)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Title"), self.title)
        form.addRow(tr("Id"), self.identity)
        form.addRow(tr("Description"), self.note)
        jobs: list[tuple[str, QWidget]] = [
            (tr("Job name"), self.job_name),
            (tr("Job queue"), self.queue),
            (tr("Command"), self.command),
            (tr("Execution machine"), self.machine),
            (tr("Priority"), self.priority),
            ("", self.restartable),
            ("", self.hold),
            (tr("Least role"), self.role),
            (tr("Ask before it starts"), self.confirm),
        ]
        for text, widget in jobs:
            form.addRow(text, widget)
        self._of_jobs = [widget for _, widget in jobs]
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(inside)

    def _connect(self) -> None:
        draft = self._draft
        lines: list[tuple[QLineEdit, Callable[[str], None]]] = [
            (self.title, lambda text: draft.change(title=text)),
            (self.identity, lambda text: draft.change(id=text)),
            (self.job_name, lambda text: draft.change_job(name=text)),
        ]
        for line, write in lines:
            line.textEdited.connect(write)
        texts: list[tuple[QPlainTextEdit, Callable[[str], None]]] = [
            (self.note, lambda text: draft.change(note=text)),
            (self.confirm, lambda text: draft.change(confirm=text)),
            (self.command, lambda text: draft.change_job(command=text)),
        ]
        for text, take in texts:
            text.textChanged.connect(lambda text=text, take=take: self._take(text, take))
        self.queue.editTextChanged.connect(
            lambda text: None if self._filling else draft.change_job(queue=text)
        )
        self.machine.activated.connect(
            lambda _at: draft.change_job(wanted_machine=self.machine.currentData() or None)
        )
        self.role.activated.connect(lambda _at: draft.change(role=self.role.currentData()))
        self.priority.valueChanged.connect(
            lambda n: None if self._filling else draft.change_job(priority=n)
        )
        self.restartable.clicked.connect(lambda on: draft.change_job(restartable=on))
        self.hold.clicked.connect(lambda on: draft.change_job(hold=on))

    def _take(self, text: QPlainTextEdit, take: Callable[[str], None]) -> None:
        if not self._filling:
            take(text.toPlainText())


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaxLength(_WORD)
    return line


def _text(name: str, lines: int) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setAccessibleName(name)
    text.setTabChangesFocus(True)
    text.setFixedHeight(text.fontMetrics().lineSpacing() * lines + 14)
    return text


def _put_line(line: QLineEdit, text: str) -> None:
    if line.text() != text:
        line.setText(text)


def _put_text(field: QPlainTextEdit, text: str) -> None:
    if field.toPlainText() != text:
        field.setPlainText(text)
