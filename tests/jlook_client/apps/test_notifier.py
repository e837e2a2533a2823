# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator is told who looks elsewhere, with a desktop and a clock of the test's own."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec
import numpy as np
import pytest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jlook_client.applied import Applied, AppliedList
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.notifier import Notifier
from jlook_client.away import Away
from jlook_client.looks import Looks
from jlook_client.notice_rules import NoticeRules, QuietHours, time_text
from jlook_client.notices import FOREVER, KEPT, REST, Happened
from jmss.link.view import Cause, LinkState, LinkView
from jmss.model.changes import Change
from jmss.model.jobs import Job, JobState
from jmss.texts import Texts
from tests.fakes.absence import absence
from tests.fakes.desk_board import Desk as Board
from tests.fakes.desk_link import down, up
from tests.fakes.still_clock import StillClock


class Window(QWidget):
    """The main window as far as a notice needs it."""

    def __init__(self) -> None:
        super().__init__()
        self.unseen: list[int] = [0]
        self.brought_up = 0

    def show_unseen(self, count: int) -> None:
        if count != self.unseen[-1]:
            self.unseen.append(count)

    def bring_up(self) -> None:
        self.brought_up += 1


@dataclass
class Desktop:
    """Notes what is shown."""

    chosen: Callable[[], None]
    shown: list[tuple[str, str]] = field(default_factory=list)
    ended: int = 0

    def show(self, title: str, text: str, *, open_text: str) -> None:
        assert open_text == "Show"
        self.shown.append((title, text))

    def end(self) -> None:
        self.ended += 1


class FakeConnection:
    def __init__(self) -> None:
        self.view = up()
        self.watchers: list[object] = []


class Room:
    """A notifier and all around it."""

    def __init__(self, rules: NoticeRules) -> None:
        self.clock = StillClock(at=100.0)
        self.board = Board()
        self.connection = FakeConnection()
        self.window = Window()
        self.opened: list[frozenset[int]] = []
        self.beeps: list[str] = []
        self.asked: list[str] = []
        self.looked_at = False
        parts = DeskParts(
            tr=Texts("en"),
            looks=Looks(dark=False),
            clock=self.clock,
            times=None,  # type: ignore[arg-type]
            mirror=self.board.mirror,
            timeline=None,  # type: ignore[arg-type]
            connection=self.connection,  # type: ignore[arg-type]
            window=self.window,  # type: ignore[arg-type]
        )
        desktops: list[Desktop] = []

        def desktop(chosen: Callable[[], None]) -> Desktop:
            desktops.append(Desktop(chosen))
            return desktops[0]

        self.notifier = Notifier(
            parts,
            rules,
            desktop=desktop,
            set_up=lambda: self.asked.append("set up"),
            beep=lambda: self.beeps.append("beep"),
            is_looked_at=lambda: self.looked_at,
        )
        self.notifier.open_jobs = self.opened.append
        self.desktop = desktops[0]

    def happen(self, *numbers: int, state: JobState = JobState.ENDED_ABNORMALLY) -> None:
        jobs = [a_job(number, state) for number in numbers]
        self.board.change(*jobs)
        changes = [Change(seq=n, inc=1, at=1.0, fact=job) for n, job in enumerate(jobs)]
        self.notifier.applied(AppliedList([Applied(change, None) for change in changes]))

    def link(self, view: LinkView) -> None:
        self.connection.view = view
        self.notifier.link_changed(view)

    def come_back(self, away: Away) -> None:
        self.connection.view = up()
        self.notifier.came_back(away)
        self.notifier.link_changed(up())

    def later(self, seconds: float) -> list[tuple[str, str]]:
        """Let the time pass; give what was shown."""
        self.desktop.shown.clear()
        for _ in range(10):
            self.clock.at += seconds / 10
            self.notifier._look()
        return list(self.desktop.shown)


def a_job(number: int, state: JobState) -> Job:
    return Job(
        number=number,
        name=f"夜間{number}",
        owner="o",
        queue="Q",
        command=":",
        submitted=1.0,
        state=state,
    )


Build = Callable[..., Room]


@pytest.fixture
def build(qtbot: QtBot) -> Iterator[Build]:
    rooms: list[Room] = []

    def built(rules: NoticeRules | None = None) -> Room:
        rooms.append(Room(rules or NoticeRules()))
        qtbot.addWidget(rooms[-1].window)
        return rooms[-1]

    yield built
    for room in rooms:
        room.notifier.end()


def test_a_failure_is_told_and_leads_to_its_job(build: Build) -> None:
    room = build()
    room.happen(7)
    assert room.later(3.0) == [("VCOM1: 1 job failed", "7 夜間7")]
    assert room.window.unseen == [0, 1]
    room.desktop.chosen()
    assert room.window.brought_up == 1
    assert room.opened == [frozenset({7})]
    assert room.beeps == []


def test_a_burst_is_one_notice_with_the_first_few_names(build: Build) -> None:
    room = build(NoticeRules(sound=True))
    room.happen(*range(1, 13))
    room.happen(20, state=JobState.TAKING_OVER)
    told = room.later(3.0)
    assert told == [
        (
            "VCOM1: 12 jobs failed, 1 job lost its machine",
            "1 夜間1, 2 夜間2, 3 夜間3 and 10 more",
        )
    ]
    assert room.beeps == ["beep"]


def test_while_the_operator_looks_nothing_pops_up_unless_wished(build: Build) -> None:
    room = build(NoticeRules(sound=True))
    room.looked_at = True
    room.happen(7)
    assert room.later(3.0) == []
    assert room.window.unseen == [0]
    assert room.beeps == ["beep"]
    room.notifier.wish(NoticeRules(while_active=True))
    room.happen(8)
    assert len(room.later(REST + 3.0)) == 1


def test_a_notice_that_takes_the_place_of_an_unseen_one_tells_of_both(build: Build) -> None:
    room = build()
    room.happen(7, 8)
    room.later(3.0)
    room.happen(9)
    told = room.later(REST + 3.0)
    assert told == [("VCOM1: 3 jobs failed", "9 夜間9, 7 夜間7, 8 夜間8")]
    room.desktop.chosen()
    assert room.opened == [frozenset({7, 8, 9})]
    room.happen(10)
    assert room.later(REST + 3.0) == [("VCOM1: 1 job failed", "10 夜間10")], "those were seen"
    room.window.winId()
    room.notifier._focus_changed(room.window.windowHandle())
    room.happen(11)
    assert room.later(REST + 3.0) == [("VCOM1: 1 job failed", "11 夜間11")], "he looked"


def test_what_was_not_seen_goes_when_the_operator_looks(build: Build) -> None:
    room = build()
    room.happen(7, 8)
    room.later(3.0)
    assert room.notifier.unseen == 2
    room.notifier._focus_changed(room.window.windowHandle())
    assert room.notifier.unseen == 2, "no window has the focus"
    room.window.winId()
    room.notifier._focus_changed(room.window.windowHandle())
    assert room.window.unseen == [0, 2, 0]
    assert room.desktop.ended == 1


def test_a_mute_is_said_at_the_bell_and_ends_with_a_digest(build: Build) -> None:
    room = build()
    room.notifier.menu.mutes[0].trigger()
    assert room.notifier.bell.text().startswith("Muted until ")
    assert room.notifier.menu.speak.isEnabled()
    room.happen(7)
    assert room.later(800.0) == []
    assert room.window.unseen[-1] == 1, "the title bar is silent"
    title, text = room.later(150.0)[0]
    assert title == "VCOM1: 1 job failed"
    assert text == "While notices were muted:\n7 夜間7"
    assert room.notifier.bell.text() == ""


def test_a_mute_until_it_is_taken_back(build: Build) -> None:
    room = build()
    room.notifier.mute(FOREVER)
    assert room.notifier.bell.text() == "Muted"
    assert room.notifier.bell.accessibleName() == "Notices: Muted"
    room.notifier.menu.speak.trigger()
    assert room.notifier.bell.text() == ""
    assert room.notifier.bell.accessibleName() == "Notices: Notices are given"
    room.notifier.menu.set_up.trigger()
    assert room.asked == ["set up"]


def test_quiet_hours_are_those_of_this_workstation(build: Build) -> None:
    room = build()
    here = time.localtime(room.clock.wall_now())
    begin = here.tm_hour * 60 + here.tm_min
    quiet = QuietHours(begin=begin, end=(begin + 30) % 1440)
    room.notifier.wish(NoticeRules(quiet=quiet))
    assert room.notifier.bell.text() == f"Quiet hours until {time_text(quiet.end)}"
    room.notifier.wish(NoticeRules(quiet=QuietHours(begin=begin, end=begin)))
    assert room.notifier.bell.text() == "Quiet hours", "they do not end"
    room.notifier.wish(NoticeRules(quiet=quiet))
    room.happen(7)
    assert room.later(60.0) == []
    assert room.later(1800.0)[0][1].startswith("During the quiet hours:\n")


def test_an_absence_is_one_digest_failures_first(build: Build) -> None:
    room = build()
    room.link(down())
    room.happen(1, 2, 3)  # as it is replayed
    room.board.change(*(a_job(n, JobState.RUNNING) for n in (5, 6)))
    room.come_back(absence(ended_abnormally={1}, interrupted={2}, taken_over={5, 6}))
    title, text = room.later(3.0)[0]
    assert title == "VCOM1: 2 jobs failed, 2 jobs lost their machine"
    assert text == "While the link was down:\n1 夜間1, 2 夜間2, 5 夜間5 and 1 more"
    room.notifier.came_back(absence(ended_abnormally={1, 2, 9}))
    assert room.later(60.0) == [], "what is told late is told as it comes"


def test_an_orderly_move_is_muted_by_itself_and_summed_up_after_it(build: Build) -> None:
    room = build()
    room.link(down(cause=Cause.MOVING, detail="SV2"))
    room.come_back(absence(cause=Cause.MOVING, taken_over={5}, complete=False))
    room.happen(6, state=JobState.TAKING_OVER)
    assert room.later(7.0) == []
    title, text = room.later(3.0)[0]
    assert title == "VCOM1: 2 jobs lost their machine"
    assert text.endswith("Not every change could be replayed; the tables show the outcome")


def test_the_first_snapshot_and_a_resync_say_nothing(build: Build) -> None:
    room = build()
    room.link(LinkView(state=LinkState.SYNCING, server="VCOM1"))
    room.happen(1)
    room.link(up())
    assert room.later(5.0) == []


def test_kinds_that_are_not_wished_are_not_counted(build: Build) -> None:
    room = build(NoticeRules(failed=False))
    room.happen(1)
    assert room.later(5.0) == []
    assert room.window.unseen == [0]


def test_only_the_jobs_of_saved_views_are_told(build: Build) -> None:
    room = build(NoticeRules(views=("even",)))
    seen: list[tuple[str, ...]] = []

    def accepts(rules: NoticeRules, numbers: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        seen.append(rules.views)
        return numbers % 2 == 0

    room.notifier.accepts = accepts
    room.happen(1, 2, 3)
    assert room.later(3.0) == [("VCOM1: 1 job failed", "2 夜間2")]
    assert set(seen) == {("even",)}


def test_a_job_that_left_and_a_name_that_plays_tricks(build: Build) -> None:
    room = build()
    room.happen(1)
    room.board.change(replace_name(failed(2), "x\u202ey\n" + "n" * 99))
    room.notifier.applied(
        AppliedList(
            [
                Applied(
                    Change(seq=9, inc=1, at=1.0, fact=a_job(n, JobState.ENDED_ABNORMALLY)), None
                )
                for n in (2, 999)
            ]
        )
    )
    text = room.later(3.0)[0][1]
    assert text == "1 夜間1, 2 x�y�" + "n" * 35 + "…, 999"


def failed(number: int) -> Job:
    return a_job(number, JobState.ENDED_ABNORMALLY)


def replace_name(job: Job, name: str) -> Job:
    return msgspec.structs.replace(job, name=name)


def test_a_storm_costs_the_notice_no_more_than_its_numbers(build: Build) -> None:
    room = build()
    numbers = np.arange(50_000)
    room.notifier._take(Happened(numbers, numbers[:0]))
    room.later(3.0)
    room.desktop.chosen()
    assert len(room.opened[0]) == KEPT
