# SPDX-License-Identifier: GPL-3.0-or-later
"""[Cluster] – [Move VCOM2]: what runs there is shown, waited for, or interrupted by name (S12)."""

from collections.abc import Callable
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.apps.group_moving import GroupMoving
from jlook_client.apps.machine_room import CommandFailed
from jlook_client.looks import Looks
from jlook_client.views.move_window import MoveWindow
from jmss.texts import Texts
from tests.fakes.still_clock import StillClock

JOBS = [
    {"number": 12, "name": "BACKUP", "state": "running"},
    {"number": 14, "name": "SLEEP", "state": "running"},
]


class Room:
    """Takes orders; the test tells the steps and the answer of the newest."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, ...]] = []
        self.done: Callable[[Any], None] = lambda answer: None
        self.step: Callable[[Any], None] = lambda told: None
        self.given_up = 0

    def order(
        self,
        *words: str,
        done: Callable[[Any], None] | None = None,
        step: Callable[[Any], None] | None = None,
    ) -> Callable[[], None]:
        assert done is not None
        self.orders.append(words)
        self.done = done
        self.step = step or self.step
        return self._give_up

    def _give_up(self) -> None:
        self.given_up += 1


class Stand:
    """The window on a room that obeys the test."""

    def __init__(self, language: str = "en") -> None:
        self.room = Room()
        self.clock = StillClock(at=100.0)
        self.said: list[str] = []
        self.moving = GroupMoving(self.room, Texts(language), self.clock, self.said.append)
        self.moving.begin("VCOM2", "SV3")

    @property
    def window(self) -> MoveWindow:
        return self.moving.window

    @property
    def jobs(self) -> list[str]:
        texts = [self.window.jobs.item(row) for row in range(self.window.jobs.count())]
        return [item.text() for item in texts if item is not None]


@pytest.fixture
def stand(keep: Callable[[QWidget], None]) -> Stand:
    made = Stand()
    keep(made.window)
    return made


def seen(window: MoveWindow) -> set[str]:
    """The buttons that can be used, by their words."""
    buttons = (
        window.again,
        window.wait,
        window.at_once,
        window.stop,
        window.confirm,
        window.keep,
    )
    return {button.text().replace("&", "") for button in buttons if button.isVisible()}


def test_it_looks_first_and_says_when_it_is_safe(stand: Stand, qtbot: QtBot) -> None:
    assert stand.room.orders == [("move", "VCOM2", "SV3", "--check")]
    assert stand.window.windowTitle() == "Move VCOM2 to SV3"
    assert seen(stand.window) == set()
    stand.room.done({"group": "VCOM2", "safe": True, "jobs": []})
    assert stand.window.told.text() == "It is safe to move VCOM2: no job runs there."
    assert seen(stand.window) == {"Look again", "Move"}
    assert stand.window.focusWidget() is stand.window.wait
    qtbot.keyClick(stand.window.wait, Qt.Key.Key_Space)
    assert stand.room.orders[-1] == ("move", "VCOM2", "SV3", "--wait", "600", "--progress")
    stand.room.done({"queues": ["VCOM2"]})
    assert stand.window.told.text() == "VCOM2 is on SV3."
    assert stand.said == ["VCOM2 is on SV3."]


def test_jobs_are_waited_for_with_a_deadline_and_the_waiting_can_end(
    stand: Stand, qtbot: QtBot
) -> None:
    stand.room.done({"group": "VCOM2", "safe": False, "jobs": JOBS})
    assert stand.jobs == ["12 BACKUP", "14 SLEEP"]
    assert seen(stand.window) == {"Look again", "Move when no job runs", "Move at once…"}
    stand.window.minutes.setValue(2)
    qtbot.keyClick(stand.window.wait, Qt.Key.Key_Space)
    assert stand.room.orders[-1][3:5] == ("--wait", "120")
    stand.room.step({"stopped": ["NIGHT", "VCOM2"], "text": "…"})
    stand.room.step({"waits_for": JOBS[:1], "left": 119.0, "text": "…"})
    assert stand.jobs == ["12 BACKUP"]
    assert "stopped until then" in stand.window.told.text()
    assert (stand.window.bar.maximum(), stand.window.left.text()) == (120, "1:59 left")
    stand.clock.at += 60.0
    qtbot.waitUntil(lambda: stand.window.left.text() == "0:59 left")
    assert stand.window.bar.value() == 61
    assert stand.window.focusWidget() is stand.window.stop
    qtbot.keyClick(stand.window.stop, Qt.Key.Key_Space)
    assert stand.room.given_up == 1
    stand.room.done(CommandFailed(command="jcluster move", why="exit status 130", code=130))
    assert "not moved; its job queues are open again" in stand.window.told.text()
    assert stand.window.told.property("kind") == "said"


def test_a_move_at_once_names_the_jobs_that_it_interrupts(stand: Stand, qtbot: QtBot) -> None:
    stand.room.done({"group": "VCOM2", "safe": False, "jobs": JOBS[:1]})
    qtbot.keyClick(stand.window.at_once, Qt.Key.Key_Space)
    assert stand.room.orders[-1] == ("move", "VCOM2", "SV3", "--check"), "looked up anew"
    stand.room.done({"group": "VCOM2", "safe": False, "jobs": JOBS})
    assert stand.jobs == ["12 BACKUP", "14 SLEEP"]
    assert "interrupts these 2 jobs" in stand.window.question.text()
    assert seen(stand.window) == {"Move and interrupt", "Do not move"}
    assert stand.window.focusWidget() is stand.window.keep, "Enter interrupts nothing"
    qtbot.keyClick(stand.window.confirm, Qt.Key.Key_Space)
    assert stand.room.orders[-1] == ("move", "VCOM2", "SV3", "--now")
    stand.room.done({"interrupted": [{"number": 12, "name": "BACKUP"}]})
    assert stand.window.told.text() == "VCOM2 is on SV3. 1 job was interrupted."
    assert stand.jobs == ["12 BACKUP"]


def test_what_would_be_lost_is_asked_on_the_colour_of_a_warning(
    stand: Stand, qtbot: QtBot, looks: Looks
) -> None:
    stand.room.done({"group": "VCOM2", "safe": False, "jobs": JOBS})
    qtbot.keyClick(stand.window.at_once, Qt.Key.Key_Space)
    stand.room.done({"group": "VCOM2", "safe": False, "jobs": JOBS})
    QApplication.processEvents()
    strip = stand.window.question.parentWidget()
    assert strip is not None
    colour = strip.grab().toImage().pixelColor(strip.width() - 4, strip.height() // 2)
    assert colour.name() == looks.colour("warn_tint").name()


def test_not_to_move_at_once_leads_back(stand: Stand, qtbot: QtBot) -> None:
    stand.room.done({"group": "VCOM2", "safe": False, "jobs": JOBS})
    qtbot.keyClick(stand.window.at_once, Qt.Key.Key_Space)
    stand.room.done({"group": "VCOM2", "safe": False, "jobs": JOBS})
    qtbot.keyClick(stand.window.keep, Qt.Key.Key_Space)
    assert [order[3] for order in stand.room.orders] == ["--check"] * 3


def test_without_the_server_nobody_can_say_what_runs_there(stand: Stand, qtbot: QtBot) -> None:
    stand.room.done(CommandFailed(command="jcluster move", why="the server is away", code=1))
    assert "cannot be told now" in stand.window.told.text()
    assert stand.window.told.property("kind") == "wrong"
    qtbot.keyClick(stand.window.at_once, Qt.Key.Key_Space)
    stand.room.done(CommandFailed(command="jcluster move", why="the server is away", code=1))
    assert "Move VCOM2 all the same?" in stand.window.question.text()


def test_a_move_under_way_goes_on_without_its_window(stand: Stand, qtbot: QtBot) -> None:
    stand.room.done({"group": "VCOM2", "safe": True, "jobs": []})
    qtbot.keyClick(stand.window.wait, Qt.Key.Key_Space)
    stand.window.close()
    stand.moving.begin("VCOM3", "SV4")
    assert stand.window.windowTitle() == "Move VCOM2 to SV3", "one move at a time"
    stand.room.done(CommandFailed(command="jcluster move", why="jobs still run", code=1))
    assert "jobs still run" in stand.said[-1]
    stand.moving.begin("VCOM3", "SV4")
    assert stand.room.orders[-1] == ("move", "VCOM3", "SV4", "--check")


def test_every_control_has_a_name(stand: Stand) -> None:
    for widget in (stand.window.jobs, stand.window.bar, stand.window.minutes):
        assert widget.accessibleName()
