# SPDX-License-Identifier: GPL-3.0-or-later
"""What each operation does, and when it is refused."""

import pytest

from jmss.errors import NoSuchJob, NoSuchQueue, NotNow
from jmss.model.jobs import ENDED, Job, JobState, Reason
from jmss.model.operations import (
    Cancel,
    Hold,
    OpenQueue,
    Operation,
    Release,
    Rerun,
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
    assert isinstance(what.fact, Job)
    return what.fact


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
        assert what.stop == what.fact
    again = effect(Cancel(job=1, force=True), job(1, state=S.STOPPING, machine="VCOM2"))
    assert (again.fact, again.force) == (None, True)
    assert again.stop is not None


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
    assert stopped.fact == Queue(name="NIGHT", virtual_computer="VCOM1", state=QueueState.STOPPED)
    assert effect(OpenQueue(queue="NIGHT")) == Effect()


_POSSIBLE = {
    Hold: {S.QUEUED, S.HELD},
    Release: {S.QUEUED, S.HELD},
    Cancel: set(S) - ENDED,
    Rerun: ENDED,
}


@pytest.mark.parametrize("state", list(JobState))
@pytest.mark.parametrize("kind", list(_POSSIBLE))
def test_every_operation_on_every_state_is_done_or_refused_clearly(
    kind: type[Hold | Release | Cancel | Rerun], state: JobState
) -> None:
    there = job(1, state=state, machine="VCOM2")
    if state in _POSSIBLE[kind]:
        assert effect(kind(job=1), there).job == 1
    else:
        with pytest.raises(NotNow, match=f"Job 1 is {state}: {kind.__name__.lower()}"):
            effect(kind(job=1), there)


def test_what_is_not_there() -> None:
    for operation in (Hold(job=9), Release(job=9), Cancel(job=9), Rerun(job=9)):
        with pytest.raises(NoSuchJob, match="9"):
            effect(operation)
    with pytest.raises(NoSuchQueue, match="NIGHT"):
        effect(OpenQueue(queue="DAY"))
