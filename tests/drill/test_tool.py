# SPDX-License-Identifier: GPL-3.0-or-later
"""What every tool has from its base: [接続], the card, menus, settings, and asking across a cut."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from jlook_client.acts import Acts, Part, Stage
from jlook_client.apps.acting import Acting
from jlook_client.apps.address import Aim
from jlook_client.apps.asking import Asking
from jlook_client.apps.other_programs import OtherPrograms
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool
from jlook_client.mirror import Mirror
from jlook_client.settings import Profile, SettingsFile, Theme
from jlook_client.views.about_window import AboutWindow
from jlook_client.views.shortcuts import plain
from jlook_client.views.tool_window import ToolWindow
from jmss.link.dial import DialFailed
from jmss.link.view import Cause
from jmss.model.operations import RemoveDocument
from jmss.settings import Site
from jmss.wire.messages import Answer, Ask, AskStatus
from tests.fakes.desk_link import down, never, up
from tests.fakes.fake_line import FakeDialler, in_virtual_time
from tests.fakes.fake_line_connection import connection_over
from tests.fakes.tiny_tool import TinyView, tiny_tool

Open = Callable[..., Tool]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    tools: list[Tool] = []

    def opened(**given: object) -> Tool:
        tools.append(tiny_tool(qapp, tmp_path, **given))  # type: ignore[arg-type]
        tools[-1].show()
        return tools[-1]

    yield opened
    for tool in tools:
        tool.close()


def bar(window: ToolWindow) -> list[str]:
    return [plain(action.text()) for action in window.menu_bar.actions() if action.isVisible()]


def entry(tool: Tool, *path: str) -> QAction:
    actions = tool.window.menu_bar.actions()
    for word in path:
        action = next(one for one in actions if plain(one.text()).rstrip("…") == word)
        menu = action.menu()
        actions = menu.actions() if isinstance(menu, QMenu) else []
    return action


def view_of(tool: Tool) -> TinyView:
    assert isinstance(tool.view, TinyView)
    return tool.view


def show(tool: Tool, view: object) -> None:
    """Let the link be so."""
    tool.window.show_link(view, 6.0)  # type: ignore[arg-type]


def test_connect_is_in_the_menu_bar_exactly_while_the_link_is_down(opened: Open) -> None:
    tool = opened()
    show(tool, never())
    assert bar(tool.window) == ["File", "Own", "View", "Connect", "Tools", "Help"]
    show(tool, up())
    assert bar(tool.window) == ["File", "Own", "View", "Tools", "Help"]
    show(tool, down())
    assert bar(tool.window) == ["File", "Own", "View", "Connect", "Tools", "Help"]


def test_the_view_is_there_once_the_link_was_up_and_says_how_old_it_is(opened: Open) -> None:
    tool = opened()
    show(tool, never())
    assert tool.window.first_card.isVisible()
    show(tool, up())
    view = view_of(tool)
    assert view.isVisible()
    assert view.isEnabled()
    show(tool, down())
    assert view.isVisible()
    assert not view.isEnabled()
    assert view.ages[0] is None
    assert view.ages[-1]
    assert tool.window.banner.isVisible()
    assert tool.window.windowTitle() == "JSchedule — VCOM1"


def test_the_banner_speaks_of_the_program_that_is_running(opened: Open) -> None:
    tool = opened()
    show(tool, up())
    show(tool, down(cause=Cause.REFUSED))
    assert "JSchedule dials VCOM1 again" in tool.window.banner.more.accessibleDescription()


def test_the_other_programs_are_started_for_the_same_server(opened: Open, tmp_path: Path) -> None:
    tool = opened()
    started: list[Sequence[str]] = []
    programs = OtherPrograms(
        tool._base, Program.JSCHEDULE, start=lambda words: not started.append(words)
    )
    programs.open(Program.JMENU)
    assert started[0][1:] == ["-m", "jlook_client.apps.jmenu", "jmss://VCOM1:1"]
    file = SettingsFile(tmp_path / "jlook.json")
    file.remember(Profile(name="night", server="VCOM1", port=1))
    programs.open(Program.JLOOK)
    assert started[1][1:] == ["-m", "jlook_client.apps.jlook", "--profile", "night"]
    menu = entry(tool, "Tools").menu()
    assert isinstance(menu, QMenu)
    assert [plain(one.text()).split()[0] for one in menu.actions()] == [
        "JLook",
        "JMenu",
        "JEnv",
        "JClusterEnv",
    ]


def test_a_program_that_cannot_be_started_is_told(opened: Open) -> None:
    tool = opened()
    programs = OtherPrograms(tool._base, Program.JSCHEDULE, start=lambda _words: False)
    programs.open(Program.JENV)
    assert tool.window.notice.text() == "JEnv could not be started."


def test_looks_are_shared_with_jlook_and_the_window_has_a_place_of_its_own(
    opened: Open, tmp_path: Path
) -> None:
    shared = SettingsFile(tmp_path / "jlook.json")
    first = opened()
    first.window.resize(900, 700)
    entry(first, "View", "Theme", "Dark").trigger()
    entry(first, "View", "Font size", "Larger").trigger()
    entry(first, "View", "Language", "日本語").trigger()
    first.window.close()
    there = shared.load().settings
    assert (there.theme, there.language, there.font_points) == (Theme.DARK, "ja", 10.5)
    assert there.size == (1440, 900), "JLook's window is its own"
    assert SettingsFile(tmp_path / "jschedule.json").load().settings.size == (900, 700)
    second = opened()
    assert (second.window.width(), second.window.height()) == (900, 700)
    assert view_of(second).recalled == {"seen": len(view_of(first).ages)}


def test_settings_that_cannot_be_saved_are_told(opened: Open, tmp_path: Path) -> None:
    tool = opened()
    (tmp_path / "jlook.json").mkdir()
    entry(tool, "View", "Theme", "Dark").trigger()
    assert "could not be saved" in tool.window.notice.text()


def test_f1_lists_the_keys_and_the_settings_have_no_notices(opened: Open, qtbot: QtBot) -> None:
    tool = opened()
    show(tool, up())
    qtbot.keyClick(tool.window, Qt.Key.Key_F1)
    entry(tool, "Help", "Keyboard shortcuts").trigger()
    settings = tool.habits.show_settings()
    assert not settings.pages.isTabVisible(1)
    assert tool.habits.points == 9.5


def test_about_names_the_program(opened: Open) -> None:
    tool = opened()
    entry(tool, "Help", "About JSchedule").trigger()
    about = tool.window.findChild(AboutWindow)
    assert about is not None
    assert about.windowTitle() == "About JSchedule"


def test_a_server_is_remembered_for_all_programs_once_it_was_live(
    opened: Open, tmp_path: Path
) -> None:
    profile = Profile(name="VCOM1", server="VCOM1", port=1)
    site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
    tool = opened(aim=Aim(site, profile))
    tool.connection.watchers[-1].link_changed(up())
    assert SettingsFile(tmp_path / "jlook.json").load().settings.profiles == (profile,)


WISH = RemoveDocument(kind="schedule", name="NIGHTLY", revision=1)


def test_an_outcome_that_a_cut_left_unknown_is_told_after_the_return() -> None:
    async def story() -> list[tuple[Stage, bool]]:
        dialler = FakeDialler()
        mirror = Mirror()
        connection = connection_over(dialler, mirror)
        asking = Asking(Acting(connection, mirror, Acts(), lambda: 0.0), connection)
        told: list[tuple[Stage, bool]] = []

        def note(part: Part) -> None:
            told.append((part.stage, asking.is_live))

        running = asyncio.ensure_future(connection.run())
        await asyncio.sleep(0.1)
        dialler.lines[-1].goes_live()
        await asyncio.sleep(0.1)
        asking.ask(WISH, note)
        await asyncio.sleep(0.1)
        [asked] = [one for one in dialler.lines[-1].sent if isinstance(one, Ask)]
        dialler.failure = DialFailed(Cause.REFUSED, "x")
        dialler.lines[-1].cut()
        await asyncio.sleep(1)
        dialler.failure = None
        await asyncio.sleep(20)
        dialler.lines[-1].goes_live()
        await asyncio.sleep(0.1)
        assert [one.id for one in dialler.lines[-1].sent if isinstance(one, AskStatus)] == [
            asked.id
        ]
        assert not [one for one in dialler.lines[-1].sent if isinstance(one, Ask)]
        dialler.lines[-1].says(Answer(id=asked.id, seq=3))
        await asyncio.sleep(0.1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return told

    told = in_virtual_time(story)
    assert told == [(Stage.SENT, True), (Stage.UNKNOWN, False), (Stage.DONE, True)]


def test_nothing_is_asked_while_the_link_is_down() -> None:
    async def story() -> list[Stage]:
        mirror = Mirror()
        connection = connection_over(FakeDialler(), mirror)
        asking = Asking(Acting(connection, mirror, Acts(), lambda: 0.0), connection)
        told: list[Stage] = []
        asking.ask(WISH, lambda part: told.append(part.stage))
        return told

    assert in_virtual_time(story) == [Stage.NOT_ASKED]
