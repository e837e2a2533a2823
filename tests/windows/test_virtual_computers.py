# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of JClusterEnv, and what it says is still to be done (manual S6, S11)."""

from collections.abc import Callable

import msgspec
import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks
from jlook_client.views.environment_cautions import cautions
from jlook_client.views.virtual_computers import ComputersCalls, VirtualComputers
from jmss.model.environment_list import EnvironmentList, EnvironmentState, NodeLine
from jmss.texts import Texts
from tests.fakes.environment_lists import NODES, all_well, computer, without

TR = Texts("en")


class Stage:
    """The view, and what it asks for."""

    def __init__(self, looks: Looks, keep: Callable[[QWidget], None]) -> None:
        self.asked: list[str] = []
        self.needed: dict[str, list[str]] = {}
        self.unknown: list[str] | None = None
        calls = ComputersCalls(
            sit_at=self.asked.append,
            properties=lambda: self.asked.append("properties"),
            chosen=lambda: self.asked.append("chosen"),
            needed=lambda name: self.needed.get(name, self.unknown),
        )
        self.view = VirtualComputers(tr=TR, looks=looks, calls=calls)
        self.view.resize(1000, 400)
        keep(self.view)
        self.view.show()

    def cells(self, row: int) -> list[str]:
        table = self.view.table
        assert table is not None
        return [table.data(table.index(row, at)) for at in range(table.columnCount())]

    @property
    def caution(self) -> str:
        return self.view.caution.text() if self.view.strip.isVisible() else ""


@pytest.fixture
def stage(looks: Looks, keep: Callable[[QWidget], None]) -> Stage:
    return Stage(looks, keep)


def test_it_lists_what_the_cluster_reports(stage: Stage) -> None:
    assert stage.view.waiting.isVisible()
    assert stage.view.chosen is None
    stage.view.show_list(all_well())
    QApplication.processEvents()
    assert (
        stage.cells(0) == ["Up", "VCOM1", "VCOM1", "SV1", "SV1", "I:", "JMSS server"] + ["Same"] * 4
    )
    assert stage.cells(1)[5:7] == ["J:", "Execution machine"]
    assert stage.caution == ""
    assert all_well().fingerprint in stage.view.fingerprint.text()
    assert [stage.view.node.itemText(at) for at in range(4)] == list(NODES)


def test_it_lives_on_while_rows_stay_chosen(stage: Stage) -> None:
    stage.view.show_list(all_well())
    assert stage.view.view is not None
    stage.view.view.selectRow(2)
    moved = msgspec.structs.replace(
        all_well(), computers=(*all_well().computers[:3], computer("VCOM4", node="SV1"))
    )
    stage.view.show_list(moved)
    assert stage.view.table is not None
    stage.view.table.settle()
    assert stage.cells(3)[3] == "SV1"
    chosen = stage.view.chosen
    assert chosen is not None
    assert chosen.name == "VCOM3"
    QTest.keyClick(stage.view.view, Qt.Key.Key_Return)
    assert stage.asked[-1] == "properties"


def test_another_cluster_has_other_columns(stage: Stage) -> None:
    stage.view.show_list(all_well())
    few = msgspec.structs.replace(all_well(), nodes=all_well().nodes[:2])
    stage.view.show_list(few)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    stage.view.show_list(few)
    assert stage.view.table is not None
    assert stage.view.table.columnCount() == 9
    assert stage.view.node.count() == 2


def test_what_cannot_be_seen_any_more_is_shown_as_old(stage: Stage) -> None:
    stage.view.show_trouble("No cluster runs")
    assert stage.view.waiting.text() == "No cluster runs"
    stage.view.show_list(all_well())
    stage.view.show_trouble("No cluster runs")
    assert stage.cells(0)[0] == "Unknown"
    assert stage.caution == "No cluster runs"
    stage.view.show_list(all_well())
    assert stage.cells(0)[0] == "Up"
    assert stage.caution == ""


def test_another_node_is_chosen(stage: Stage) -> None:
    stage.view.show_list(all_well())
    stage.view.node.setFocus()
    QTest.keyClick(stage.view.node, Qt.Key.Key_Down)
    assert stage.asked == ["SV2"]


def test_a_tip_says_where_data_lies_and_what_a_word_means(stage: Stage) -> None:
    states = {**dict.fromkeys(NODES, EnvironmentState.SAME), "SV3": EnvironmentState.OUTDATED}
    lines = (computer("VCOM1", on=states), without("VCOM2"))
    stage.view.show_list(msgspec.structs.replace(all_well(), computers=lines))
    table = stage.view.table
    assert table is not None
    tip = table.data(table.index(0, 6), Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[2] == "Job queue folder: I:/queue"
    tip = table.data(table.index(0, 9), Qt.ItemDataRole.ToolTipRole)
    assert "must be updated on SV3" in tip
    assert stage.cells(1)[6] == "None"


def node(name: str, settings: str, applied: str, revision: int | None = None) -> NodeLine:
    return NodeLine(name=name, settings=settings, applied=applied, revision=revision)


def listed(*nodes: NodeLine, revision: int | None = None) -> EnvironmentList:
    return msgspec.structs.replace(all_well(), nodes=nodes, revision=revision)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (all_well(), []),
        (listed(node("SV1", "", ""), node("SV2", "b", "b")), []),
        (listed(node("SV1", "a", ""), node("SV2", "", "")), ["settings of SV1 were changed"]),
        (listed(node("SV1", "a", "a"), node("SV2", "b", "b"), node("SV3", "", "")), ["SV2, SV3"]),
        (
            listed(node("SV1", "a", "a", 2), node("SV2", "a", "a", 3), revision=3),
            ["JEnv changed the environment (revision 3). Choose [File]-[Update"],
        ),
        (
            listed(node("SV1", "a", "a"), node("SV2", "", ""), revision=1),
            ["on: SV1", "in force is another one on: SV2"],
        ),
    ],
)
def test_what_is_still_to_be_done(now: EnvironmentList, said: list[str]) -> None:
    """Manual S11: shown until it is done."""
    told = cautions(now, TR)
    assert len(told) == len(said)
    for sentence, part in zip(told, said, strict=True):
        assert part in sentence


def test_settings_without_a_server_are_told() -> None:
    none = msgspec.structs.replace(all_well(), computers=(without("VCOM1"),))
    assert "exactly one JMSS server" in cautions(none, TR)[0]


def test_who_still_needs_what_has_no_server_type_is_told(stage: Stage) -> None:
    lost = msgspec.structs.replace(all_well(), computers=(computer("VCOM1"), without("VCOM2")))
    stage.needed = {"VCOM1": ["not asked about"], "VCOM2": ["NIGHT needs VCOM2."]}
    stage.view.show_list(lost)
    assert stage.caution == "NIGHT needs VCOM2."
    stage.needed = {}
    stage.view.show_list(lost)
    assert stage.caution == "", "without a link nothing is said"
