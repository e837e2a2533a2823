# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.tables import hidden_jobs
from jlook_client.tables.hidden_jobs import HiddenCount
from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jmss.columns.jobs import JobColumns
from jmss.model.jobs import JobState
from tests.fakes.desk_board import a_job


def test_each_part_says_what_would_be_shown_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_jobs, "SLICE", 7)
    columns = JobColumns()
    for number in range(1, 41):
        state = JobState.ENDED_ABNORMALLY if number % 4 == 0 else JobState.QUEUED
        columns.put(a_job(number, state, name="zebra" if number <= 10 else "day"))
    columns.remove(3)
    chosen = JobFilter(text="zebra owner:batch number:2..", group=STATE_GROUPS[1])
    count = HiddenCount(columns, chosen)
    while not count.is_over:
        count.go_on()
    jobs = list(columns.jobs())
    for hidden in count.hidden():
        others = [part for part in chosen.parts() if part != hidden.part]
        would = [job for job in jobs if all(part.accepts(job) for part in others)]
        assert hidden.fits == sum(hidden.part.accepts(job) for job in jobs)
        assert hidden.alone == sum(not hidden.part.accepts(job) for job in would)
    assert [hidden.alone for hidden in count.hidden()] == [6, 8, 0, 0]
    shown = sum(chosen.accepts(job) for job in jobs)
    assert count.by_several == len(jobs) - shown - 14


def test_an_empty_filter_hides_nothing() -> None:
    columns = JobColumns()
    columns.put(a_job(1))
    count = HiddenCount(columns, JobFilter())
    count.go_on()
    assert count.is_over
    assert count.hidden() == []
    assert count.by_several == 0
