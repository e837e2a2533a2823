# SPDX-License-Identifier: GPL-3.0-or-later
"""The event log on screen: filtered, copied, saved, and still while somebody reads."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.lines import Line, Severity
from jlook_client.looks import Looks
from jlook_client.tables.log import LogTable
from jlook_client.timeline import Timeline
from jlook_client.views import newest
from jlook_client.views.bar_on_headings import BarOnHeadings
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.event_log import EventLog
from jmss.texts import Texts
from tests.fakes.desk_board import NOON

TR = Texts("en")


class Sight:
    """The subwindow and what it shows."""

    def __init__(self, looks: Looks) -> None:
        self.timeline = Timeline()
        self.shown: list[int] = []
        self.saved: list[tuple[str, bytes]] = []
        self.table = LogTable(self.timeline, now=lambda: NOON, tr=TR, looks=looks)
        self.view = EventLog(
            self.table,
            show_job=self.shown.append,
            save_file=lambda _title, name, contents: self.saved.append((name, contents())),
            tr=TR,
            looks=looks,
        )
        self.table.setParent(self.view)
        self.view.resize(760, 240)
        self.view.show()

    def add(self, *numbers: int, severity: Severity = Severity.INFO, source: str = "VCOM2") -> None:
        for n in numbers:
            template = f"Job {n} did something"
            self.timeline.add(
                Line(at=NOON, severity=severity, source=source, template=template, job=n)
            )
        self.table.settle()

    @property
    def place(self) -> int:
        bar = self.view.view.verticalScrollBar()
        assert bar is not None
        return bar.value()

    def scroll(self, value: int) -> None:
        bar = self.view.view.verticalScrollBar()
        assert bar is not None
        self.view.view.doItemsLayout()
        bar.setValue(value)
        assert bar.value() == value

    @property
    def top(self) -> int | None:
        return self.table.rows[self.place].job

    @property
    def jobs(self) -> list[int | None]:
        return [line.job for line in self.table.rows]


@pytest.fixture
def sight(looks: Looks, keep: Callable[[QWidget], None]) -> Sight:
    sight = Sight(looks)
    keep(sight.view)
    return sight


def test_it_shows_the_newest_until_somebody_scrolls(sight: Sight) -> None:
    sight.add(*range(50))
    assert sight.top == 49
    sight.add(50)
    assert sight.top == 50
    assert sight.view.bar.unseen.isHidden()
    sight.scroll(10)
    top = sight.top
    sight.add(*range(51, 61))
    assert sight.top == top
    assert sight.view.bar.unseen.text() == "▲ 10 new"
    sight.view.bar.unseen.click()
    assert sight.top == 60
    assert sight.view.bar.unseen.isHidden()
    sight.add(61)
    assert sight.top == 61


def test_a_selected_row_holds_the_log_at_its_top_too(sight: Sight) -> None:
    sight.add(*range(50))
    sight.view.view.selectRow(2)
    sight.add(*range(50, 60))
    assert sight.top == 49
    assert sight.view.view.selected_rows() == [12]
    assert sight.view.bar.unseen.text() == "▲ 10 new"
    QTest.keyClick(sight.view.view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert sight.top == 59
    assert not sight.view.view.selected_rows()
    assert sight.view.bar.unseen.isHidden()


def test_rows_do_not_run_away_under_the_mouse(
    sight: Sight, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sight.add(*range(50))
    viewport = sight.view.view.viewport()
    assert viewport is not None
    sight.view.newest._rest.setInterval(50)
    spot = QPointF(20, 20)
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        spot,
        viewport.mapToGlobal(spot),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, move)
    sight.add(*range(50, 60))
    assert sight.top == 49
    qtbot.waitUntil(lambda: sight.top == 59)
    assert sight.view.bar.unseen.isHidden()
    assert newest.REST_MS >= 1000


def test_chips_show_and_hide_severities(sight: Sight) -> None:
    sight.add(1)
    sight.add(2, severity=Severity.WARNING)
    sight.add(3, severity=Severity.ERROR)
    chips = sight.view.bar.chips
    assert [chip.text() for chip in chips.values()] == ["Information 1", "Warning 1", "Error 1"]
    chips[Severity.INFO].click()
    assert sight.jobs == [3, 2]
    chips[Severity.WARNING].setFocus()
    QTest.keyClick(chips[Severity.WARNING], Qt.Key.Key_Space)
    assert sight.jobs == [3]
    sight.add(4)
    assert (sight.jobs, chips[Severity.INFO].text()) == ([3], "Information 2")
    chips[Severity.INFO].click()
    assert sight.jobs == [4, 3, 1]


def test_the_menu_of_sources(sight: Sight) -> None:
    sight.add(1)
    sight.add(2, source="VCOM10")
    sight.add(3, source="JLook")
    bar = sight.view.bar
    bar.source_menu.aboutToShow.emit()
    actions = {action.text(): action for action in bar.source_menu.actions()}
    assert [text for text in actions if text] == ["All sources", "JLook", "VCOM2", "VCOM10"]
    actions["VCOM10"].trigger()
    assert (sight.jobs, bar.sources.text()) == ([2], "VCOM10")
    bar.source_menu.aboutToShow.emit()
    actions = {action.text(): action for action in bar.source_menu.actions()}
    assert actions["VCOM10"].isChecked()
    actions["JLook"].trigger()
    assert (sight.jobs, bar.sources.text()) == ([3, 2], "2 sources")
    bar.source_menu.aboutToShow.emit()
    bar.source_menu.actions()[0].trigger()
    assert sight.jobs == [3, 2, 1]


def test_words_filter_and_an_empty_result_says_why(sight: Sight) -> None:
    sight.add(1, 12, 3)
    sight.view.show_search()
    QTest.keyClicks(sight.view.bar.search, "JOB 12")
    assert sight.jobs == [12]
    sight.view.bar.chips[Severity.INFO].click()
    assert sight.view.empty.isVisible()
    assert sight.view.empty.why.text() == "Filter: without “Information”, text “JOB 12”"
    sight.view.empty.button.click()
    assert sight.jobs == [3, 12, 1]
    assert sight.view.empty.isHidden()
    assert sight.view.bar.search.text() == ""


def test_before_anything_happened_that_is_said(sight: Sight) -> None:
    assert sight.view.empty.isVisible()
    sight.add(1)
    assert sight.view.empty.isHidden()


def test_enter_leads_to_the_job(sight: Sight) -> None:
    sight.add(7, 8)
    sight.view.view.setCurrentIndex(sight.table.index(1, 0))
    QTest.keyClick(sight.view.view, Qt.Key.Key_Return)
    assert sight.shown == [7]


def test_copying_and_saving_take_the_selection_or_all(sight: Sight) -> None:
    sight.add(7, 8)
    sight.view.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text().count("did something") == 2
    sight.view.view.selectRow(0)
    sight.view.bar.save.click()
    name, contents = sight.saved[0]
    assert name == "jlook-events.csv"
    assert b"Job 8" in contents
    assert b"Job 7" not in contents


def test_the_menu_filters_by_a_line(sight: Sight) -> None:
    sight.add(1, severity=Severity.ERROR)
    sight.add(2, source="VCOM3")
    sight.view.view.setCurrentIndex(sight.table.index(0, 0))

    def menu() -> dict[str, Callable[[], None]]:
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(sight.view.view, QContextMenuEvent(reason, QPoint(5, 5)))
        menu = sight.view.findChildren(QMenu)[-1]
        entries = {action.text(): action.trigger for action in menu.actions()}
        menu.close()
        return entries

    offered = menu()
    assert list(filter(None, offered)) == [
        "Show &job 2",
        "&Copy as CSV",
        "&Only from VCOM3",
        "&Without “Information”",
        "Show &all events",
        "Go to the &newest",
        "&Save as CSV…",
    ]
    offered["Show &job 2"]()
    assert sight.shown == [2]
    offered["&Only from VCOM3"]()
    assert sight.jobs == [2]
    menu()["Show &all events"]()
    assert sight.jobs == [2, 1]


def test_the_filter_comes_back_as_it_was_left(sight: Sight, looks: Looks) -> None:
    sight.add(1)
    sight.view.bar.chips[Severity.INFO].click()
    sight.view.bar.search.setText("disk")
    again = Sight(looks)
    again.view.recall(sight.view.remembered())
    assert again.table.filter == sight.table.filter
    assert again.view.bar.search.text() == "disk"
    assert not again.view.bar.chips[Severity.INFO].isChecked()
    with pytest.raises(TypeError):
        again.view.recall({"filter": {"text": 7}})
    again.view.close()
    again.view.deleteLater()


def test_columns_are_chosen_over_the_headings_and_remembered(sight: Sight, looks: Looks) -> None:
    sight.add(1)
    header = sight.view.view.horizontalHeader()
    assert header is not None
    header.customContextMenuRequested.emit(QPoint(60, 8))
    menu = sight.view.findChild(ColumnChooser)
    assert menu is not None
    assert menu.isVisible()
    source = next(action for action in menu.actions() if action.objectName() == "source")
    source.trigger()
    assert header.isSectionHidden(sight.table.column_at("source"))
    menu.close()
    other = Sight(looks)
    other.view.recall(sight.view.remembered())
    beside = other.view.view.horizontalHeader()
    assert beside is not None
    assert beside.isSectionHidden(other.table.column_at("source"))
    other.view.recall({})
    other.view.close()


def test_the_bar_lies_on_the_headings_where_they_leave_room(sight: Sight, qtbot: QtBot) -> None:
    sight.add(*range(1, 40))
    bar, table = sight.view.bar, sight.view.view
    rows: dict[int, int] = {}
    for width in (1400, 520):
        sight.view.resize(width, 258)  # as high as in a window of 1440 × 900
        qtbot.waitUntil(lambda width=width: bar.parentWidget().width() == width)  # type: ignore[misc] # bound here
        first, last = table.visible_rows()
        rows[width] = last - first + 1
    assert rows[1400] == (258 - table.head_height()) // table.row_height
    assert rows[520] < rows[1400]
    sight.view.resize(1400, 258)
    header = table.horizontalHeader()
    assert header is not None
    qtbot.waitUntil(lambda: bar.y() + bar.height() <= header.height())
    last_heading = table.table.column_at("message")
    words = header.fontMetrics().horizontalAdvance(table.table.heading(last_heading))
    assert bar.x() > header.sectionViewportPosition(last_heading) + words
    header.moveSection(last_heading, 0)
    place = bar.parentWidget()
    assert isinstance(place, BarOnHeadings)
    qtbot.waitUntil(lambda: not place.is_on_headings)
