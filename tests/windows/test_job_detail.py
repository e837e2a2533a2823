# SPDX-License-Identifier: GPL-3.0-or-later
"""The job detail subwindow: everything about one job, live, old, and when it has left."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.job_record import JobRecord
from jlook_client.views.detail_acting import DetailActing
from jlook_client.views.job_detail import JobDetail
from jmss.errors import NoSuchJob, TooOld
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job, JobState
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.model.operations import Cancel, Hold
from jmss.texts import Texts
from jmss.wire.messages import JobHistory, Waiting
from tests.fakes.acts_calls import FakeActs
from tests.fakes.desk_board import NOON, Desk, a_job, two_queues

S = JobState
COMMAND = "cd /data && make all  # 夜間\nsecond line"
Keep = Callable[[QWidget], None]


def change(seq: int, fact: Job | Gone, by: str = "") -> Change:
    return Change(seq=seq, inc=1, at=NOON - 100 + seq, fact=fact, by=by)


class Room:
    """The subwindow about job 7 with two changes in its journal."""

    def __init__(self, qtbot: QtBot, looks: Looks, keep: Keep, state: S = S.RUNNING) -> None:
        self.job = a_job(7, state, command=COMMAND)
        self.desk = Desk(*two_queues(), self.job, a_job(8))
        self.record = JobRecord(7)
        self.calls = FakeActs()
        self.outputs: list[int] = []
        tr = Texts("en")
        self.view = JobDetail(self.record, now=self.desk.clock, tr=tr, looks=looks)
        DetailActing(
            self.view,
            self.desk.mirror,
            self.calls,
            view_output=self.outputs.append,
            tr=tr,
            looks=looks,
        )
        self.record.take_job(self.job)
        self.record.take_page(
            JobHistory(
                id="a",
                job=7,
                changes=[change(1, a_job(7, command=COMMAND), "sato"), change(2, self.job)],
                seq=2,
            )
        )
        self.view.resize(620, 420)
        keep(self.view)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.settle()

    def settle(self) -> None:
        self.view.refresh()

    def button(self, kind: str) -> QToolButton:
        action = next(each for each in self.view.tools.actions() if each.objectName() == kind)
        button = self.view.tools.widgetForAction(action)
        assert isinstance(button, QToolButton)
        return button


@pytest.fixture
def keep(qtbot: QtBot) -> Keep:
    return qtbot.addWidget


@pytest.fixture
def looks() -> Looks:
    return Looks(dark=False)


def test_attributes_attempts_and_journal(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep)
    view = room.view
    assert view.state.text() == "Running"
    assert view.truth.text() == "live"
    values = view.attributes.values
    assert values["Number"].text() == "7"
    assert values["Machine"].text() == "VCOM2"
    assert values["Machine"].accessibleName() == "Machine: VCOM2"
    assert view.attributes.command.toPlainText() == COMMAND
    assert [row[2] for row in view.journal.rows] == ["Queued", "Running on VCOM2 (SV2), attempt 1"]
    assert [chip.text() for chip in view.chips] == ["Attributes", "Attempts (1)", "Journal (2)"]
    assert view.attempts.rows[0][1] == "VCOM2"


def test_it_can_be_read_and_copied_by_the_keyboard(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    qtbot.keyClick(room.view.attributes.copy_command, Qt.Key.Key_Space)
    assert clipboard.text() == COMMAND
    qtbot.keyClick(room.view.chips[2], Qt.Key.Key_Space)
    assert room.view.pages.currentWidget() is room.view.journal
    room.view.copy_selection()
    assert clipboard.text().splitlines()[0] == "Time,By,What happened"
    room.view.choose(0)
    value = room.view.attributes.values["Queue"]
    value.setSelection(0, 5)
    room.view.copy_selection()
    assert clipboard.text() == "NIGHT"


def test_why_it_waits_and_who_holds_it(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep, S.HELD)
    room.record.take_live([change(2, room.job, "abe"), change(3, room.job, "kato")], 3)
    room.record.take_waiting(Waiting(id="w", job=7, obstacles=[Obstacle(why=Hindrance.HELD)]))
    room.settle()
    assert room.view.why.isVisible()
    assert room.view.why.text() == "It is held by abe."
    room.view.show_stale("14:32:05")
    assert "(as of 14:32:05)" in room.view.why.text()
    assert room.view.truth.text() == "as of 14:32:05"
    room.view.show_stale(None)
    room.record.take_job(a_job(7, S.RUNNING))
    room.settle()
    assert not room.view.why.isVisible()


def test_it_is_acted_on_from_here(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep, S.QUEUED)
    assert room.button("hold").isEnabled()
    assert not room.button("rerun").isEnabled()
    assert "Only an ended job" in room.button("rerun").toolTip()
    qtbot.mouseClick(room.button("hold"), Qt.MouseButton.LeftButton)
    assert [each for _, asked in room.calls.asked for each in asked] == [Hold(7)]
    assert "Hold" in room.view.outcome.text()
    room.view.show_stale("14:32:05")
    assert not room.button("hold").isEnabled()
    assert "Not connected" in room.button("hold").toolTip()


def test_what_would_be_lost_is_asked_first(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep)
    qtbot.mouseClick(room.button("cancel"), Qt.MouseButton.LeftButton)
    strip = room.view.findChild(QWidget, "strip")
    assert strip is not None
    assert strip.isVisible()
    assert room.calls.asked == []
    qtbot.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)  # type: ignore[attr-defined] # an ActionStrip
    assert [each for _, asked in room.calls.asked for each in asked] == [Cancel(7)]


def test_the_output_is_opened_from_here(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep)
    qtbot.mouseClick(room.button("output"), Qt.MouseButton.LeftButton)
    assert room.outputs == [7]


def test_a_job_that_left_the_board_stays_and_says_so(
    qtbot: QtBot, looks: Looks, keep: Keep
) -> None:
    room = Room(qtbot, looks, keep, S.ENDED_NORMALLY)
    room.desk.change(Gone(number=7))
    room.record.take_live([change(3, Gone(number=7))], 3)
    room.record.take_job(None)
    room.settle()
    assert room.view.truth.text().startswith("left the board at ")
    assert "left the board" in room.view.notice.text()
    assert room.view.attributes.values["Number"].text() == "7"
    assert not room.button("rerun").isEnabled()
    assert room.view.journal.rows[-1][2] == "It left the board."


def test_what_the_server_cannot_say_is_said(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep)
    room.record.fail(TooOld())
    room.settle()
    assert "older than this JLook" in room.view.notice.text()
    room.record.take_page(JobHistory(id="a", job=7, seq=9, since=NOON - 50))
    room.settle()
    assert room.view.notice.text() == ""
    room.view.choose(2)
    assert room.view.notice.text().startswith("Before ")
    assert room.view.notice.text().endswith(" the journal is gone.")


def test_a_job_of_which_nothing_is_left(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    record = JobRecord(99)
    view = JobDetail(record, now=lambda: NOON, tr=Texts("en"), looks=looks)
    keep(view)
    record.fail(NoSuchJob(job=99))
    view.refresh()
    assert view.notice.text().splitlines()[-1] == "The archive may: jstat --archive 99"
    assert view.state.text() == "Unknown"


def test_only_a_job_that_runs_makes_time_go_on(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep)
    assert room.view._tick.isActive()
    room.desk.now += 60
    room.view._count_on()
    assert room.view.attributes.values["Elapsed"].text() == "2:00"
    room.view.show_stale("14:32:05")
    assert not room.view._tick.isActive()
    room.view.show_stale(None)
    room.view.hide()
    assert not room.view._tick.isActive()
