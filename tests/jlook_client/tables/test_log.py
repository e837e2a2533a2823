# SPDX-License-Identifier: GPL-3.0-or-later
from collections import deque

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jlook_client.lines import Line, Severity
from jlook_client.looks import Looks
from jlook_client.tables.log import LogTable
from jlook_client.timeline import Timeline
from jmss.link.view import Cause
from jmss.texts import Texts
from tests.fakes.desk_board import NOON

Role = Qt.ItemDataRole


def a_line(n: int, severity: Severity = Severity.INFO) -> Line:
    return Line(
        at=NOON + n,
        severity=severity,
        source="VCOM2",
        template="Job {number} “{name}” started",
        fields={"number": n, "name": f"job-{n}"},
        job=n,
    )


def table_of(timeline: Timeline) -> LogTable:
    return LogTable(timeline, now=lambda: NOON, tr=Texts("en"), looks=Looks(dark=False))


def jobs(table: LogTable) -> list[int | None]:
    return [line.job for line in table.rows]


def test_newest_on_top_and_one_signal_per_frame(qtbot: QtBot) -> None:
    timeline = Timeline()
    timeline.add(a_line(1))
    table = table_of(timeline)
    told: list[tuple[int, int]] = []
    table.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    for n in (2, 3, 4):
        timeline.add(a_line(n))
    qtbot.waitUntil(lambda: table.rowCount() == 4)
    assert jobs(table) == [4, 3, 2, 1]
    assert told == [(0, 2)]
    assert table.data(table.index(0, 3)) == "Job 4 “job-4” started"


def test_forgotten_lines_leave_and_qts_rules_hold(qtbot: QtBot) -> None:
    timeline = Timeline()
    timeline.lines = deque(maxlen=5)
    table = table_of(timeline)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for burst in (1, 3, 4, 9, 2):
        for n in range(burst):
            timeline.add(a_line(burst * 100 + n))
        table.settle()
        assert [id(line) for line in table.rows] == [id(line) for line in reversed(timeline.lines)]
    timeline.fill([a_line(-3), a_line(-2)])
    assert jobs(table) == [line.job for line in reversed(timeline.lines)]
    del tester


def test_severity_shows_as_glyph_and_tint(qtbot: QtBot) -> None:
    timeline = Timeline()
    for severity in Severity:
        timeline.add(a_line(1, severity))
    table = table_of(timeline)
    looks = Looks(dark=False)
    tints = [table.data(table.index(row, 3), Role.BackgroundRole) for row in range(3)]
    assert tints[0].color() == looks.colour("fail_tint")
    assert tints[1].color() == looks.colour("warn_tint")
    assert tints[2] is None
    assert table.data(table.index(0, 0)) == ""
    assert table.data(table.index(0, 0), Role.AccessibleTextRole) == "Severity: Error"
    assert not table.data(table.index(0, 0), Role.DecorationRole).isNull()


def test_a_cause_is_said_as_a_sentence(qtbot: QtBot) -> None:
    timeline = Timeline()
    timeline.add(
        Line(
            at=NOON,
            severity=Severity.ERROR,
            source="JLook",
            template="The link to {server} is down: {cause}",
            fields={"server": "VCOM1", "cause": Cause.NAME_UNKNOWN},
        )
    )
    table = table_of(timeline)
    assert table.data(table.index(0, 3)) == (
        "The link to VCOM1 is down: The name VCOM1 does not resolve."
    )
