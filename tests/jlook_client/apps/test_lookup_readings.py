# SPDX-License-Identifier: GPL-3.0-or-later
"""What the job details and the statistics ask of the server, and when."""

from collections.abc import Callable
from typing import Any

import pytest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jlook_client.applied import AppliedChanges
from jlook_client.apps.job_reading import JobReading
from jlook_client.apps.statistics_reading import StatisticsReading
from jlook_client.connection import ConnectionWatcher, Found
from jlook_client.tables.job_record import JobRecord
from jlook_client.tables.minute_series import MinuteSeries
from jmss.errors import JmssError, NoSuchJob, TooOld
from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import JobState
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.model.statistics import Minute
from jmss.wire.messages import (
    Delta,
    JobHistory,
    Lookup,
    ReadJob,
    ReadStatistics,
    ReadWaiting,
    Statistics,
    Waiting,
)
from tests.fakes.desk_board import NOON, Desk, a_job
from tests.fakes.desk_link import down, up

S = JobState
Told = Callable[[Found | JmssError], None]


class Line:
    """A connection that notes what is looked up; the test answers."""

    def __init__(self) -> None:
        self.watchers: list[ConnectionWatcher] = []
        self.live = True
        self.asked: list[tuple[Lookup, Told]] = []

    def look_up(self, question: Lookup, told: Told) -> bool:
        if self.live:
            self.asked.append((question, told))
        return self.live

    def take(self, kind: type) -> tuple[Any, Told]:
        """Give the oldest question of a kind, and how to answer it."""
        found = next(one for one in self.asked if isinstance(one[0], kind))
        self.asked.remove(found)
        return found

    def is_live(self, *, live: bool) -> None:
        self.live = live
        for watcher in self.watchers:
            watcher.link_changed(up() if live else down())


class House:
    def __init__(self, qtbot: QtBot, *facts: Fact) -> None:
        self.desk = Desk(*facts)
        self.line = Line()
        self.view = QWidget()
        qtbot.addWidget(self.view)

    def delta(self, seq: int, *facts: Fact) -> None:
        mirror = self.desk.mirror
        assert mirror.position is not None
        previous = mirror.position.seq
        changes = [
            Change(seq=previous + n, inc=1, at=NOON, fact=fact) for n, fact in enumerate(facts, 1)
        ]
        assert previous + len(facts) == seq
        applied: AppliedChanges = mirror.apply(
            Delta(previous=previous, seq=seq, inc=1, changes=changes)
        )
        for watcher in self.line.watchers:
            watcher.applied(applied)

    @property
    def head(self) -> int:
        assert self.desk.mirror.position is not None
        return self.desk.mirror.position.seq

    def detail(self, number: int) -> JobRecord:
        record = JobRecord(number)
        reading = JobReading(self.line, self.desk.mirror, self.view)  # type: ignore[arg-type] # a fake
        reading.follow(record, self.view)
        return record

    def statistics(self) -> MinuteSeries:
        series = MinuteSeries()
        StatisticsReading(series, self.line, self.desk.mirror, self.desk.clock, self.view)  # type: ignore[arg-type] # a fake
        return series


def test_a_job_is_read_page_by_page_and_then_from_the_deltas(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7), a_job(8))
    record = house.detail(7)
    question, told = house.line.take(ReadJob)
    assert (question.job, question.after) == (7, 0)
    told(JobHistory(id=question.id, job=7, seq=3, more=True))
    question, told = house.line.take(ReadJob)
    assert question.after == 3
    told(JobHistory(id=question.id, job=7, seq=house.head))
    head = house.head
    house.delta(head + 2, a_job(8, S.RUNNING), a_job(7, S.RUNNING))
    assert record.job is not None
    assert record.job.state is S.RUNNING
    assert [one.seq for one in record.changes] == [head + 2]
    house.delta(head + 3, a_job(8))
    assert record.complete_to == head + 3
    assert [one for one, _ in house.line.asked if isinstance(one, ReadJob)] == []


def test_after_a_cut_only_what_was_missed_is_asked(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7))
    record = house.detail(7)
    question, told = house.line.take(ReadJob)
    told(JobHistory(id=question.id, job=7, seq=house.head))
    house.line.is_live(live=False)
    house.line.is_live(live=False)
    assert not record.complete
    house.line.is_live(live=True)
    house.line.is_live(live=True)
    question, told = house.line.take(ReadJob)
    assert question.after == house.head
    assert [one for one, _ in house.line.asked if isinstance(one, ReadJob)] == [], "asked once"
    told(JobHistory(id=question.id, job=7, seq=house.head))
    assert record.complete


def test_an_answer_of_before_the_cut_is_nobodys(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7))
    record = house.detail(7)
    _, late = house.line.take(ReadJob)
    house.line.is_live(live=False)
    late(JobHistory(id="x", job=7, seq=99))
    assert not record.complete


def test_after_a_snapshot_the_whole_journal_is_asked(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7))
    record = house.detail(7)
    question, told = house.line.take(ReadJob)
    told(JobHistory(id=question.id, job=7, seq=house.head))
    house.desk.replace(a_job(7, S.HELD))
    question, _ = house.line.take(ReadJob)
    assert question.after == 0
    assert record.job is not None
    assert record.job.state is S.HELD


def test_why_it_waits_is_asked_as_long_as_it_waits(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7))
    record = house.detail(7)
    question, told = house.line.take(ReadWaiting)
    told(Waiting(id=question.id, job=7, obstacles=[Obstacle(why=Hindrance.TURN)]))
    assert record.obstacles == [Obstacle(why=Hindrance.TURN)]
    house.delta(house.head + 1, a_job(7, S.RUNNING))
    assert record.obstacles == []
    assert [one for one, _ in house.line.asked if isinstance(one, ReadWaiting)] == []


def test_a_job_leaves_the_board(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7, S.ENDED_NORMALLY))
    record = house.detail(7)
    assert record.on_board
    house.delta(house.head + 1, Gone(number=7))
    assert not record.on_board
    assert record.gone_at == NOON
    assert record.job is not None


def test_a_job_that_nobody_knows(qtbot: QtBot) -> None:
    house = House(qtbot)
    record = house.detail(99)
    _, told = house.line.take(ReadJob)
    told(NoSuchJob(job=99))
    house.line.is_live(live=True)
    assert house.line.asked == []
    assert isinstance(record.trouble, NoSuchJob)


def test_a_closed_detail_is_read_no_more(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7))
    record = JobRecord(7)
    reading = JobReading(house.line, house.desk.mirror, house.view)  # type: ignore[arg-type] # a fake
    closed = QWidget()
    reading.follow(record, closed)
    closed.deleteLater()
    qtbot.waitUntil(lambda: not reading._open, timeout=2000)
    assert not reading._again.isActive()
    house.delta(house.head + 1, a_job(7, S.RUNNING))
    assert record.changes == []


def test_an_answer_that_comes_after_the_detail_was_closed_is_nobodys(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7))
    record = JobRecord(7)
    reading = JobReading(house.line, house.desk.mirror, house.view)  # type: ignore[arg-type] # a fake
    closed = QWidget()
    reading.follow(record, closed)
    closed.deleteLater()
    qtbot.waitUntil(lambda: not reading._open, timeout=2000)
    shown: list[int] = []
    record.changed = lambda: shown.append(1)
    question, told = house.line.take(ReadJob)
    told(JobHistory(id=question.id, job=7, seq=house.head, more=True))
    question, told = house.line.take(ReadWaiting)
    told(Waiting(id=question.id, job=7, obstacles=[Obstacle(why=Hindrance.TURN)]))
    assert (shown, house.line.asked) == ([], [])


def test_counts_that_come_after_the_statistics_were_closed_are_nobodys(qtbot: QtBot) -> None:
    house = House(qtbot)
    series = house.statistics()
    question, told = house.line.take(ReadStatistics)
    house.view.deleteLater()
    qtbot.waitUntil(lambda: not house.line.watchers, timeout=2000)
    told(Statistics(id=question.id, seq=house.head, minutes=[Minute(5, 0, 0, 0, 0, 0)]))
    assert series.minutes == {}


def test_endings_are_counted_on_from_the_answer(qtbot: QtBot) -> None:
    house = House(qtbot, a_job(7), a_job(8), a_job(9, S.RUNNING))
    series = house.statistics()
    question, told = house.line.take(ReadStatistics)
    head, minute = house.head, int(NOON // 60)
    house.delta(head + 1, a_job(7, S.ENDED_NORMALLY))
    house.delta(head + 2, a_job(8, S.ENDED_ABNORMALLY))
    counted = Minute(minute, 1, 0, 1, 0, 0)
    told(Statistics(id=question.id, seq=head + 1, minutes=[counted]))
    assert series.minutes[minute] == Minute(minute, 1, 0, 1, 1, 0)
    house.delta(head + 3, a_job(9, S.CANCELLED))
    assert series.minutes[minute].cancelled == 1


def test_after_a_cut_the_counts_are_asked_again(qtbot: QtBot) -> None:
    house = House(qtbot)
    series = house.statistics()
    question, told = house.line.take(ReadStatistics)
    minute = int(NOON // 60)
    told(Statistics(id=question.id, seq=house.head, minutes=[Minute(minute, 0, 0, 0, 0, 0)]))
    house.line.is_live(live=False)
    assert not series.counts_on
    house.line.is_live(live=True)
    house.line.is_live(live=True)
    question, _ = house.line.take(ReadStatistics)
    assert question.since == minute * 60
    assert house.line.asked == []


@pytest.mark.parametrize("times", [3])
def test_a_server_that_cannot_count_is_asked_once_for_each_link(qtbot: QtBot, times: int) -> None:
    house = House(qtbot)
    series = house.statistics()
    _, told = house.line.take(ReadStatistics)
    told(TooOld())
    for _ in range(times):
        house.line.is_live(live=True)
    assert house.line.asked == []
    house.delta(house.head + 1, a_job(7, S.CANCELLED))
    assert series.minutes == {}


def test_a_closed_statistics_window_counts_no_more(qtbot: QtBot) -> None:
    house = House(qtbot)
    house.statistics()
    assert len(house.line.watchers) == 1
    house.view.deleteLater()
    qtbot.waitUntil(lambda: not house.line.watchers, timeout=2000)
