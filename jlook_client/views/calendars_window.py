# SPDX-License-Identifier: GPL-3.0-or-later
"""[スケジュール] – [業務カレンダー]: the business calendars, to be made, changed and removed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.acts import Part, Stage
from jlook_client.looks import Looks
from jlook_client.tables.act_words import part_words
from jlook_client.views.action_strip import ActionStrip, StripAnswer, StripQuestion
from jlook_client.views.acts_calls import role_hindrance
from jlook_client.views.asks import Asks
from jlook_client.views.closing import closing_buttons
from jlook_client.views.kinds import set_kind
from jmss.model.operations import Operation, PutDocument, RemoveDocument
from jmss.model.schedules import Calendar
from jmss.texts import Texts

SIZE = QSize(460, 320)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarsCalls:
    """What the window needs of the program."""

    asks: Asks
    calendars: Callable[[], Mapping[str, Calendar]]
    users: Callable[[str], Sequence[str]]
    """Gives the names of the schedules that need a calendar."""
    edit: Callable[[Calendar | None], None]
    """Opens an editor; None: for a new one."""


class CalendarsWindow(QDialog):
    """A list with buttons beside it; it stands beside the main window and stops nothing.

    Args:
        calls: what it calls.
        tr: the words.
        looks: colours and glyphs.
        parent: the main window.
    """

    def __init__(
        self, calls: CalendarsCalls, tr: Texts, looks: Looks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._tr = tr
        self._live = True
        self.setObjectName("calendars")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setWindowTitle(tr("Business calendars"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Business calendars"))
        self.list.itemActivated.connect(lambda _item: self._edit())
        self.list.currentRowChanged.connect(lambda _row: self._allow())
        self.new = self._button(tr("&New…"), lambda: calls.edit(None))
        self.edit = self._button(tr("&Edit…"), self._edit)
        self.remove = self._button(tr("&Remove…"), self._confirm)
        self.strip = ActionStrip(looks)
        self.told = QLabel()
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self._lay_out()
        self.resize(SIZE)
        self.read()

    def read(self) -> None:
        """List what there is now."""
        now = self._chosen_name()
        names = sorted(self._calls.calendars())
        self.list.clear()
        self.list.addItems(names)
        self.list.setCurrentRow(names.index(now) if now in names else 0)
        if not names:
            self.told.setText(
                self._tr("There are no calendars yet: for a schedule every day is a business day.")
            )
        self._allow()

    def show_stale(self, as_of: str | None) -> None:
        """Act on nothing while the link is down; None: it is up."""
        self._live = as_of is None
        self._allow()

    def _chosen(self) -> Calendar | None:
        return self._calls.calendars().get(self._chosen_name())

    def _chosen_name(self) -> str:
        item = self.list.currentItem()
        return item.text() if item is not None else ""

    def _edit(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._calls.edit(chosen)

    def _confirm(self) -> None:
        chosen, tr = self._chosen(), self._tr
        if chosen is None:
            return
        wish = RemoveDocument(kind="calendar", name=chosen.name, revision=chosen.revision)
        answer = StripAnswer(tr("&Remove"), lambda: self._calls.asks.ask(wish, self._take))
        text = tr("Remove the business calendar {name}?", name=chosen.name)
        leave = tr("Do not remove")
        self.strip.ask(StripQuestion(text=text, answers=[answer], leave=leave, warns=True))

    def _take(self, part: Part) -> None:
        self.told.setText(part_words(part, self._tr))
        set_kind(self.told, "wrong" if part.stage is Stage.REFUSED else "")

    def _allow(self) -> None:
        chosen = self._chosen()
        none = "" if chosen else self._tr("No calendar is selected.")
        users = self._calls.users(chosen.name) if chosen else ()
        used = ""
        if users:
            names = self._tr(", ").join(users)
            used = self._tr("These schedules need it: {names}.", names=names)
        for button, why in (
            (self.new, self._hindrance(PutDocument)),
            (self.edit, none),
            (self.remove, none or used or self._hindrance(RemoveDocument)),
        ):
            button.setEnabled(not why)
            button.setToolTip(why)
            button.setAccessibleDescription(why)

    def _hindrance(self, kind: type[Operation]) -> str:
        if not self._live:
            return self._tr("Not connected to the JMSS server.")
        return role_hindrance(self._calls.asks, kind, self._tr)

    def _button(self, text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: call())
        return button

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for button in (self.new, self.edit, self.remove):
            side.addWidget(button)
        side.addStretch(1)
        both = QHBoxLayout()
        both.addWidget(self.list, 1)
        both.addLayout(side)
        lines = QVBoxLayout(self)
        lines.addLayout(both, 1)
        lines.addWidget(self.strip)
        lines.addWidget(self.told)
        lines.addWidget(closing_buttons(self, self._tr))
