# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator acts on selected jobs: asked where something is lost, told what became of it."""

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from jlook_client.acts import Act, Part, Stage
from jlook_client.looks import Looks
from jmss.errors import NotNow
from jmss.model.jobs import JobState
from jmss.model.operations import (
    Cancel,
    Fate,
    MoveToQueue,
    Release,
    Rerun,
    SetPriority,
    Settle,
)
from tests.fakes.desk_board import NOON, Desk, a_job, two_queues
from tests.fakes.job_window import JobWindow, Keep
from tests.fakes.steps import steps

S = JobState

JOBS = {
    1: S.QUEUED,
    2: S.QUEUED,
    3: S.RUNNING,
    4: S.RUNNING,
    5: S.ENDED_NORMALLY,
    6: S.ENDED_ABNORMALLY,
    7: S.UNKNOWN,
    8: S.HELD,
}


class Room(JobWindow):
    """The subwindow with one or two jobs of each kind."""

    def __init__(self, qtbot: QtBot, looks: Looks, keep: Keep) -> None:
        jobs = [a_job(n, state, queue="NIGHT") for n, state in JOBS.items()]
        self.desk = Desk(*two_queues(), *jobs)
        mirror, now = self.desk.mirror, self.desk.clock
        super().__init__(qtbot, looks, keep, mirror, now=now, last_heard=lambda: NOON)
        self.strip = self.window.strip
        self.footer = self.window.footer

    def choose(self, kind: str, *numbers: int) -> None:
        rows = [self.desk.mirror.columns.row(number) for number in numbers]
        self.table.selection.only(np.array(rows, np.int64))
        self.window.carry_out(kind)

    def selected(self) -> list[int]:
        return sorted(job.number for job in self.window.selected_jobs())

    def buttons(self) -> list[str]:
        return [button.text() for button in self.strip.buttons]

    def press(self, text: str) -> None:
        next(button for button in self.strip.buttons if button.text() == text).click()


@pytest.fixture
def room(qtbot: QtBot, looks: Looks, keep: Keep) -> Room:
    return Room(qtbot, looks, keep)


def test_what_loses_nothing_is_done_at_once(room: Room) -> None:
    for kind, number in (("hold", 1), ("release", 8), ("cancel", 1), ("rerun", 6)):
        room.choose(kind, number)
        assert room.calls.jobs()[-1] == (kind, [number])
    assert not room.strip.isVisible()


def test_what_runs_is_cancelled_only_after_a_question_that_names_it(room: Room) -> None:
    room.choose("cancel", 3)
    assert room.calls.asked == []
    assert room.strip.text.text() == ("1 job is on a machine and loses its work so far: job-3 (3).")
    assert room.buttons() == ["Cancel 1 job", "Do not cancel"]
    assert not QApplication.activeModalWidget()
    room.press("Do not cancel")
    assert (room.calls.asked, room.strip.isVisible()) == ([], False)
    room.choose("cancel", 3)
    room.press("Cancel 1 job")
    assert room.calls.asked == [("cancel", [Cancel(3)])]
    assert not room.strip.isVisible()


def test_those_that_lose_nothing_may_be_acted_on_alone(room: Room) -> None:
    room.choose("cancel", 1, 2, 3, 4)
    assert room.buttons() == ["Cancel 4 jobs", "Cancel only the 2 that wait", "Do not cancel"]
    room.press("Cancel only the 2 that wait")
    assert room.calls.jobs() == [("cancel", [1, 2])]


def test_forcing_a_job_to_end_and_doing_work_again_is_confirmed(room: Room) -> None:
    room.choose("force_end", 3)
    assert "cannot tidy up: job-3 (3)" in room.strip.text.text()
    room.press("End 1 job at once")
    assert room.calls.asked == [("force_end", [Cancel(3, force=True)])]
    room.choose("rerun", 5, 6)
    assert "completed already and would do its work once more: job-5 (5)" in room.strip.text.text()
    room.press("Rerun 2 jobs")
    assert room.calls.jobs()[-1] == ("rerun", [6, 5])


def test_a_job_that_began_to_run_meanwhile_is_named_before_it_is_cancelled(room: Room) -> None:
    room.choose("cancel", 2, 3)
    room.desk.change(a_job(2, S.RUNNING, queue="NIGHT"))
    room.press("Cancel 2 jobs")
    assert room.calls.asked == []
    assert room.strip.isVisible()
    assert "2 jobs are on a machine" in room.strip.text.text()
    room.press("Cancel 2 jobs")
    assert room.calls.jobs() == [("cancel", [3, 2])]
    assert not room.strip.isVisible()


def test_the_question_is_answered_by_keyboard_alone(qtbot: QtBot, room: Room) -> None:
    room.window.view.setFocus()
    room.choose("cancel", 3)
    leave = room.strip.buttons[-1]
    qtbot.waitUntil(leave.hasFocus)
    qtbot.keyClick(leave, Qt.Key.Key_Escape)
    assert not room.strip.isVisible()
    qtbot.waitUntil(room.window.view.hasFocus)
    room.choose("cancel", 3)
    qtbot.keyClick(room.strip.buttons[-1], Qt.Key.Key_Return)
    assert room.calls.asked == [], "Enter on the button that has the keyboard leaves it"
    room.choose("cancel", 3)
    qtbot.keyClick(room.strip.buttons[-1], Qt.Key.Key_Backtab)
    qtbot.keyClick(room.strip.buttons[0], Qt.Key.Key_Return)
    assert room.calls.jobs() == [("cancel", [3])]


def test_a_priority_is_entered(qtbot: QtBot, room: Room) -> None:
    room.choose("set_priority", 1, 8)
    field = room.strip.findChild(QSpinBox)
    assert field is not None
    assert field.value() == 50
    qtbot.keyClicks(field, "80")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert room.calls.asked == [("set_priority", [SetPriority(8, 80), SetPriority(1, 80)])]


def test_another_queue_is_chosen(room: Room) -> None:
    room.choose("move_to_queue", 1)
    field = room.strip.findChild(QComboBox)
    assert field is not None
    assert [field.itemText(at) for at in range(field.count())] == ["STOCK"]
    room.press("Move to that queue")
    assert room.calls.asked == [("move_to_queue", [MoveToQueue(1, "STOCK")])]


def test_an_unknown_job_is_settled_by_what_the_operator_found(room: Room) -> None:
    room.choose("settle", 7)
    assert "job-7 (7)" in room.strip.text.text()
    assert room.buttons() == ["It completed", "It failed", "Queue it again", "Leave unknown"]
    room.press("It failed")
    assert room.calls.asked == [("settle", [Settle(7, Fate.ENDED_ABNORMALLY)])]


def test_while_the_link_is_down_a_question_waits(room: Room) -> None:
    room.choose("cancel", 3)
    room.window.show_stale("14:32:05")
    assert not room.strip.buttons[0].isEnabled()
    assert room.strip.buttons[0].toolTip() == "Not connected to the JMSS server."
    assert room.strip.buttons[-1].isEnabled()
    room.window.show_stale(None)
    room.press("Cancel 1 job")
    assert room.calls.jobs() == [("cancel", [3])]


def test_a_role_that_is_too_low_says_so(room: Room) -> None:
    room.calls.role = "viewer"
    room.table.selection.only(np.array([room.desk.mirror.columns.row(1)], np.int64))
    hold = room.window.actions_on_jobs.all[0]
    assert not hold.isEnabled()
    assert hold.toolTip() == ("The role viewer does not allow hold; that needs the role operator.")
    assert hold.statusTip() == hold.toolTip()


def test_what_the_state_forbids_is_refused_without_asking_and_the_rest_is_asked(
    qtbot: QtBot, room: Room
) -> None:
    room.choose("hold", 1, 2, 3)
    assert room.calls.jobs() == [("hold", [2, 1])]
    outcome = room.footer.outcome
    assert outcome.text() == "Hold: 2 sent, 1 refused: Job 3 is running: hold is not possible now."
    assert not room.footer.select_left.isVisible()
    room.calls.settle(Stage.DONE, Stage.REFUSED, error=NotNow(job=1, state="x", operation="hold"))
    qtbot.waitUntil(room.footer.select_left.isVisible)
    assert outcome.text().startswith("Hold: 1 done, 2 refused: ")
    room.footer.select_left.click()
    assert room.selected() == [1, 3]
    room.footer.dismiss.click()
    assert not outcome.isVisible()
    assert not room.footer.select_left.isVisible()


def test_the_rest_is_found_again_behind_a_filter(qtbot: QtBot, room: Room) -> None:
    room.choose("rerun", 3, 6)
    room.calls.settle(Stage.DONE)
    qtbot.waitUntil(room.footer.select_left.isVisible)
    room.window.show_only(frozenset({8}))
    room.footer.select_left.click()
    assert room.selected() == [3]
    assert room.calls.asked == [("rerun", [Rerun(6)])]


def test_the_row_carries_the_mark_and_says_it(room: Room) -> None:
    room.choose("hold", 1)
    place = room.table.row_of(1)
    assert place is not None
    state = room.table.index(place, room.table.column_at("state"))
    assert room.table.marks is not None
    look = room.table.marks.look(1)
    assert look is not None
    assert look.word == "Sent"
    assert room.table.data(state, Qt.ItemDataRole.ToolTipRole) == "Hold: Sent"
    assert room.table.data(state, Qt.ItemDataRole.AccessibleTextRole).endswith("Hold: Sent")
    room.calls.settle(Stage.DONE)
    assert room.table.marks.look(1) is None
    assert room.table.data(state, Qt.ItemDataRole.ToolTipRole) is None


def test_what_was_dismissed_marks_no_row_any_more(room: Room) -> None:
    room.choose("hold", 1, 3)
    room.calls.settle(Stage.DONE)
    assert room.table.marks is not None
    assert room.table.marks.look(3) is not None
    room.footer.dismiss.click()
    assert room.table.marks.look(3) is None
    assert room.calls.acts.newest_first


def test_what_was_taken_back_is_not_told_as_done(qtbot: QtBot, room: Room) -> None:
    room.choose("hold", 1, 2)
    room.calls.settle(Stage.DONE, Stage.DONE)
    qtbot.waitUntil(lambda: room.footer.outcome.text() == "Hold: 2 done")
    other = Act("hold", [Part(Release(8), Stage.DONE)], at=1.0, undoes=True)
    room.calls.acts.begin(other)
    back = Act("hold", [Part(Release(1)), Part(Release(2))], at=2.0, undoes=True)
    room.calls.acts.begin(back)
    room.calls.acts.move_all(back.parts, Stage.SENT)
    room.calls.acts.move_all(back.parts, Stage.DONE)
    qtbot.waitUntil(lambda: room.footer.outcome.text() == "Undo: Hold: 2 done")


def test_of_thousands_that_are_refused_only_the_one_that_is_named_is_put_into_words(
    room: Room,
) -> None:
    room.desk.change(*(a_job(n, S.RUNNING, queue="NIGHT") for n in range(100, 3100)))
    room.table.settle()
    room.choose("hold", 1, *range(100, 3100))
    parts = room.calls.acts.newest_first[0].parts
    assert sum(part.stage is Stage.REFUSED for part in parts) == 3000
    assert sum(part.told is not None for part in parts) == 1


def test_each_job_more_costs_the_turn_that_acts_on_it_few_steps(room: Room) -> None:
    numbers = range(100, 2100)
    room.desk.change(*(a_job(n, (S.QUEUED, S.RUNNING)[n % 2], queue="NIGHT") for n in numbers))
    room.table.settle()
    taken: list[int] = []
    for chosen in (numbers[:500], numbers):
        rows = room.desk.mirror.columns.rows(np.array(chosen, np.int64))
        room.table.selection.only(np.sort(rows))
        taken.append(steps(lambda: room.window.carry_out("hold")))
    few, many = taken
    assert (many - few) / 1500 < 5, "ten thousand would not fit into a frame"
