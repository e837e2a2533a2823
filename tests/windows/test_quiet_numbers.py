# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that change many times a second: Qt lays out and paints what it must, no more."""

from collections.abc import Callable, Mapping

import pytest
from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.token_question import Reason, TokenQuestion
from jlook_client.views.dress import change_colours, change_font
from jlook_client.views.steady_room import SteadyLabel, shape_of, spare_width
from jmss.link.view import LinkState, LinkView
from jmss.model.jobs import JobState
from tests.fakes.desk_board import NOON
from tests.fakes.desk_link import down, up
from tests.fakes.desk_window import DeskWindow
from tests.fakes.event_count import events_of, settle
from tests.fakes.job_window import JobWindow, Keep
from tests.fakes.many_jobs import many_jobs

LAYOUT = QEvent.Type.LayoutRequest
PAINT = QEvent.Type.Paint
TIP = QEvent.Type.ToolTipChange
TITLE = QEvent.Type.WindowTitleChange


@pytest.fixture
def desk(looks: Looks, keep: Keep) -> DeskWindow:
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.window.show()
    desk.show(up(), now=5.3)
    return desk


@pytest.fixture
def room(qtbot: QtBot, looks: Looks, keep: Keep) -> JobWindow:
    return JobWindow(qtbot, looks, keep, many_jobs(1_200), now=lambda: NOON)


def counted(running: int) -> Mapping[JobState, int]:
    return {JobState.RUNNING: running, JobState.QUEUED: 5 * running}


def footer_says(room: JobWindow, total: int) -> Callable[[], None]:
    return lambda: room.window.footer.count(total=total, shown=total, selected=0)


# Digits in place of digits.


def test_other_digits_on_a_chip_ask_for_no_layout_and_paint_the_chip_alone(room: JobWindow) -> None:
    chip = room.window.bar.chips["failed"]
    chip.set_count(4_321)
    count = events_of(lambda: chip.set_count(4_322), lambda: chip.set_count(1_111))
    assert chip.text() == "Failed 1,111"
    assert chip.toolTip() == chip.accessibleName() == "Failed 1,111"
    assert count.of(LAYOUT) == {}
    painted = count.of(PAINT)
    assert painted["Chip"] == 2
    assert painted.keys() <= {"Chip", "FilterBar", "JobInformation"}, painted


def test_other_digits_in_the_footer_ask_for_no_layout(room: JobWindow) -> None:
    footer_says(room, 7_000)()
    count = events_of(footer_says(room, 7_001), footer_says(room, 1_111))
    assert room.window.footer.numbers.text() == "1,111 of 1,111 jobs shown"
    assert count.of(LAYOUT) == {}
    assert "JobTableView" not in count.of(PAINT)


def test_other_digits_in_the_status_bar_ask_for_no_layout(desk: DeskWindow) -> None:
    desk.window.show_counts(counted(40))
    count = events_of(
        lambda: desk.window.show_counts(counted(41)), lambda: desk.window.show_counts(counted(41))
    )
    assert desk.window.job_counts.text() == "Running 41 Queued 205 Failed 0"
    assert desk.window.job_counts.accessibleName() == desk.window.job_counts.text()
    assert count.of(LAYOUT) == {}
    animations = count.of(QEvent.Type.DeferredDelete)
    assert animations == {}, "Qt makes one each time it lays out a main window"
    painted = count.of(PAINT)
    assert painted["SteadyLabel"] == 2, "those two that say something else, once"
    assert painted.keys() <= {"QLabel", "SteadyLabel", "JobCounts"}, painted


def test_the_next_second_of_the_age_asks_for_no_layout(desk: DeskWindow) -> None:
    desk.show(up(heard_at=6.0), now=6.0)
    count = events_of(lambda: desk.show(up(heard_at=7.0), now=7.0))
    assert desk.window.as_of.text() == "Data as of 14:32:07"
    assert count.of(LAYOUT, TIP, TITLE) == {}
    assert "LinkStatus" not in count.of(PAINT)


def test_a_countdown_asks_for_no_layout(desk: DeskWindow) -> None:
    desk.show(down(), now=10.5)
    settle()
    count = events_of(lambda: desk.show(down(), now=11.5))
    assert desk.window.banner.step.text() == "Retry in 3 s (attempt 3)"
    assert count.of(LAYOUT, TIP, TITLE) == {}
    assert "QPushButton" not in count.of(PAINT)


def test_what_changes_in_a_subwindow_does_not_paint_its_frame(desk: DeskWindow) -> None:
    count = events_of(desk.views["jobs"].field.update)
    assert count.of(PAINT) == {"QLineEdit": 1, "NotingView": 1}


# Nothing new.


@pytest.mark.parametrize("state", LinkState)
def test_a_look_at_a_link_that_is_as_it_was_does_nothing(
    desk: DeskWindow, state: LinkState
) -> None:
    view: LinkView = up(state) if state in {LinkState.LIVE, LinkState.SUSPECT} else down(state)
    desk.window.area.windows["jobs"].showMaximized()
    desk.show(view, now=9.2)
    count = events_of(desk.window.look_again, desk.window.look_again)
    assert count.of(LAYOUT, PAINT, TIP, TITLE) == {}


def test_a_question_that_stays_is_not_asked_again(desk: DeskWindow) -> None:
    desk.link.question = TokenQuestion(reason=Reason.NEEDED, server="VCOM1")
    desk.show(down(LinkState.HELD), now=9.2)
    told = desk.window.banner.story.text()
    assert told.startswith("VCOM1 asks for a token.")
    assert desk.window.banner.token.isVisible()
    count = events_of(desk.window.look_again)
    assert count.of(LAYOUT, PAINT, TIP) == {}
    desk.link.question = None
    desk.window.look_again()
    assert not desk.window.banner.token.isVisible()
    assert desk.window.banner.story.text() != told
    assert desk.window.banner.primary.isVisible()


def test_the_title_says_what_is_unseen_also_under_a_maximised_subwindow(desk: DeskWindow) -> None:
    jobs = desk.window.area.windows["jobs"]
    jobs.showMaximized()
    settle()
    desk.window.show_unseen(3)
    assert desk.window.windowTitle().startswith("(3) JMSS/JLook — VCOM1")
    count = events_of(desk.window.look_again, lambda: desk.window.show_unseen(3))
    assert count.of(TITLE) == {}
    jobs.showNormal()
    settle()
    assert desk.window.windowTitle() == "(3) JMSS/JLook — VCOM1"
    desk.window.show_unseen(0)
    assert desk.window.windowTitle() == "JMSS/JLook — VCOM1"


# Another room.


def test_more_digits_get_more_room(room: JobWindow, desk: DeskWindow) -> None:
    chip, numbers = room.window.bar.chips["failed"], room.window.footer.numbers
    chip.set_count(9)
    footer_says(room, 9)()
    desk.window.show_counts(counted(1))
    settle()
    beside = room.window.bar.chips["running"]
    before = chip.width(), numbers.width(), desk.window.job_counts.width()
    chip.set_count(123_456)
    footer_says(room, 123_456)()
    desk.window.show_counts(counted(123_456))
    settle()
    after = chip.width(), numbers.width(), desk.window.job_counts.width()
    assert all(new > old for old, new in zip(before, after, strict=True)), (before, after)
    assert chip.geometry().right() < beside.x()
    assert numbers.label.size() == numbers.size()
    assert numbers.width() == numbers.sizeHint().width()
    chip.set_count(9)
    footer_says(room, 9)()
    desk.window.show_counts(counted(1))
    settle()
    assert (chip.width(), numbers.width(), desk.window.job_counts.width()) == before


def test_where_it_is_narrow_chips_leave_out_their_words(room: JobWindow) -> None:
    chip = room.window.bar.chips["failed"]
    chip.set_count(4_321)
    settle()
    wide = chip.width()
    room.window.resize(700, 500)
    settle()
    assert (chip.text(), chip.toolTip()) == ("4,321", "Failed 4,321")
    assert chip.width() < wide
    room.window.resize(1_200, 500)
    settle()
    assert (chip.text(), chip.width()) == ("Failed 4,321", wide)


def test_larger_letters_get_more_room_and_colours_none(
    room: JobWindow, dressed_app: tuple[QApplication, Looks]
) -> None:
    app, looks = dressed_app
    room.window.resize(1_700, 500)
    chip, numbers = room.window.bar.chips["failed"], room.window.footer.numbers
    for total in (4_320, 4_321):
        chip.set_count(total)
        footer_says(room, total)()
    settle()
    before = chip.size(), numbers.size()
    change_font(app, looks, 14.0)
    settle()
    larger = chip.size(), numbers.size()
    change_font(app, looks, 0.0)
    change_colours(app, looks)
    settle()
    assert all(b.width() > a.width() for a, b in zip(before, larger, strict=True))
    assert all(b.height() > a.height() for a, b in zip(before, larger, strict=True))
    assert (chip.size(), numbers.size()) == before
    chip.set_count(4_322)
    footer_says(room, 4_322)()
    settle()
    assert (chip.size(), numbers.size()) == before


def test_there_is_room_for_the_widest_digits() -> None:
    widths = dict.fromkeys("0123456789", 7) | {"1": 3, "4": 8, ",": 2}

    def width(text: str) -> int:
        return sum(widths[letter] for letter in text)

    assert spare_width("1,141", width) == 5 * 3
    assert spare_width("4,444", width) == 0
    assert shape_of("1,141 of 20") == shape_of("2,999 of 81") != shape_of("999 of 81")


def test_a_steady_label_takes_as_much_room_as_any_other(
    looks: Looks, keep: Callable[[QWidget], None]
) -> None:
    steady, plain = SteadyLabel(), QLabel("Running 1,234")
    for label in (steady, plain):
        keep(label)
    steady.set_text("Running 1,234")
    assert steady.sizeHint() == plain.sizeHint()
    assert steady.minimumSizeHint() == plain.minimumSizeHint()
    steady.resize(300, 80)
    steady.set_text("Running 1,234,567")
    plain.setText("Running 1,234,567")
    assert steady.sizeHint() == plain.sizeHint()
    assert steady.label.size() == steady.size()
