# SPDX-License-Identifier: GPL-3.0-or-later
"""[File] – [Servers]: the JMSS servers that this user knows, to be added, changed, dropped.

It stands beside the main window and stops nothing. What is edited is kept by [Save] alone;
as long as something is not saved, the list is closed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.settings import Profile
from jlook_client.views.kinds import set_kind
from jlook_client.views.profile_form import Draft, ProfileForm
from jmss.texts import Texts

SIZE = QSize(720, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServersCalls:
    """What the window needs of the program. None of these may block."""

    profiles: Callable[[], Sequence[Profile]]
    draft: Callable[[Profile], Draft]
    save: Callable[[Draft, str], Profile | str]
    """Keeps a draft in place of the profile of that name; gives it, or says what is wrong."""
    drop: Callable[[Profile, Callable[[str], None]], str]
    """Keeps a profile and its token no more; says why that failed, or nothing, and later what
    the keyring had against it."""
    forget_token: Callable[[Profile, Callable[[str], None]], None]
    """Has the keyring forget a server's token; says what came of it, now or later."""
    connect: Callable[[Profile], None]
    login: str


class ServersWindow(QDialog):
    """The list on the left, one server on the right.

    Args:
        tr: the words.
        calls: what it calls.
        parent: the main window.
    """

    def __init__(self, tr: Texts, calls: ServersCalls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._calls = calls
        self._shown: Profile | None = None
        """The profile in the form; None: a new one."""
        self._changed = False
        self.setObjectName("servers")
        self.setWindowTitle(tr("JMSS servers"))
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("JMSS servers"))
        self.list.currentRowChanged.connect(self._show_row)
        self.form = ProfileForm(tr, calls.login)
        self.form.edited.connect(self._note_change)
        self.told = QLabel()
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self.new = self._button(tr("&New"), self._begin_new)
        self.delete = self._button(tr("&Delete…"), self._ask_to_delete)
        self.forget = self._button(tr("&Forget the token"), self._forget)
        self.discard = self._button(tr("D&iscard the changes"), self._discard)
        self.save = self._button(tr("&Save"), self._save)
        self.connect_button = self._button(tr("&Connect"), self._connect)
        self.connect_button.setObjectName("primary")
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.confirm = self._button("", self._delete)
        self.keep = self._button(tr("Do not delete"), self._hide_question)
        self._lay_out()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self).activated.connect(self._save)
        self.resize(SIZE)
        self.read()

    def reject(self) -> None:
        """Close, unless something would be lost: then say so, and stay."""
        if self._changed:
            self._tell(self._tr("There are changes: save them or discard them."), wrong=True)
            self.save.setFocus()
        else:
            super().reject()

    def _button(self, text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: call())
        return button

    def _lay_out(self) -> None:
        self._strip = QFrame()
        self._strip.setObjectName("strip")
        set_kind(self._strip, "warns")
        strip = QHBoxLayout(self._strip)
        strip.addWidget(self.question, 1)
        for widget in (self.confirm, self.keep):
            strip.addWidget(widget)
        self._strip.hide()
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(_row(self.new, self.delete))
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addWidget(self.told)
        right.addStretch(1)
        right.addWidget(self._strip)
        right.addLayout(_row(self.forget, None, self.discard, self.save, self.connect_button))
        both = QHBoxLayout(self)
        both.setSpacing(14)
        both.addLayout(left, 1)
        both.addLayout(right, 3)

    def read(self, name: str = "") -> None:
        """List what is kept now, and show the profile of this name, or the first one."""
        self._changed = False
        self._profiles = list(self._calls.profiles())
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([profile.name for profile in self._profiles])
        self.list.blockSignals(False)
        names = [profile.name for profile in self._profiles]
        if names:
            self.list.setCurrentRow(names.index(name) if name in names else 0)
        else:
            self._begin_new()

    def _show_row(self, row: int) -> None:
        if not 0 <= row < len(self._profiles):
            return
        self._shown = self._profiles[row]
        self.form.show_draft(self._calls.draft(self._shown))
        self._tell("")
        self._hide_question()
        self._allow()

    def propose(self, draft: Draft) -> None:
        """Begin a new server with this in the form; nothing of it is kept before [Save]."""
        self._begin_new()
        self.form.show_draft(draft)

    def _begin_new(self) -> None:
        self._shown = None
        self.list.setCurrentRow(-1)
        self.form.show_draft(Draft())
        self._tell("")
        self._hide_question()
        self._allow()
        self.form.name.setFocus()

    def _note_change(self) -> None:
        self._changed = True
        self._tell("")
        self._allow()

    def _allow(self) -> None:
        there = self._shown is not None
        self.list.setEnabled(not self._changed)
        self.new.setEnabled(there and not self._changed)
        self.delete.setEnabled(there and not self._changed)
        self.forget.setEnabled(there and not self._changed)
        self.discard.setEnabled(self._changed)
        self.save.setEnabled(self._changed)
        self.connect_button.setEnabled(there or self._changed)

    def _save(self) -> bool:
        """Keep what stands in the form; say what is wrong with it and change nothing if so."""
        if not self._changed:
            return self._shown is not None
        saved = self._calls.save(self.form.draft, self._shown.name if self._shown else "")
        if isinstance(saved, str):
            self._tell(saved, wrong=True)
            return False
        self.read(saved.name)
        self._tell(self._tr("{name} is saved.", name=saved.name))
        return True

    def _discard(self) -> None:
        self.read(self._shown.name if self._shown else "")

    def _connect(self) -> None:
        if self._save() and self._shown is not None:
            self._calls.connect(self._shown)

    def _forget(self) -> None:
        if self._shown is not None:
            self._calls.forget_token(self._shown, self._tell)

    def _ask_to_delete(self) -> None:
        if self._shown is None:
            return
        tr, name = self._tr, self._shown.name
        self.question.setText(
            tr("Delete {name}, and its token in this computer's keyring?", name=name)
        )
        self.confirm.setText(tr("Delete {name}", name=name).replace("&", "&&"))
        self.confirm.setAccessibleName(tr("Delete {name}", name=name))
        self.confirm.setAccessibleDescription(self.question.text())
        self._strip.show()
        self.keep.setFocus()

    def _hide_question(self) -> None:
        self._strip.hide()

    def _delete(self) -> None:
        if self._shown is None:
            return
        name = self._shown.name
        wrong = self._calls.drop(self._shown, self._warn)
        if wrong:
            self._hide_question()
            self._tell(wrong, wrong=True)
            return
        self.read()
        self._tell(self._tr("{name} is deleted.", name=name))

    def _warn(self, text: str) -> None:
        self._tell(text, wrong=True)

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)
        set_kind(self.told, "wrong" if wrong else "said")


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Put widgets side by side; None stands for the room between them."""
    row = QHBoxLayout()
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
