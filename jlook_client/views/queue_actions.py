# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening and stopping the selected job queues: in the [キュー] menu, over the table, by key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu

from jlook_client.acts import Act
from jlook_client.views.acts_calls import ActsCalls, role_hindrance
from jmss.errors import N_
from jmss.model.operations import OpenQueue, StopQueue
from jmss.model.queues import Queue, QueueState
from jmss.texts import Texts


@dataclass(frozen=True, slots=True)
class QueueMove:
    """An operation on queues."""

    kind: str
    """Names it, as ``tables/act_words.py`` knows it."""
    word: str
    """A msgid: what the menu says."""
    keys: str
    make: type[OpenQueue | StopQueue]
    to: QueueState
    """The state that it leads to."""
    refusal: str
    """A msgid: why it is not possible for any of the selected queues."""


# As with jobs: H holds back, L lets go.
QUEUE_MOVES = (
    QueueMove(
        "open_queue",
        N_("&Open queue"),
        "Ctrl+Shift+L",
        OpenQueue,
        QueueState.OPEN,
        N_("The queue is open already."),
    ),
    QueueMove(
        "stop_queue",
        N_("&Stop queue"),
        "Ctrl+Shift+H",
        StopQueue,
        QueueState.STOPPED,
        N_("The queue is stopped already."),
    ),
)


class QueueActions(QObject):
    """Knows which actions are possible for the selected queues, and says why others are not.

    Args:
        calls: asks the server, and says what the role allows.
        tr: the words.
        parent: the Qt parent.
    """

    def __init__(self, calls: ActsCalls, tr: Texts, parent: QObject) -> None:
        super().__init__(parent)
        self._calls = calls
        self._tr = tr
        self._live = True
        self._selected: Sequence[Queue] = ()
        self.begun: Callable[[Act], None] = lambda _act: None
        """Called with each act; set by whoever shows what becomes of it."""
        self._moves = [(move, self._built(move)) for move in QUEUE_MOVES]
        self.refresh()

    @property
    def all(self) -> list[QAction]:
        """The actions in the order of a menu; ``objectName`` is the kind."""
        return [action for _, action in self._moves]

    def set_live(self, *, live: bool) -> None:
        """Tell whether the link is up: nothing can be asked while it is not."""
        self._live = live
        self.refresh()

    def select(self, queues: Sequence[Queue]) -> None:
        """Tell which queues are selected, as they are now."""
        self._selected = queues
        self.refresh()

    def refresh(self) -> None:
        """Enable what is possible now."""
        for move, action in self._moves:
            hindrance = self._hindrance(move)
            action.setEnabled(not hindrance)
            action.setToolTip(hindrance or action.text().replace("&", ""))
            action.setStatusTip(hindrance)

    def _hindrance(self, move: QueueMove) -> str:
        """Say why a move is not possible; empty when it is, for one of the queues at least."""
        if not self._selected:
            return self._tr("No queue is selected.")
        if not self._meant(move):
            return self._tr(move.refusal)
        if not self._live:
            return self._tr("Not connected to the JMSS server.")
        return role_hindrance(self._calls, move.make, self._tr)

    def _meant(self, move: QueueMove) -> list[Queue]:
        return [queue for queue in self._selected if queue.state is not move.to]

    def _built(self, move: QueueMove) -> QAction:
        action = QAction(self._tr(move.word), self)
        action.setObjectName(move.kind)
        action.setShortcut(QKeySequence(move.keys))
        action.triggered.connect(lambda _checked: self._carry_out(move))
        return action

    def _carry_out(self, move: QueueMove) -> None:
        if not self._hindrance(move):
            operations = [move.make(queue.name) for queue in self._meant(move)]
            self.begun(self._calls.carry_out(move.kind, operations))


def fill_queue_menu(
    menu: QMenu, actions: QueueActions, show: Callable[[], None], tr: Texts
) -> None:
    """Fill the [キュー] menu.

    Args:
        menu: an empty one.
        actions: what can be done with the selected queues.
        show: opens the job queues subwindow.
        tr: the words.
    """
    menu.setToolTipsVisible(True)
    opening = QAction(tr("Job &queues"), menu)
    opening.setShortcut(QKeySequence("Ctrl+Shift+Q"))
    opening.triggered.connect(lambda _checked: show())
    menu.addAction(opening)
    menu.addSeparator()
    menu.addActions(actions.all)
