# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines on the clipboard."""

from PyQt6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.machines import MachineTable
from jlook_client.views.machines import Machines
from jmss.texts import Texts
from tests.fakes.desk_board import Desk, a_machine


def test_selected_machines_are_copied_with_their_headings(qtbot: QtBot, looks: Looks) -> None:
    desk = Desk(a_machine("VCOM1", "SV1"), a_machine("VCOM2", "SV2"))
    table = MachineTable(desk.mirror, tr=Texts("en"), looks=looks)
    machines = Machines(table, tr=Texts("en"), looks=looks)
    table.setParent(machines)
    qtbot.addWidget(machines)
    machines.view.selectRow(1)
    machines.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    heading, row = clipboard.text().splitlines()
    assert "Virtual" in heading
    assert "VCOM2" in row
    machines.select_all()
    machines.copy_selection()
    assert len(clipboard.text().splitlines()) == 3
