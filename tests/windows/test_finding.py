# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding jobs as an operator does: by keyboard and mouse, on the real subwindow."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication, QListView, QMenu, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.job_keys import SortedBy
from jlook_client.views import filter_trouble, reading, typed_search
from jlook_client.views.finding import Finding
from jlook_client.views.saved_views import SavedViews
from jmss.model.jobs import JobState
from tests.fakes.desk_board import STATES, Desk, a_job, two_queues
from tests.fakes.job_window import JobWindow, Keep

Key = Qt.Key
Mod = Qt.KeyboardModifier
NAMES = ("backup", "夜間集計", "report")


class Room(JobWindow):
    """The subwindow over sixty jobs; ``ueda`` is connected."""

    def __init__(self, qtbot: QtBot, looks: Looks, keep: Keep, language: str = "en") -> None:
        self.desk = Desk(
            *two_queues(),
            *(
                a_job(
                    n,
                    STATES[n % len(STATES)],
                    name=f"{NAMES[n % 3]}-{n:02d}",
                    queue=("NIGHT", "STOCK")[n % 2],
                    owner=("ueda", "root")[n % 7 == 0],
                )
                for n in range(1, 61)
            ),
        )
        self.kept: list[tuple[dict[str, object], ...]] = [()]
        self.aside: list[object] = []
        self.views = SavedViews(lambda: self.kept[-1], self.kept.append, self.aside.extend)
        self.finding = Finding(me=lambda: "ueda", views=self.views)
        super().__init__(
            qtbot,
            looks,
            keep,
            self.desk.mirror,
            now=self.desk.clock,
            finding=self.finding,
            language=language,
        )
        self.box = self.window.bar.search
        self.view = self.window.view

    def numbers(self) -> list[int]:
        return [job.number for job in self.table.rows]

    def type(self, qtbot: QtBot, text: str) -> None:
        self.box.setFocus()
        self.box.clear()
        qtbot.keyClicks(self.box, text)

    def offered(self) -> list[str]:
        model = self.box.offers
        return [
            model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())
        ]

    def popup(self) -> QListView:
        popup = self.box.completer_of_words.popup()
        assert isinstance(popup, QListView)
        return popup


@pytest.fixture
def room(qtbot: QtBot, looks: Looks, keep: Keep) -> Room:
    return Room(qtbot, looks, keep)


def test_the_box_asks_for_more_than_words(qtbot: QtBot, room: Room) -> None:
    room.type(qtbot, "state:failed,unknown -owner:me")
    wanted = {JobState.ENDED_ABNORMALLY, JobState.UNKNOWN}
    jobs = room.desk.mirror.jobs.values()
    expected = [job.number for job in jobs if job.state in wanted and job.owner == "root"]
    assert sorted(room.numbers()) == sorted(expected) != []
    room.desk.change(a_job(61, JobState.ENDED_ABNORMALLY, owner="root"))
    room.desk.change(a_job(expected[0], JobState.QUEUED, owner="root"))
    room.table.settle()
    assert sorted(room.numbers()) == sorted([*expected[1:], 61])


def test_a_time_of_day_is_the_last_such_time(qtbot: QtBot, room: Room) -> None:
    room.desk.change(a_job(61, submitted=room.desk.now - 3 * 86_400))
    room.table.settle()
    room.type(qtbot, "after:1d")
    assert 61 not in room.numbers()
    assert len(room.numbers()) == 60
    assert room.box.toolTip().startswith("after:1d means ")
    room.type(qtbot, "before:1d")
    assert room.numbers() == [61]
    room.box.clear()
    assert room.box.toolTip() == ""


def test_what_is_not_understood_is_told_and_hides_nothing(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble = room.window.bar.trouble
    trouble._wait.setInterval(1)
    room.type(qtbot, "state:faild backup")
    qtbot.waitUntil(trouble.isVisible)
    said = "“faild” is no state: did you mean failed? – this hides no job"
    assert trouble.said.text() == said
    assert room.box.accessibleDescription() == said
    assert len(room.numbers()) == 20
    room.type(qtbot, "backup")
    assert not trouble.isVisible()
    assert filter_trouble.WAIT_MS > 100, "no complaint in the middle of a word"


def test_words_are_completed_by_keyboard(qtbot: QtBot, room: Room) -> None:
    room.type(qtbot, "backup ow")
    assert room.offered() == ["owner:"]
    assert room.popup().isVisible()
    qtbot.keyClick(room.popup(), Key.Key_Down)
    qtbot.keyClick(room.popup(), Key.Key_Return)
    assert room.box.text() == "backup owner:"
    qtbot.waitUntil(room.popup().isVisible)
    assert room.offered() == ["me", "=root", "=ueda"]
    qtbot.keyClick(room.popup(), Key.Key_Down)
    qtbot.keyClick(room.popup(), Key.Key_Down)
    qtbot.keyClick(room.popup(), Key.Key_Tab)
    assert room.box.text() == "backup owner:=root"
    assert not room.popup().isVisible()
    room.box.clear()
    qtbot.keyClick(room.box, Key.Key_Space, Mod.ControlModifier)
    assert "state:" in room.offered()
    qtbot.keyClick(room.popup(), Key.Key_Escape)
    assert not room.popup().isVisible()


def test_escape_closes_the_list_before_it_clears_the_box(room: Room, qtbot: QtBot) -> None:
    room.box.setFocus()
    qtbot.keyClicks(room.box, "queue:n")
    qtbot.waitUntil(room.popup().isVisible)
    qtbot.keyClick(room.popup(), Key.Key_Escape)
    assert not room.popup().isVisible()
    assert room.box.text() == "queue:n"
    qtbot.keyClick(room.box, Key.Key_Escape)
    assert room.box.text() == ""


def test_the_last_filters_come_back(qtbot: QtBot, room: Room) -> None:
    for text in ("backup", "state:failed"):
        room.type(qtbot, text)
        assert not room.popup().isVisible()
        qtbot.keyClick(room.box, Key.Key_Return)
    room.box.clear()
    qtbot.keyClick(room.box, Key.Key_Down, Mod.AltModifier)
    assert room.offered() == ["state:failed", "backup"]
    qtbot.keyClick(room.popup(), Key.Key_Down)
    qtbot.keyClick(room.popup(), Key.Key_Down)
    qtbot.keyClick(room.popup(), Key.Key_Return)
    assert room.box.text() == "backup"


def test_help_lies_at_the_box_and_stops_nothing(qtbot: QtBot, room: Room) -> None:
    room.box.setFocus()
    qtbot.keyClick(room.box, Key.Key_F1)
    help_at_box = room.window.bar.help
    assert help_at_box.isVisible()
    qtbot.keyClicks(room.box, "report")
    assert len(room.numbers()) == 20
    room.window.bar.help.tried.emit("state:failed,unknown")
    assert room.box.text() == "report state:failed,unknown"
    qtbot.keyClick(room.box, Key.Key_F1)
    assert not help_at_box.isVisible()
    room.window.bar.ask_help.click()
    qtbot.keyClick(help_at_box, Key.Key_Escape)
    assert not help_at_box.isVisible()
    room.window.view.setFocus()
    room.window.bar.ask_help.click()
    qtbot.keyClicks(room.box, "n")
    assert help_at_box.isVisible(), "it is there to write by"
    qtbot.keyClick(room.box, Key.Key_Escape)
    assert not help_at_box.isVisible()
    room.window.bar.ask_help.click()
    room.window.view.setFocus()
    assert not help_at_box.isVisible(), "it would lie over the rows"


def test_an_empty_table_says_what_hides_how_many_and_each_way_out(qtbot: QtBot, room: Room) -> None:
    room.window.bar.chips["held"].click()
    room.type(qtbot, "state:failed backup")
    overlay = room.window.overlay
    qtbot.waitUntil(lambda: overlay.ways.count() > 0)
    assert overlay.why.text() == (
        "Filter: state “Held”, text “backup”, state:failed\n"
        "Hidden: 2 by state “Held”, 2 by state:failed\n"
        "56 jobs are hidden by several of these\n"
        "Each by itself would show: state “Held” 6, text “backup” 20, state:failed 6"
    )
    item = overlay.ways.itemAt(0)
    button = item.widget() if item else None
    assert button is not None
    assert button.text() == "Show 2 jobs: leave out state “Held”"  # type: ignore[attr-defined]
    button.click()  # type: ignore[attr-defined]
    assert len(room.numbers()) == 2
    assert room.window.bar.chips["all"].isChecked()
    assert room.box.text() == "state:failed backup"
    assert not overlay.isVisible()


def test_typing_in_the_table_goes_to_the_next_match(qtbot: QtBot, room: Room) -> None:
    room.view.setFocus()
    room.view.selectRow(0)
    qtbot.keyClicks(room.view, "rep")
    assert [job.number for job in room.window.selected_jobs()] == [59]
    assert len(room.numbers()) == 60, "nothing is hidden"
    qtbot.keyClick(room.view, Key.Key_F3)
    assert [job.number for job in room.window.selected_jobs()] == [56]
    qtbot.keyClick(room.view, Key.Key_F3, Mod.ShiftModifier)
    assert [job.number for job in room.window.selected_jobs()] == [59]
    qtbot.keyClick(room.view, Key.Key_Escape)
    qtbot.keyClicks(room.view, "12")
    assert [job.number for job in room.window.selected_jobs()] == [12]
    qtbot.keyClicks(room.view, "x")
    qtbot.waitUntil(lambda: "No job shown has “12x”" in room.window.footer.outcome.text())
    assert typed_search.PAUSE_MS >= 1000


def test_going_to_a_job_by_its_number(qtbot: QtBot, room: Room) -> None:
    room.window.go_to_job()
    asking = room.window.finding.go_to_job
    qtbot.keyClicks(asking.number, "17")
    qtbot.keyClick(asking.number, Key.Key_Return)
    assert [job.number for job in room.window.selected_jobs()] == [17]
    assert not asking.isVisible()
    assert QApplication.focusWidget() is room.view
    room.window.go_to_job()
    asking.number.setText("9999")
    asking.go.click()
    assert asking.told.text() == "There is no job 9999 on the board; its jobs are 1 to 60"
    asking.number.setText("one")
    asking.go.click()
    assert asking.told.text() == "A job number has digits only"
    qtbot.keyClick(asking.number, Key.Key_Escape)
    assert not asking.isVisible()


def test_going_to_a_job_that_the_filter_hides(qtbot: QtBot, room: Room) -> None:
    room.window.bar.chips["held"].click()
    room.type(qtbot, "number:..40 backup")
    room.window.go_to_job()
    asking = room.window.finding.go_to_job
    asking.number.setText("１７")
    asking.go.click()
    assert asking.told.text() == ("Job 17 (Cancelled) is hidden by state “Held”, text “backup”")
    qtbot.keyClick(asking.show_it, Key.Key_Space)
    assert [job.number for job in room.window.selected_jobs()] == [17]
    assert room.box.text() == "number:..40"
    assert not asking.isVisible()


def test_views_are_saved_by_name_and_come_back_by_key(qtbot: QtBot, room: Room) -> None:
    button = room.window.finding.views
    room.type(qtbot, "backup owner:me")
    room.window.bar.chips["failed"].click()
    room.table.sort_by(SortedBy("queue"), SortedBy("name", descending=True))
    room.window.view.layout_of_columns.show_column("node", shown=True)
    shown = room.numbers()
    button.save()
    assert button.naming.isVisible()
    button.naming.name.setText("Mine")
    qtbot.keyClick(button.naming.name, Key.Key_Return)
    room.window.bar.clear()
    room.table.sort(-1)
    room.window.view.layout_of_columns.reset()
    assert len(room.numbers()) == 60
    room.view.setFocus()
    qtbot.keyClick(room.view, Key.Key_1, Mod.ControlModifier)
    assert room.numbers() == shown
    assert room.table.order == (SortedBy("queue"), SortedBy("name", descending=True))
    assert room.box.text() == "backup owner:me"
    assert room.table.filter.me == "ueda"
    assert room.window.view.layout_of_columns.is_shown("node")
    qtbot.keyClick(room.view, Key.Key_2, Mod.ControlModifier)
    assert "There is no view 2" in room.window.footer.outcome.text()


def test_views_are_renamed_replaced_and_deleted(qtbot: QtBot, room: Room) -> None:
    button = room.window.finding.views
    for name in ("a", "b"):
        button.save()
        button.naming.name.setText(name)
        button.naming.save.click()
    button.rename("a")
    button.naming.name.setText("b")
    assert button.naming.told.text() == "This replaces the view “b”"
    button.naming.name.setText("c & d")
    button.naming.save.click()
    assert room.views.names == ["c & d", "b"]
    button.fill()
    texts = [action.text() for action in button.entries.actions()]
    assert texts[:2] == ["c && d\tCtrl+1", "b\tCtrl+2"]
    (delete,) = (action.menu() for action in button.entries.actions() if action.text() == "&Delete")
    assert isinstance(delete, QMenu)
    delete.actions()[0].trigger()
    assert room.views.names == ["b"]
    assert [view["name"] for view in room.kept[-1]] == ["b"]


def test_a_damaged_view_is_put_aside_with_a_message(qtbot: QtBot, room: Room) -> None:
    room.kept.append(({"name": "bad", "left": {"filter": {"text": 5}}}, {"name": 7}, "no"))
    room.views.read()
    assert room.views.names == ["bad"]
    assert room.aside == [{"name": 7}, "no"]
    room.window.finding.views.choose("bad")
    told = room.window.footer.outcome.text()
    assert told == "The view “bad” is damaged; it was put aside"
    assert room.aside[2:] == [{"name": "bad", "left": {"filter": {"text": 5}}}]
    assert room.views.names == []
    assert room.kept[-1] == ()


def test_shift_and_a_click_sort_equals(qtbot: QtBot, room: Room) -> None:
    header = room.view.horizontalHeader()
    assert header is not None
    viewport = header.viewport()
    assert viewport is not None

    def click(column: str, keys: Mod = Mod.NoModifier) -> None:
        at = room.table.column_at(column)
        place = QPoint(header.sectionViewportPosition(at) + 10, header.height() // 2)
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, keys, place)

    click("queue")
    click("name", Mod.ShiftModifier)
    assert room.table.order == (SortedBy("queue"), SortedBy("name"))
    click("name", Mod.ShiftModifier)
    assert room.table.order == (SortedBy("queue"), SortedBy("name", descending=True))
    click("queue")
    assert room.table.order[0] == SortedBy("queue", descending=True)


def test_rows_do_not_run_away_under_a_mouse_that_moves(qtbot: QtBot, room: Room) -> None:
    room.window.finding.reading._rest.setInterval(1)
    viewport = room.view.viewport()
    assert viewport is not None
    qtbot.mouseMove(viewport, QPoint(50, 50))
    qtbot.mouseMove(viewport, QPoint(52, 50))
    room.desk.change(a_job(61), a_job(62), a_job(60, JobState.RUNNING))
    room.table.settle()
    sign = room.window.finding.pending
    assert room.numbers()[0] == 60
    assert room.table.rows[0].state is JobState.RUNNING
    assert sign.isVisible()
    assert sign.text() == "2 updates pending (F5)"
    room.view.setFocus()
    qtbot.keyClick(room.view, Key.Key_F5)
    assert room.numbers()[:2] == [62, 61]
    assert not sign.isVisible()


def test_after_a_rest_the_rows_move_again(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "REST_MS", 1)
    monkeypatch.setattr(reading, "SELECTED_REST_MS", 60_000)
    room.view.setFocus()
    qtbot.keyClick(room.view, Key.Key_PageDown, Mod.ControlModifier)
    room.desk.change(a_job(61))
    room.table.settle()
    qtbot.waitUntil(lambda: room.numbers()[0] == 61)
    assert not room.window.finding.reading.is_under_way
    qtbot.keyClick(room.view, Key.Key_Home, Mod.ControlModifier)
    qtbot.keyClick(room.view, Key.Key_Space)
    room.desk.change(a_job(62))
    room.table.settle()
    assert room.table.pending == 1
    assert room.window.finding.reading.is_under_way


def test_the_filter_is_worn_again_at_the_next_start(
    qtbot: QtBot, looks: Looks, keep: Keep, room: Room
) -> None:
    room.type(qtbot, "owner:me backup")
    room.table.sort_by(SortedBy("state"), SortedBy("owner"))
    again = Room(qtbot, looks, keep)
    again.window.recall(room.window.remembered())
    assert again.numbers() == room.numbers() != []
    assert again.table.order == (SortedBy("state"), SortedBy("owner"))
    assert again.table.filter == JobFilter(text="owner:me backup", at=again.desk.now, me="ueda")


def test_columns_and_order_by_keyboard(qtbot: QtBot, room: Room) -> None:
    layout, panel = room.view.layout_of_columns, room.window.finding.columns
    panel.open()
    assert QApplication.focusWidget() is panel.columns
    qtbot.keyClick(panel.columns, Key.Key_Down)
    qtbot.keyClick(panel.columns, Key.Key_Down, Mod.AltModifier)
    assert [column.id for column in layout.in_order()][:3] == ["state", "number", "name"]
    qtbot.keyClick(panel.columns, Key.Key_Space)
    assert not layout.is_shown("name")
    qtbot.keyClick(panel.columns, Key.Key_Up, Mod.AltModifier)
    qtbot.keyClick(panel.columns, Key.Key_Up, Mod.AltModifier)
    qtbot.keyClick(panel.columns, Key.Key_Up, Mod.AltModifier)
    assert [column.id for column in layout.in_order()][:2] == ["name", "state"]
    panel.by.setCurrentIndex(panel.by.findData("priority"))
    panel.by.activated.emit(panel.by.currentIndex())
    panel.then_down.click()
    assert [one.column for one in room.table.order] == ["priority", "number"]
    qtbot.keyClick(panel.columns, Key.Key_Escape)
    assert not panel.isVisible()


def test_the_filter_box_has_room_while_it_is_used(qtbot: QtBot, room: Room) -> None:
    room.window.resize(943, 500)
    room.view.setFocus()
    failed = room.window.bar.chips["failed"]
    qtbot.waitUntil(lambda: failed.text() == "Failed 6")
    room.type(qtbot, "state:failed")
    qtbot.waitUntil(lambda: failed.text() == "6")
    assert room.box.width() >= 260
    room.box.clear()
    room.view.setFocus()
    qtbot.waitUntil(lambda: failed.text() == "Failed 6")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_at_its_usual_width_the_box_says_whole_what_it_is_for(
    qtbot: QtBot, looks: Looks, keep: Callable[[QWidget], None], language: str
) -> None:
    room = Room(qtbot, looks, keep, language)
    room.window.resize(943, 400)  # in a window of 1440 pixels
    words = room.box.fontMetrics().horizontalAdvance(room.box.placeholderText())
    glass_and_edges = 50
    qtbot.waitUntil(lambda: room.box.width() >= words + glass_and_edges)


@pytest.mark.parametrize("width", [560, 640, 700, 800, 943])
def test_nothing_lies_over_the_filter_box(qtbot: QtBot, room: Room, width: int) -> None:
    room.window.resize(width, 400)
    for text in ("", "state:failed"):
        room.type(qtbot, text)
        qtbot.waitUntil(lambda: room.window.bar.line.geometry().width() <= width)
        room.window.bar.layout().activate()  # type: ignore[union-attr]
        assert room.box.geometry().right() < room.window.bar.chips["all"].geometry().left()
        assert room.window.finding.views.geometry().right() <= room.window.footer.width()
