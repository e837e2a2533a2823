# SPDX-License-Identifier: GPL-3.0-or-later
"""[利用者] of JEnv: who may come in, and as what. A token is shown once, here (``security.md``)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from PyQt6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton

from jlook_client.tables.env_words import MISSING, ROLES
from jlook_client.tables.marked_rows import MarkedRow, MarkedTable
from jlook_client.views.clipboard import copy_text
from jlook_client.views.env_fields import show_text, text_field
from jlook_client.views.env_page import ListPage, PageParts
from jlook_client.views.kinds import set_kind
from jmss.access.roles import GIVEN_ROLES
from jmss.errors import N_
from jmss.model.environment_faults import LONGEST_NAME, Fault
from jmss.model.users import User

SECTION = "users"


class UsersCalls(Protocol):
    """Asks the server about users (``apps/env_users_calls.py``). None of these may block."""

    def read(self, told: Callable[[Sequence[User] | str], None]) -> None:
        """Read who may come in; tells them, or why they are not known."""

    def make(
        self, user: str, role: str, *, instead: bool, told: Callable[[str, str], None]
    ) -> None:
        """Make a token; tells it and nothing, or an empty one and how far it has come."""

    def revoke(self, user: str, told: Callable[[bool, str], None]) -> None:
        """Revoke a token; tells whether that is done, and how far it has come."""


class UsersPage(ListPage):
    """A list of users, and a form for a new or a chosen one."""

    def __init__(self, parts: PageParts, calls: UsersCalls) -> None:
        super().__init__(
            parts,
            N_("Users"),
            N_(
                "Everybody who may come in has a token, which stands for a name and a role. Changes"
                " here hold at once."
            ),
            SECTION,
        )
        tr = self._tr
        self._calls = calls
        self.users: Sequence[User] = ()
        self._may = False
        self.name = text_field(lambda _text: self._allow(), most=LONGEST_NAME)
        self.role = QComboBox()
        for role in GIVEN_ROLES:
            self.role.addItem(tr(ROLES[role]), role.value)
        self.make = self.button(tr("Make a to&ken"), self._make)
        self.replace = self.button(tr("Re&place the token"), self._replace)
        self.revoke = self.button(tr("&Revoke…"), self._ask_to_revoke)
        self.buttons.addWidget(self.replace)
        self.buttons.addWidget(self.revoke)
        self.buttons.addStretch(1)
        self.add_field(tr("&Name"), self.name)
        self.add_field(tr("Ro&le"), self.role)
        self.form.addRow("", self.make)
        self.told = QLabel()
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self.question = _Question(tr("Do not revoke"))
        self.question.yes.clicked.connect(lambda _checked: self._revoke())
        self.shown = _ShownToken(tr("Copy the token"), tr("Done with it"))
        self.shown.token.setAccessibleName(tr("Token"))
        for widget in (self.told, self.question, self.shown):
            self.body.addWidget(widget)

    @property
    def is_edited(self) -> bool:
        """Nothing here waits for [Apply]."""
        return False

    def begin(self, *, may: bool) -> None:
        """Read the list anew; ``may`` is whether the role allows it."""
        self._may = may
        self._allow()
        if may:
            self._calls.read(self._take)

    def make_table(self) -> MarkedTable:
        """Make the list, still without lines."""
        headings = (N_("Name"), N_("Role"), N_("Token made (UTC)"), N_("Remark"))
        return MarkedTable(headings, tr=self._tr, looks=self.looks, marks=None, parent=self)

    def lines(self) -> list[MarkedRow]:
        """Give a line for each user."""
        tr = self._tr
        lines = []
        for user in self.users:
            remark = tr("Of the cluster itself") if user.of_cluster else ""
            remark = tr("You came in with it") if user.own else remark
            made = datetime.fromtimestamp(user.made, UTC).strftime("%Y-%m-%d %H:%M")
            role = ROLES.get(user.role, user.role)
            lines.append(MarkedRow(user.name, (user.name, tr(role), made, remark or MISSING)))
        return lines

    def show_chosen(self) -> None:
        """Put the chosen user into the form."""
        user = self._user()
        if user is not None and not self.name.hasFocus():
            show_text(self.name, user.name)
            self.role.setCurrentIndex(max(0, self.role.findData(user.role)))
        self._allow()

    def go_to(self, fault: Fault) -> None:
        """Take the keyboard to the list."""
        self.view.setFocus()

    def _user(self) -> User | None:
        return self.users[self.chosen] if 0 <= self.chosen < len(self.users) else None

    def _allow(self) -> None:
        can, user = self._may and self.model.editable, self._user()
        ours = can and user is not None and not user.of_cluster and not user.own
        known = {one.name for one in self.users}
        for field in (self.name, self.role):
            field.setEnabled(can)
        self.make.setEnabled(can and bool(self.name.text()) and self.name.text() not in known)
        self.replace.setEnabled(ours)
        self.revoke.setEnabled(ours)

    def _take(self, users: Sequence[User] | str) -> None:
        if isinstance(users, str):
            self._say(users, wrong=True)
            return
        self.users = users
        self.refresh()

    def _make(self) -> None:
        self._ask_for_token(self.name.text(), str(self.role.currentData()), instead=False)

    def _replace(self) -> None:
        user = self._user()
        if user is not None:
            self._ask_for_token(user.name, str(self.role.currentData()), instead=True)

    def _ask_for_token(self, user: str, role: str, *, instead: bool) -> None:
        self.shown.put_away()
        self._calls.make(
            user, role, instead=instead, told=lambda token, said: self._made(user, token, said)
        )

    def _made(self, user: str, token: str, said: str) -> None:
        if not token:
            self._say(said, wrong=bool(said))
            return
        text = self._tr(
            "This is the token of {name}. It is not shown again; hand it over safely.", name=user
        )
        self._say(text)
        self.shown.show_token(token)
        self._calls.read(self._take)

    def _ask_to_revoke(self) -> None:
        user = self._user()
        if user is not None:
            text = self._tr("Revoke the token of {name}? The links with it end.", name=user.name)
            self.question.ask(text, self._tr("Revoke {name}", name=user.name))

    def _revoke(self) -> None:
        user = self._user()
        self.question.hide()
        if user is None:
            return

        def told(done: bool, said: str) -> None:
            gone = self._tr("The token of {name} is gone.", name=user.name)
            self._say(gone if done else said, wrong=not done and bool(said))
            if done:
                self._calls.read(self._take)

        self._calls.revoke(user.name, told)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)
        set_kind(self.told, "wrong" if wrong else "said")


class _Question(QFrame):
    """A question that is answered here, and stops nothing."""

    def __init__(self, no: str) -> None:
        super().__init__()
        self.setObjectName("strip")
        set_kind(self, "asks")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.yes, self.no = QPushButton(), QPushButton(no)
        self.no.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.addWidget(self.text, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    def ask(self, text: str, yes: str) -> None:
        """Ask; the harmless answer has the keyboard."""
        self.text.setText(text)
        self.yes.setText(yes.replace("&", "&&"))
        self.yes.setAccessibleName(yes)
        self.yes.setAccessibleDescription(text)
        self.show()
        self.no.setFocus()


class _ShownToken(QFrame):
    """A token, until it was put away."""

    def __init__(self, copy: str, done: str) -> None:
        super().__init__()
        self.token = QLineEdit()
        self.token.setReadOnly(True)
        self.copy, self.done = QPushButton(copy), QPushButton(done)
        self.copy.clicked.connect(lambda _checked: copy_text(self.token.text()))
        self.done.clicked.connect(lambda _checked: self.put_away())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.token, 1)
        row.addWidget(self.copy)
        row.addWidget(self.done)
        self.hide()

    def show_token(self, token: str) -> None:
        """Show it, to be copied."""
        self.token.setText(token)
        self.show()
        self.token.setFocus()
        self.token.selectAll()

    def put_away(self) -> None:
        """Forget it."""
        self.token.clear()
        self.hide()
