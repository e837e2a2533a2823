# SPDX-License-Identifier: GPL-3.0-or-later
"""The main window's layout, menus and settings."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QInputDialog, QPushButton, QWidget

from jlook_client.looks import Looks
from jlook_client.settings import Profile, Settings, Theme
from jlook_client.views.about_window import AboutWindow
from jlook_client.views.dress import change_colours
from jlook_client.views.entries import Entry, Submenu
from jlook_client.views.layout import WIDE_PLACES, rect_of
from jlook_client.views.placed_window import LEAST_SIZE
from jlook_client.views.sub_window import Stay
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from tests.fakes.desk_link import down, up
from tests.fakes.desk_window import DeskWindow, NotingView

Keep = Callable[[QWidget], None]


@pytest.fixture
def desk(looks: Looks, keep: Keep) -> DeskWindow:
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.window.show()
    QApplication.processEvents()
    return desk


def shown(desk: DeskWindow) -> set[str]:
    return {key for key, sub in desk.window.area.windows.items() if sub.isVisible()}


def drag(desk: DeskWindow, key: str, by: QPoint) -> None:
    """Drag a subwindow by its title bar, without the help of a real pointer."""
    sub = desk.window.area.windows[key]
    start = sub.mapToGlobal(QPoint(200, 12))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, at, button, buttons in (
        (QEvent.Type.MouseMove, start, none, none),
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, start + by, none, left),
        (QEvent.Type.MouseButtonRelease, start + by, left, none),
    ):
        local = QPointF(sub.mapFromGlobal(at))
        plain = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, local, QPointF(at), button, buttons, plain)
        QApplication.sendEvent(sub, event)
    QApplication.processEvents()


def test_the_default_layout_holds_at_every_size(desk: DeskWindow) -> None:
    for width, height in ((1440, 900), (1800, 1000), (1250, 700)):
        desk.window.resize(width, height)
        QApplication.processEvents()
        area = desk.window.area
        for key, place in WIDE_PLACES.items():
            assert area.windows[key].geometry() == rect_of(place, area.size()), key
    assert desk.window.settings.places == {}


def test_the_first_subwindow_is_the_active_one(desk: DeskWindow) -> None:
    area = desk.window.area
    assert area.activeSubWindow() is area.windows["jobs"]
    area.setActiveSubWindow(area.windows["log"])
    desk.window.hide()
    desk.window.show()
    QApplication.processEvents()
    assert area.activeSubWindow() is area.windows["log"]


def test_a_narrow_window_leaves_the_history_out_unless_asked(desk: DeskWindow) -> None:
    desk.window.resize(1024, 700)
    QApplication.processEvents()
    assert shown(desk) == {"jobs", "machines", "log"}
    assert desk.window.area.windows["jobs"].width() == desk.window.area.width()
    desk.window.area.set_shown("history", shown=True)
    assert shown(desk) == {"jobs", "machines", "history", "log"}
    desk.window.resize(1440, 900)
    QApplication.processEvents()
    assert desk.window.area.windows["history"].geometry() == rect_of(
        WIDE_PLACES["history"], desk.window.area.size()
    )


def test_under_tabs_a_narrow_window_leaves_nothing_out(desk: DeskWindow) -> None:
    desk.window.resize(1024, 700)
    desk.window.area.set_tabbed(tabbed=True)
    assert shown(desk) == set(WIDE_PLACES)
    desk.window.area.set_tabbed(tabbed=False)
    assert shown(desk) == {"jobs", "machines", "log"}


def test_what_the_operator_moved_stays_and_is_remembered(
    desk: DeskWindow, looks: Looks, keep: Keep
) -> None:
    before = desk.window.area.windows["machines"].pos()
    drag(desk, "machines", QPoint(-60, 40))
    after = desk.window.area.windows["machines"].geometry()
    assert after.topLeft() == before + QPoint(-60, 40)
    assert set(desk.saved[-1].places) == set(WIDE_PLACES)
    desk.window.resize(1300, 800)
    desk.window.resize(1440, 900)
    QApplication.processEvents()
    assert desk.window.area.windows["machines"].geometry() == after
    again = DeskWindow(looks, desk.saved[-1])
    keep(again.window)
    again.window.show()
    QApplication.processEvents()
    assert again.window.area.windows["machines"].geometry() == after
    again.window.area.restore_default()
    assert again.window.area.windows["machines"].pos() == before
    assert again.window.settings.places == {}


def test_the_window_comes_up_where_it_was_left(desk: DeskWindow, looks: Looks, keep: Keep) -> None:
    desk.window.move(60, 70)
    desk.window.save_settings()
    assert desk.saved[-1].position == (60, 70)
    again = DeskWindow(looks, desk.saved[-1])
    keep(again.window)
    assert again.window.pos() == QPoint(60, 70)
    away = Settings(position=(30_000, 10))
    there = DeskWindow(looks, away)
    keep(there.window)
    screen = QApplication.primaryScreen()
    assert screen is not None
    assert screen.geometry().contains(there.window.pos())
    there.window.save_settings()
    assert there.saved[-1].position == (30_000, 10), "it was not on any screen yet"


def test_the_banner_moves_nothing_for_good(desk: DeskWindow) -> None:
    before = {k: sub.geometry() for k, sub in desk.window.area.windows.items()}
    desk.show(down(), now=10.0)
    QApplication.processEvents()
    assert desk.window.area.windows["log"].geometry() != before["log"]
    desk.show(up(heard_at=11.0), now=11.0)
    QApplication.processEvents()
    assert {k: sub.geometry() for k, sub in desk.window.area.windows.items()} == before
    assert desk.window.settings.places == {}


def test_a_maximised_subwindow_is_no_new_layout(desk: DeskWindow) -> None:
    sub = desk.window.area.windows["log"]
    sub.showMaximized()
    desk.window.resize(1600, 950)
    QApplication.processEvents()
    sub.showNormal()
    QApplication.processEvents()
    assert desk.window.settings.places == {}


def test_a_closed_subwindow_comes_back_by_the_view_menu(
    desk: DeskWindow, looks: Looks, keep: Keep
) -> None:
    desk.window.area.windows["log"].close()
    assert shown(desk) == {"jobs", "machines", "history"}
    assert desk.saved[-1].hidden == ("log",)
    again = DeskWindow(looks, desk.saved[-1])
    keep(again.window)
    again.window.show()
    QApplication.processEvents()
    assert shown(again) == {"jobs", "machines", "history"}
    menu = again.window.view_menu
    menu.read_subwindows()
    entry = next(action for action in menu.actions() if action.text() == "Event log")
    assert (entry.isCheckable(), entry.isChecked()) == (True, False)
    entry.trigger()
    assert "log" in shown(again)
    assert again.saved[-1].hidden == ()


def test_a_passing_subwindow_ends_when_it_is_closed(desk: DeskWindow) -> None:
    desk.show(down(), now=10.0)
    view = NotingView()
    sub = desk.window.add_subwindow("output-7", view, "Output of job 7", "info", stay=Stay.PASSING)
    assert sub.windowTitle() == "Output of job 7 — as of 14:32:05"
    assert view.told == ["14:32:05"]
    assert desk.window.area.activeSubWindow() is sub
    sub.close()
    assert "output-7" not in desk.window.area.windows
    assert desk.window.settings.hidden == ()


def test_tile_cascade_and_default(desk: DeskWindow) -> None:
    area = desk.window.area
    default = {k: sub.geometry() for k, sub in area.windows.items()}
    for arrange in (area.tile, area.cascade):
        arrange()
        assert {k: sub.geometry() for k, sub in area.windows.items()} != default
        assert set(desk.saved[-1].places) == set(default)
    area.restore_default()
    assert {k: sub.geometry() for k, sub in area.windows.items()} == default


@pytest.mark.parametrize("state", [LinkState.WAITING, LinkState.OFFLINE, LinkState.HELD])
def test_no_text_widens_the_window(desk: DeskWindow, state: LinkState) -> None:
    desk.show(down(state, detail="x" * 300, server="V" * 200), now=10.0)
    QApplication.processEvents()
    assert desk.window.minimumSizeHint().width() <= LEAST_SIZE.width()
    desk.window.resize(LEAST_SIZE)
    QApplication.processEvents()
    assert desk.window.size() == LEAST_SIZE
    banner = desk.window.banner
    for button in banner.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
            assert banner.rect().contains(button.geometry())


def test_cut_text_is_told_in_a_tooltip(desk: DeskWindow) -> None:
    desk.show(down(), now=10.0)
    story = desk.window.banner.story
    desk.window.resize(1440, 900)
    QApplication.processEvents()
    assert story.toolTip() == ""
    desk.window.resize(LEAST_SIZE)
    QApplication.processEvents()
    assert story.toolTip() == story.text()


def test_edit_entries_work_on_the_active_subwindow(desk: DeskWindow) -> None:
    area, edit = desk.window.area, desk.window.edit_menu
    for key in ("machines", "jobs"):
        area.setActiveSubWindow(area.windows[key])
        edit.copy_entry.trigger()
        edit.select_all_entry.trigger()
        edit.find_entry.trigger()
        assert desk.views[key].asked == ["copy", "select all", "search"]


def test_edit_entries_are_shut_for_a_view_that_offers_nothing(desk: DeskWindow) -> None:
    edit = desk.window.edit_menu
    desk.window.add_subwindow("plain", QWidget(), "Plain", "info", stay=Stay.PASSING)
    assert not edit.copy_entry.isEnabled()
    assert not edit.select_all_entry.isEnabled()
    assert edit.find_entry.isEnabled(), "another subwindow can be searched"
    edit.find_entry.trigger()
    assert desk.views["jobs"].asked == ["search"]


def test_another_server_opens_a_window_of_its_own(desk: DeskWindow) -> None:
    menu = desk.window.server_menu
    assert [action.text() for action in menu.actions()] == ["&Another server…"]
    desk.profiles.append(Profile(name="R&D", server="VCOM9", port=7341))
    menu.read_profiles()
    first, _line, other = menu.actions()
    assert first.text() == "R&&D"
    first.trigger()
    other.trigger()
    dialog = desk.window.findChild(QInputDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.setTextValue("VCOM5")
    dialog.accept()
    assert desk.opened == ["--profile=R&D", "VCOM5"]


def test_the_title_names_the_server(desk: DeskWindow) -> None:
    desk.show(up())
    assert desk.window.windowTitle() == "JMSS/JLook — VCOM1"


def test_a_menu_can_be_added_in_front_of_help(desk: DeskWindow) -> None:
    calls: list[str] = []
    menu = desk.window.add_menu(
        "C&luster",
        [
            Submenu(text="Kill", entries=[Entry(text="SV1", call=lambda: calls.append("kill"))]),
            Entry(text="Shut", call=lambda: calls.append("shut"), enabled=False),
        ],
    )
    assert desk.bar()[-2:] == ["C&luster", "&Help"]
    kill, shut = menu.actions()
    inner = kill.menu()
    assert inner is not None
    inner.actions()[0].trigger()
    shut.trigger()
    assert calls == ["kill"]


def test_the_counters(desk: DeskWindow) -> None:
    desk.window.show_counts({JobState.RUNNING: 5, JobState.ENDED_ABNORMALLY: 1})
    assert desk.window.job_counts.text() == "Running 5 Queued 0 Failed 1"
    live = desk.window.job_counts.grab().toImage()
    desk.show(down(), now=10.0)
    assert desk.window.job_counts.grab().toImage() != live


def test_the_theme_changes_while_the_window_is_open(
    desk: DeskWindow, looks: Looks, qapp: QApplication
) -> None:
    desk.show(down(), now=10.0)
    desk.window.view_menu.themes[Theme.DARK].trigger()
    assert desk.worn == [Theme.DARK]
    assert desk.saved[-1].theme is Theme.DARK
    looks.wear(dark=True)
    change_colours(qapp, looks)
    QApplication.processEvents()
    picture = desk.window.grab().toImage()
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    for token in ("window", "base", "fail_tint", "fail"):
        assert looks.colour(token).name() in seen
    looks.wear(dark=False)
    light = {looks.colour(token).name() for token in ("window", "mdi", "base", "fail_tint")}
    looks.wear(dark=True)
    assert not light & seen


def test_another_language_is_remembered_and_said(desk: DeskWindow) -> None:
    desk.window.view_menu.languages["ja"].trigger()
    assert desk.saved[-1].language == "ja"
    assert "at the next start" in desk.window.notice.text()
    assert desk.window.link_status.isVisible()
    desk.show(up(), now=desk.clock.at + 60)
    assert desk.window.notice.text() == ""


def test_the_window_comes_back_at_its_size(desk: DeskWindow, looks: Looks, keep: Keep) -> None:
    desk.window.resize(1111, 777)
    desk.window.close()
    position = desk.saved[-1].position
    assert desk.saved[-1] == Settings(size=(1111, 777), position=position)
    again = DeskWindow(looks, desk.saved[-1])
    keep(again.window)
    assert (again.window.width(), again.window.height()) == (1111, 777)


def test_the_about_box_stops_nothing(desk: DeskWindow) -> None:
    desk.window.help_menu.actions()[0].trigger()
    box = desk.window.findChild(AboutWindow)
    assert box is not None
    assert box.isVisible()
    assert not box.isModal()
    assert "1.2" in box.text()
    box.close()


def test_ctrl_q_closes(desk: DeskWindow) -> None:
    desk.window.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(desk.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not desk.window.isVisible()


def test_everything_can_be_reached_by_keyboard_and_has_a_name(desk: DeskWindow) -> None:
    desk.show(down(), now=10.0)
    banner = desk.window.banner
    for button in (banner.primary, banner.secondary):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.text()
    assert banner.headline.accessibleName() == banner.headline.text()
    assert desk.window.link_status.accessibleName() == "Disconnected — VCOM1 (0:04)"
    assert desk.window.as_of.accessibleName() == "Data as of 14:32:05"
    assert desk.window.job_counts.accessibleName()
    mnemonics = [text[text.index("&") + 1].lower() for text in desk.bar()]
    assert len(set(mnemonics)) == len(mnemonics)
