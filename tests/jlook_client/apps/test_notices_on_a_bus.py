# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices over a real bus daemon to a service on it, as Qt speaks to both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from jlook_client.apps.desktop_notices import BusNotices
from tests.fakes.notification_service import NotificationService, a_bus, has_bus_daemon

pytestmark = pytest.mark.skipif(not has_bus_daemon(), reason="there is no dbus-daemon here")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with a_bus(tmp_path) as address:
        yield address


@pytest.fixture
def service(qtbot: QtBot, address: str) -> Iterator[NotificationService]:
    service = NotificationService(address)
    yield service
    service.end()


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def notices(address: str, opened: list[str]) -> Iterator[BusNotices]:
    yield BusNotices(
        lambda: QDBusConnection.connectToBus(address, "the desk"), lambda: opened.append("opened")
    )
    QDBusConnection.disconnectFromBus("the desk")


def test_a_notice_comes_whole_and_a_click_on_it_leads_back(
    service: NotificationService, notices: BusNotices, opened: list[str], qtbot: QtBot
) -> None:
    notices.show("VCOM1: 2 jobs failed", "8 夜間<b>&x", open_text="Show")
    qtbot.waitUntil(lambda: len(service.notices) == 1)
    assert service.notices[0] == {
        "program": "JLook",
        "replaced": 0,
        "number": 1,
        "title": "VCOM1: 2 jobs failed",
        "body": "8 夜間&lt;b&gt;&amp;x",
        "actions": ["default", "Show"],
        "hints": {"desktop-entry": "net.jlook.JLook"},
    }
    qtbot.waitUntil(lambda: notices._shown == 1)
    service.choose(99)
    service.choose(1)
    qtbot.waitUntil(lambda: opened == ["opened"])


def test_the_next_one_takes_its_place_and_it_is_withdrawn_at_the_end(
    service: NotificationService, notices: BusNotices, qtbot: QtBot
) -> None:
    notices.show("one", "", open_text="Show")
    qtbot.waitUntil(lambda: notices._shown == 1)
    notices.show("two", "", open_text="Show")
    qtbot.waitUntil(lambda: len(service.notices) == 2)
    assert (service.notices[1]["replaced"], service.notices[1]["title"]) == (1, "two")
    notices.end()
    qtbot.waitUntil(lambda: service.withdrawn == [1])


def test_a_bus_without_a_service_loses_the_notice_alone(
    notices: BusNotices, opened: list[str], qtbot: QtBot
) -> None:
    notices.show("one", "", open_text="Show")
    qtbot.wait(100)
    notices.end()
    assert opened == []
