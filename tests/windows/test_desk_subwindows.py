# SPDX-License-Identifier: GPL-3.0-or-later
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks, ui_font
from jlook_client.tables.machines import MachineTable
from jlook_client.timeline import Timeline
from jlook_client.views.failover_history import FailoverHistory
from jlook_client.views.machines import Machines
from jmss.model.machines import Ending, Placement
from jmss.texts import Texts
from tests.fakes.desk_board import NOON, Desk, a_machine

TR = Texts("en")
LOOKS = Looks(dark=False)


def test_machines_acknowledge_by_enter(qtbot: QtBot) -> None:
    desk = Desk(a_machine("VCOM1", "SV1"), a_machine("VCOM2"))
    table = MachineTable(desk.mirror, tr=TR, looks=LOOKS)
    window = Machines(table, tr=TR, looks=LOOKS)
    table.setParent(window)
    qtbot.addWidget(window)
    window.resize(490, 200)
    window.show()
    desk.change(a_machine("VCOM1", "SV1", node="SV2"))
    table.settle()
    window.view.measure()
    bar = window.view.horizontalScrollBar()
    assert bar is not None
    assert bar.maximum() == 0
    window.view.setCurrentIndex(table.index(0, 0))
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    table.settle()
    assert not table.has_moves
    window.show_stale("14:32:05")
    assert table.data(table.index(0, 0)) == "Unknown"
    window.show_stale(None)
    assert table.data(table.index(0, 0)) == "Up"


def painted(window: FailoverHistory) -> QImage:
    return window.grab().toImage()


def has(image: QImage, window: FailoverHistory, at: float, lane: int, colour: QColor) -> bool:
    """Whether a colour is painted in a lane at a share of the picture's width."""
    lanes = window.lanes()
    area = window._area(lanes)
    height = area.height() / len(lanes)
    middle = round(area.top() + (lane + 0.5) * height)
    x = round(area.left() + area.width() * at)
    return any(
        image.pixelColor(x + dx, middle + dy) == colour
        for dx in range(-3, 4)
        for dy in range(-8, 9)
    )


def a_history(qtbot: QtBot) -> tuple[Desk, FailoverHistory]:
    def stay(name: str, inc: int, node: str, began: float, ended: float | None) -> Placement:
        return Placement(
            virtual_computer=name,
            incarnation=inc,
            node=node,
            began=NOON + began,
            ended=None if ended is None else NOON + ended,
            ending=Ending.NONE if ended is None else Ending.FAILED,
        )

    desk = Desk(
        a_machine("VCOM1", "SV1"),
        a_machine("VCOM2", "SV2"),
        stay("VCOM1", 1, "SV1", -9000, -900),
        stay("VCOM1", 2, "SV2", -840, None),
        stay("VCOM2", 1, "SV2", -9000, None),
    )
    window = FailoverHistory(
        desk.mirror, Timeline(), now=desk.clock, last_heard=lambda: NOON, tr=TR, looks=LOOKS
    )
    window.setFont(ui_font())
    window.resize(500, 240)
    qtbot.addWidget(window)
    window.show()
    return desk, window


def test_history_paints_stays_and_outages(qtbot: QtBot) -> None:
    _, window = a_history(qtbot)
    image = painted(window)
    assert has(image, window, 0.3, 0, LOOKS.colour("window"))
    assert has(image, window, 0.515, 0, LOOKS.colour("fail"))
    assert has(image, window, 0.8, 0, LOOKS.colour("warn_tint"))
    assert has(image, window, 0.8, 1, LOOKS.colour("window"))
    assert not has(image, window, 0.8, 1, LOOKS.colour("warn_tint"))


def test_history_hatches_what_it_cannot_know(qtbot: QtBot) -> None:
    desk, window = a_history(qtbot)
    window.show_stale("14:32:05")
    desk.now += 300
    image = painted(window)
    assert not has(image, window, 0.95, 1, LOOKS.colour("window"))
    assert has(image, window, 0.95, 1, LOOKS.colour("base"))
    assert "VCOM1: not known" in window.text_at(QPointF(window.width() - 30.0, 60.0))
    window.show_stale(None)
    assert has(painted(window), window, 0.95, 1, LOOKS.colour("window"))


def test_history_says_exact_times(qtbot: QtBot) -> None:
    _, window = a_history(qtbot)
    painted(window)
    area = window._area(window.lanes())
    y = area.top() + area.height() / 4
    text = window.text_at(QPointF(area.left() + area.width() * 0.8, y))
    assert text.startswith("VCOM1: SV2, away from its home\n")
    assert "Now (14:00)" in text
    assert text.endswith("incarnation 2")
    assert "outage" in window.text_at(QPointF(area.left() + area.width() * 0.515, y))
    assert window.text_at(QPointF(area.left() + 5, 1)) == ""
    assert window.accessibleDescription() == "VCOM1: SV2, away from its home, VCOM2: SV2"


def test_a_short_outage_is_still_seen(qtbot: QtBot) -> None:
    desk, window = a_history(qtbot)
    desk.change(
        Placement(virtual_computer="VCOM2", incarnation=1, node="SV2", began=NOON - 9000,
                  ended=NOON - 600, ending=Ending.FAILED),
        Placement(virtual_computer="VCOM2", incarnation=2, node="SV2", began=NOON - 599),
    )  # fmt: skip
    assert has(painted(window), window, 2 / 3, 1, LOOKS.colour("fail"))
