# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of one job: pages of the journal and live changes come to the same story."""

import pytest

from jlook_client.tables import job_record
from jlook_client.tables.job_record import JobRecord
from jmss.errors import NoSuchJob, TooOld
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job, JobState
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.wire.messages import JobHistory, Waiting
from tests.fakes.facts import job

HELD = job(7, state=JobState.HELD)


def change(seq: int, fact: Job | Gone, by: str = "") -> Change:
    return Change(seq=seq, inc=1, at=100.0 + seq, fact=fact, by=by)


def page(*changes: Change, seq: int, more: bool = False, since: float = 0.0) -> JobHistory:
    return JobHistory(id="a", job=7, changes=list(changes), seq=seq, more=more, since=since)


class Record(JobRecord):
    def __init__(self) -> None:
        super().__init__(7)
        self.told = 0
        self.changed = self.tell

    def tell(self) -> None:
        self.told += 1

    @property
    def seqs(self) -> list[int]:
        return [one.seq for one in self.changes]


def test_pages_and_what_came_meanwhile_are_one_story() -> None:
    record = Record()
    record.take_job(job(7))
    record.take_live([change(9, HELD)], 9)
    record.take_page(page(change(2, job(7)), seq=5, more=True))
    assert (record.complete, record.complete_to) == (False, 5)
    record.take_page(page(change(6, job(7)), change(9, HELD), seq=9))
    assert (record.complete, record.complete_to, record.seqs) == (True, 9, [2, 6, 9])
    record.take_live([], 30)
    record.cut()
    record.take_live([], 40)
    assert (record.complete, record.complete_to) == (False, 30)


def test_who_holds_it_is_who_held_it_last() -> None:
    record = Record()
    record.take_page(page(change(1, job(7), "abe"), change(2, HELD, "sato"), seq=2))
    record.take_job(HELD)
    assert record.held_by == "sato"
    record.take_live([change(3, job(7, state=JobState.HELD, priority=9), "kato")], 3)
    assert record.held_by == "sato", "he only changed the priority"
    record.take_job(job(7))
    assert record.held_by == ""


def test_a_job_that_left_the_board_stays_as_it_was_last() -> None:
    record = Record()
    over = job(7, state=JobState.CANCELLED)
    record.take_job(over)
    record.take_waiting(Waiting(id="w", job=7, obstacles=[Obstacle(why=Hindrance.HELD)]))
    record.take_live([change(4, Gone(number=7))], 4)
    record.take_job(None)
    assert (record.job, record.on_board, record.gone_at, record.obstacles) == (
        over,
        False,
        104.0,
        [],
    )


def test_another_journal_takes_the_place_of_everything_when_it_comes() -> None:
    record = Record()
    record.take_page(page(change(1, job(7)), change(2, HELD), seq=2))
    record.begin_anew()
    assert (record.seqs, record.complete_to) == ([1, 2], 0), "until it comes the old one is read"
    record.take_page(page(change(5, job(7)), seq=5, more=True))
    record.take_page(page(change(6, HELD), seq=6))
    assert record.seqs == [5, 6]


def test_a_job_is_known_by_its_journal_alone() -> None:
    record = Record()
    record.take_page(page(change(1, job(7)), change(2, Gone(number=7)), seq=2))
    assert record.job == job(7)
    assert not record.on_board


def test_nothing_is_told_when_nothing_is_new() -> None:
    record = Record()
    record.take_job(job(7))
    told = record.told
    record.take_job(job(7))
    record.take_live([], 5)
    assert record.told == told


@pytest.mark.parametrize("error", [NoSuchJob(job=7), TooOld()])
def test_what_the_server_could_not_say_is_not_asked_again(error: NoSuchJob | TooOld) -> None:
    record = Record()
    record.fail(error)
    assert record.complete
    assert record.trouble is error


def test_a_job_that_never_settles_keeps_its_newest_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_record, "MOST_CHANGES", 3)
    record = Record()
    record.take_page(page(*(change(seq, HELD) for seq in range(1, 6)), seq=5))
    assert record.seqs == [3, 4, 5]
    assert record.since == 102.0
