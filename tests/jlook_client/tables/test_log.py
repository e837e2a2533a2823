# SPDX-License-Identifier: GPL-3.0-or-later
from collections import deque

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jlook_client.lines import Line, Severity
from jlook_client.looks import Looks
from jlook_client.tables.log import LogTable
from jlook_client.tables.log_filter import LogFilter, log_filter_of
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


def test_the_filter_lets_through_what_it_names(qtbot: QtBot) -> None:
    timeline = Timeline()
    for n, severity in enumerate((Severity.INFO, Severity.WARNING, Severity.ERROR)):
        timeline.add(a_line(n, severity))
    timeline.say(NOON, Severity.INFO, "Of the desk")
    table = table_of(timeline)
    assert table.sources == ["JLook", "VCOM2"]
    assert [table.counts[severity] for severity in Severity] == [2, 1, 1]
    table.set_filter(LogFilter(without=frozenset({Severity.INFO})))
    assert jobs(table) == [2, 1]
    table.set_filter(LogFilter(sources=frozenset({"JLook"})))
    assert jobs(table) == [None]
    table.set_filter(LogFilter(text="STARTED job-1"))
    assert jobs(table) == [1]
    timeline.add(a_line(1))
    timeline.add(a_line(5))
    table.settle()
    assert jobs(table) == [1, 1]
    assert [table.counts[severity] for severity in Severity] == [4, 1, 1]
    table.set_filter(LogFilter())
    assert table.rowCount() == table.total == 6


def test_filtered_lines_are_forgotten_too(qtbot: QtBot) -> None:
    timeline = Timeline()
    timeline.lines = deque(maxlen=7)
    table = table_of(timeline)
    table.set_filter(LogFilter(without=frozenset({Severity.WARNING})))
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for burst in (3, 5, 1, 12, 2):
        for n in range(burst):
            timeline.add(a_line(n, Severity.WARNING if n % 2 else Severity.INFO))
        table.settle()
        shown = [line for line in reversed(timeline.lines) if line.severity is Severity.INFO]
        assert [id(line) for line in table.rows] == [id(line) for line in shown]
        assert sum(table.counts.values()) == table.total == len(timeline.lines)
    timeline.fill([a_line(-3), a_line(-2, Severity.WARNING)])
    assert all(line.severity is Severity.INFO for line in table.rows)
    del tester


def test_a_filter_is_remembered_and_rubbish_is_refused() -> None:
    chosen = LogFilter(text="a b", without=frozenset({Severity.INFO}), sources=frozenset({"X"}))
    assert log_filter_of(chosen.remembered()) == chosen
    assert log_filter_of(LogFilter().remembered()) == LogFilter()
    assert log_filter_of({"without": ["newer", "error"]}).without == {Severity.ERROR}
    for left in ({"text": 1}, {"without": "info"}, {"sources": [1]}, {"without": [[]]}):
        with pytest.raises(TypeError):
            log_filter_of(left)


def test_csv_has_whole_moments_and_no_formulas(qtbot: QtBot) -> None:
    line = Line(at=NOON, severity=Severity.ERROR, source="=VCOM", template="=1+1", job=7)
    text = table_of(Timeline()).csv([line]).decode("utf-8-sig").splitlines()
    assert text[0] == "Time,Severity,Source,Job,Message"
    moment, rest = text[1].split(",", 1)
    assert rest == "Error,'=VCOM,7,'=1+1"
    assert len(moment) == len("2027-01-15 08:00:00.000")


def test_what_the_desk_saw_has_the_servers_time_too(qtbot: QtBot) -> None:
    timeline = Timeline()
    timeline.add(a_line(0))
    timeline.say(NOON - 60, Severity.INFO, "Of the desk")
    looks = Looks(dark=False)
    table = LogTable(timeline, now=lambda: NOON, ahead=lambda: 60.0, tr=Texts("en"), looks=looks)
    times = {table.data(table.index(row, table.column_at("time"))) for row in range(2)}
    assert len(times) == 1
    assert len({row[0] for row in table.cells(table.rows)[1:]}) == 1
