# SPDX-License-Identifier: GPL-3.0-or-later
"""The [ジョブ] menu: what can be done with the selected jobs."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu, QWidget

from jmss.errors import N_
from jmss.texts import Texts


class JobEntry(StrEnum):
    """The entries, in their order."""

    HOLD = "hold"
    RELEASE = "release"
    SET_PRIORITY = "set_priority"
    MOVE_TO_QUEUE = "move_to_queue"
    CANCEL = "cancel"
    FORCE_END = "force_end"
    RERUN = "rerun"
    SETTLE = "settle"
    OUTPUT = "output"
    DETAIL = "detail"


_TEXTS: dict[JobEntry, tuple[str, str]] = {
    JobEntry.HOLD: (N_("&Hold"), "Ctrl+H"),
    JobEntry.RELEASE: (N_("Re&lease"), "Ctrl+L"),
    JobEntry.SET_PRIORITY: (N_("&Priority…"), "Ctrl+Shift+P"),
    JobEntry.MOVE_TO_QUEUE: (N_("&Move to queue…"), "Ctrl+M"),
    JobEntry.CANCEL: (N_("&Cancel job"), "Ctrl+Del"),
    JobEntry.FORCE_END: (N_("&Force end"), "Ctrl+Shift+Del"),
    JobEntry.RERUN: (N_("&Rerun"), "Ctrl+R"),
    JobEntry.SETTLE: (N_("&Settle unknown job…"), "Ctrl+U"),
    JobEntry.OUTPUT: (N_("View &output"), "Ctrl+O"),
    JobEntry.DETAIL: (N_("Job &details"), "Ctrl+I"),
}
_WITHOUT_LINK = frozenset({JobEntry.DETAIL})
"""What is known of a job can be read at any time."""


class JobMenu(QMenu):
    """Entries are open when the selection allows them and the link is live.

    Operations are never kept for later: without a live link nothing can be asked.
    It can also be popped up over the table of jobs.
    """

    def __init__(
        self, tr: Texts, calls: Mapping[JobEntry, Callable[[], None]], parent: QWidget
    ) -> None:
        super().__init__(tr("&Job"), parent)
        self._tr = tr
        self._hindrances: Mapping[JobEntry, str] = {}
        self.setToolTipsVisible(True)
        self._live = False
        self.entries: dict[JobEntry, QAction] = {}
        for entry, (text, keys) in _TEXTS.items():
            if entry in {JobEntry.SET_PRIORITY, JobEntry.CANCEL, JobEntry.OUTPUT}:
                self.addSeparator()
            action = QAction(tr(text), self)
            action.setShortcut(QKeySequence(keys))
            if entry in calls:
                action.triggered.connect(calls[entry])
            self.entries[entry] = action
            self.addAction(action)
        self._open()

    def offer_list(self, show: Callable[[], None]) -> None:
        """Offer the list of what was asked for, which is there at any time."""
        self.addSeparator()
        action = QAction(self._tr("&Actions so far"), self)
        action.setShortcut(QKeySequence("Ctrl+Shift+A"))
        action.triggered.connect(show)
        self.addAction(action)

    def allow(self, hindrances: Mapping[JobEntry, str]) -> None:
        """Say for each entry why the selected jobs do not allow it; empty: they do."""
        if hindrances != self._hindrances:
            self._hindrances = hindrances
            self._open()

    def show_live(self, *, live: bool) -> None:
        """Say whether the server can be asked."""
        if live != self._live:
            self._live = live
            self._open()

    def _open(self) -> None:
        for entry, action in self.entries.items():
            why = self._hindrances.get(entry, self._tr("No job is selected."))
            if not why and not self._live and entry not in _WITHOUT_LINK:
                why = self._tr("Not connected to the JMSS server.")
            action.setEnabled(not why)
            action.setToolTip(why or action.text().replace("&", ""))
            action.setStatusTip(why)
