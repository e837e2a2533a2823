# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ended jobs leave the board: those above the queue's count, and those too old."""

import msgspec
import pytest

from jmss.columns.jobs import JobColumns
from jmss.model.jobs import Job, JobState
from jmss.model.retention import Bound, Retention
from jmss.rules.retention import DAY, leaving
from tests.fakes.facts import job

NOW = 1_000 * DAY


def columns(*jobs: Job) -> JobColumns:
    made = JobColumns()
    for each in jobs:
        made.put(each)
    return made


def ended(number: int, days_ago: float, queue: str = "NIGHT") -> Job:
    at = NOW - days_ago * DAY
    return job(number, queue=queue, state=JobState.ENDED_NORMALLY, submitted=at, ended=at)


def gone(retention: Retention, *jobs: Job, most: int = 100) -> list[int]:
    return leaving(columns(*jobs), retention, now=NOW, most=most)


def test_of_too_many_those_leave_that_ended_first() -> None:
    jobs = [ended(1, 2), ended(2, 4), ended(3, 3), ended(4, 4)]
    assert gone(Retention(jobs=2), *jobs) == [2, 4]
    assert gone(Retention(jobs=4), *jobs) == []
    assert sorted(gone(Retention(jobs=0), *jobs)) == [1, 2, 3, 4]


def test_too_old_ones_leave_however_few_they_are() -> None:
    jobs = [ended(1, 29.9), ended(2, 31), ended(3, 30.1)]
    assert gone(Retention(days=30), *jobs) == [2, 3]


def test_ages_are_not_looked_at_every_time() -> None:
    jobs = columns(
        ended(1, 31), ended(2, 29), ended(3, 31, "B"), ended(4, 29, "B"), ended(5, 1, "B")
    )
    few = Retention(jobs=2, days=30)
    assert leaving(jobs, few, now=NOW, most=9, ages=False) == [3]
    assert leaving(jobs, few, now=NOW, most=9) == [1, 3]


def test_each_queue_has_its_own_bound() -> None:
    retention = Retention(jobs=1, queues={"KEPT": Bound(jobs=9), "SHORT": Bound(days=1)})
    jobs = [
        *(ended(n, 10, "NIGHT") for n in (1, 2)),
        *(ended(n, 10, "KEPT") for n in (3, 4)),
        *(ended(n, days, "SHORT") for n, days in ((5, 0.5), (6, 2))),
    ]
    assert gone(retention, *jobs) == [1, 6]


def test_who_has_not_ended_never_leaves() -> None:
    others = [
        job(n, state=state, submitted=1.0)
        for n, state in enumerate(JobState, 1)
        if "ended" not in state and state is not JobState.CANCELLED
    ]
    assert gone(Retention(jobs=0, days=0.001), *others) == []


def test_one_that_never_said_when_it_ended_counts_by_its_submission() -> None:
    cancelled = job(1, state=JobState.CANCELLED, submitted=NOW - 40 * DAY)
    assert gone(Retention(days=30), cancelled) == [1]
    assert gone(Retention(days=50), cancelled) == []


def test_no_more_than_asked_for() -> None:
    jobs = [ended(n, 50, queue) for n, queue in enumerate("AABBCC", 1)]
    assert gone(Retention(days=30), *jobs, most=3) == [1, 2, 3]


def test_of_jobs_that_left_nothing_is_said() -> None:
    made = columns(ended(1, 50), ended(2, 50))
    made.remove(1)
    assert leaving(made, Retention(days=30), now=NOW, most=9) == [2]


def test_as_a_person_writes_it() -> None:
    text = "jobs = 5\n[queues.NIGHT]\ndays = 2.5\n"
    retention = msgspec.toml.decode(text, type=Retention)
    assert retention.of("NIGHT") == Bound(days=2.5)
    assert retention.of("OTHER").jobs == 5
    assert retention.faults() == []
    assert len(Retention(jobs=-1, queues={"X": Bound(days=0.0)}).faults()) == 2
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode("job = 5", type=Retention)
