# SPDX-License-Identifier: GPL-3.0-or-later

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QGuiApplication, QPainter
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.jobs import JobTable
from jlook_client.views.column_layout import LEGIBLE_PX
from jmss.model.jobs import JobState
from tests.fakes.desk_board import NOON, STATES, Desk, a_job, two_queues
from tests.fakes.job_window import JobWindow, Keep


class Room(JobWindow):
    """The subwindow on a desk, with what it asked for."""

    def __init__(self, qtbot: QtBot, looks: Looks, keep: Keep) -> None:
        self.desk = Desk(
            *two_queues(),
            *(
                a_job(n, STATES[n % len(STATES)], queue=("NIGHT", "STOCK")[n % 2])
                for n in range(1, 61)
            ),
        )
        mirror, now = self.desk.mirror, self.desk.clock
        super().__init__(qtbot, looks, keep, mirror, now=now, last_heard=lambda: NOON + 2)

    def select(self, *numbers: int) -> None:
        rows = [self.desk.mirror.columns.row(number) for number in numbers]
        self.table.selection.only(np.array(rows, np.int64))

    def selected(self) -> list[int]:
        return [job.number for job in self.window.selected_jobs()]

    def enabled(self) -> set[str]:
        actions = self.window.actions_on_jobs.all
        return {action.objectName() for action in actions if action.isEnabled()}

    def top(self) -> int:
        bar = self.window.view.verticalScrollBar()
        assert bar is not None
        return self.table.rows[bar.value()].number

    def scroll_to(self, row: int) -> None:
        bar = self.window.view.verticalScrollBar()
        assert bar is not None
        bar.setValue(row)


@pytest.fixture
def room(qtbot: QtBot, looks: Looks, keep: Keep) -> Room:
    """In the program's own font and style: widths depend on them."""
    return Room(qtbot, looks, keep)


def test_selection_and_place_survive_changes_and_snapshots(room: Room) -> None:
    room.select(40, 35)
    room.scroll_to(12)
    top = room.top()
    room.desk.change(*(a_job(n) for n in range(61, 81)), a_job(35, JobState.HELD))
    room.desk.drop(55)
    room.table.settle()
    assert room.selected() == [40, 35]
    assert room.top() == top
    room.desk.replace(*two_queues(), *(a_job(n, JobState.RUNNING) for n in range(30, 500)))
    room.table.settle()
    assert room.selected() == [40, 35]
    assert room.top() == top


def test_at_the_top_new_jobs_are_seen(room: Room) -> None:
    room.desk.change(a_job(61), a_job(62))
    room.table.settle()
    assert room.top() == 62


def test_order_and_filter_survive_a_snapshot_and_staleness(room: Room) -> None:
    header = room.window.view.horizontalHeader()
    assert header is not None
    header.setSortIndicator(room.table.column_at("number"), Qt.SortOrder.AscendingOrder)
    room.window.bar.search.setText("STOCK")
    room.window.show_stale("14:32:05")
    room.desk.replace(*two_queues(), *(a_job(n, queue="STOCK") for n in (5, 9, 7)), a_job(6))
    room.table.settle()
    room.window.show_stale(None)
    assert [job.number for job in room.table.rows] == [5, 7, 9]
    assert room.window.bar.search.text() == "STOCK"


def test_a_click_on_any_heading_sorts_by_it_and_a_second_one_turns_it_round(room: Room) -> None:
    view, table = room.window.view, room.table
    header = view.horizontalHeader()
    assert header is not None
    for at, column in enumerate(table.columns):
        view.layout_of_columns.show_column(column.id, shown=True)
        room.window.resize(2400, 500)
        place = QPoint(header.sectionViewportPosition(at) + 8, header.height() // 2)
        orders = []
        for _ in range(2):
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
            assert table.sorted_by is not None
            assert table.sorted_by[0] == at, column.id
            orders.append(table.sorted_by[1])
            known = [value for row in table.rows if (value := column.value(row)) is not None]
            if all(isinstance(value, float | int) for value in known):
                turned = orders[-1] is Qt.SortOrder.DescendingOrder
                assert known == sorted(known, reverse=turned), column.id  # type: ignore[type-var]
        assert set(orders) == set(Qt.SortOrder), column.id


def test_elapsed_times_stop_at_the_last_thing_heard(room: Room) -> None:
    room.desk.change(a_job(61, JobState.RUNNING))
    room.table.settle()
    room.desk.now += 30
    room.window.show_stale("14:32:05")
    elapsed = room.table.index(0, room.table.column_at("elapsed"))
    assert room.table.data(elapsed) == "1:02"
    assert room.table.stale
    room.window.show_stale(None)
    assert room.table.data(elapsed) == "1:30"


def test_what_the_selected_jobs_allow(room: Room) -> None:
    numbers = {state: 10 + STATES.index(state) for state in STATES}
    waiting = {"set_priority", "move_to_queue", "cancel"}
    on_machine = {"cancel", "force_end", "output"}
    allowed = {
        JobState.QUEUED: {"hold", *waiting},
        JobState.HELD: {"release", *waiting},
        JobState.STARTING: on_machine,
        JobState.RUNNING: on_machine,
        JobState.STOPPING: on_machine,
        JobState.ENDED_NORMALLY: {"rerun", "output"},
        JobState.ENDED_ABNORMALLY: {"rerun", "output"},
        JobState.CANCELLED: {"rerun", "output"},
        JobState.TAKING_OVER: on_machine,
        JobState.UNKNOWN: {"settle", *on_machine},
    }
    assert room.enabled() == set()
    for state, kinds in allowed.items():
        room.select(numbers[state])
        assert room.enabled() == kinds, state
    room.select(numbers[JobState.QUEUED], numbers[JobState.HELD], numbers[JobState.RUNNING])
    assert room.enabled() == {"hold", "release", "force_end", *waiting}


def test_nothing_can_be_asked_while_the_link_is_down(room: Room) -> None:
    room.select(10)
    assert "hold" in room.enabled()
    room.window.show_stale("14:32:05")
    assert room.enabled() == set()
    hold = room.window.actions_on_jobs.all[0]
    assert hold.statusTip() == "Not connected to the JMSS server."
    room.window.carry_out("hold")
    assert room.calls.jobs() == []
    room.window.show_stale(None)
    room.window.carry_out("hold")
    assert room.calls.jobs() == [("hold", [10])]


def test_a_disabled_action_says_why(room: Room) -> None:
    room.select(13)
    tips = {a.objectName(): a.toolTip() for a in room.window.actions_on_jobs.all}
    assert tips["release"] == "Only a held job can be released."
    room.select(13, 12)
    tips = {a.objectName(): a.toolTip() for a in room.window.actions_on_jobs.all}
    assert tips["output"] == "Select one job to view its output."


def test_actions_follow_the_job_while_it_is_selected(room: Room) -> None:
    room.select(10)
    room.desk.change(a_job(10, JobState.RUNNING))
    room.table.settle()
    assert room.enabled() == {"cancel", "force_end", "output"}


def test_enter_views_the_output(qtbot: QtBot, room: Room) -> None:
    row = room.table.row_of(13)
    assert row is not None
    room.window.view.setCurrentIndex(room.table.index(row, 0))
    room.window.view.selectRow(row)
    qtbot.keyClick(room.window.view, Qt.Key.Key_Return)
    assert room.outputs == [13]


def test_the_keyboard_alone_goes_from_search_to_table(qtbot: QtBot, room: Room) -> None:
    room.window.activateWindow()
    room.window.show_search()
    qtbot.keyClicks(room.window.bar.search, "job-1")
    assert room.table.rowCount() == 11
    qtbot.keyClick(room.window.bar.search, Qt.Key.Key_Escape)
    assert room.table.rowCount() == 60
    qtbot.keyClick(room.window.bar.search, Qt.Key.Key_Down)
    assert room.window.focusWidget() is room.window.view


def test_the_menu_offers_the_actions(qtbot: QtBot, room: Room) -> None:
    room.select(10)
    room.window.view.menu_wanted.emit(room.window.mapToGlobal(room.window.rect().center()))
    menu = next(menu for menu in room.window.findChildren(QMenu) if menu.isVisible())
    names = [action.objectName() for action in menu.actions()]
    moves = ["hold", "release", "set_priority", "move_to_queue", "cancel", "force_end", "rerun"]
    assert names[:9] == [*moves, "settle", "output"]
    menu.close()


def test_chips_filter_and_count(qtbot: QtBot, room: Room) -> None:
    bar = room.window.bar
    assert bar.chips["failed"].text() == "Failed 6"
    bar.search.setText("nothing")
    bar.count()
    assert bar.chips["failed"].toolTip() == "Failed 6"
    bar.search.clear()
    bar.chips["failed"].click()
    assert {job.state for job in room.table.rows} == {JobState.ENDED_ABNORMALLY}
    bar.chips["failed"].click()
    assert room.table.rowCount() == 60
    assert bar.chips["all"].isChecked()
    room.desk.change(a_job(61, JobState.ENDED_ABNORMALLY))
    qtbot.waitUntil(lambda: bar.chips["failed"].toolTip() == "Failed 7")


def test_chips_count_with_the_table_and_not_later(room: Room) -> None:
    room.desk.change(a_job(61, JobState.ENDED_ABNORMALLY))
    room.table.settle()
    room.table.counts_changed.emit()
    assert room.window.bar.chips["failed"].text() == "Failed 7"


def test_chips_are_short_where_it_is_narrow(room: Room) -> None:
    room.window.resize(700, 400)
    assert room.window.bar.chips["failed"].text() == "6"
    assert room.window.bar.chips["failed"].toolTip() == "Failed 6"
    assert room.window.bar.chips["all"].text() == "All 60"


def test_an_empty_table_says_why_and_the_way_out(room: Room) -> None:
    overlay = room.window.overlay
    assert not overlay.isVisible()
    room.window.bar.chips["failed"].click()
    room.window.bar.search.setText("nothing")
    assert overlay.isVisible()
    assert overlay.head.text() == "No job matches the filter"
    assert overlay.why.text() == "Filter: state “Failed”, text “nothing”"
    overlay.button.click()
    assert not overlay.isVisible()
    assert room.table.rowCount() == 60
    assert room.window.bar.chips["all"].isChecked()


def test_an_empty_board_is_no_fault_of_the_filter(room: Room) -> None:
    room.desk.replace()
    room.table.settle()
    assert room.window.overlay.head.text() == "There are no jobs"
    assert not room.window.overlay.button.isVisible()


def test_changed_jobs_only(room: Room) -> None:
    room.window.show_only(frozenset({3, 5, 999}))
    assert [job.number for job in room.table.rows] == [5, 3]
    assert room.window.bar.changed.isVisible()
    room.window.bar.changed.click()
    assert room.table.rowCount() == 60
    assert not room.window.bar.changed.isVisible()


def test_the_footer_counts(room: Room) -> None:
    room.select(10, 20)
    room.window.bar.chips["queued"].click()
    assert room.window.footer.numbers.text() == "6 of 60 jobs shown　2 selected"


def test_copy_takes_the_selection_and_the_columns_on_screen(room: Room) -> None:
    room.desk.change(a_job(61, name="=cmd()"))
    room.table.settle()
    room.window.view.layout_of_columns.show_column("owner", shown=False)
    room.select(61)
    room.window.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    lines = clipboard.text().splitlines()
    assert lines[0].startswith("State,Job name,No.,Queue,Machine,Submitted")
    assert lines[1].startswith("Queued,'=cmd(),61,NIGHT,−,")
    room.select()
    room.window.copy_selection()
    assert len(clipboard.text().splitlines()) == 62


def test_filter_and_order_are_remembered(
    qtbot: QtBot, looks: Looks, keep: Keep, room: Room
) -> None:
    room.window.bar.search.setText("night")
    room.window.bar.chips["failed"].click()
    room.window.view.sortByColumn(room.table.column_at("name"), Qt.SortOrder.AscendingOrder)
    state = room.window.remembered()
    other = Room(qtbot, looks, keep)
    other.window.recall(state)
    assert other.window.remembered() == state
    assert other.window.bar.search.text() == "night"
    assert other.window.bar.chips["failed"].isChecked()
    assert other.table.filter == room.table.filter
    assert other.table.sorted_by == room.table.sorted_by
    other.window.recall({"order": {"column": "gone"}, "filter": {"group": "newer"}})
    assert other.table.filter.is_empty
    with pytest.raises((TypeError, ValueError, AttributeError)):
        other.window.recall({"filter": {"text": 7}})


def test_columns_are_remembered_by_name(qtbot: QtBot, looks: Looks, keep: Keep, room: Room) -> None:
    layout = room.window.view.layout_of_columns
    header = room.window.view.horizontalHeader()
    assert header is not None
    header.moveSection(header.visualIndex(room.table.column_at("number")), 0)
    header.resizeSection(room.table.column_at("queue"), 123)
    layout.show_column("owner", shown=False)
    layout.show_column("node", shown=True)
    state = room.window.remembered()
    other = Room(qtbot, looks, keep).window
    other.recall(state)
    assert other.remembered() == state
    assert other.view.layout_of_columns.in_order()[0].id == "number"
    assert not other.view.layout_of_columns.is_shown("owner")
    assert other.view.columnWidth(room.table.column_at("queue")) == 123
    other.recall({"columns": {"order": 7, "hidden": ["nobody"], "widths": {"queue": "wide"}}})
    assert other.view.layout_of_columns.is_shown("owner")
    layout.reset()
    assert layout.is_shown("owner")
    assert not layout.is_shown("node")


def test_the_column_menu_ticks_what_is_shown(room: Room) -> None:
    menu = room.window._columns
    menu.fill()
    ticks = {a.objectName(): a for a in menu.actions() if a.isCheckable()}
    assert ticks["owner"].isChecked()
    assert not ticks["command"].isChecked()
    ticks["owner"].trigger()
    assert not room.window.view.layout_of_columns.is_shown("owner")


def test_the_column_menu_stays_for_more_ticks(qtbot: QtBot, room: Room) -> None:
    menu, layout = room.window._columns, room.window.view.layout_of_columns
    menu.popup(room.window.mapToGlobal(room.window.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    ticks = {a.objectName(): a for a in menu.actions() if a.isCheckable()}
    for name in ("owner", "queue"):
        place = menu.actionGeometry(ticks[name]).center()
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert not layout.is_shown("owner")
    assert not layout.is_shown("queue")
    menu.setActiveAction(ticks["command"])
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert layout.is_shown("command")
    assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


@pytest.mark.parametrize("width", [943, 1016, 1400])  # at 1440, 1024 and maximised
def test_no_horizontal_scroll_bar_and_no_cut_row(qtbot: QtBot, room: Room, width: int) -> None:
    view = room.window.view
    for height in (300, 307, 333):
        room.window.resize(width, height)
        viewport = view.viewport()
        assert viewport is not None
        qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)
        assert viewport.height() % view.row_height == 0


def test_names_can_be_read_where_there_is_a_scroll_bar_anyway(qtbot: QtBot, room: Room) -> None:
    room.window.resize(460, 400)
    view = room.window.view
    bar = view.horizontalScrollBar()
    assert bar is not None
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert view.columnWidth(room.table.column_at("name")) >= LEGIBLE_PX


def place(room: Room, at: int) -> QPoint:
    return room.window.view.visualRect(room.table.index(at, 1)).center()


def test_the_mouse_selects_one_one_more_and_all_between(qtbot: QtBot, room: Room) -> None:
    viewport = room.window.view.viewport()
    left, shift, ctrl = (
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier,
    )
    qtbot.mouseClick(viewport, left, pos=place(room, 1))
    assert room.selected() == [59]
    qtbot.mouseClick(viewport, left, ctrl, place(room, 4))
    assert room.selected() == [59, 56]
    qtbot.mouseClick(viewport, left, shift, place(room, 6))
    assert room.selected() == [56, 55, 54]
    qtbot.mouseClick(viewport, left, shift | ctrl, place(room, 2))
    assert room.selected() == [58, 57, 56, 55, 54]
    qtbot.mouseClick(viewport, left, ctrl, place(room, 3))
    assert room.selected() == [58, 56, 55, 54]
    qtbot.mousePress(viewport, left, pos=place(room, 2))
    qtbot.mouseMove(viewport, place(room, 5))
    qtbot.mouseRelease(viewport, left, pos=place(room, 5))
    assert room.selected() == [58, 57, 56, 55]


def test_the_right_button_keeps_a_selection_that_it_is_in(qtbot: QtBot, room: Room) -> None:
    viewport = room.window.view.viewport()
    room.select(59, 58)
    qtbot.mousePress(viewport, Qt.MouseButton.RightButton, pos=place(room, 1))
    qtbot.mouseRelease(viewport, Qt.MouseButton.RightButton, pos=place(room, 1))
    assert room.selected() == [59, 58]
    qtbot.mousePress(viewport, Qt.MouseButton.RightButton, pos=place(room, 5))
    qtbot.mouseRelease(viewport, Qt.MouseButton.RightButton, pos=place(room, 5))
    assert room.selected() == [55]


def test_the_keyboard_selects_as_the_mouse_does(qtbot: QtBot, room: Room) -> None:
    view, key = room.window.view, Qt.Key
    shift, ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    view.setFocus()
    view.setCurrentIndex(room.table.index(0, 0))
    qtbot.keyClick(view, key.Key_Down)
    assert room.selected() == [59]
    qtbot.keyClick(view, key.Key_Down, shift)
    qtbot.keyClick(view, key.Key_Down, shift)
    assert room.selected() == [59, 58, 57]
    qtbot.keyClick(view, key.Key_Up, shift)
    assert room.selected() == [59, 58]
    qtbot.keyClick(view, key.Key_Down, ctrl)
    qtbot.keyClick(view, key.Key_Down, ctrl)
    assert room.selected() == [59, 58]
    qtbot.keyClick(view, key.Key_Space, ctrl)
    assert room.selected() == [59, 58, 56]
    qtbot.keyClick(view, key.Key_A, ctrl)
    assert len(room.selected()) == 60
    qtbot.keyClick(view, key.Key_Space)
    assert len(room.selected()) == 1


def test_select_all_visits_no_row(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(JobTable, "data", lambda _self, index, _role=0: asked.append(index.row()))
    room.window.view.selectAll()
    assert room.table.selected_count() == 60
    assert asked == []


def test_typing_in_the_table_searches_no_rows(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(JobTable, "match", lambda *given: asked.append(given) or [])
    qtbot.keyClicks(room.window.view, "job")
    assert asked == []


def test_only_rows_that_changed_are_painted(qtbot: QtBot, room: Room) -> None:
    painted: list[tuple[int, int]] = []
    view = room.window.view
    paint = view._painter.paint

    def watched(painter: QPainter, exposed: QRect) -> None:
        painted.append((view.rowAt(exposed.top()), view.rowAt(exposed.bottom())))
        paint(painter, exposed)

    view._painter.paint = watched  # type: ignore[method-assign]
    view.clearFocus()
    qtbot.wait(1)
    painted.clear()
    room.desk.change(a_job(57, JobState.RUNNING))
    qtbot.waitUntil(lambda: bool(painted))
    assert painted == [(3, 3)]
    painted.clear()
    room.desk.change(a_job(2, JobState.RUNNING))
    room.table.settle()
    qtbot.wait(30)
    assert painted == []
