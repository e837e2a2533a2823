# SPDX-License-Identifier: GPL-3.0-or-later
"""The [操作一覧]: what was wanted, how far it has come, and the way to what was not done."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jlook_client.acts import Stage
from jlook_client.looks import Looks
from jlook_client.tables.acts import ActTable, PartTable
from jlook_client.views.acts_list import ActsList
from jmss.errors import NotNow
from jmss.model.operations import Hold, StopQueue
from jmss.texts import Texts
from tests.fakes.acts_calls import FakeActs

Keep = Callable[[QWidget], None]
NO = NotNow(job=2, state="running", operation="hold")


class Room:
    def __init__(self, qtbot: QtBot, looks: Looks, keep: Keep) -> None:
        self.calls = FakeActs()
        self.shown: list[frozenset[int]] = []
        self.selected: list[list[int]] = []
        tr = Texts("en")
        self.table = ActTable(self.calls.acts, now=lambda: 0.0, tr=tr, looks=looks)
        self.parts = PartTable(lambda number: f"job-{number}", tr=tr, looks=looks)
        self.window = ActsList(
            self.table,
            self.parts,
            acts=self.calls.acts,
            show_jobs=self.shown.append,
            select_jobs=self.selected.append,
            tr=tr,
            looks=looks,
        )
        for table in (self.table, self.parts):
            table.setParent(self.window)
        self.window.resize(800, 400)
        keep(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)

    def cells(self, table: ActTable | PartTable, *columns: str) -> list[list[str]]:
        places = [table.column_at(column) for column in columns]
        return [
            [table.data(table.index(row, at)) for at in places] for row in range(table.rowCount())
        ]


@pytest.fixture
def room(qtbot: QtBot, looks: Looks, keep: Keep) -> Room:
    return Room(qtbot, looks, keep)


def test_at_first_it_says_that_nothing_was_asked(room: Room) -> None:
    assert room.window.overlay.head.text() == "Nothing was asked of the server yet"
    assert not room.window.clear.isEnabled()


def test_the_newest_is_on_top_and_each_says_how_far_it_has_come(room: Room) -> None:
    room.calls.carry_out("hold", [Hold(n) for n in range(1, 6)])
    room.calls.settle(*[Stage.DONE] * 4, Stage.REFUSED, error=NO)
    room.calls.carry_out("stop_queue", [StopQueue("NIGHT")])
    room.table.settle()
    assert room.cells(room.table, "stage", "what", "targets", "outcome") == [
        ["Sent", "Stop queue", "NIGHT", "Sent"],
        [
            "Refused",
            "Hold",
            "1, 2, 3 and 2 more",
            "4 done, 1 refused: Job 2 is running: hold is not possible now.",
        ],
    ]
    assert not room.window.overlay.isVisible()


def test_the_parts_are_listed_with_their_reasons_and_can_be_selected(room: Room) -> None:
    room.calls.carry_out("hold", [Hold(1), Hold(2), Hold(3)])
    room.calls.settle(Stage.DONE, Stage.REFUSED, Stage.NOT_ASKED, error=NO)
    room.table.settle()
    assert room.cells(room.parts, "stage", "target", "name", "reason")[0] == [
        "Refused",
        "2",
        "job-2",
        "Job 2 is running: hold is not possible now.",
    ]
    assert [row[0] for row in room.cells(room.parts, "stage")] == ["Refused", "Not asked", "Done"]
    room.window.select_left.click()
    assert room.selected == [[2, 3]]
    room.window.show_all.click()
    assert room.shown == [frozenset({1, 2, 3})]


def test_an_older_act_is_looked_at_and_its_job_opened(qtbot: QtBot, room: Room) -> None:
    room.calls.carry_out("hold", [Hold(1)])
    room.calls.carry_out("hold", [Hold(2)])
    room.table.settle()
    assert room.cells(room.parts, "target") == [["2"]]
    room.window.view.selectRow(1)
    assert room.cells(room.parts, "target") == [["1"]]
    room.window.parts_view.setCurrentIndex(room.parts.index(0, 0))
    qtbot.keyClick(room.window.parts_view, Qt.Key.Key_Return)
    assert room.shown == [frozenset({1})]


def test_the_settled_ones_can_be_cleared_and_copied(room: Room) -> None:
    room.calls.carry_out("hold", [Hold(1)])
    room.calls.settle(Stage.DONE)
    room.calls.carry_out("hold", [Hold(2)])
    room.table.settle()
    room.window.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert "Hold" in clipboard.text()
    room.window.clear.click()
    room.table.settle()
    assert room.cells(room.table, "targets") == [["2"]]
