# SPDX-License-Identifier: GPL-3.0-or-later
"""The [JMSS/JLook] main window (manual S9): subwindows on a link to the JMSS server.

It knows no concrete view: the program puts views into it with ``add_subwindow`` and hands
in what its menus call.

It comes in two steps, so that it is painted before most of JLook is imported: the constructor
makes a bare window that takes a first frame (``first_frame``), ``furnish`` the rest. What only the
second step needs is imported there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QMenu, QWidget

from jlook_client.views.linked_window import LinkedWindow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jlook_client.clock import Clock
    from jlook_client.looks import Glyph, Looks
    from jlook_client.outline import Outline
    from jlook_client.settings import Settings, Theme
    from jlook_client.views.job_menu import JobEntry
    from jlook_client.views.main_calls import MainCalls
    from jlook_client.views.page_ahead import Step
    from jlook_client.views.sub_window import Stay, SubWindow
    from jlook_client.views.view_menu import ViewMenu
    from jmss.link.view import LinkView
    from jmss.model.jobs import JobState
    from jmss.texts import Texts


class MainWindow(LinkedWindow):
    """Menus, subwindows, banner and status bar.

    Args:
        tr: the words.
        remembered: how the window was left.
        server: the virtual computer name that will be dialled, as far as it is known.
    """

    view_menu: ViewMenu

    def __init__(self, tr: Texts, remembered: Outline | Settings, *, server: str = "") -> None:
        super().__init__(tr)
        self._unseen = 0
        self._title = ""
        self.come_up(remembered)
        self._name_after(server)

    def furnish(
        self, looks: Looks, clock: Clock, calls: MainCalls, settings: Settings, *, version: str
    ) -> None:
        """Add menus, subwindows, banner and status: the second step.

        Args:
            looks: colours and glyphs.
            clock: both clocks.
            calls: what it calls.
            settings: what was remembered.
            version: of the program, for the about box.
        """
        from jlook_client.views.covered_page import CoveredPage  # noqa: PLC0415 - after the first paint
        from jlook_client.views.edit_menu import EditMenu  # noqa: PLC0415 - the same
        from jlook_client.views.first_card import FirstCard  # noqa: PLC0415 - the same
        from jlook_client.views.job_counts import JobCounts  # noqa: PLC0415 - the same
        from jlook_client.views.job_menu import JobMenu  # noqa: PLC0415 - the same
        from jlook_client.views.page_ahead import PageAhead  # noqa: PLC0415 - the same
        from jlook_client.views.server_menu import ServerMenu  # noqa: PLC0415 - the same
        from jlook_client.views.sub_window_area import SubWindowArea  # noqa: PLC0415 - the same
        from jlook_client.views.view_menu import ViewMenu  # noqa: PLC0415 - the same
        from jlook_client.views.window_menu import WindowMenu  # noqa: PLC0415 - the same

        self.setStyleSheet("")  # of the first frame
        self.join_link(looks, clock, calls.link, calls.show_changed)
        tr = self._tr
        self._version = version
        self._main_calls = calls
        self._settings = settings
        self.area = SubWindowArea(
            looks, tr, settings.places, settings.hidden, tabbed=settings.tabbed
        )
        self.first_card = FirstCard(looks, tr)
        self._covered = CoveredPage(self.area, self.first_card)
        self.set_content(self._covered)
        PageAhead(self.area, self._steps_ahead)
        self.first_card.dial_with(calls.connect_to, calls.link.enter_token, calls.servers.edit)
        self.job_counts = JobCounts(looks, tr)
        self.add_to_status_bar(self.job_counts)
        self.job_counts.hide()
        self.job_menu = JobMenu(tr, calls.jobs, self)
        self.queue_menu = QMenu(tr("&Queue"), self)
        self.view_menu = ViewMenu(tr, self.area, self)
        self.window_menu = WindowMenu(tr, self.area, self)
        self.edit_menu = EditMenu(tr, self.area, self)
        self.server_menu = ServerMenu(tr, calls.servers, self)
        self.help_menu = QMenu(tr("&Help"), self)
        self._build_menus()
        self.area.changed.connect(self.save_settings)
        if settings.maximised and not self.isVisible():
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.begin_to_look()

    @property
    def settings(self) -> Settings:
        """What is to be remembered."""
        import msgspec  # noqa: PLC0415 - after the first paint

        return msgspec.structs.replace(
            self._settings,
            places=self.area.places,
            hidden=self.area.hidden,
            tabbed=self.area.is_tabbed,
            size=self.ordinary_size,
            position=self.ordinary_position,
            maximised=self.isMaximized(),
        )

    def add_subwindow(
        self,
        key: str,
        widget: QWidget,
        title: str,
        glyph: Glyph,
        *,
        ages: bool = True,
        stay: Stay | None = None,
    ) -> SubWindow:
        """Put a view into a subwindow.

        Args:
            key: names it in layout and settings: ``jobs``, ``machines``, ``history`` and
                ``log`` have their place in the default layout.
            widget: the view. It may have ``show_stale``, ``copy_selection``,
                ``show_search`` and ``select_all`` (see ``sub_window``).
            title: in the operator's language.
            glyph: the picture in its title bar.
            ages: its title says up to when it is true; False for what the desk itself saw.
            stay: what becomes of it when it is closed; None: it is hidden.
        """
        from jlook_client.views.sub_window import Stay  # noqa: PLC0415 - after the first paint

        stay = stay or Stay.KEPT
        return self.area.add(key, widget, title=title, glyph=glyph, ages=ages, stay=stay)

    def allow_jobs(self, hindrances: Mapping[JobEntry, str]) -> None:
        """Say for each entry of the job menu why it is not possible; empty: it is."""
        self.job_menu.allow(hindrances)

    def show_counts(self, counts: Mapping[JobState, int]) -> None:
        """Show how many jobs are in which state."""
        self.job_counts.show_counts(counts)

    def link_shown(self, view: LinkView, now: float) -> None:
        """Show the link in the subwindows, or on the first card as long as there are none."""
        from jmss.link.view import LinkState  # noqa: PLC0415 - after the first paint

        began = self.sight.began
        if began:
            self._covered.uncover()
        else:
            self._covered.cover(soon=view.state not in {LinkState.OFFLINE, LinkState.HELD})
        self.job_counts.setVisible(began)
        self.job_counts.show_stale(stale=self.sight.stale)
        self.job_menu.show_live(live=view.state is LinkState.LIVE)
        if began:
            self.area.show_stale(self.sight.as_of if self.sight.stale else None)
        else:
            self.first_card.show_link(view, now, offline=self.is_offline(view))
            self.first_card.show_question(self.calls.question())
        self._name_after(view.server)

    def grow(self) -> None:
        """Show the subwindows already while the first snapshot comes in."""
        self.sight.grow()
        self._covered.uncover()
        self.look_soon()

    def focus_token(self) -> None:
        """Take the operator to where a token is entered: the card or the banner."""
        field = self.banner.token if self.sight.began else self.first_card.token
        if field is not None:
            field.token.setFocus()

    def choose_theme(self, theme: Theme) -> None:
        """Change the colours, and remember it."""
        import msgspec  # noqa: PLC0415 - after the first paint

        self._settings = msgspec.structs.replace(self._settings, theme=theme)
        self.view_menu.themes[theme].setChecked(True)
        self._main_calls.wear(theme)
        self.setWindowIcon(self.looks.icon("link", "accent"))
        self.save_settings()

    def choose_language(self, language: str) -> None:
        """Remember the language for the next start, and say so."""
        import msgspec  # noqa: PLC0415 - after the first paint

        self._settings = msgspec.structs.replace(self._settings, language=language)
        self.view_menu.languages[language].setChecked(True)
        self.save_settings()
        self.tell(self._tr("The language changes at the next start."))

    def save_settings(self) -> None:
        """Keep what is to be remembered."""
        self._main_calls.save(self.settings)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Keep size and places; of a mere frame there is nothing to be kept."""
        if self.is_furnished:
            self.save_settings()
        super().closeEvent(event)

    def show_unseen(self, count: int) -> None:
        """Say in the title how many jobs want to be looked at; 0: none does."""
        if count != self._unseen:
            self._unseen = count
            self._name_after(self.calls.view().server)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's
        """Go to the next control that is seen: none of those beneath the first card."""
        if self.is_furnished and self._covered.is_covered:
            return self._covered.pass_by(self, forwards=next)
        return super().focusNextPrevChild(next)

    def _steps_ahead(self) -> Iterator[Step]:
        """Give what can be painted of the subwindows before anybody sees them."""
        from jlook_client.views.ink_ahead import inks_ahead  # noqa: PLC0415 - after the first paint

        yield from inks_ahead(self.looks, self.area)
        for window in self.area.windows.values():
            if not window.isHidden():
                yield window.grab

    def _name_after(self, server: str) -> None:
        tr = self._tr
        title = tr("JMSS/JLook — {server}", server=server) if server else tr("JMSS/JLook")
        if self._unseen:
            title = tr("({n}) {title}", n=self._unseen, title=title)
        if title != self._title:  # Qt's own has the title of a maximised subwindow behind it
            self._title = title
            self.setWindowTitle(title)

    def _build_menus(self) -> None:
        from jlook_client.views.entries import Entry, fill_menu  # noqa: PLC0415 - as above

        tr, bar = self._tr, self.menu_bar
        bar.clear()
        self.file_menu = file_menu = QMenu(tr("&File"), self)
        quit_entry = Entry(text=tr("&Quit"), call=self._quit, shortcut="Ctrl+Q", line_above=True)
        servers = Entry(text=tr("&Servers…"), call=self._main_calls.servers.edit)
        fill_menu(file_menu, [servers, quit_entry])
        file_menu.insertMenu(file_menu.actions()[0], self.server_menu)
        fill_menu(
            self.help_menu,
            [Entry(text=tr("&About {program}", program=tr.program), call=self.show_about)],
        )
        self.view_menu.offer_themes(self._settings.theme, self.choose_theme)
        self.view_menu.offer_languages(self._settings.language, self.choose_language)
        for menu in (file_menu, self.edit_menu, self.view_menu, self.job_menu, self.queue_menu):
            bar.addMenu(menu)
        bar.addMenu(self.window_menu)
        bar.addMenu(self.help_menu)
        before = self.window_menu.menuAction()
        assert before is not None
        self.place_connect_menu(before)

    def _quit(self) -> None:
        self.close()

    def show_about(self) -> None:
        """Show versions and licences beside the window: nothing here may ever be modal."""
        from jlook_client.views.about_window import AboutWindow  # noqa: PLC0415 - seldom wanted

        AboutWindow(self._version, self.looks, self._tr, self).show()
