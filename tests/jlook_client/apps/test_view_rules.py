# SPDX-License-Identifier: GPL-3.0-or-later
"""Only jobs that chosen saved views show are told of, whatever became of them."""

import time
from typing import Any

import numpy as np

from jlook_client.apps.view_rules import READ_AGAIN, ViewRules
from jlook_client.notice_rules import NoticeRules
from jmss.model.jobs import JobState
from tests.fakes.desk_board import Desk as Board
from tests.fakes.desk_board import a_job, two_queues
from tests.fakes.still_clock import StillClock


def view(name: str, **chosen: str) -> dict[str, Any]:
    return {"name": name, "left": {"filter": chosen}}


class Room:
    def __init__(self, *saved: Any) -> None:
        self.saved = list(saved)
        self.clock = StillClock()
        failed = JobState.ENDED_ABNORMALLY
        self.board = Board(
            *two_queues(),
            a_job(1, failed, queue="NIGHT"),
            a_job(2, failed, queue="STOCK", name="stock-take"),
            a_job(3, failed, queue="NIGHT", name="backup"),
        )
        self.me = "batch"
        self.rules = ViewRules(
            lambda: self.saved,
            self.board.mirror,
            self.clock.now,
            server_now=self.board.clock,
            me=lambda: self.me,
        )

    def told(self, *views: str) -> list[int]:
        numbers = np.array([1, 2, 3, 99])
        return numbers[self.rules.accepts(NoticeRules(views=views), numbers)].tolist()


def test_one_of_the_chosen_views_is_enough_and_their_states_do_not_count() -> None:
    room = Room(
        view("night", queue="NIGHT", group="running"), view("stock", text="stock"), view("x")
    )
    assert room.told("night") == [1, 3]
    assert room.told("stock") == [2]
    assert room.told("night", "stock") == [1, 2, 3]
    assert room.rules.names() == ("night", "stock", "x")


def test_a_view_of_my_own_jobs_knows_who_i_am() -> None:
    room = Room(view("mine", text="owner:me"))
    room.board.change(a_job(2, JobState.ENDED_ABNORMALLY, queue="STOCK", owner="sato"))
    assert room.told("mine") == [1, 3]
    room.me = "Sato"
    room.clock.at = READ_AGAIN
    assert room.told("mine") == [2]


def test_times_in_a_view_are_those_before_the_present() -> None:
    room = Room(view("lately", text="after:90m"))
    assert room.told("lately") == [1, 2, 3]
    room.board.now += 5_400
    assert room.told("lately") == [1, 2, 3], "the moment is taken with the views"
    room.clock.at = READ_AGAIN
    assert room.told("lately") == []
    now = time.localtime(room.board.now)
    room.saved[0] = view("lately", text=f"after:{now.tm_hour:02d}:{now.tm_min:02d}")
    room.clock.at += READ_AGAIN
    assert room.told("lately") == []
    room.board.change(a_job(1, JobState.ENDED_ABNORMALLY, ended=room.board.now + 1))
    assert room.told("lately") == [1]


def test_without_any_view_left_all_jobs_are_told() -> None:
    room = Room(view("night", queue="NIGHT"))
    assert room.told("gone") == [1, 2, 3, 99]


def test_damaged_views_are_passed_over() -> None:
    wrong = {"name": "wrong", "left": {"filter": {"text": 7}}}
    room = Room({"name": 3}, None, wrong, view("night", queue="NIGHT"))
    assert room.told("night") == [1, 3]
    assert room.rules.names() == ("night",)


def test_a_view_that_was_changed_holds_a_moment_later_and_a_snapshot_is_no_matter() -> None:
    room = Room(view("night", queue="NIGHT"))
    assert room.told("night") == [1, 3]
    room.saved[0] = view("night", queue="STOCK")
    room.clock.at = READ_AGAIN
    assert room.told("night") == [2]
    room.board.replace(*two_queues(), a_job(3, queue="STOCK"))
    assert room.told("night") == [3]
