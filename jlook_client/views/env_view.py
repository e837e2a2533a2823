# SPDX-License-Identifier: GPL-3.0-or-later
"""What JEnv shows: pages, [適用] for all of them at once, what is in the way (manual S10, S11)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jlook_client.acts import Part, Stage
from jlook_client.looks import Looks
from jlook_client.tables.act_words import part_words
from jlook_client.tables.env_model import EnvModel
from jlook_client.views.acts_calls import role_hindrance
from jlook_client.views.asks import Asks
from jlook_client.views.env_machines import MachinesPage
from jlook_client.views.env_meanwhile import tell_environment
from jlook_client.views.env_overridden import DistributionPage, PerformancePage
from jlook_client.views.env_page import EnvPage, PageParts
from jlook_client.views.env_queues import QueuesPage
from jlook_client.views.env_retention import RetentionPage
from jlook_client.views.env_time_limits import TimeLimitsPage
from jlook_client.views.env_users import UsersCalls, UsersPage
from jlook_client.views.kinds import set_kind
from jlook_client.views.meanwhile_panel import MeanwhilePanel
from jmss.errors import BadEnvironment
from jmss.model.environment_faults import fault_words, told_faults
from jmss.model.operations import PutDocument
from jmss.texts import Texts

LIST_WIDTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvCalls:
    """What the view asks for. None of these may block."""

    asks: Asks
    users: UsersCalls
    open_cluster_env: Callable[[], None]
    """Starts JClusterEnv, where the service environment is updated (manual S11)."""


class EnvView(QWidget):
    """The list of pages on the left, one page on the right, [Apply] below.

    Args:
        tr: the words.
        looks: colours and glyphs.
        model: what is edited.
        calls: what it asks for.
    """

    def __init__(self, *, tr: Texts, looks: Looks, model: EnvModel, calls: EnvCalls) -> None:
        super().__init__()
        self._tr, self._looks, self._calls = tr, looks, calls
        self.model = model
        self._stale = True
        self._on_the_way = False
        self._says_faults = False
        self.setObjectName("environment")
        self.setAccessibleName(tr("Environment"))
        parts = PageParts(tr=tr, looks=looks, model=model)
        self.queues = QueuesPage(parts)
        self.machines = MachinesPage(parts)
        self.distribution = DistributionPage(parts)
        self.performance = PerformancePage(parts)
        self.retention = RetentionPage(parts)
        self.time_limits = TimeLimitsPage(parts)
        self.users = UsersPage(parts, calls.users)
        self.pages: tuple[EnvPage, ...] = (
            self.queues,
            self.machines,
            self.distribution,
            self.performance,
            self.retention,
            self.time_limits,
            self.users,
        )
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Pages"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setObjectName("pages")
        self.stack = QStackedWidget()
        for page in self.pages:
            self.list.addItem(QListWidgetItem(page.title))
            self.stack.addWidget(page)
        self.list.currentRowChanged.connect(self._turn_to)
        self.clash = MeanwhilePanel(tr, looks)
        self.clash.settled.connect(lambda keep_mine: model.settle(keep_mine=keep_mine))
        self._make_strips()
        self.told = QLabel()
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self.discard = QPushButton(tr("&Discard"))
        self.discard.clicked.connect(lambda _checked: self._discard())
        self.apply = QPushButton(tr("&Apply"))
        self.apply.setObjectName("primary")
        self.apply.clicked.connect(lambda _checked: self._apply())
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.activated.connect(self._apply)
        self._lay_out()
        self.list.setCurrentRow(0)
        self.setFocusProxy(self.list)
        model.changed.connect(self.refresh)
        self.refresh()

    def show_stale(self, as_of: str | None) -> None:
        """While the link is down nothing can be written; what was written stays."""
        self._stale = as_of is not None
        for page in self.pages:
            page.show_stale(stale=self._stale)
        self.look_again()

    def look_again(self) -> None:
        """See anew what the role and the link allow."""
        tr = self._tr
        forbidden = role_hindrance(self._calls.asks, PutDocument, tr)
        self.model.allow(not self._stale and not forbidden)
        self.hindrance.setText(forbidden)
        self.hindrance.setAccessibleName(forbidden)
        self.hindered.setVisible(bool(forbidden))
        if not self._stale:
            self.users.begin(may=not forbidden)
        self.refresh()

    def remembered(self) -> dict[str, Any]:
        """Remember the page (``Remembers``)."""
        return {"page": self.list.currentRow()}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Turn to the page where it was left (``Remembers``)."""
        page = left.get("page", 0)
        if isinstance(page, int) and 0 <= page < len(self.pages):
            self.list.setCurrentRow(page)

    def refresh(self) -> None:
        """Show what was written, what is wrong with it, and what can be done."""
        for at, page in enumerate(self.pages):
            page.allow(editable=self.model.editable)
            page.refresh()
            self._mark(at, page)
        tell_environment(self.clash, self.model, self._tr)
        if self._says_faults and not self.model.faults:
            self._say("")
        waits = self._on_the_way or self.model.is_behind
        can = self.model.editable and self.model.is_edited and not waits
        self.apply.setEnabled(can)
        self.discard.setEnabled(self.model.is_edited and not self._on_the_way)

    def changeEvent(self, event: QEvent | None) -> None:
        """Mark the pages anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.refresh()

    # Inside.

    def _turn_to(self, at: int) -> None:
        self.stack.setCurrentIndex(at)

    def _mark(self, at: int, page: EnvPage) -> None:
        """Say at a page's name whether something is wrong or edited there."""
        item, tr = self.list.item(at), self._tr
        if item is None:
            return
        wrong = len(page.faults)
        if wrong:
            said = tr.plural("{n} fault", "{n} faults", wrong)
            item.setIcon(self._looks.icon("failed", "fail"))
        elif page.is_edited:
            said = tr("edited")
            item.setIcon(self._looks.icon("sent", "run"))
        else:
            said = ""
            item.setIcon(self._looks.icon("completed", "line"))
        item.setToolTip(said)
        spoken = tr("{what}: {state}", what=page.title, state=said) if said else page.title
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _apply(self) -> None:
        """Ask the server for all of it, or show the first fault."""
        if not self.apply.isEnabled():
            return
        if self.model.own_faults:
            self._tell_faults()
            return
        self._on_the_way = True
        self._say("")
        self._calls.asks.ask(PutDocument(document=self.model.mine), self._answered)

    def _tell_faults(self) -> None:
        tr, faults = self._tr, self.model.faults
        first = faults[0]
        page = next((one for one in self.pages if one.owns(first)), self.queues)
        self.list.setCurrentRow(self.pages.index(page))
        page.go_to(first)
        count = tr.plural("{n} fault", "{n} faults", len(faults))
        words = fault_words(tr, first)
        self._say(tr("{count}. The first: {text}", count=count, text=words), wrong=True)
        self._says_faults = True

    def _answered(self, part: Part) -> None:
        tr = self._tr
        self._on_the_way = part.stage in {Stage.WAITING, Stage.SENT}
        match part.stage:
            case Stage.DONE:
                self._say(tr("The environment holds now."))
                self.to_update.setText(
                    tr(
                        "The environment was changed. Update the service environment of each node"
                        " in JClusterEnv: [File]-[Update service environment]."
                    )
                )
                self.to_update.setAccessibleName(self.to_update.text())
                self.updated.show()
            case Stage.REFUSED if isinstance(part.error, BadEnvironment):
                self.model.refuse(told_faults(part.error.fields))
                self._tell_faults()
            case Stage.WAITING | Stage.SENT:
                self._say(tr("Sent; waiting for the JMSS server …"))
            case _:
                self._say(part_words(part, tr), wrong=True)
        self.refresh()

    def _discard(self) -> None:
        self._say("")
        self.model.discard()

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._says_faults = False
        self.told.setText(text)
        self.told.setAccessibleName(text)
        set_kind(self.told, "wrong" if wrong else "said")

    def _make_strips(self) -> None:
        tr = self._tr
        self.hindrance = QLabel()
        self.hindrance.setWordWrap(True)
        self.hindered = _strip("warns", self.hindrance)
        self.to_update = QLabel()
        self.to_update.setWordWrap(True)
        self.open_cluster_env = QPushButton(tr("&Open JClusterEnv"))
        self.open_cluster_env.clicked.connect(lambda _checked: self._calls.open_cluster_env())
        self.close_update = QPushButton(tr("Close"))
        self.updated = _strip("asks", self.to_update, self.open_cluster_env, self.close_update)
        self.close_update.clicked.connect(lambda _checked: self.updated.hide())

    def _lay_out(self) -> None:
        foot = QFrame()
        foot.setObjectName("foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.told, 1)
        row.addWidget(self.discard)
        row.addWidget(self.apply)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.hindered)
        right.addWidget(self.stack, 1)
        right.addWidget(self.clash)
        right.addWidget(self.updated)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(self.list)
        both.addLayout(right, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(both, 1)
        lines.addWidget(foot)


def _strip(kind: str, *widgets: QWidget) -> QFrame:
    """Make a strip that says something, hidden until it does."""
    strip = QFrame()
    strip.setObjectName("strip")
    set_kind(strip, kind)
    row = QHBoxLayout(strip)
    row.setContentsMargins(12, 8, 12, 8)
    for at, widget in enumerate(widgets):
        row.addWidget(widget, 1 if at == 0 else 0)
    strip.hide()
    return strip
