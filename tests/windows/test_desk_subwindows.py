# SPDX-License-Identifier: GPL-3.0-or-later
from PyQt6 import sip
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from jlook_client.lines import Line, Severity
from jlook_client.looks import Looks, ui_font
from jlook_client.tables.log import LogTable
from jlook_client.tables.machines import MachineTable
from jlook_client.timeline import Timeline
from jlook_client.views.event_log import EventLog
from jlook_client.views.failover_history import FailoverHistory
from jlook_client.views.job_output import JobOutput
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


def test_log_stays_put_when_scrolled_and_shows_what_is_new_at_its_top(qtbot: QtBot) -> None:
    timeline = Timeline()
    shown: list[int] = []
    table = LogTable(timeline, now=lambda: NOON, tr=TR, looks=LOOKS)
    window = EventLog(table, show_job=shown.append, tr=TR, looks=LOOKS)
    table.setParent(window)
    qtbot.addWidget(window)
    window.resize(500, 200)
    window.show()

    def add(*numbers: int) -> None:
        for n in numbers:
            timeline.add(
                Line(at=NOON, severity=Severity.INFO, source="JLook", template=f"{n}", job=n)
            )
        table.settle()

    add(*range(50))
    bar = window.view.verticalScrollBar()
    assert bar is not None
    qtbot.waitUntil(lambda: bar.maximum() >= 10)
    assert bar.value() == 0
    bar.setValue(10)
    top = table.rows[10]
    add(*range(50, 60))
    assert bar.value() == 20
    assert table.rows[bar.value()] is top
    bar.setValue(0)
    add(60)
    assert bar.value() == 0
    window.view.setCurrentIndex(table.index(0, 0))
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    assert shown == [60]


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


class Reader:
    """Answers nothing; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, str, int]] = []
        self.live = True

    def __call__(self, number: int, stream: str, offset: int) -> bool:
        self.asked.append((number, stream, offset))
        return self.live


def test_output_is_followed_and_resumes_by_offset(qtbot: QtBot) -> None:
    reader = Reader()
    window = JobOutput(7, read=reader, tr=TR, looks=LOOKS)
    qtbot.addWidget(window)
    window.ask()
    window.append("stdout", 0, b"one\n", ended=False)
    assert reader.asked == [(7, "stdout", 0), (7, "stdout", 4)]
    assert window.truth.text() == "live"
    window.show_stale("14:32:05")
    assert window.truth.text() == "as of 14:32:05"
    window.ask()
    assert len(reader.asked) == 2
    window.show_stale(None)
    assert reader.asked[-1] == (7, "stdout", 4)
    window.append("stdout", 0, b"again\n", ended=False)
    window.append("stderr", 4, b"other\n", ended=False)
    window.append("stdout", 4, b"two\x1b[2J\n", ended=True)
    assert window.text.toPlainText() == "one\ntwo␛[2J\n"
    assert window.truth.text() == "complete: the job has ended"
    window.ask()
    assert reader.asked[-1] == (7, "stdout", 4)


def test_output_switches_streams(qtbot: QtBot) -> None:
    reader = Reader()
    window = JobOutput(7, read=reader, tr=TR, looks=LOOKS)
    qtbot.addWidget(window)
    window.append("stdout", 0, b"out\n", ended=True)
    window.streams["stderr"].click()
    assert reader.asked == [(7, "stderr", 0)]
    assert window.text.toPlainText() == ""
    window.append("stdout", 0, b"late\n", ended=False)
    window.append("stderr", 0, b"err\n", ended=True)
    assert window.text.toPlainText() == "err\n"


def test_output_that_is_not_there_yet_is_asked_for_again(qtbot: QtBot) -> None:
    reader = Reader()
    window = JobOutput(7, read=reader, tr=TR, looks=LOOKS)
    qtbot.addWidget(window)
    window.fail("stdout", "Job 7 has no output yet: it has not started.")
    assert window.truth.text() == "Job 7 has no output yet: it has not started."
    qtbot.waitUntil(lambda: len(reader.asked) == 1, timeout=5000)
    reader.live = False
    window.append("stdout", 0, b"", ended=False)
    qtbot.waitUntil(lambda: len(reader.asked) >= 3, timeout=8000)


def test_output_stays_put_when_scrolled(qtbot: QtBot) -> None:
    window = JobOutput(7, read=Reader(), tr=TR, looks=LOOKS)
    qtbot.addWidget(window)
    window.resize(400, 200)
    window.show()
    bar = window.text.verticalScrollBar()
    assert bar is not None
    window.append("stdout", 0, b"line\n" * 100, ended=False)
    assert bar.value() == bar.maximum()
    bar.setValue(3)
    window.append("stdout", 500, b"line\n" * 100, ended=False)
    assert bar.value() == 3


def test_an_answer_after_closing_does_no_harm(qtbot: QtBot) -> None:
    window = JobOutput(7, read=Reader(), tr=TR, looks=LOOKS)
    sip.delete(window)
    window.append("stdout", 0, b"late", ended=False)
    window.fail("stdout", "late")
    assert window.offset == 0
