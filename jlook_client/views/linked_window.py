# SPDX-License-Identifier: GPL-3.0-or-later
"""A main window that lives on a link to the JMSS server: JLook, JSchedule and JMenu.

It has the [接続] menu (manual S10), the banner and the link in its status bar, and it is
told of the link; it never touches it but through ``LinkCalls``.

It comes in two steps: the constructor makes a bare window that a first frame can be painted in
(``first_frame``), ``join_link`` adds what shows the link. Whatever only the second step needs is
imported there, after the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QAction, QCloseEvent, QKeyEvent, QShowEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QSizePolicy,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.placed_window import PlacedWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jlook_client.away import Away
    from jlook_client.clock import Clock
    from jlook_client.looks import Looks
    from jlook_client.views.entries import Entry, Submenu
    from jlook_client.views.link_calls import LinkCalls
    from jmss.link.view import LinkView
    from jmss.texts import Texts

LOOK_AGAIN_MS = 250
"""Countdown and age are read from the link's times this often, never counted down here."""

FIRST_LOOK_MS = 16
"""So much later is it told that the first data are on their way, and that they are here."""

BLINK = 1.0
"""An absence of fewer seconds that ends on the same node is only told in the event log."""

NOTICE_SECONDS = 12.0


class LinkedWindow(PlacedWindow):
    """Shows how the link is, and offers what can be done about it.

    Args:
        tr: the words.
    """

    file_menu: QMenu
    """The first one in the menu bar; [Quit] is its last entry, with a line above."""
    view_menu: QMenu
    help_menu: QMenu
    """The last one in the menu bar."""

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self.is_furnished = False
        """Whether it is more than a frame."""
        self._notice_until = 0.0
        self._away: Away | None = None
        self._ticker = QTimer(self)
        self._ticker.setInterval(LOOK_AGAIN_MS)
        self._ticker.timeout.connect(self.look_again)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(FIRST_LOOK_MS)
        self._soon.timeout.connect(self.look_again)

    def join_link(
        self,
        looks: Looks,
        clock: Clock,
        calls: LinkCalls,
        show_changed: Callable[[frozenset[int]], None],
    ) -> None:
        """Add everything that shows the link: the second step.

        Args:
            looks: colours and glyphs.
            clock: both clocks.
            calls: the link.
            show_changed: what [Show changed jobs] does with the numbers of those jobs.
        """
        from jlook_client.views.banner import Banner  # noqa: PLC0415 - after the first paint
        from jlook_client.views.connect_menu import ConnectMenu  # noqa: PLC0415 - the same
        from jlook_client.views.elided_label import ElidedLabel  # noqa: PLC0415 - the same
        from jlook_client.views.link_status import AsOf, Encryption, LinkStatus  # noqa: PLC0415 - the same
        from jlook_client.views.sight import Sight  # noqa: PLC0415 - the same

        self.looks = looks
        self.clock = clock
        self.calls = calls
        self.sight = Sight(clock, self._tr)
        self.connect_menu = ConnectMenu(self.looks, self._tr, calls, self)
        # Later: the menu bar gives the focus back to where it was when its menu closes.
        self.connect_menu.token_wanted.connect(lambda: QTimer.singleShot(0, self.focus_token))
        self.banner = Banner(self.looks, self._tr, calls, show_changed)
        self.link_status = LinkStatus(self.looks, self._tr)
        self.as_of = AsOf(self._tr)
        self.encryption = Encryption(self._tr)
        self.notice = ElidedLabel()
        self.notice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWindowIcon(self.looks.icon("link", "accent"))
        self._lay_out_status()

    def set_content(self, content: QWidget) -> None:
        """Put the window's own content under the banner."""
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(content, 1)
        self.setCentralWidget(middle)

    def add_menu(self, title: str, entries: Sequence[Entry | Submenu]) -> QMenu:
        """Put a menu in front of [Help]; ``entries.fill_menu`` fills it anew later."""
        from jlook_client.views.entries import fill_menu  # noqa: PLC0415 - after the first paint

        menu = QMenu(title, self)
        fill_menu(menu, entries)
        self.menu_bar.insertMenu(self.help_menu.menuAction(), menu)
        return menu

    def begin_to_look(self) -> None:
        """Follow the link from now on, if the window is on the screen already."""
        self.is_furnished = True
        if self.isVisible():
            self.look_again()
            self._ticker.start()

    def place_connect_menu(self, before: QAction) -> None:
        """Put [接続] into the menu bar, in front of ``before``."""
        self.menu_bar.insertAction(before, self.connect_menu.bar_entry)

    def add_to_status_bar(self, widget: QWidget) -> None:
        """Put a widget into the status bar, left of the age of the screen."""
        self._right_side.insertWidget(0, widget)

    def link_changed(self, view: LinkView, now: float) -> None:
        """Show the link, which has become another; as ``show_link``.

        That the first data are on their way is told a frame later: mostly they are here by then,
        and are not kept waiting until it has been painted.
        """
        from jmss.link.view import LinkState  # noqa: PLC0415 - after the first paint

        if view.state is LinkState.SYNCING and not self.sight.began:
            self.look_soon()
        else:
            self.show_link(view, now)

    def look_soon(self) -> None:
        """Read the link in the next frame: what is painted in this one is not to wait for it."""
        self._soon.start()

    def show_link(self, view: LinkView, now: float) -> None:
        """Show the link as it is.

        Args:
            view: the link.
            now: the monotonic time.
        """
        from jmss.link.view import UP, Cause, LinkState  # noqa: PLC0415 - after the first paint

        self.sight.take(view)
        question = self.calls.question()
        self.connect_menu.show_link(view, question)
        offline = self.is_offline(view)
        self.link_status.show_link(view, now, offline=offline)
        self.encryption.show_link(view)
        self.as_of.show_time(self.sight.as_of, stale=self.sight.stale)
        lost = view.lost_at is not None or view.state is not LinkState.SYNCING
        if self.sight.recalled and view.attempt == 0:
            lost = view.cause is not Cause.NONE
        if self.sight.began and lost:
            self.banner.show_link(
                view,
                now,
                self.sight.as_of,
                offline=offline,
                first=self.sight.recalled,
                question=question,
            )
        if self._away is not None and view.state in UP:
            self.banner.show_away(self._away, now)
            self._away = None
        if self.notice.text() and now >= self._notice_until:
            self.notice.set_text("")
        self.link_shown(view, now)

    def is_offline(self, view: LinkView) -> bool:
        """Whether the link is down and this workstation says that it has no network."""
        from jmss.link.view import UP, Cause  # noqa: PLC0415 - after the first paint

        return view.state not in UP and view.cause is not Cause.NONE and self.calls.offline()

    def link_shown(self, view: LinkView, now: float) -> None:
        """Show the link in the window's own content; for those who build on this window."""

    def focus_token(self) -> None:
        """Take the operator to where a token is entered."""
        self.banner.token.token.setFocus()

    def recall(self, at: float) -> None:
        """Show the content as a saved one that was true at that moment, seconds since 1970."""
        self.sight.recall(at)
        self.look_again()

    def show_away(self, away: Away) -> None:
        """Tell what happened while the link was down, as soon as it is up.

        An absence like a blink, on the same node, is not told: it is in the event log.
        """
        moved = away.from_node != away.to_node
        if away.seconds >= BLINK or moved or away.went_wrong:
            self._away = away
            self.look_again()

    def tell(self, text: str) -> None:
        """Say something in the status bar for a while; the link stays in sight."""
        self.notice.set_text(text)
        self._notice_until = self.clock.now() + NOTICE_SECONDS

    def look_again(self) -> None:
        """Read the link and its times."""
        self.show_link(self.calls.view(), self.clock.now())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Say of a key that nobody took why it does nothing, if it is a disabled action's."""
        from jlook_client.views.refused_keys import refusal_of  # noqa: PLC0415 - as above

        why = refusal_of(self, event, self._tr) if event and self.is_furnished else ""
        if why:
            self.tell(why)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Begin to look, if there is anything to look with."""
        super().showEvent(event)
        if self.is_furnished:
            self.begin_to_look()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Look no more."""
        self._ticker.stop()
        super().closeEvent(event)

    @property
    def menu_bar(self) -> QMenuBar:
        """The menu bar."""
        bar = self.menuBar()
        assert bar is not None
        return bar

    def _lay_out_status(self) -> None:
        bar = QStatusBar()  # in place of the first frame's
        self.setStatusBar(bar)
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.link_status)
        bar.addWidget(self.notice, 1)
        right = QWidget()
        self._right_side = QHBoxLayout(right)
        self._right_side.setContentsMargins(0, 0, 4, 0)
        self._right_side.setSpacing(0)
        self._right_side.addWidget(self.as_of)
        self._right_side.addWidget(self.encryption)
        bar.addPermanentWidget(right)
