# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices on a Linux desktop: what the service gets, and what a click does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtDBus import QDBusConnection
from PyQt6.QtGui import QIcon
from pytestqt.qtbot import QtBot

from jlook_client.apps.desktop_notices import (
    BusNotices,
    NoNotices,
    TrayNotices,
    desktop_notices,
    has_session_bus,
)
from tests.fakes.notification_bus import NotificationBus

Build = Callable[[list[str] | None], tuple[NotificationBus, BusNotices]]


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def build(qtbot: QtBot, tmp_path: Path, opened: list[str]) -> Iterator[Build]:
    ends: list[Callable[[], None]] = []

    def built(capabilities: list[str] | None) -> tuple[NotificationBus, BusNotices]:
        bus, name = NotificationBus(tmp_path, capabilities), f"notices {tmp_path}"
        notices = BusNotices(
            lambda: QDBusConnection.connectToBus(bus.address, name),
            lambda: opened.append("opened"),
        )
        ends.extend([lambda: QDBusConnection.disconnectFromBus(name), bus.end])
        return bus, notices

    yield built
    for end in ends:
        end()


def test_the_service_gets_a_notice_with_a_way_back(
    build: Build, qtbot: QtBot, opened: list[str]
) -> None:
    bus, notices = build(["body", "actions"])
    notices.show("12 jobs failed", "a < b & c", open_text="Show")
    qtbot.waitUntil(lambda: len(bus.notices) == 1)
    program, number, _icon, title, text, buttons, hints, _ms = bus.notices[0]
    assert (program, number, title, text) == ("JLook", 0, "12 jobs failed", "a < b & c")
    assert buttons == ["default", "Show"]
    assert hints["desktop-entry"] == ("s", "net.jlook.JLook")
    qtbot.waitUntil(lambda: notices._shown == 71)
    bus.choose(70)
    bus.choose(71)
    qtbot.waitUntil(lambda: opened == ["opened"])


def test_the_next_notice_takes_the_place_of_the_last_until_that_is_closed(
    build: Build, qtbot: QtBot
) -> None:
    bus, notices = build(["body"])
    notices.show("one", "", open_text="Show")
    qtbot.waitUntil(lambda: notices._shown == 71)
    notices.show("two", "", open_text="Show")
    qtbot.waitUntil(lambda: len(bus.notices) == 2)
    assert bus.notices[1][1] == 71
    bus.dismiss(71)
    qtbot.waitUntil(lambda: notices._shown == 0)
    notices.show("three", "", open_text="Show")
    qtbot.waitUntil(lambda: notices._shown == 72)
    notices.end()
    qtbot.waitUntil(lambda: bus.withdrawn == [72])


def test_a_jobs_name_is_no_markup(build: Build, qtbot: QtBot) -> None:
    bus, notices = build(["body-markup"])
    notices.show("t", "<img src='x'> & co", open_text="Show")
    qtbot.waitUntil(lambda: len(bus.notices) == 1)
    assert bus.notices[0][4] == "&lt;img src='x'&gt; &amp; co"


def test_a_desktop_without_a_service_loses_the_notice_and_nothing_else(
    build: Build, qtbot: QtBot
) -> None:
    bus, notices = build(None)
    notices.show("t", "", open_text="Show")
    qtbot.wait(50)
    notices.show("t", "", open_text="Show")
    notices.end()
    qtbot.wait(50)
    assert bus.notices == []


def test_a_bus_that_is_not_there(qtbot: QtBot, tmp_path: Path) -> None:
    notices = BusNotices(
        lambda: QDBusConnection.connectToBus(f"unix:path={tmp_path / 'none'}", "none"),
        lambda: None,
    )
    notices.show("t", "", open_text="Show")
    notices.end()
    QDBusConnection.disconnectFromBus("none")


def test_no_bus_is_started_to_find_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert not has_session_bus()
    monkeypatch.setattr("sys.platform", "linux")
    assert isinstance(desktop_notices(QIcon(), lambda: None), NoNotices)
    (tmp_path / "bus").touch()
    assert has_session_bus()
    assert isinstance(desktop_notices(QIcon(), lambda: None), BusNotices)


def test_elsewhere_the_notification_area_is_used(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    notices = desktop_notices(QIcon(), lambda: opened.append("opened"))
    assert isinstance(notices, TrayNotices)
    notices.show("t", "x", open_text="Show")
    notices._tray.messageClicked.emit()
    assert opened == ["opened"]
    notices.end()
    assert not notices._tray.isVisible()
