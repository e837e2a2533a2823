# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules at the server: each due time once, with its jobs, whoever asks how often."""

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from jmss.access.asker import Asker
from jmss.access.roles import AccessRole
from jmss.errors import BadValue, CalendarInUse, NoSuchDocument, NoSuchQueue
from jmss.model.changes import Fact
from jmss.model.documents import Removed
from jmss.model.jobs import Job, JobState
from jmss.model.operations import (
    EnableSchedule,
    FireSchedule,
    Operation,
    PutDocument,
    RemoveDocument,
    RunSchedule,
)
from jmss.model.schedules import (
    MOST_RUNS,
    Calendar,
    Fired,
    Outcome,
    Overlap,
    PreparedJob,
    Run,
    Schedule,
    Shift,
)
from jmss.server.board import Board
from jmss.server.effects import Effect
from jmss.server.operations import effect_of
from jmss.server.schedule_documents import CHECKS
from tests.fakes.facts import job
from tests.fakes.store import FakeStore, board_with

MINUTE = 60.0
JOBS = (
    PreparedJob(name="close", command="close", queue="NIGHT", priority=70),
    PreparedJob(name="report", command="report", queue="NIGHT", hold=True),
)
NIGHTLY = Schedule(
    name="nightly", cron="* * * * *", owner="sato", jobs=JOBS, revision=1, since=10.0
)
UEDA = Asker(token="", user="ueda", role=AccessRole.OPERATOR)


def with_board(story: Callable[[Board, FakeStore], None], *facts: Fact) -> None:
    async def run() -> None:
        story(*board_with(*facts))

    asyncio.run(run())


def done(board: Board, operation: Operation) -> Effect:
    """Carry an operation out."""
    effect = effect_of(operation, board, CHECKS, asker=UEDA)
    board.record(effect.facts)
    return effect


def fire(board: Board, due: float, *, missed: bool = False) -> Effect:
    return done(board, FireSchedule(schedule="nightly", due=due, missed=missed))


def fired(board: Board) -> Fired:
    held = board.facts.named["fired", "nightly"]
    assert isinstance(held, Fired)
    return held


def jobs_of(effect: Effect) -> list[Job]:
    return [fact for fact in effect.facts if isinstance(fact, Job)]


# ---- firing ----


def test_all_jobs_and_how_far_it_has_come_are_one_transaction() -> None:
    def story(board: Board, store: FakeStore) -> None:
        store.now = 60.25
        effect = fire(board, 60.0)
        first, second = jobs_of(effect)
        assert (first.name, first.owner, first.priority) == ("close", "sato", 70)
        assert (first.state, second.state) == (JobState.QUEUED, JobState.HELD)
        assert effect.jobs == (first.number, second.number)
        run = Run(due=60.0, at=60.25, outcome=Outcome.SUBMITTED, jobs=effect.jobs)
        assert effect.facts[-1] == Fired(name="nightly", up_to=60.0, runs=(run,))
        assert len(store.waiting) == 1

    with_board(story, NIGHTLY)


def test_a_time_is_seen_to_once_however_often_it_is_asked() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        fire(board, 60.0)
        for due in (60.0, 60.0, 0.0):
            assert fire(board, due) == Effect()
        assert fire(board, 120.0).jobs
        assert fire(board, 60.0) == Effect()
        assert [run.due for run in fired(board).runs] == [60.0, 120.0]

    with_board(story, NIGHTLY)


@pytest.mark.parametrize("due", [61.0, 59.0, 0.0])
def test_a_time_that_is_none_of_its_own_is_not_fired(due: float) -> None:
    def story(board: Board, _store: FakeStore) -> None:
        assert fire(board, due) == Effect()

    with_board(story, NIGHTLY)


def test_one_that_is_disabled_or_gone_is_not_fired() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        assert fire(board, 60.0) == Effect()
        with pytest.raises(NoSuchDocument, match="no schedule other"):
            effect_of(FireSchedule(schedule="other", due=60.0), board)

    with_board(story, replace(NIGHTLY, enabled=False))


def test_a_missed_time_is_noted() -> None:
    def story(board: Board, store: FakeStore) -> None:
        effect = fire(board, 60.0, missed=True)
        (run,) = fired(board).runs
        assert (jobs_of(effect), run.outcome) == ([], Outcome.SKIPPED_MISSED)
        assert (run.due, run.at, fired(board).up_to) == (60.0, store.now, 60.0)
        assert fire(board, 60.0) == Effect()

    with_board(story, NIGHTLY)


def test_what_cannot_be_submitted_is_noted_with_the_reason_and_nothing_is_submitted() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        effect = fire(board, 60.0)
        (run,) = fired(board).runs
        assert (jobs_of(effect), run.outcome, run.jobs) == ([], Outcome.REFUSED, ())
        assert "no job queue GONE" in run.why
        assert fire(board, 120.0).facts

    gone = PreparedJob(name="b", command="true", queue="GONE")
    with_board(story, replace(NIGHTLY, jobs=(JOBS[0], gone)))


def test_only_so_many_runs_are_kept() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        for n in range(1, MOST_RUNS + 10):
            fire(board, n * MINUTE)
        runs = fired(board).runs
        assert (len(runs), runs[-1].due) == (MOST_RUNS, (MOST_RUNS + 9) * MINUTE)

    with_board(story, NIGHTLY)


# ---- overlap ----

ALIVE = (
    job(1),
    job(2, state=JobState.RUNNING, machine="VCOM2"),
    job(3, state=JobState.ENDED_NORMALLY),
)
BEFORE = Fired(
    name="nightly",
    up_to=60.0,
    runs=(Run(due=60.0, at=60.0, outcome=Outcome.SUBMITTED, jobs=(1, 2, 3, 99)),),
)


def test_overlap_queue_submits_all_the_same() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        effect = fire(board, 120.0)
        assert ([found.number for found in jobs_of(effect)], effect.stops) == ([4, 5], ())

    with_board(story, NIGHTLY, BEFORE, *ALIVE)


def test_overlap_skip_submits_nothing() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        effect = fire(board, 120.0)
        assert (jobs_of(effect), fired(board).runs[-1].outcome) == ([], Outcome.SKIPPED_OVERLAP)
        assert fired(board).up_to == 120.0

    with_board(story, replace(NIGHTLY, overlap=Overlap.SKIP), BEFORE, *ALIVE)


def test_overlap_skip_submits_when_the_last_ones_have_ended() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        assert len(jobs_of(fire(board, 120.0))) == 2

    with_board(story, replace(NIGHTLY, overlap=Overlap.SKIP), BEFORE, ALIVE[2])


def test_overlap_cancel_ends_what_is_alive() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        effect = fire(board, 120.0)
        states = {found.number: found.state for found in jobs_of(effect)}
        assert states == {
            1: JobState.CANCELLED,
            2: JobState.STOPPING,
            4: JobState.QUEUED,
            5: JobState.HELD,
        }
        assert [found.number for found in effect.stops] == [2]

    with_board(story, replace(NIGHTLY, overlap=Overlap.CANCEL), BEFORE, *ALIVE)


def test_overlap_cancel_leaves_alone_what_runs_when_nothing_new_can_be_submitted() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        effect = fire(board, 120.0)
        assert (jobs_of(effect), effect.stops) == ([], ())

    gone = PreparedJob(name="b", command="true", queue="GONE")
    wrong = replace(NIGHTLY, overlap=Overlap.CANCEL, jobs=(gone,))
    with_board(story, wrong, BEFORE, *ALIVE)


# ---- by hand ----


def test_a_run_by_hand_says_who_and_leaves_the_times_alone() -> None:
    def story(board: Board, store: FakeStore) -> None:
        effect = done(board, RunSchedule(schedule="nightly"))
        (run,) = fired(board).runs
        assert (run.by, run.at, run.jobs, run.outcome) == (
            "ueda",
            store.now,
            effect.jobs,
            Outcome.SUBMITTED,
        )
        assert {found.owner for found in jobs_of(effect)} == {"sato"}
        assert fired(board).up_to == 0.0
        assert len(jobs_of(fire(board, 60.0))) == 2

    with_board(story, NIGHTLY)


def test_a_run_by_hand_of_a_disabled_one() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        assert len(jobs_of(done(board, RunSchedule(schedule="nightly")))) == 2

    with_board(story, replace(NIGHTLY, enabled=False))


def test_a_run_by_hand_that_is_not_possible_is_refused() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        with pytest.raises(NoSuchQueue):
            effect_of(RunSchedule(schedule="nightly"), board)

    gone = PreparedJob(name="b", command="true", queue="GONE")
    with_board(story, replace(NIGHTLY, jobs=(gone,)))


# ---- enabled and disabled ----


def test_what_passed_while_it_was_disabled_is_not_made_up_for() -> None:
    def story(board: Board, store: FakeStore) -> None:
        (off,) = done(board, EnableSchedule(schedule="nightly", enabled=False)).facts
        assert off == replace(NIGHTLY, enabled=False, revision=2)
        assert done(board, EnableSchedule(schedule="nightly", enabled=False)) == Effect()
        store.now = 1000.5
        (on,) = done(board, EnableSchedule(schedule="nightly", enabled=True)).facts
        assert on == replace(NIGHTLY, since=1000.5, revision=3)
        assert fire(board, 960.0) == Effect()
        assert fire(board, 1020.0).jobs

    with_board(story, NIGHTLY)


def test_after_a_clock_that_was_ahead_a_schedule_begins_afresh_when_it_is_enabled_again() -> None:
    def story(board: Board, store: FakeStore) -> None:
        assert fire(board, 120.0) == Effect()
        done(board, EnableSchedule(schedule="nightly", enabled=False))
        store.now = 110.0
        done(board, EnableSchedule(schedule="nightly", enabled=True))
        assert fired(board) == Fired(name="nightly", up_to=110.0)
        assert fire(board, 120.0).jobs

    with_board(story, NIGHTLY, Fired(name="nightly", up_to=9e9))


def test_after_a_clock_that_was_ahead_other_times_begin_afresh() -> None:
    def story(board: Board, store: FakeStore) -> None:
        put(board, replace(NIGHTLY, note="no other times"))
        assert fired(board).up_to == 9e9
        put(board, replace(NIGHTLY, cron="*/2 * * * *", revision=2))
        assert fired(board).up_to == store.now
        assert fire(board, 120.0).jobs

    with_board(story, NIGHTLY, Fired(name="nightly", up_to=9e9))


# ---- documents ----


def put(board: Board, document: Schedule | Calendar) -> tuple[Fact, ...]:
    return done(board, PutDocument(document=document)).facts


def test_a_new_one_is_due_from_now_on() -> None:
    def story(board: Board, store: FakeStore) -> None:
        (made,) = put(board, replace(NIGHTLY, revision=0, since=0.0))
        assert made == replace(NIGHTLY, revision=1, since=store.now)

    with_board(story)


def test_other_words_change_no_times_and_other_times_begin_now() -> None:
    def story(board: Board, store: FakeStore) -> None:
        (noted,) = put(board, replace(NIGHTLY, note="all stores", since=5000.0))
        assert noted == replace(NIGHTLY, note="all stores", revision=2)
        (moved,) = put(board, replace(NIGHTLY, cron="*/5 * * * *", revision=2))
        assert moved == replace(NIGHTLY, cron="*/5 * * * *", since=store.now, revision=3)

    with_board(story, NIGHTLY)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (replace(NIGHTLY, cron="daily"), BadValue),
        (replace(NIGHTLY, owner=""), BadValue),
        (replace(NIGHTLY, calendar="bank"), BadValue),
        (replace(NIGHTLY, jobs=()), BadValue),
        (replace(NIGHTLY, jobs=(replace(JOBS[0], queue="GONE"),)), NoSuchQueue),
        (replace(NIGHTLY, jobs=(replace(JOBS[0], command=""),)), BadValue),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(wrong: Schedule, error: type[Exception]) -> None:
    def story(board: Board, _store: FakeStore) -> None:
        with pytest.raises(error):
            effect_of(PutDocument(document=replace(wrong, revision=0)), board, CHECKS)

    with_board(story)


def test_a_calendar_that_makes_no_sense_is_refused() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        with pytest.raises(BadValue, match="holidays"):
            put(board, Calendar(name="bank", holidays="??"))

    with_board(story)


def test_a_calendar_in_use_stays() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        remove = RemoveDocument(kind="calendar", name="bank", revision=1)
        with pytest.raises(CalendarInUse, match="used by these schedules: nightly") as caught:
            effect_of(remove, board)
        assert caught.value.fields["calendar"] == "bank"
        done(board, RemoveDocument(kind="schedule", name="nightly", revision=1))
        assert done(board, remove).facts == (Removed(kind="calendar", name="bank"),)

    with_board(story, replace(NIGHTLY, calendar="bank"), Calendar(name="bank", revision=1))


def test_a_schedule_goes_with_its_history() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        effect = done(board, RemoveDocument(kind="schedule", name="nightly", revision=1))
        assert effect.facts == (
            Removed(kind="schedule", name="nightly"),
            Removed(kind="fired", name="nightly"),
        )
        assert not board.facts.named

    with_board(story, NIGHTLY, BEFORE)


DAY = 24 * 3600.0
"""1 January 1970 was a Thursday; the 3rd and the 4th are no business days."""
WEEKLY = replace(
    NIGHTLY, cron="0 0 * * *", time_zone="UTC", calendar="bank", shift=Shift.SKIP, since=10.0
)
BANK = Calendar(name="bank", holidays="", revision=1)
AT_FRIDAY = Fired(name="nightly", up_to=DAY)


def test_a_calendar_that_changes_makes_no_day_due_that_has_passed() -> None:
    def story(board: Board, store: FakeStore) -> None:
        store.now = 3.5 * DAY
        (_, moved) = put(board, replace(BANK, weekdays="1111111"))
        assert moved == replace(AT_FRIDAY, up_to=store.now)
        assert fire(board, 3 * DAY) == Effect()
        assert fire(board, 4 * DAY).jobs

    with_board(story, WEEKLY, BANK, AT_FRIDAY)


def test_a_calendar_that_changes_takes_away_no_time_that_is_still_to_be_seen_to() -> None:
    def story(board: Board, store: FakeStore) -> None:
        store.now = DAY + 0.2
        assert len(put(board, replace(BANK, closed=("1971-01-01",)))) == 1
        assert fire(board, DAY).jobs

    with_board(story, WEEKLY, BANK)
