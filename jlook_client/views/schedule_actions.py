# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with schedules: in the [スケジュール] menu, over the list, by key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction, QKeySequence

from jlook_client.acts import Part
from jlook_client.views.acts_calls import role_hindrance
from jlook_client.views.asks import Asks
from jlook_client.views.shortcuts import plain
from jmss.errors import N_
from jmss.model.operations import (
    EnableSchedule,
    Operation,
    PutDocument,
    RemoveDocument,
    RunSchedule,
)
from jmss.model.schedules import Schedule
from jmss.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCalls:
    """What the actions need of the program."""

    asks: Asks
    told: Callable[[str, Part], None]
    """Hears what becomes of what was asked: a msgid of what it was, and how far it has come."""
    make: Callable[[Schedule | None], None]
    """Opens an editor for a new schedule, like another one or empty."""
    edit: Callable[[Schedule], None]
    """Opens an editor for a schedule."""
    confirm_removal: Callable[[Sequence[Schedule]], None]
    """Asks whether these are to be removed."""


class ScheduleActions(QObject):
    """Knows what is possible with the selected schedules, and says why other things are not.

    Args:
        calls: what they call.
        tr: the words.
        parent: the Qt parent.
    """

    def __init__(self, calls: ScheduleCalls, tr: Texts, parent: QObject) -> None:
        super().__init__(parent)
        self._calls = calls
        self._tr = tr
        self._live = True
        self._selected: Sequence[Schedule] = ()
        self.new = self._built("new", tr("&New…"), "Ctrl+N", lambda: calls.make(None))
        self.edit = self._built("edit", tr("&Edit…"), "Ctrl+E", self._edit)
        self.copy = self._built("duplicate", tr("&Duplicate…"), "Ctrl+D", self._duplicate)
        self.run = self._built("run", tr("&Run now"), "Ctrl+R", self._run)
        self.enable = self._built("enable", tr("En&able"), "Ctrl+L", self._enable)
        self.disable = self._built("disable", tr("D&isable"), "Ctrl+H", self._disable)
        self.remove = self._built("remove", tr("Re&move…"), "Ctrl+Del", self._remove)
        self.refresh()

    @property
    def all(self) -> list[QAction]:
        """The actions in the order of a menu; ``objectName`` says which is which."""
        return [
            self.new, self.edit, self.copy, self.run, self.enable, self.disable, self.remove,
        ]  # fmt: skip

    def set_live(self, *, live: bool) -> None:
        """Tell whether the link is up: nothing can be asked while it is not."""
        self._live = live
        self.refresh()

    def select(self, schedules: Sequence[Schedule]) -> None:
        """Tell which schedules are selected, as they are now."""
        self._selected = schedules
        self.refresh()

    def refresh(self) -> None:
        """Enable what is possible now."""
        one, some = self._one(), self._some()
        off = [schedule for schedule in self._selected if not schedule.enabled]
        on = [schedule for schedule in self._selected if schedule.enabled]
        enabled = N_("Every selected schedule is enabled already.")
        disabled = N_("Every selected schedule is disabled already.")
        for action, kind, why in (
            (self.new, PutDocument, ""),
            (self.edit, None, one),
            (self.copy, PutDocument, one),
            (self.run, RunSchedule, some),
            (self.enable, EnableSchedule, some or ("" if off else self._tr(enabled))),
            (self.disable, EnableSchedule, some or ("" if on else self._tr(disabled))),
            (self.remove, RemoveDocument, some),
        ):
            hindrance = why or (self._hindrance(kind) if kind is not None else "")
            action.setEnabled(not hindrance)
            action.setToolTip(hindrance or action.text().replace("&", ""))
            action.setStatusTip(hindrance)

    def remove_all(self, schedules: Sequence[Schedule]) -> None:
        """Ask for the removal of these, after it was confirmed."""
        for one in schedules:
            wish = RemoveDocument(kind="schedule", name=one.name, revision=one.revision)
            self._ask(N_("Remove {name}"), wish)

    def _edit(self) -> None:
        self._calls.edit(self._selected[0])

    def _duplicate(self) -> None:
        self._calls.make(self._selected[0])

    def _run(self) -> None:
        for schedule in self._selected:
            self._ask(N_("Run {name}"), RunSchedule(schedule=schedule.name))

    def _enable(self) -> None:
        self._switch(N_("Enable {name}"), enabled=True)

    def _disable(self) -> None:
        self._switch(N_("Disable {name}"), enabled=False)

    def _switch(self, what: str, *, enabled: bool) -> None:
        for schedule in self._selected:
            if schedule.enabled is not enabled:
                self._ask(what, EnableSchedule(schedule=schedule.name, enabled=enabled))

    def _remove(self) -> None:
        self._calls.confirm_removal(self._selected)

    def _ask(self, what: str, operation: Operation) -> None:
        self._calls.asks.ask(operation, lambda part: self._calls.told(what, part))

    def _one(self) -> str:
        return "" if len(self._selected) == 1 else self._tr("Select one schedule.")

    def _some(self) -> str:
        return "" if self._selected else self._tr("No schedule is selected.")

    def _hindrance(self, kind: type[Operation]) -> str:
        if not self._live:
            return self._tr("Not connected to the JMSS server.")
        return role_hindrance(self._calls.asks, kind, self._tr)

    def _built(self, name: str, text: str, keys: str, call: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setIconText(plain(text).rstrip("…"))  # on a button, which has no access key
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked: call() if action.isEnabled() else None)
        return action
