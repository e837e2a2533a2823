# SPDX-License-Identifier: GPL-3.0-or-later
"""The main window of JSchedule, JMenu, JEnv and JClusterEnv: one view on a link.

Until the first link is up it shows the card that JLook shows; [接続] is in its menu bar exactly
while the link is down (manual S10).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QAction, QCloseEvent
from PyQt6.QtWidgets import QMenu, QStackedWidget, QWidget

from jlook_client.clock import Clock
from jlook_client.looks import Looks
from jlook_client.settings import Settings, Theme
from jlook_client.views.about_window import AboutWindow
from jlook_client.views.entries import Entry, Submenu, add_entry, fill_menu
from jlook_client.views.first_card import FirstCard
from jlook_client.views.link_calls import LinkCalls
from jlook_client.views.linked_window import LinkedWindow
from jlook_client.views.look_menus import add_languages, add_themes
from jlook_client.views.server_menu import ServerCalls, ServerMenu
from jlook_client.views.sub_window import ShowsAge
from jlook_client.views.tab_order import go_on
from jmss.link.view import LinkView
from jmss.texts import Texts


class KeepLook(Protocol):
    """Keeps how all programs look."""

    def __call__(self, *, theme: Theme = ..., language: str = ...) -> None:
        """Keep what is named; the rest stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalls:
    """What the window calls. None of these may block."""

    link: LinkCalls
    connect_to: Callable[[str], None]
    """Dials the virtual computer name that was entered on the first card."""
    show_changed: Callable[[frozenset[int]], None]
    """Shows the jobs of these numbers."""
    servers: ServerCalls
    """Other JMSS servers, each in a window of its own."""
    wear: Callable[[Theme], None]
    """Changes the colours of the program."""
    keep_look: KeepLook
    save: Callable[[], None]
    """Keeps how the window was left; called when it closes."""


class ToolWindow(LinkedWindow):
    """Menus, banner, one view and the status bar.

    Args:
        version: of the program, for the about box.
        tr: the words.
        remembered: how the window was left.
    """

    closed = pyqtSignal()
    """The window closes: whatever its view has begun is to end."""

    def __init__(self, version: str, tr: Texts, remembered: Settings) -> None:
        super().__init__(tr)
        self.works_alone = False
        """Whether the view is worth seeing also before there was ever a link."""
        self._asks = False
        self._version = version
        self.come_up(remembered)
        if remembered.maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self._content: QWidget | None = None
        self._told: tuple[bool, str | None] | None = None
        self._name_after("")

    def furnish(self, looks: Looks, clock: Clock, calls: ToolCalls, look: Settings) -> None:
        """Add menus, banner, status bar and the first card.

        Args:
            looks: colours and glyphs.
            clock: both clocks.
            calls: what it calls.
            look: the theme and the language that hold.
        """
        self._tool_calls = calls
        self.join_link(looks, clock, calls.link, calls.show_changed)
        self.first_card = FirstCard(looks, self._tr)
        self.first_card.dial_with(calls.connect_to, calls.link.enter_token, calls.servers.edit)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.first_card)
        self.set_content(self._pages)
        self._build_menus(calls, look)

    def show_view(self, view: QWidget) -> None:
        """Take the view that the window is about, and begin to follow the link.

        Args:
            view: it may have ``show_stale`` (``sub_window.ShowsAge``): while the link is down it
                shows its age, and acts on nothing.
        """
        self._content = view
        self._pages.addWidget(view)
        self.begin_to_look()

    def add_own_menu(self, title: str, entries: Sequence[Entry | Submenu] = ()) -> QMenu:
        """Put a menu of the program's own in front of [View], and give it."""
        menu = QMenu(title, self)
        fill_menu(menu, entries)
        self.menu_bar.insertMenu(self.view_menu.menuAction(), menu)
        return menu

    def add_file_entry(self, entry: Entry) -> QAction:
        """Put an entry of the program's own at the top of [File], under those there already."""
        return add_entry(self.file_menu, entry, self._end_of_own_entries)

    def link_shown(self, view: LinkView, now: float) -> None:
        """Show the link in the view, or on the first card as long as nothing was ever seen."""
        alone = self.works_alone and not (self._asks and self.calls.question() is not None)
        began, content = self.sight.began or alone, self._content
        if content is None:
            return
        self._pages.setCurrentWidget(content if began else self.first_card)
        if began:
            self._tell_age(content, self.sight.as_of if self.sight.stale else None)
        else:
            self.first_card.show_link(view, now, offline=self.is_offline(view))
            self.first_card.show_question(self.calls.question())
        self._name_after(view.server)

    def focus_token(self) -> None:
        """Take the operator to where a token is entered: the card or the banner."""
        self._asks = True
        self.look_again()
        field = self.banner.token if self.sight.began else self.first_card.token
        if field is not None:
            field.token.setFocus()

    def choose_theme(self, theme: Theme) -> None:
        """Change the colours, and remember it for all programs."""
        self.themes[theme].setChecked(True)
        self._tool_calls.wear(theme)
        self.setWindowIcon(self.looks.icon("link", "accent"))
        self._tool_calls.keep_look(theme=theme)

    def choose_language(self, language: str) -> None:
        """Remember the language for the next start, and say so."""
        self.languages[language].setChecked(True)
        self._tool_calls.keep_look(language=language)
        self.tell(self._tr("The language changes at the next start."))

    def show_about(self) -> None:
        """Show versions and licences beside the window: nothing here may ever be modal."""
        AboutWindow(self._version, self.looks, self._tr, self).show()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's
        """Go on in the order of what is laid out (Qt)."""
        return go_on(self, forward=next)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Keep size and place."""
        self._tool_calls.save()
        self.closed.emit()
        super().closeEvent(event)

    def _tell_age(self, content: QWidget, as_of: str | None) -> None:
        if self._told != (True, as_of) and isinstance(content, ShowsAge):
            self._told = (True, as_of)
            content.show_stale(as_of)

    def _name_after(self, server: str) -> None:
        name = self._tr.program
        self.setWindowTitle(
            self._tr("{program} — {server}", program=name, server=server) if server else name
        )

    def _build_menus(self, calls: ToolCalls, look: Settings) -> None:
        tr, bar = self._tr, self.menu_bar
        bar.clear()
        self.file_menu = QMenu(tr("&File"), self)
        servers = Entry(text=tr("&Servers…"), call=calls.servers.edit, line_above=True)
        leave = Entry(text=tr("&Quit"), call=self._quit, shortcut="Ctrl+Q", line_above=True)
        fill_menu(self.file_menu, [servers, leave])
        self.server_menu = ServerMenu(tr, calls.servers, self)
        self._end_of_own_entries = self.file_menu.actions()[0]
        self.file_menu.insertMenu(self.file_menu.actions()[1], self.server_menu)
        self.view_menu = QMenu(tr("&View"), self)
        self.themes = add_themes(self.view_menu, tr, look.theme, self.choose_theme)
        self.languages = add_languages(self.view_menu, tr, look.language, self.choose_language)
        self.help_menu = QMenu(tr("&Help"), self)
        about = tr("&About {program}", program=tr.program)
        fill_menu(self.help_menu, [Entry(text=about, call=self.show_about)])
        for menu in (self.file_menu, self.view_menu, self.help_menu):
            bar.addMenu(menu)
        before = self.help_menu.menuAction()
        assert before is not None
        self.place_connect_menu(before)

    def _quit(self) -> None:
        self.close()
