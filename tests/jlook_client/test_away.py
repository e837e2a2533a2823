# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of an absence tells outcomes, not noise."""

from hypothesis import given
from hypothesis import strategies as st

from jlook_client.away import Away, AwayBook, Fate
from jlook_client.shadow import Shadow
from jlook_client.turns import turns_between, turns_of
from jmss.model.jobs import Job, JobState, Reason
from tests.fakes.turns import before_of


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


def note(book: AwayBook, old: Job | None, new: Job) -> None:
    book.note(turns_of([(before_of(old) if old else None, new)]))


def close(book: AwayBook, *, complete: bool = True) -> Away:
    return book.close(
        server="VCOM1", from_node="SV1", to_node="SV2", seconds=4.0, complete=complete
    )


def test_only_the_last_state_counts() -> None:
    book = AwayBook()
    note(book, job(1, JobState.QUEUED), job(1, JobState.STARTING))
    note(book, job(1, JobState.STARTING), job(1, JobState.RUNNING))
    note(book, job(1, JobState.RUNNING), job(1, JobState.ENDED_NORMALLY))
    away = close(book)
    assert away.ended_normally == {1}
    assert away.started == frozenset()
    assert away.jobs == {1}
    assert not away.went_wrong


def test_interrupted_jobs_are_not_counted_as_failed() -> None:
    book = AwayBook()
    ended = job(1, JobState.ENDED_ABNORMALLY, reason=Reason.INTERRUPTED)
    note(book, job(1, JobState.TAKING_OVER), ended)
    away = close(book)
    assert away.interrupted == {1}
    assert away.ended_abnormally == frozenset()
    assert away.went_wrong


def test_a_job_that_was_taken_over_is_told_as_such() -> None:
    book = AwayBook()
    note(book, job(1, JobState.RUNNING), job(1, JobState.TAKING_OVER))
    note(book, job(1, JobState.TAKING_OVER), job(1, JobState.RUNNING, takeovers=1))
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
        note(book, job(number, JobState.RUNNING), job(number, JobState.TAKING_OVER))
        note(book, job(number, JobState.TAKING_OVER), job(number, state))
    note(book, job(90, JobState.RUNNING), job(90, JobState.TAKING_OVER))
    interrupted = job(90, JobState.ENDED_ABNORMALLY, reason=Reason.INTERRUPTED)
    note(book, job(90, JobState.TAKING_OVER), interrupted)
    away = close(book)
    for number, state in enumerate(JobState):
        if state in ends:
            assert number in away.fates[ends[state]]
    assert away.fates[Fate.INTERRUPTED] == {90}
    assert frozenset().union(*away.fates.values()) == away.taken_over


def test_new_cancelled_and_failed_jobs() -> None:
    book = AwayBook()
    note(book, None, job(1, JobState.QUEUED))
    note(book, job(2, JobState.HELD), job(2, JobState.CANCELLED))
    note(book, job(3, JobState.RUNNING), job(3, JobState.ENDED_ABNORMALLY, reason=Reason.EXIT_CODE))
    away = close(book)
    assert (away.submitted, away.cancelled, away.ended_abnormally) == ({1}, {2}, {3})


def test_an_absence_that_could_not_be_replayed_is_something_to_look_at() -> None:
    assert close(AwayBook(), complete=False).went_wrong
    assert not close(AwayBook()).went_wrong


A_JOB = st.builds(
    job,
    st.integers(1, 6),
    st.sampled_from(JobState),
    reason=st.sampled_from(Reason),
    attempt=st.integers(0, 2),
    takeovers=st.integers(0, 2),
)


def told_one_by_one(pairs: list[tuple[Job | None, Job]]) -> dict[str, object]:
    """The summary as a person would make it, with a finger on each line."""
    first: dict[int, Job | None] = {}
    last: dict[int, Job] = {}
    taken_over: set[int] = set()
    for old, new in pairs:
        first.setdefault(new.number, old)
        last[new.number] = new
        if new.state is JobState.TAKING_OVER or new.takeovers > (old.takeovers if old else 0):
            taken_over.add(new.number)

    def reached(*states: JobState, interrupted: bool = False) -> set[int]:
        return {
            number
            for number, new in last.items()
            if new.state in states
            and (new.reason is Reason.INTERRUPTED) is interrupted
            and not (
                (old := first[number]) is not None
                and (old.state, old.attempt) == (new.state, new.attempt)
            )
        }

    return {
        "submitted": {number for number, old in first.items() if old is None},
        "started": reached(JobState.STARTING, JobState.RUNNING) - taken_over,
        "ended_normally": reached(JobState.ENDED_NORMALLY),
        "ended_abnormally": reached(JobState.ENDED_ABNORMALLY),
        "interrupted": reached(JobState.ENDED_ABNORMALLY, interrupted=True),
        "cancelled": reached(JobState.CANCELLED),
        "taken_over": taken_over,
    }


@given(st.lists(A_JOB, max_size=20), st.integers(1, 7))
def test_many_turns_at_once_are_told_like_one_after_the_other(jobs: list[Job], step: int) -> None:
    held: dict[int, Job] = {}
    pairs = []
    for new in jobs:
        pairs.append((held.get(new.number), new))
        held[new.number] = new
    book = AwayBook()
    for at in range(0, len(pairs), step):
        some = pairs[at : at + step]
        book.note(turns_of([(before_of(old) if old else None, new) for old, new in some]))
        close(book)
    away = close(book)
    wanted = told_one_by_one(pairs)
    assert {name: getattr(away, name) for name in wanted} == wanted
    assert frozenset().union(*away.fates.values()) == away.taken_over


@given(st.lists(A_JOB, max_size=8), st.lists(A_JOB, max_size=8))
def test_a_snapshot_is_told_by_what_differs(then: list[Job], now: list[Job]) -> None:
    old, new = Shadow(), Shadow()
    old.add(then)
    new.add(now)
    before = {one.number: one for one in then}
    after = {one.number: one for one in now}
    pairs = [
        (before.get(number), one)
        for number, one in after.items()
        if (known := before.get(number)) is None
        or (known.state, known.attempt, known.takeovers) != (one.state, one.attempt, one.takeovers)
    ]
    book = AwayBook()
    book.note(turns_between(old.columns, new.columns))
    away = close(book)
    wanted = told_one_by_one(pairs)
    assert {name: getattr(away, name) for name in wanted} == wanted
