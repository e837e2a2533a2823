# SPDX-License-Identifier: GPL-3.0-or-later
"""Work is done at once, then once a frame, and never without need."""

import pytest
from PyQt6.QtCore import QObject
from pytestqt.qtbot import QtBot

from jlook_client.tables.frame_clock import FRAME_MS, UNSEEN_MS, FrameClock


class Room:
    """A frame clock on a clock of its own."""

    def __init__(self) -> None:
        self.parent = QObject()
        self.now = 100.0
        self.takes = 0.0
        self.done: list[float] = []
        self.clock = FrameClock(self.work, parent=self.parent, now=lambda: self.now)

    def work(self) -> None:
        self.done.append(self.now)
        self.now += self.takes

    def waits(self) -> int:
        return self.clock._due.interval()


def test_it_is_idle_until_something_changes(qtbot: QtBot) -> None:
    room = Room()
    assert not room.clock.armed
    for _ in range(50):
        room.clock.note()
    assert (room.clock.armed, room.waits()) == (True, 0)
    qtbot.waitUntil(lambda: len(room.done) == 1)
    assert not room.clock.armed


def test_the_next_comes_a_frame_later(qtbot: QtBot) -> None:
    room = Room()
    room.clock.strike()
    room.now += 0.004
    room.clock.note()
    assert room.waits() == FRAME_MS - 4
    room.clock.strike()
    assert not room.clock.armed
    room.now += 1
    room.clock.note()
    assert room.waits() == 0


def test_one_that_is_late_does_not_put_off_the_next(qtbot: QtBot) -> None:
    room = Room()
    room.clock.strike()
    room.now += (FRAME_MS + 6) / 1000
    room.clock.strike()
    room.clock.note()
    assert room.waits() == FRAME_MS - 6


def test_at_the_beat_of_the_server_nothing_waits_though_some_come_late(qtbot: QtBot) -> None:
    room = Room()
    room.clock.strike()
    began, waits = room.now, []
    for beat in range(1, 120):
        late = 0.005 if beat % 7 == 0 else 0.0
        room.now = began + beat / 60 + late
        room.clock.note()
        waits.append(room.waits())
        room.clock.strike()
    # Those before the first late one have put nothing by yet.
    assert not any(waits[7:])


def test_long_work_makes_long_frames(qtbot: QtBot) -> None:
    room = Room()
    room.takes = 0.020
    room.clock.strike()
    assert room.now == pytest.approx(100.020)
    room.clock.note()
    assert room.waits() == 40 + 16, "three times as long, and a while for something newer"


def test_a_long_frame_ends_with_the_next_news(qtbot: QtBot) -> None:
    """With news 60 times a second every other one is shown as it comes, and none waits longer
    than until the next."""
    room = Room()
    room.takes = 0.002
    shown = []
    for news in range(1, 61):
        room.now = 100.0 + news / 60
        room.clock.note()
        if room.waits() == 0:
            room.clock.strike()
            shown.append(news)
    assert shown == list(range(1, 61, 2))


def test_without_news_a_long_frame_ends_by_itself(qtbot: QtBot) -> None:
    room = Room()
    room.takes = 0.002
    room.clock.strike()
    room.now = 100.005
    room.clock.note()
    assert room.waits() == 24 + 16 - 5
    room.now = 100.020
    room.clock.note()
    assert room.waits() == 24 + 16 - 5, "it waits already"


def test_what_nobody_sees_waits_until_something_is_seen(qtbot: QtBot) -> None:
    room = Room()
    room.clock.note(seen=False)
    assert room.waits() == UNSEEN_MS
    room.clock.note(seen=False)
    room.clock.note()
    assert room.waits() == 0
    room.clock.note(seen=False)
    assert room.waits() == 0


def test_a_long_frame_can_be_ended(qtbot: QtBot) -> None:
    room = Room()
    room.takes = 0.2
    room.clock.strike()
    room.clock.end()
    assert not room.clock.armed
    room.clock.note()
    assert room.waits() > 200
    room.clock.end()
    assert (room.clock.armed, room.waits()) == (True, 0)
