# SPDX-License-Identifier: GPL-3.0-or-later
"""What is reached from the menus of a whole desk: keys, settings, versions, notices."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.looks import FONT_POINTS, ui_font
from jlook_client.notice_rules import QuietHours
from jlook_client.notices import Notice
from jlook_client.settings import Settings, SettingsFile, Theme
from jlook_client.views.about_window import AboutWindow
from jlook_client.views.settings_window import SettingsWindow
from jlook_client.views.shortcuts import Key, keys_of, plain
from jlook_client.views.shortcuts_window import ShortcutsWindow
from jmss.settings import Site

Open = Callable[..., Desk]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    desks: list[Desk] = []

    def opened(language: str = "en") -> Desk:
        site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
        wishes = Wishes(language=language, theme=Theme.LIGHT)
        desks.append(Desk(qapp, site, SettingsFile(tmp_path / "jlook.json"), wishes=wishes))
        desks[-1].show()
        return desks[-1]

    yield opened
    for desk in desks:
        if not sip.isdeleted(desk.window):
            desk.close()
    qapp.setFont(ui_font())


def kept(folder: Path) -> Settings:
    return SettingsFile(folder / "jlook.json").load().settings


def entry(desk: Desk, *path: str) -> QAction:
    """Give an entry of the menus by its English words."""
    actions = desk.window.menu_bar.actions()
    for at, text in enumerate(path):
        action = next(one for one in actions if plain(one.text()).rstrip("…") == text)
        menu = action.menu()
        if at == len(path) - 1:
            return action
        assert menu is not None
        menu.aboutToShow.emit()
        actions = menu.actions()
    raise AssertionError


def open_everything(desk: Desk) -> None:
    for kind in desk.subwindows.kinds:
        desk.subwindows.open(kind)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_key_means_two_things_in_one_place(opened: Open, language: str) -> None:
    desk = opened(language)
    open_everything(desk)
    keys = keys_of(desk.window)
    assert len(keys) > 15
    everywhere: dict[str, list[Key]] = defaultdict(list)
    inside: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in keys:
        for text in key.keys:
            if key.everywhere:
                everywhere[text].append(key)
            else:
                inside[key.place, text].append(key)
    assert not [held for held in everywhere.values() if len(held) > 1]
    assert not [held for held in inside.values() if len(held) > 1]
    both = [(held, everywhere[text]) for (_, text), held in inside.items() if text in everywhere]
    assert not both


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_key_says_what_it_does_and_where(opened: Open, language: str) -> None:
    desk = opened(language)
    open_everything(desk)
    for key in keys_of(desk.window):
        assert key.does, key
        assert key.place, key
        assert "&" not in key.does + key.place


def menus_of(menu: QMenu, path: str) -> Iterator[tuple[str, list[QAction]]]:
    menu.aboutToShow.emit()
    entries = [action for action in menu.actions() if not action.isSeparator()]
    yield path, entries
    for action in entries:
        inner = action.menu()
        if inner is not None:
            yield from menus_of(inner, f"{path} – {plain(action.text())}")


def mnemonic(action: QAction) -> str:
    return QKeySequence.mnemonic(action.text()).toString()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_menu_can_be_used_without_a_mouse(opened: Open, language: str) -> None:
    """Each entry has a letter of its own, unless it is one of a list that changes, or has a key."""
    desk = opened(language)
    kinds = plain(desk.window.window_menu.another.title())
    for bar_entry in desk.window.menu_bar.actions():
        menu = bar_entry.menu()
        assert menu is not None
        assert mnemonic(bar_entry), bar_entry.text()
        for path, entries in menus_of(menu, plain(bar_entry.text())):
            letters = [mnemonic(action) for action in entries]
            held = [letter for letter in letters if letter]
            assert len(held) == len(set(held)), (path, [action.text() for action in entries])
            for action, letter in zip(entries, letters, strict=True):
                listed = action.isCheckable() or path.endswith(kinds)
                assert letter or listed or not action.shortcut().isEmpty(), (path, action.text())


def test_f1_lists_the_keys_of_the_menus_and_views(opened: Open, qtbot: QtBot) -> None:
    desk = opened()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    window = desk.window.findChild(ShortcutsWindow)
    assert window is not None
    assert window.isVisible()
    assert not window.isModal()
    rows = [
        (place.child(n).text(0), place.child(n).text(1))
        for at in range(window.list.topLevelItemCount())
        if (place := window.list.topLevelItem(at)) is not None
        for n in range(place.childCount())
    ]
    assert ("Quit", "Ctrl+Q") in rows
    assert ("Settings…", "Ctrl+,") in rows
    assert ("Keyboard shortcuts", "F1") in rows
    window.search.setText("settings")
    shown = [
        place.text(0)
        for at in range(window.list.topLevelItemCount())
        if (place := window.list.topLevelItem(at)) is not None and not place.isHidden()
    ]
    assert shown == ["File"]


def test_about_names_every_part_with_its_licence(opened: Open, qtbot: QtBot) -> None:
    desk = opened()
    entry(desk, "Help", "About JLook").trigger()
    window = desk.window.findChild(AboutWindow)
    assert window is not None
    assert not window.isModal()
    qtbot.waitUntil(lambda: window.is_complete)
    text = window.text()
    for part in ("Qt 6", "PyQt6 6", "Python 3", "numpy ", "websockets "):
        assert part in text
    assert "MIT" in text
    window.copy.click()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == text
    window.close()


# The settings.


def settings_of(desk: Desk) -> SettingsWindow:
    entry(desk, "File", "Settings").trigger()
    window = desk.window.findChild(SettingsWindow)
    assert window is not None
    assert window.isVisible()
    assert not window.isModal()
    return window


def test_colours_are_changed_and_kept_at_once(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    window = settings_of(desk)
    window.theme.setCurrentIndex(window.theme.findData(Theme.DARK))
    window.theme.activated.emit(window.theme.currentIndex())
    assert desk.looks.dark
    assert kept(tmp_path).theme is Theme.DARK
    assert desk.window.view_menu.themes[Theme.DARK].isChecked()


def test_the_language_is_kept_and_the_window_says_from_when_on_it_holds(
    opened: Open, tmp_path: Path
) -> None:
    window = settings_of(opened())
    assert not window.later.isVisible()
    window.language.setCurrentIndex(window.language.findData("ja"))
    window.language.activated.emit(window.language.currentIndex())
    assert kept(tmp_path).language == "ja"
    assert window.later.isVisible()


def test_the_letters_grow_and_shrink_live_and_stay_so(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    height = desk.jobs.view.row_height
    entry(desk, "View", "Font size", "Larger").trigger()
    assert QApplication.font().pointSizeF() == 10.5
    for _ in range(4):
        entry(desk, "View", "Font size", "Larger").trigger()
    QApplication.processEvents()
    assert desk.jobs.view.row_height > height
    points = QApplication.font().pointSizeF()
    assert kept(tmp_path).font_points == points
    window = settings_of(desk)
    assert window.points.value() == points
    entry(desk, "View", "Font size", "Smaller").trigger()
    assert window.points.value() < points
    window.points.setValue(7.0)
    entry(desk, "View", "Font size", "Smaller").trigger()
    assert QApplication.font().pointSizeF() == 7.0, "no smaller than can be read"
    entry(desk, "View", "Font size", "Ordinary").trigger()
    assert QApplication.font().pointSizeF() == FONT_POINTS
    assert kept(tmp_path).font_points == 0.0


def test_the_next_start_has_the_letters_as_they_were(opened: Open, tmp_path: Path) -> None:
    SettingsFile(tmp_path / "jlook.json").save(Settings(font_points=13.0))
    opened()
    assert QApplication.font().pointSizeF() == 13.0


def test_the_colours_of_the_system_are_followed_only_where_that_is_wished(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened()
    worn: list[str] = []
    joints = replace(desk.habits.own.joints, wear_again=lambda: worn.append("worn"))
    monkeypatch.setattr(desk.habits.own, "joints", joints)
    desk.settings.keep(theme=Theme.LIGHT)
    desk.habits.own._follow_system()
    assert worn == []
    desk.settings.keep(theme=Theme.SYSTEM)
    desk.habits.own._follow_system()
    assert worn == ["worn"]


def test_what_is_told_is_set_up_and_kept_at_once(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    window = settings_of(desk)
    form = window.notices
    assert form.failed.isChecked()
    assert not form.sound.isChecked(), "sound is off until it is wished"
    form.sound.click()
    form.taken_over.click()
    rules = kept(tmp_path).notices
    assert rules.sound
    assert not rules.taken_over
    assert desk.habits.notifier._notices.rules == rules


def test_hours_that_are_none_are_said_at_their_field_and_not_kept(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    window = settings_of(opened())
    window.show_notices()
    form = window.notices
    form.quiet.setChecked(True)
    form.quiet.clicked.emit(True)
    assert kept(tmp_path).notices.quiet == QuietHours(begin=22 * 60, end=6 * 60)
    form.begin.clear()
    qtbot.keyClicks(form.begin, "25:00")
    assert form.trouble.isVisible()
    assert "22:00" in form.trouble.text()
    assert form.begin.accessibleDescription() == form.trouble.text()
    assert form.end.accessibleDescription() == ""
    quiet = kept(tmp_path).notices.quiet
    assert quiet is not None
    assert quiet.begin == 2 * 60 + 5 or quiet.begin == 22 * 60
    form.begin.clear()
    qtbot.keyClicks(form.begin, "21:30")
    assert not form.trouble.isVisible()
    quiet = kept(tmp_path).notices.quiet
    assert quiet is not None
    assert quiet.begin == 21 * 60 + 30
    for box in form.days:
        box.click()
    assert form.trouble.text() == "Choose at least one day."
    form.days[2].click()
    quiet = kept(tmp_path).notices.quiet
    assert quiet is not None
    assert quiet.days == (2,)


def test_the_saved_views_can_be_chosen_from(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    views = tuple({"name": name, "left": {}} for name in ("夜間", "mine"))
    desk.settings.keep_shared(saved_views=(*views, {"damaged": 1}))
    form = settings_of(desk).notices
    item = form.views.item(0)
    assert item is not None
    item.setCheckState(Qt.CheckState.Checked)
    assert kept(tmp_path).notices.views == ("夜間",)


# Notices and the title.


def test_the_title_counts_what_was_not_looked_at(opened: Open) -> None:
    desk = opened()
    desk.window.show_unseen(3)
    assert desk.window.windowTitle().startswith("(3) JMSS/JLook")
    desk.window.look_again()
    assert desk.window.windowTitle().startswith("(3) ")
    desk.window.show_unseen(0)
    assert desk.window.windowTitle().startswith("JMSS/JLook")


def test_the_bell_is_in_the_status_bar_and_opens_what_the_menu_has(opened: Open) -> None:
    desk = opened()
    bell = desk.habits.notifier.bell
    assert bell.isVisible()
    assert bell.menu() is desk.habits.notifier.menu
    entry(desk, "View", "Notices", "Mute until I say").trigger()
    assert bell.text() == "Muted"
    entry(desk, "View", "Notices", "Set up notices").trigger()
    window = desk.window.findChild(SettingsWindow)
    assert window is not None
    assert window.pages.currentWidget() is window.notices


def test_a_notice_leads_to_its_jobs(opened: Open) -> None:
    desk = opened()
    desk.habits.notifier._told = Notice(
        failed=2, taken_over=0, first=(7, 8), numbers=frozenset({7, 8})
    )
    desk.window.showMinimized()
    desk.habits.notifier._open()
    assert not desk.window.isMinimized()
    assert desk.job_table.filter.numbers == {7, 8}


def test_settings_of_a_newer_or_damaged_kind_do_no_harm(tmp_path: Path) -> None:
    wrong = {"notices": {"quiet": {"begin": 9999, "end": 0}}}
    (tmp_path / "jlook.json").write_bytes(msgspec.json.encode(wrong))
    loaded = SettingsFile(tmp_path / "jlook.json").load()
    assert loaded.settings == Settings()
    assert loaded.set_aside is not None
