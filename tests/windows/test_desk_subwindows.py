# SPDX-License-Identifier: GPL-3.0-or-later
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.machines import MachineTable
from jlook_client.views.machines import Machines
from jmss.texts import Texts
from tests.fakes.desk_board import Desk, a_machine

TR = Texts("en")
LOOKS = Looks(dark=False)


def room_for(window: Machines, table: MachineTable, text: str) -> bool:
    """Whether the column of the node shows so much without leaving any of it out."""
    wanted = window.view.fontMetrics().horizontalAdvance(text)
    return window.view.columnWidth(table.column_at("node")) > wanted


def test_machines_acknowledge_by_enter(qtbot: QtBot) -> None:
    desk = Desk(a_machine("VCOM1", "SV1"), a_machine("VCOM2"))
    table = MachineTable(desk.mirror, tr=TR, looks=LOOKS)
    window = Machines(table, tr=TR, looks=LOOKS)
    table.setParent(window)
    qtbot.addWidget(window)
    window.resize(490, 200)
    window.show()
    desk.change(a_machine("VCOM1", "SV1", node="SV2"))
    before = window.view.columnWidth(table.column_at("node"))
    table.settle()
    assert room_for(window, table, "SV1 → SV2")
    bar = window.view.horizontalScrollBar()
    assert bar is not None
    assert bar.maximum() == 0
    window.view.setCurrentIndex(table.index(0, 0))
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    table.settle()
    assert not table.has_moves
    assert window.view.columnWidth(table.column_at("node")) == before
    window.show_stale("14:32:05")
    assert table.data(table.index(0, 0)) == "Unknown"
    window.show_stale(None)
    assert table.data(table.index(0, 0)) == "Up"
