# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk offers beside its subwindows: notices, settings, font size, keys, log bundle."""

from collections.abc import Callable

from PyQt6.QtWidgets import QApplication, QMenu

from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.desktop_notices import desktop_notices
from jlook_client.apps.kept_settings import KeptSettings
from jlook_client.apps.notifier import Notifier
from jlook_client.apps.table_files import TableFiles
from jlook_client.apps.view_rules import ViewRules
from jlook_client.font_size import larger, smaller, within_bounds
from jlook_client.looks import FONT_POINTS
from jlook_client.notice_rules import NoticeRules
from jlook_client.settings import Theme
from jlook_client.views.dress import change_font
from jlook_client.views.entries import Entry, add_entry
from jlook_client.views.settings_window import Chosen, SettingsCalls, SettingsWindow
from jlook_client.views.shortcuts import keys_of
from jlook_client.views.shortcuts_window import ShortcutsWindow


class Habits:
    """One for each desk.

    Args:
        d: the desk's parts.
        kept: the settings.
        wear_again: puts the colours on anew, as the system has changed its own.
        me: gives the user of the connection.
    """

    def __init__(
        self,
        d: DeskParts,
        kept: KeptSettings,
        wear_again: Callable[[], None],
        me: Callable[[], str],
    ) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self._d = d
        self._kept = kept
        self._wear_again = wear_again
        self._settings: SettingsWindow | None = None
        self._shortcuts: ShortcutsWindow | None = None
        self._view_rules = ViewRules(
            lambda: kept.shared().saved_views,
            d.mirror,
            d.clock.now,
            server_now=d.times.server_now,
            me=me,
        )
        self.notifier = Notifier(
            d,
            kept.now.notices,
            desktop=lambda opened: desktop_notices(d.window.windowIcon(), opened, d.window),
            set_up=self.set_up_notices,
        )
        self.notifier.accepts = self._view_rules.accepts
        d.window.add_to_status_bar(self.notifier.bell)
        self._tables = TableFiles(d)
        self._offer()
        self._hints = app.styleHints()
        if self._hints is not None:
            self._hints.colorSchemeChanged.connect(self._follow_system)

    def end(self) -> None:
        """Take down what is not in the window."""
        self._tables.end()
        self.notifier.end()
        if self._hints is not None:
            self._hints.colorSchemeChanged.disconnect(self._follow_system)

    def offer_bundle(self, save: Callable[[], None]) -> None:
        """Offer to save a log bundle."""
        menu = self._d.window.help_menu
        entry = Entry(text=self._d.tr("Save a log &bundle"), call=save)
        add_entry(menu, entry, menu.actions()[-1])

    # The windows.

    def show_settings(self) -> None:
        """Show the settings; there is one window at most."""
        if self._settings is None:
            self._settings = SettingsWindow(self._d.tr, self._calls(), self._d.window)
        if not self._settings.isVisible():
            self._settings.read()
        self._settings.show()
        self._settings.raise_()
        self._settings.activateWindow()

    def set_up_notices(self) -> None:
        """Show what of the settings is about notices."""
        self.show_settings()
        if self._settings is not None:
            self._settings.show_notices()

    def show_shortcuts(self) -> None:
        """Show the keys; there is one window at most."""
        window = self._d.window
        if self._shortcuts is None:
            self._shortcuts = ShortcutsWindow(lambda: keys_of(window), self._d.tr, window)
        self._shortcuts.read()
        self._shortcuts.show()
        self._shortcuts.raise_()
        self._shortcuts.activateWindow()

    # The size of the letters.

    @property
    def points(self) -> float:
        """How large the letters are."""
        return self._kept.now.font_points or FONT_POINTS

    def set_points(self, points: float) -> None:
        """Make the letters so large, and remember it."""
        points = within_bounds(points)
        if points == self.points:
            return
        change_font(self._app, self._d.looks, points)
        self._kept.keep(font_points=0.0 if points == FONT_POINTS else points)
        if self._settings is not None and self._settings.isVisible():
            self._settings.read()

    # Inside.

    def _offer(self) -> None:
        tr, window = self._d.tr, self._d.window
        files, helps = window.file_menu, window.help_menu
        settings = Entry(
            text=tr("Se&ttings…"), call=self.show_settings, shortcut="Ctrl+,", line_above=True
        )
        add_entry(files, settings, files.actions()[-2])
        shortcuts = Entry(text=tr("&Keyboard shortcuts"), call=self.show_shortcuts, shortcut="F1")
        add_entry(helps, shortcuts, helps.actions()[0])
        sizes = QMenu(tr("&Font size"), window.view_menu)
        for text, keys, call in (
            (tr("&Larger"), "Ctrl++", lambda: self.set_points(larger(self.points))),
            (tr("&Smaller"), "Ctrl+-", lambda: self.set_points(smaller(self.points))),
            (tr("&Ordinary"), "Ctrl+0", lambda: self.set_points(FONT_POINTS)),
        ):
            add_entry(sizes, Entry(text=text, call=call, shortcut=keys))
        window.view_menu.addMenu(sizes)
        window.view_menu.addMenu(self.notifier.menu)

    def _calls(self) -> SettingsCalls:
        window = self._d.window
        return SettingsCalls(
            now=self._chosen,
            views=self._view_rules.names,
            theme=window.choose_theme,
            language=window.choose_language,
            points=self.set_points,
            notices=self._wish,
        )

    def _chosen(self) -> Chosen:
        now = self._kept.now
        return Chosen(
            theme=now.theme, language=now.language, points=self.points, notices=now.notices
        )

    def _wish(self, rules: NoticeRules) -> None:
        self._kept.keep(notices=rules)
        self.notifier.wish(rules)

    def _follow_system(self) -> None:
        """The desktop has become light or dark."""
        if self._kept.now.theme is Theme.SYSTEM:
            self._wear_again()
