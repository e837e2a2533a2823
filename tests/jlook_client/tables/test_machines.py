# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.machines import MachineTable
from jmss.model.jobs import JobState
from jmss.model.machines import MachineState
from jmss.texts import Texts
from tests.fakes.desk_board import Desk, a_job, a_machine, two_queues


@pytest.fixture
def desk() -> Desk:
    return Desk(
        *two_queues(),
        a_machine("VCOM10", "SV3"),
        a_machine("VCOM1", "SV1"),
        a_machine("VCOM3", "SV3"),
        a_machine("VCOM2", "SV2"),
    )


def table_of(desk: Desk) -> MachineTable:
    return MachineTable(desk.mirror, tr=Texts("en"), looks=Looks(dark=False))


def column(table: MachineTable, identity: str) -> list[str]:
    at = table.column_at(identity)
    return [table.data(table.index(row, at)) for row in range(table.rowCount())]


def test_server_first_then_by_name(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    assert column(table, "virtual_computer") == ["VCOM1", "VCOM2", "VCOM3", "VCOM10"]
    assert column(table, "server_type")[:2] == ["JMSS server", "Execution"]


def test_slots_and_waiting_are_counted_from_the_jobs(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    desk.change(
        a_job(1, JobState.RUNNING),
        a_job(2, JobState.TAKING_OVER),
        a_job(3, JobState.ENDED_NORMALLY),
        a_job(4, queue="STOCK"),
        a_job(5, wanted_machine="VCOM2"),
        a_job(6),
        a_job(7, JobState.HELD),
    )
    table.settle()
    assert column(table, "slots") == ["−", "2 / 4", "0 / 4", "0 / 4"]
    assert column(table, "waiting") == ["1", "1", "1", "0"]


def test_move_is_marked_until_acknowledged(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    desk.change(a_machine("VCOM1", "SV1", node=None, state=MachineState.DOWN))
    table.settle()
    assert column(table, "node")[0] == "−"
    desk.change(a_machine("VCOM1", "SV1", node="SV2"))
    table.settle()
    assert column(table, "node")[0] == "SV1 → SV2"
    assert table.has_moves
    desk.change(a_machine("VCOM1", "SV1", node="SV3"))
    table.settle()
    assert column(table, "node")[0] == "SV1 → SV3"
    table.acknowledge()
    table.settle()
    assert column(table, "node")[0] == "SV3"


def test_a_machine_that_is_back_has_not_moved(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    for node in ("SV2", "SV1"):
        desk.change(a_machine("VCOM1", "SV1", node=node))
        table.settle()
    assert column(table, "node")[0] == "SV1"
    assert not table.has_moves


def test_liveness_is_unknown_while_stale(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    assert column(table, "state") == ["Up"] * 4
    table.set_stale(stale=True)
    assert column(table, "state") == ["Unknown"] * 4
    assert column(table, "node")[0] == "SV1"
    assert table.data(table.index(0, 0), Qt.ItemDataRole.ForegroundRole) is not None
    table.set_stale(stale=False)
    assert column(table, "state") == ["Up"] * 4


def test_machine_that_is_down_has_a_tint(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    desk.change(a_machine("VCOM2", state=MachineState.DOWN))
    table.settle()
    assert table.data(table.index(1, 0), Qt.ItemDataRole.BackgroundRole) is not None
    assert table.data(table.index(2, 0), Qt.ItemDataRole.BackgroundRole) is None


def test_model_keeps_qts_rules(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    desk.change(a_machine("VCOM4", "SV4"), a_job(1, JobState.RUNNING))
    table.settle()
    assert table.rowCount() == 5
    desk.replace(a_machine("VCOM2"), a_machine("VCOM5"))
    table.settle()
    assert column(table, "virtual_computer") == ["VCOM2", "VCOM5"]
    del tester


def test_a_machine_that_gets_no_new_jobs_says_so(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    at = column(table, "virtual_computer").index("VCOM2")
    desk.change(a_machine("VCOM2", draining=True))
    table.settle()
    assert column(table, "state")[at] == "Draining"
    tip = table.data(table.index(at, table.column_at("state")), Qt.ItemDataRole.ToolTipRole)
    assert "no new jobs" in tip
    table.set_stale(stale=True)
    assert column(table, "state")[at] == "Unknown"
