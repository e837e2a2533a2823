# SPDX-License-Identifier: GPL-3.0-or-later
"""A click on a heading sorts machines and queues too, a third one brings their own order back."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

from jlook_client.looks import Looks
from jlook_client.tables.machines import MachineTable
from jlook_client.views.machines import Machines
from jlook_client.views.table_view import TableView
from jmss.model.jobs import JobState
from jmss.texts import Texts
from tests.fakes.desk_board import Desk, a_job, a_machine

Keep = Callable[[QWidget], None]
AT_FIRST = ["VCOM1", "VCOM2", "VCOM9", "VCOM10"]


class Room:
    def __init__(self, looks: Looks, keep: Keep) -> None:
        self.desk = Desk(
            a_machine("VCOM1", "SV1"),
            a_machine("VCOM10", "SV3"),
            a_machine("VCOM9", "SV2"),
            a_machine("VCOM2", "SV4", node=None),
            a_job(1, JobState.RUNNING, machine="VCOM9"),
            a_job(2, JobState.RUNNING, machine="VCOM9"),
            a_job(3, JobState.RUNNING, machine="VCOM2"),
        )
        self.table = MachineTable(self.desk.mirror, tr=Texts("en"), looks=looks)
        self.machines = Machines(self.table, tr=Texts("en"), looks=looks)
        self.table.setParent(self.machines)
        self.machines.resize(600, 300)
        keep(self.machines)
        self.machines.show()

    @property
    def view(self) -> TableView:
        return self.machines.view

    def click(self, column: str) -> None:
        header = self.view.horizontalHeader()
        assert header is not None
        at = self.table.column_at(column)
        place = QPoint(header.sectionViewportPosition(at) + 8, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def names(self) -> list[str]:
        return [row.machine.name for row in self.table.rows]


@pytest.fixture
def room(looks: Looks, keep: Keep) -> Room:
    return Room(looks, keep)


def test_three_clicks_on_a_heading(room: Room) -> None:
    assert room.names() == AT_FIRST
    room.click("slots")
    assert room.names()[-1] == "VCOM9"
    assert room.table.heading(room.table.column_at("slots")) == "Slots ▴"
    room.click("slots")
    assert room.names()[:2] == ["VCOM9", "VCOM2"]
    assert room.table.heading(room.table.column_at("slots")) == "Slots ▾"
    room.click("slots")
    assert room.names() == AT_FIRST
    assert room.table.heading(room.table.column_at("slots")) == "Slots"


def test_names_are_sorted_as_people_count_and_what_is_missing_comes_last(room: Room) -> None:
    room.click("virtual_computer")
    assert room.names() == AT_FIRST
    room.click("virtual_computer")
    assert room.names() == AT_FIRST[::-1]
    for _ in range(2):
        room.click("node")
        assert room.names()[-1] == "VCOM2"


@pytest.mark.parametrize("column", ["state", "virtual_computer", "server_type", "home_node"])
def test_every_column_sorts(room: Room, column: str) -> None:
    room.click(column)
    room.click(column)
    assert sorted(room.names()) == sorted(AT_FIRST)
    assert room.table.sorted_by == (room.table.column_at(column), Qt.SortOrder.DescendingOrder)


def test_the_order_holds_when_numbers_change_and_the_selection_stays(room: Room) -> None:
    room.click("slots")
    room.click("slots")
    room.view.selectRow(0)
    room.desk.change(*(a_job(n, JobState.RUNNING, machine="VCOM10") for n in range(10, 14)))
    room.table.settle()
    assert room.names()[:2] == ["VCOM10", "VCOM9"]
    assert room.view.selected_rows() == [1]


def test_the_order_is_remembered(room: Room, looks: Looks, keep: Keep) -> None:
    room.click("slots")
    room.click("slots")
    other = Room(looks, keep)
    other.machines.recall(room.machines.remembered())
    assert other.names() == room.names()
    other.click("slots")
    assert other.names() == AT_FIRST, "the next click goes on from there"
    other.machines.recall({"order": {"column": "gone", "descending": True}})
    assert other.names() == AT_FIRST
