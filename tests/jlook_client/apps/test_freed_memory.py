# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory is given back once after a snapshot, and not for what follows it."""

import pytest
from PyQt6.QtCore import QObject
from pytestqt.qtbot import QtBot

from jlook_client.apps import freed_memory
from jlook_client.apps.freed_memory import FreedMemory, give_back
from jlook_client.mirror import Mirror
from jmss.model.changes import Position

SOON_MS = 20


@pytest.fixture(autouse=True)
def settled_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freed_memory, "SETTLED_MS", SOON_MS)


def test_once_after_a_snapshot(qtbot: QtBot) -> None:
    given: list[bool] = []
    parent, mirror = QObject(), Mirror()
    FreedMemory(mirror, lambda: given.append(True), parent)
    mirror.begin(0)
    mirror.end(Position("a", 1, 1))
    mirror.begin(0)
    mirror.end(Position("a", 2, 1))
    qtbot.waitUntil(lambda: bool(given))
    qtbot.wait(5 * SOON_MS)
    assert given == [True]


def test_not_while_another_one_comes(qtbot: QtBot) -> None:
    given: list[bool] = []
    parent, mirror = QObject(), Mirror()
    watch = FreedMemory(mirror, lambda: given.append(mirror.is_collecting), parent)
    mirror.begin(0)
    watch.replaced()
    qtbot.wait(5 * SOON_MS)
    assert not given
    mirror.end(Position("a", 1, 1))
    qtbot.waitUntil(lambda: bool(given))
    assert given == [False]


def test_any_system_can_be_asked() -> None:
    give_back()
