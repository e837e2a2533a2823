# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry of the menu: what it does, what it asks for, and the button that starts it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.kinds import set_kind
from jlook_client.views.menu_form import MenuForm
from jmss.menu.starting import start_of
from jmss.menu.tree import Way, is_folder, titles
from jmss.menu.values import YES, label_of
from jmss.model.menu import Entry, Parameter, ParameterType
from jmss.texts import Texts

AGAIN_MS = 800
"""So soon after a start nobody means a second one: it is the other half of a double click."""
MOST_SHOWN = 400
"""Characters of a command that are shown before it starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCalls:
    """What the page asks and calls."""

    forbidden: Callable[[Entry], str]
    """Why this user may not start an entry; empty: he may."""
    hindrance: Callable[[Entry], str]
    """Why an entry cannot be started now; empty: it can."""
    start: Callable[[Entry, Mapping[str, str]], None]
    last_values: Callable[[Entry], Mapping[str, str]]
    """What was entered when it was started last."""


class MenuEntry(QWidget):
    """Shows one entry; nothing is asked in a window of its own.

    Args:
        calls: what it asks and calls.
        tr: the words.
    """

    started = pyqtSignal()

    def __init__(self, calls: EntryCalls, tr: Texts) -> None:
        super().__init__()
        self._calls = calls
        self._tr = tr
        self._way: Way = ()
        self.title, self.path, self.note = QLabel(), QLabel(), QLabel()
        self.form = MenuForm(tr)
        self.where, self.why = QLabel(), QLabel()
        self.run = QPushButton(tr("&Run"))
        self.run.setObjectName("primary")
        self.question = QFrame()
        self.asked = QLabel()
        self.sure = QPushButton(tr("&Yes, run it"))
        self.sure.setObjectName("primary")
        self.not_now = QPushButton(tr("&Do not run"))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(AGAIN_MS)
        self._rest.timeout.connect(self.look_again)
        self._lay_out()
        self.run.clicked.connect(self._wish)
        self.form.entered.connect(self._wish)
        self.form.edited.connect(self._withdraw)
        self.sure.clicked.connect(self._start)
        self.not_now.clicked.connect(self._withdraw)
        self.show_way(())

    @property
    def entry(self) -> Entry | None:
        """What is shown, if it is no folder."""
        return self._way[-1] if self._way and not is_folder(self._way[-1]) else None

    def show_way(self, way: Way) -> None:
        """Show an entry or a folder; what is entered stays if it is the same one."""
        tr, same = self._tr, bool(way and self._way and way[-1].id == self._way[-1].id)
        unchanged = same and way[-1] == self._way[-1]
        kept = self.form.values if same else None
        self._way = way
        self.title.setText(way[-1].title if way else tr("Choose an entry"))
        self.path.setText(titles(way[:-1]))
        self.path.setVisible(len(way) > 1)
        note = way[-1].note if way else tr("What it does and what it asks for stands here then.")
        self.note.setText(note)
        self.note.setVisible(bool(note))
        entry = self.entry
        if entry is None or not unchanged:
            parameters = entry.parameters if entry else ()
            last = self._calls.last_values(entry) if entry and kept is None else kept
            self.form.show_parameters(parameters, last)
            self._withdraw()
        for widget in (self.where, self.run):
            widget.setVisible(entry is not None)
        if entry is not None and entry.job is not None:
            job = entry.job
            self.where.setText(tr("Job {name}, job queue {queue}", name=job.name, queue=job.queue))
        self.look_again()

    def look_again(self) -> None:
        """Say whether it can be started now."""
        entry = self.entry
        why = self._calls.hindrance(entry) if entry is not None else ""
        can = entry is not None and not why and not self._rest.isActive()
        self.run.setEnabled(can)
        self.sure.setEnabled(can)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.run.setToolTip(why)
        self.run.setAccessibleDescription(why)

    def go_on(self) -> None:
        """Take the keyboard to what is asked for."""
        if not self.form.focus_first():
            self.run.setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc takes a wish back (Qt)."""
        asks = not self.question.isHidden()
        if event is not None and event.key() == Qt.Key.Key_Escape and asks:
            self._withdraw()
            self.run.setFocus()
            return
        super().keyPressEvent(event)

    def _wish(self) -> None:
        entry = self.entry
        if entry is None or not self.run.isEnabled() or self.form.tell_all():
            return
        if not entry.confirm:
            self._start()
            return
        self.asked.setText(self._question(entry))
        self.question.show()
        self.run.hide()
        self.not_now.setFocus()

    def _question(self, entry: Entry) -> str:
        tr, job = self._tr, entry.job
        assert job is not None
        start = start_of(entry, self.form.values)
        values = tr(", ").join(
            f"{label_of(one)}: {self._said(one, start.values[one.name])}"
            for one in entry.parameters
        )
        command = start.command
        lines = [
            entry.confirm,
            tr("Job {name} goes into job queue {queue}.", name=job.name, queue=job.queue),
            *([values] if values else []),
            command if len(command) <= MOST_SHOWN else f"{command[:MOST_SHOWN]}…",
        ]
        return "\n".join(lines)

    def _said(self, parameter: Parameter, value: str) -> str:
        if parameter.type is ParameterType.YES_NO:
            return self._tr("Yes") if value == YES else self._tr("No")
        return value or "−"

    def _withdraw(self) -> None:
        self.question.hide()
        self.run.setVisible(self.entry is not None)

    def _start(self) -> None:
        entry = self.entry
        if entry is None or not self.run.isEnabled() or self.form.tell_all():
            return
        self._rest.start()
        self._withdraw()
        self._calls.start(entry, self.form.values)
        self.look_again()
        self.started.emit()

    def _lay_out(self) -> None:
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self.title.setFont(font)
        for label in (self.path, self.where):
            label.setObjectName("muted")
        self.why.setObjectName("told")
        set_kind(self.why, "wrong")
        for label in (self.title, self.path, self.note, self.where, self.why, self.asked):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out_question()
        inside = QWidget()
        inside.setObjectName("attributes")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(16, 12, 16, 12)
        lines.setSpacing(8)
        for widget in (self.path, self.title, self.note, self.form):
            lines.addWidget(widget)
        lines.addWidget(self.where)
        row = QHBoxLayout()
        row.addWidget(self.run)
        row.addWidget(self.why, 1)
        row.addStretch(0)
        lines.addLayout(row)
        lines.addWidget(self.question)
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)

    def _lay_out_question(self) -> None:
        self.question.setObjectName("strip")
        set_kind(self.question, "asks")
        self.question.setAccessibleName(self._tr("Confirmation"))
        lines = QVBoxLayout(self.question)
        lines.addWidget(self.asked)
        row = QHBoxLayout()
        row.addWidget(self.sure)
        row.addWidget(self.not_now)
        row.addStretch(1)
        lines.addLayout(row)
