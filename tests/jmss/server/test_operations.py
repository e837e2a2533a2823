# SPDX-License-Identifier: GPL-3.0-or-later
"""What each operation does, and when it is refused."""

from typing import get_args

import msgspec
import pytest

from jmss.access.roles import operation_name
from jmss.errors import BadValue, NoSuchJob, NoSuchQueue, NotNow
from jmss.model.jobs import ENDED, Job, JobState, Reason
from jmss.model.operations import (
    Cancel,
    Fate,
    Hold,
    JobOperation,
    MoveToQueue,
    OpenQueue,
    Operation,
    Release,
    Rerun,
    SetPriority,
    Settle,
    StopQueue,
    Submit,
)
from jmss.model.queues import Queue, QueueState
from jmss.server.operations import Effect, effect_of
from tests.fakes.facts import job
from tests.fakes.store import board_with

S = JobState


def effect(operation: Operation, *jobs: Job) -> Effect:
    board, _ = board_with(*jobs)
    return effect_of(operation, board)


def made(what: Effect) -> Job:
    (fact,) = what.facts
    assert isinstance(fact, Job)
    return fact


def test_submit() -> None:
    submit = Submit(name="n", command="c", queue="NIGHT", owner="o", restartable=True)
    new = made(effect(submit, job(6)))
    assert (new.number, new.state, new.submitted, new.restartable) == (7, S.QUEUED, 100.0, True)
    held = Submit(name="n", command="c", queue="NIGHT", owner="o", hold=True)
    assert made(effect(held)).state is S.HELD


def test_hold_and_release() -> None:
    assert made(effect(Hold(job=1), job(1))).state is S.HELD
    assert made(effect(Release(job=1), job(1, state=S.HELD))).state is S.QUEUED
    # Asked for what is so already: done, and nothing changes.
    assert effect(Hold(job=1), job(1, state=S.HELD)) == Effect(job=1)
    assert effect(Release(job=1), job(1)) == Effect(job=1)


def test_cancel() -> None:
    waiting = made(effect(Cancel(job=1), job(1, state=S.HELD)))
    assert (waiting.state, waiting.reason, waiting.ended) == (S.CANCELLED, Reason.OPERATOR, 100.0)
    for state in (S.STARTING, S.RUNNING, S.TAKING_OVER, S.UNKNOWN):
        what = effect(Cancel(job=1), job(1, state=state, machine="VCOM2"))
        assert made(what).state is S.STOPPING
        assert what.stops == what.facts
    again = effect(Cancel(job=1, force=True), job(1, state=S.STOPPING, machine="VCOM2"))
    assert (again.facts, again.force) == ((), True)
    assert [job.number for job in again.stops] == [1]


def test_rerun_forgets_the_last_attempt_but_its_number() -> None:
    over = job(
        1,
        state=S.ENDED_ABNORMALLY,
        reason=Reason.EXIT_CODE,
        exit_code=3,
        machine="VCOM2",
        node="SV2",
        started=2.0,
        ended=3.0,
        attempt=2,
    )
    again = made(effect(Rerun(job=1), over))
    assert again == job(1, attempt=2)


def test_queues_open_and_stop() -> None:
    stopped = effect(StopQueue(queue="NIGHT"))
    stands = Queue(name="NIGHT", virtual_computer="VCOM1", state=QueueState.STOPPED)
    assert stopped.facts == (stands,)
    assert effect(OpenQueue(queue="NIGHT")) == Effect()


def test_a_waiting_job_gets_another_priority() -> None:
    for state in (S.QUEUED, S.HELD):
        what = effect(SetPriority(1, 99), job(1, state=state))
        assert what == Effect(facts=(job(1, state=state, priority=99),), job=1)
    assert effect(SetPriority(1, 50), job(1)) == Effect(job=1)
    for wrong in (-1, 100):
        with pytest.raises(BadValue, match="from 0 to 99"):
            effect(SetPriority(1, wrong), job(1))


def test_the_dispatcher_s_lanes_follow_priority_and_queue() -> None:
    board, _ = board_with(job(1), job(2), Queue(name="DAY", virtual_computer="VCOM1"))
    lanes = board.facts.lanes
    for operation in (SetPriority(2, 80), MoveToQueue(1, "DAY")):
        (fact,) = effect_of(operation, board).facts
        board.facts.apply(fact)
    assert list(lanes["NIGHT", None]) == [(-80, 2)]
    assert list(lanes["DAY", None]) == [(-50, 1)]


def test_a_waiting_job_moves_to_another_queue() -> None:
    day = Queue(name="DAY", virtual_computer="VCOM2")
    board, _ = board_with(job(1), job(2, wanted_machine="VCOM3"), day)
    assert effect_of(MoveToQueue(1, "DAY"), board).facts == (job(1, queue="DAY"),)
    assert effect_of(MoveToQueue(1, "NIGHT"), board) == Effect(job=1)
    with pytest.raises(NoSuchQueue, match="DAY, NIGHT"):
        effect_of(MoveToQueue(1, "NOON"), board)
    with pytest.raises(BadValue, match="DAY feeds VCOM2 alone"):
        effect_of(MoveToQueue(2, "DAY"), board)


@pytest.mark.parametrize("fate", list(Fate))
def test_an_operator_settles_an_unknown_job(fate: Fate) -> None:
    lost = job(1, state=S.UNKNOWN, machine="VCOM2", node="SV2", attempt=1, started=5.0)
    after = made(effect(Settle(1, fate), lost))
    assert (after.state, after.reason, after.attempt) == (S(fate), Reason.SETTLED, 1)
    if fate is Fate.QUEUED:
        assert (after.machine, after.node, after.started, after.ended) == (None,) * 4
    else:
        assert (after.machine, after.ended) == ("VCOM2", 100.0)


_POSSIBLE = {
    SetPriority: {S.QUEUED, S.HELD},
    MoveToQueue: {S.QUEUED, S.HELD},
    Settle: {S.UNKNOWN},
    Hold: {S.QUEUED, S.HELD},
    Release: {S.QUEUED, S.HELD},
    Cancel: set(S) - ENDED,
    Rerun: ENDED,
}


_ON_JOB_1: tuple[JobOperation, ...] = (
    Hold(1),
    Release(1),
    Cancel(1),
    Rerun(1),
    SetPriority(1, 60),
    MoveToQueue(1, "NIGHT"),
    Settle(1, Fate.QUEUED),
)


def test_each_operation_on_jobs_is_tried_here() -> None:
    assert {type(one) for one in _ON_JOB_1} == set(_POSSIBLE) == set(get_args(JobOperation))


@pytest.mark.parametrize("state", list(JobState))
@pytest.mark.parametrize("operation", _ON_JOB_1, ids=operation_name)
def test_every_operation_on_every_state_is_done_or_refused_clearly(
    operation: JobOperation, state: JobState
) -> None:
    there = job(1, state=state, machine="VCOM2")
    if state in _POSSIBLE[type(operation)]:
        assert effect(operation, there).job == 1
    else:
        with pytest.raises(NotNow, match=f"Job 1 is {state}: {operation_name(operation)}"):
            effect(operation, there)


def test_what_is_not_there() -> None:
    for operation in _ON_JOB_1:
        with pytest.raises(NoSuchJob, match="9"):
            effect(msgspec.structs.replace(operation, job=9))
    with pytest.raises(NoSuchQueue, match="NIGHT"):
        effect(OpenQueue(queue="DAY"))
