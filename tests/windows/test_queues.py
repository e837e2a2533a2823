# SPDX-License-Identifier: GPL-3.0-or-later
"""The job queues subwindow: what can be done with a queue, and what became of it."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QItemSelectionModel, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.acts import Act, Part, Stage
from jlook_client.looks import Looks
from jlook_client.tables.queues import QueueTable
from jlook_client.views.queue_actions import QueueActions
from jlook_client.views.queues import Queues
from jmss.errors import NoSuchQueue
from jmss.model.operations import OpenQueue, StopQueue
from jmss.model.queues import Queue, QueueState
from jmss.texts import Texts
from tests.fakes.acts_calls import FakeActs
from tests.fakes.desk_board import Desk, a_job, a_machine, two_queues

Keep = Callable[[QWidget], None]


class Room:
    """The subwindow with what it asked for."""

    def __init__(self, looks: Looks, keep: Keep) -> None:
        tr = Texts("en")
        self.desk = Desk(
            *two_queues(),
            Queue(name="OLD", virtual_computer="VCOM2", state=QueueState.STOPPED),
            a_machine("VCOM1", "SV1"),
            a_machine("VCOM2"),
            a_job(1),
        )
        self.table = QueueTable(self.desk.mirror, tr=tr, looks=looks)
        self.calls = FakeActs()
        self.calls.role = "administrator"
        self.shown: list[str] = []
        self.owner = QWidget()
        keep(self.owner)
        self.actions = QueueActions(self.calls, tr, self.owner)
        self.view = Queues(
            self.table,
            actions=self.actions,
            acts=self.calls.acts,
            show_jobs=self.shown.append,
            tr=tr,
            looks=looks,
            parent=self.owner,
        )
        self.table.setParent(self.view)
        self.owner.resize(520, 240)
        self.view.resize(520, 240)
        self.owner.show()

    def select(self, *names: str) -> None:
        view, selection = self.view.view, self.view.view.selectionModel()
        assert selection is not None
        view.clearSelection()
        flags = QItemSelectionModel.SelectionFlag
        for at, row in enumerate(self.table.rows):
            if row.queue.name in names:
                selection.select(self.table.index(at, 0), flags.Select | flags.Rows)

    def hindrances(self) -> dict[str, str]:
        return {
            action.objectName(): "" if action.isEnabled() else action.toolTip()
            for action in self.actions.all
        }

    def do(self, kind: str) -> None:
        next(action for action in self.actions.all if action.objectName() == kind).trigger()


@pytest.fixture
def room(qtbot: QtBot, looks: Looks, keep: Keep) -> Room:
    return Room(looks, keep)


def test_what_is_not_possible_says_why(room: Room) -> None:
    assert room.hindrances() == {
        "open_queue": "No queue is selected.",
        "stop_queue": "No queue is selected.",
    }
    room.select("NIGHT")
    assert room.hindrances() == {"open_queue": "The queue is open already.", "stop_queue": ""}
    room.select("NIGHT", "OLD")
    assert room.hindrances() == {"open_queue": "", "stop_queue": ""}
    room.view.show_stale("14:32:05")
    assert set(room.hindrances().values()) == {"Not connected to the JMSS server."}
    room.view.show_stale(None)
    room.calls.role = "viewer"
    room.actions.refresh()
    assert room.hindrances()["stop_queue"] == (
        "The role viewer does not allow stop queue; that needs the role administrator."
    )


def test_only_queues_that_are_not_so_already_are_asked_about(room: Room) -> None:
    room.select("NIGHT", "OLD", "STOCK")
    room.do("stop_queue")
    room.do("open_queue")
    [stop, start] = room.calls.asked
    assert stop == ("stop_queue", [StopQueue("NIGHT"), StopQueue("STOCK")])
    assert start == ("open_queue", [OpenQueue("OLD")])


def test_the_outcome_is_told_as_it_comes(room: Room) -> None:
    room.select("NIGHT")
    room.do("stop_queue")
    assert room.view.outcome.text() == "Stop queue NIGHT: Sent"
    room.calls.settle(Stage.UNKNOWN)
    assert room.view.outcome.text() == "Stop queue NIGHT: Outcome unknown"
    room.do("stop_queue")
    room.calls.settle(Stage.REFUSED, error=NoSuchQueue(queue="NIGHT", known="-"))
    assert room.view.outcome.text().startswith("Stop queue NIGHT: Refused: ")


def test_what_was_taken_back_is_not_told_as_done(room: Room) -> None:
    room.select("NIGHT")
    room.do("stop_queue")
    room.calls.settle(Stage.DONE)
    for queue in ("STOCK", "NIGHT"):
        back = Act("stop_queue", [Part(OpenQueue(queue))], at=1.0, undoes=True)
        room.calls.acts.begin(back)
        room.calls.acts.move(back.parts[0], Stage.SENT)
    assert room.view.outcome.text() == "Undo: Stop queue NIGHT: Sent"


def test_what_is_possible_follows_the_queues(room: Room) -> None:
    room.select("NIGHT")
    room.desk.change(Queue(name="NIGHT", virtual_computer="VCOM1", state=QueueState.STOPPED))
    room.table.settle()
    assert room.hindrances() == {"open_queue": "", "stop_queue": "The queue is stopped already."}
    assert room.view.numbers.text() == "3 queues　2 stopped"


def test_enter_shows_the_jobs_of_a_queue(qtbot: QtBot, room: Room) -> None:
    room.view.view.setCurrentIndex(room.table.index(0, 0))
    qtbot.keyClick(room.view.view, Qt.Key.Key_Return)
    assert room.shown == ["NIGHT"]


def test_the_menu_comes_by_keyboard_and_says_why(qtbot: QtBot, room: Room) -> None:
    room.select("OLD")
    qtbot.keyClick(room.view.view, Qt.Key.Key_Menu)
    room.view.view.menu_wanted.emit(room.view.mapToGlobal(room.view.rect().center()))
    [menu] = room.view.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1:]
    assert menu.toolTipsVisible()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == ["&Open queue", "&Stop queue", "Show its &jobs"]
    menu.actions()[-1].trigger()
    assert room.shown == ["OLD"]
    menu.close()


def test_rows_are_copied_with_their_headings(room: Room) -> None:
    room.select("OLD")
    room.view.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    heading, row = clipboard.text().splitlines()
    assert "Queue" in heading
    assert "OLD" in row


def test_columns_are_remembered(room: Room, looks: Looks, keep: Keep) -> None:
    room.view.view.layout_of_columns.show_column("held", shown=False)
    other = Room(looks, keep)
    other.view.recall(room.view.remembered())
    assert other.view.remembered() == room.view.remembered()
    assert not other.view.view.layout_of_columns.is_shown("held")
