# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of an absence tells outcomes, not noise."""

from jlook_client.away import Away, AwayBook, Fate
from jmss.model.jobs import Job, JobState, Reason


def job(number: int, state: JobState, **fields: object) -> Job:
    return Job(
        number=number,
        name="n",
        owner="o",
        queue="q",
        command=":",
        submitted=1.0,
        state=state,
        **fields,  # type: ignore[arg-type] # field names are the test's own
    )


def close(book: AwayBook, *, complete: bool = True) -> Away:
    return book.close(
        server="VCOM1", from_node="SV1", to_node="SV2", seconds=4.0, complete=complete
    )


def test_only_the_last_state_counts() -> None:
    book = AwayBook()
    book.note(job(1, JobState.QUEUED), job(1, JobState.STARTING))
    book.note(job(1, JobState.STARTING), job(1, JobState.RUNNING))
    book.note(job(1, JobState.RUNNING), job(1, JobState.ENDED_NORMALLY))
    away = close(book)
    assert away.ended_normally == {1}
    assert away.started == frozenset()
    assert away.jobs == {1}
    assert not away.went_wrong


def test_interrupted_jobs_are_not_counted_as_failed() -> None:
    book = AwayBook()
    ended = job(1, JobState.ENDED_ABNORMALLY, reason=Reason.INTERRUPTED)
    book.note(job(1, JobState.TAKING_OVER), ended)
    away = close(book)
    assert away.interrupted == {1}
    assert away.ended_abnormally == frozenset()
    assert away.went_wrong


def test_a_job_that_was_taken_over_is_told_as_such() -> None:
    book = AwayBook()
    book.note(job(1, JobState.RUNNING), job(1, JobState.TAKING_OVER))
    book.note(job(1, JobState.TAKING_OVER), job(1, JobState.RUNNING, takeovers=1))
    away = close(book)
    assert away.taken_over == {1}
    assert away.started == frozenset()
    assert away.fates == {Fate.RUNS_ON: {1}}


def test_the_fate_of_a_job_that_was_taken_over_is_where_it_is_now() -> None:
    book = AwayBook()
    ends = {
        JobState.ENDED_NORMALLY: Fate.COMPLETED,
        JobState.ENDED_ABNORMALLY: Fate.FAILED,
        JobState.CANCELLED: Fate.CANCELLED,
        JobState.QUEUED: Fate.QUEUED_AGAIN,
        JobState.TAKING_OVER: Fate.OPEN,
    }
    for number, state in enumerate(JobState):
        book.note(job(number, JobState.RUNNING), job(number, JobState.TAKING_OVER))
        book.note(job(number, JobState.TAKING_OVER), job(number, state))
    book.note(job(90, JobState.RUNNING), job(90, JobState.TAKING_OVER))
    interrupted = job(90, JobState.ENDED_ABNORMALLY, reason=Reason.INTERRUPTED)
    book.note(job(90, JobState.TAKING_OVER), interrupted)
    away = close(book)
    for number, state in enumerate(JobState):
        if state in ends:
            assert number in away.fates[ends[state]]
    assert away.fates[Fate.INTERRUPTED] == {90}
    assert frozenset().union(*away.fates.values()) == away.taken_over


def test_new_cancelled_and_failed_jobs() -> None:
    book = AwayBook()
    book.note(None, job(1, JobState.QUEUED))
    book.note(job(2, JobState.HELD), job(2, JobState.CANCELLED))
    book.note(job(3, JobState.RUNNING), job(3, JobState.ENDED_ABNORMALLY, reason=Reason.EXIT_CODE))
    away = close(book)
    assert (away.submitted, away.cancelled, away.ended_abnormally) == ({1}, {2}, {3})


def test_an_absence_that_could_not_be_replayed_is_something_to_look_at() -> None:
    assert close(AwayBook(), complete=False).went_wrong
    assert not close(AwayBook()).went_wrong
