# SPDX-License-Identifier: GPL-3.0-or-later
"""The [接続] menu: in the menu bar exactly while the link is not up (manual S10)."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu, QWidget

from jlook_client.looks import Looks
from jlook_client.token_question import TokenQuestion
from jlook_client.views.flat_style import ALARMING
from jlook_client.views.link_calls import LinkCalls, is_paused, is_stoppable
from jmss.link.view import OFFERS_CONNECT, Cause, LinkState, LinkView
from jmss.texts import Texts


class ConnectMenu(QMenu):
    """Connect now (F9), stop retrying or resume it.

    It is text only in the menu bar: an entry with an icon would lose its text there.
    While it is hidden its keys do nothing. It is red once something is wrong, not at a
    first start where nobody has connected yet.
    """

    token_wanted = pyqtSignal()
    """The operator wants to be where a token is entered."""

    def __init__(self, looks: Looks, tr: Texts, calls: LinkCalls, parent: QWidget) -> None:
        super().__init__(tr("&Connect"), parent)
        self._looks = looks
        self._as_shown: tuple[object, ...] = ()
        """What it was made for; it is looked at again and again."""
        self.now = QAction(tr("Connect now"), self)
        self.now.setShortcut(QKeySequence("F9"))
        font = self.now.font()
        font.setBold(True)
        self.now.setFont(font)
        self.now.triggered.connect(calls.connect_now)
        self.stop = QAction(tr("&Stop retrying"), self)
        self.stop.triggered.connect(calls.stop_retrying)
        self.resume = QAction(tr("&Resume retrying"), self)
        self.resume.triggered.connect(calls.resume_retrying)
        self.token = QAction(tr("&Enter the token"), self)
        self.token.triggered.connect(self.token_wanted)
        self.addActions([self.now, self.token, self.stop, self.resume])
        self.aboutToShow.connect(self._draw_icon)
        self.bar_entry.setVisible(False)

    @property
    def bar_entry(self) -> QAction:
        """The entry in the menu bar."""
        action = self.menuAction()
        assert action is not None
        return action

    def show_link(self, view: LinkView, question: TokenQuestion | None = None) -> None:
        """Be there or not, as ``link.md`` §6 has it."""
        as_shown = (view.state, view.lost_at, view.cause, view.next_at, question)
        if as_shown == self._as_shown:
            return
        self._as_shown = as_shown
        offered = view.state in OFFERS_CONNECT
        enabled = offered and view.state is not LinkState.SYNCING
        if self.bar_entry.isVisible() and not offered:
            self.close()
        self.bar_entry.setVisible(offered)
        in_order = view.lost_at is None and view.cause is Cause.NONE
        self.bar_entry.setData(None if in_order else ALARMING)
        self.bar_entry.setEnabled(enabled)
        self.now.setEnabled(enabled)
        asked = question is not None and question.takes_token
        self.token.setVisible(asked)
        self.token.setEnabled(asked)
        self.stop.setVisible(is_stoppable(view))
        self.stop.setEnabled(is_stoppable(view))
        self.resume.setVisible(is_paused(view))
        self.resume.setEnabled(is_paused(view))

    def _draw_icon(self) -> None:
        self.now.setIcon(self._looks.icon("link", "accent"))
