# SPDX-License-Identifier: GPL-3.0-or-later
"""How an entry will look to those who start it, and which command comes of what they enter."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from jlook_client.looks import fixed_font
from jlook_client.views.kinds import set_kind
from jlook_client.views.menu_draft import MenuDraft
from jlook_client.views.menu_form import MenuForm
from jmss.menu.starting import start_of
from jmss.menu.tree import is_folder
from jmss.model.menu import Entry
from jmss.texts import Texts


class MenuPreview(QScrollArea):
    """A form to try values in; nothing is started.

    Args:
        draft: what is written.
        tr: the words.
    """

    def __init__(self, draft: MenuDraft, tr: Texts) -> None:
        super().__init__()
        self._draft = draft
        self._tr = tr
        self._shown: Entry | None = None
        self.title, self.note, self.why = QLabel(), QLabel(), QLabel()
        self.form = MenuForm(tr)
        self.command = QPlainTextEdit()
        self.command.setReadOnly(True)
        self.command.setAccessibleName(tr("The command that is run"))
        self.command.setFont(fixed_font(self.font().pointSizeF()))
        self.command.setFixedHeight(self.command.fontMetrics().lineSpacing() * 5 + 14)
        self._lay_out()
        self.form.edited.connect(self._show_command)

    def show_draft(self) -> None:
        """Show the entry that is looked at, as it is written now."""
        entry = self._draft.entry
        if entry is None or is_folder(entry):
            self._shown = None
            self.title.setText(self._tr("A folder starts nothing."))
            self.note.setText(entry.note if entry else "")
            self.form.show_parameters(())
        elif entry != self._shown:
            same = self._shown is not None and self._shown.id == entry.id
            values = self.form.values if same else None
            self._shown = entry
            self.title.setText(entry.title)
            self.note.setText(entry.note)
            self.form.show_parameters(entry.parameters, values)
        self.note.setVisible(bool(self.note.text()))
        self._show_command()

    def _show_command(self) -> None:
        entry = self._shown
        self.command.setVisible(entry is not None)
        if entry is None:
            self.why.hide()
            return
        wrong = [one for one in self._draft.faults if one.entry == entry.id]
        if wrong:
            said = [fault.located(self._tr) for fault in wrong]
        else:
            start = start_of(entry, self.form.values)
            said = [fault.told(self._tr) for fault in start.faults]
            self.command.setPlainText(start.command)
        if said:
            self.command.clear()
        self.why.setText("\n".join(said))
        self.why.setVisible(bool(said))

    def _lay_out(self) -> None:
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.why.setObjectName("told")
        set_kind(self.why, "wrong")
        for label in (self.title, self.note, self.why):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(12, 10, 12, 10)
        for widget in (self.title, self.note, self.form):
            lines.addWidget(widget)
        lines.addWidget(QLabel(self._tr("The command that is run")))
        lines.addWidget(self.command)
        lines.addWidget(self.why)
        lines.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(inside)
