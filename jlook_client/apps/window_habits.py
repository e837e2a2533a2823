# SPDX-License-Identifier: GPL-3.0-or-later
"""What every program offers about itself: settings, font size, the list of keys, log bundle."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PyQt6.QtWidgets import QApplication, QMenu

from jlook_client.font_size import larger, smaller, within_bounds
from jlook_client.looks import FONT_POINTS, Looks
from jlook_client.settings import Settings, Theme
from jlook_client.views.dress import change_font
from jlook_client.views.entries import Entry, add_entry
from jlook_client.views.linked_window import LinkedWindow
from jlook_client.views.settings_window import SettingsCalls, SettingsWindow
from jlook_client.views.shortcuts import keys_of
from jlook_client.views.shortcuts_window import ShortcutsWindow
from jmss.texts import Texts


class Keep(Protocol):
    """Keeps fields of the settings."""

    def __call__(self, **fields: object) -> None:
        """Keep these; the others stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitJoints:
    """What it needs of the program."""

    now: Callable[[], Settings]
    """Gives the settings."""
    keep: Keep
    wear_again: Callable[[], None]
    """Puts the colours on anew, as the system has changed its own."""
    calls: Callable[[Callable[[float], None]], SettingsCalls]
    """Gives what the settings' window asks and does; it is handed what sets the font size."""


class WindowHabits:
    """One for each program.

    Args:
        window: has the menus [ファイル], [表示] and [ヘルプ] already.
        looks: colours and glyphs.
        tr: the words.
        joints: what happens elsewhere.
    """

    def __init__(self, window: LinkedWindow, looks: Looks, tr: Texts, joints: HabitJoints) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self._window = window
        self._looks = looks
        self._tr = tr
        self.joints = joints
        self.settings: SettingsWindow | None = None
        self._shortcuts: ShortcutsWindow | None = None
        self._offer()
        self._hints = app.styleHints()
        if self._hints is not None:
            self._hints.colorSchemeChanged.connect(self._follow_system)

    def end(self) -> None:
        """Take down what is not in the window."""
        if self._hints is not None:
            self._hints.colorSchemeChanged.disconnect(self._follow_system)

    def offer_bundle(self, save: Callable[[], None]) -> None:
        """Offer to save a log bundle."""
        menu = self._window.help_menu
        entry = Entry(text=self._tr("Save a log &bundle"), call=save)
        add_entry(menu, entry, menu.actions()[-1])

    # The windows.

    def show_settings(self) -> SettingsWindow:
        """Show the settings; there is one window at most."""
        if self.settings is None:
            calls = self.joints.calls(self.set_points)
            self.settings = SettingsWindow(self._tr, calls, self._window)
        if not self.settings.isVisible():
            self.settings.read()
        self.settings.show()
        self.settings.raise_()
        self.settings.activateWindow()
        return self.settings

    def show_shortcuts(self) -> None:
        """Show the keys; there is one window at most."""
        window = self._window
        if self._shortcuts is None:
            self._shortcuts = ShortcutsWindow(lambda: keys_of(window), self._tr, window)
        self._shortcuts.read()
        self._shortcuts.show()
        self._shortcuts.raise_()
        self._shortcuts.activateWindow()

    # The size of the letters.

    @property
    def points(self) -> float:
        """How large the letters are."""
        return self.joints.now().font_points or FONT_POINTS

    def set_points(self, points: float) -> None:
        """Make the letters so large, and remember it."""
        points = within_bounds(points)
        if points == self.points:
            return
        change_font(self._app, self._looks, points)
        self.joints.keep(font_points=0.0 if points == FONT_POINTS else points)
        if self.settings is not None and self.settings.isVisible():
            self.settings.read()

    # Inside.

    def _offer(self) -> None:
        tr, window = self._tr, self._window
        files, helps = window.file_menu, window.help_menu
        settings = Entry(
            text=tr("Se&ttings…"), call=self._show_settings, shortcut="Ctrl+,", line_above=True
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

    def _show_settings(self) -> None:
        self.show_settings()

    def _follow_system(self) -> None:
        """The desktop has become light or dark."""
        if self.joints.now().theme is Theme.SYSTEM:
            self.joints.wear_again()
