# SPDX-License-Identifier: GPL-3.0-or-later
"""The fate of each job of a machine that went away."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.errors import NotNow
from jmss.model.jobs import ENDED, ON_MACHINE, Job, JobState, Reason
from jmss.model.operations import Fate
from jmss.rules import takeover
from jmss.rules.takeover import Standing
from tests.fakes.facts import job as a_job

S = JobState


def job(state: JobState, **fields: Any) -> Job:
    started = None if state is S.STARTING else 5.0
    usual = {"state": state, "machine": "VCOM2", "node": "SV2", "attempt": 1, "started": started}
    return a_job(1, **(usual | fields))


def test_away_takes_what_starts_or_runs_and_leaves_a_cancel_alone() -> None:
    for state in (S.STARTING, S.RUNNING):
        taken = takeover.away(job(state))
        assert (taken.state, taken.reason) == (S.TAKING_OVER, Reason.FAILOVER)
    stopping = job(S.STOPPING)
    assert takeover.away(stopping) is stopping


def test_after_long_it_is_unknown() -> None:
    assert takeover.lost_sight(job(S.TAKING_OVER)).state is S.UNKNOWN
    running = job(S.RUNNING)
    assert takeover.lost_sight(running) is running


@pytest.mark.parametrize(
    ("before", "standing", "state", "reason", "takeovers"),
    [
        (job(S.TAKING_OVER), Standing.RUNS, S.RUNNING, Reason.NONE, 1),
        (job(S.UNKNOWN), Standing.RUNS, S.RUNNING, Reason.NONE, 1),
        (job(S.STARTING), Standing.RUNS, S.RUNNING, Reason.NONE, 0),
        (job(S.STOPPING), Standing.RUNS, S.STOPPING, Reason.NONE, 0),
        (job(S.TAKING_OVER), Standing.REPORTED, S.TAKING_OVER, Reason.NONE, 0),
        (job(S.STARTING), Standing.NEVER_CLAIMED, S.STARTING, Reason.NONE, 0),
        (job(S.TAKING_OVER, started=None), Standing.NEVER_CLAIMED, S.STARTING, Reason.NONE, 1),
        (job(S.UNKNOWN, started=None), Standing.NEVER_CLAIMED, S.QUEUED, Reason.REQUEUED, 1),
        (
            job(S.TAKING_OVER),
            Standing.NEVER_CLAIMED,
            S.ENDED_ABNORMALLY,
            Reason.INTERRUPTED,
            1,
        ),
        (
            job(S.RUNNING, restartable=True),
            Standing.NEVER_CLAIMED,
            S.QUEUED,
            Reason.REQUEUED,
            0,
        ),
        (job(S.STOPPING), Standing.NEVER_CLAIMED, S.CANCELLED, Reason.OPERATOR, 0),
    ],
)
def test_the_inventory_settles(
    before: Job, standing: Standing, state: JobState, reason: Reason, takeovers: int
) -> None:
    after = takeover.settled(before, standing, 9.0)
    assert (after.state, after.reason, after.takeovers) == (state, reason, takeovers)
    assert (after.ended == 9.0) is (state in ENDED)
    if state is S.QUEUED:
        assert (after.machine, after.node, after.started) == (None, None, None)


def test_how_it_ended() -> None:
    normal = takeover.ended(job(S.RUNNING), 9.0, 0, "")
    assert (normal.state, normal.exit_code, normal.ended) == (S.ENDED_NORMALLY, 0, 9.0)
    failed = takeover.ended(job(S.RUNNING), 9.0, 3, "")
    assert (failed.state, failed.reason) == (S.ENDED_ABNORMALLY, Reason.EXIT_CODE)
    shot = takeover.ended(job(S.TAKING_OVER), 9.0, None, "SIGSEGV")
    assert (shot.state, shot.reason, shot.detail) == (S.ENDED_ABNORMALLY, Reason.SIGNAL, "SIGSEGV")
    stopped = takeover.ended(job(S.STOPPING), 9.0, None, "SIGTERM")
    assert (stopped.state, stopped.reason) == (S.CANCELLED, Reason.OPERATOR)
    assert takeover.ended(job(S.STOPPING), 9.0, 0, "").state is S.ENDED_NORMALLY
    refused = takeover.not_started(job(S.STARTING), 9.0, "no such user")
    assert (refused.reason, refused.detail) == (Reason.NOT_STARTED, "no such user")
    assert takeover.not_started(job(S.STOPPING), 9.0, "").state is S.CANCELLED
    assert takeover.interrupted(job(S.STOPPING), 9.0).state is S.CANCELLED


@given(
    st.sampled_from(sorted(ON_MACHINE)),
    st.sampled_from(["away", "lost", "running", "ended", "not_started", "interrupted", *Standing]),
    st.booleans(),
    st.booleans(),
)
def test_every_news_is_a_legal_move_from_every_state(
    state: JobState, news: str, restartable: bool, started: bool
) -> None:
    before = job(state, restartable=restartable, started=5.0 if started else None)
    after = {
        "away": lambda: takeover.away(before),
        "lost": lambda: takeover.lost_sight(before),
        "running": lambda: takeover.running(before, "SV2", 6.0),
        "ended": lambda: takeover.ended(before, 6.0, 1, ""),
        "not_started": lambda: takeover.not_started(before, 6.0, ""),
        "interrupted": lambda: takeover.interrupted(before, 6.0),
    }.get(news, lambda: takeover.settled(before, Standing(news), 6.0))()
    assert after.attempt == before.attempt
    # A job that an operator cancelled never runs again by itself.
    if state is S.STOPPING:
        assert after.state in {S.STOPPING} | ENDED
    if after.state is S.QUEUED:
        assert restartable or not started
        assert state is not S.STOPPING


def test_an_operator_settles_only_what_is_unknown() -> None:
    again = takeover.settled_by_hand(job(S.UNKNOWN), Fate.QUEUED, 9.0)
    assert (again.state, again.takeovers, again.machine) == (S.QUEUED, 1, None)
    over = takeover.settled_by_hand(job(S.UNKNOWN), Fate.ENDED_NORMALLY, 9.0)
    assert (over.state, over.reason, over.ended) == (S.ENDED_NORMALLY, Reason.SETTLED, 9.0)
    assert over.exit_code is None
    with pytest.raises(NotNow, match="Job 1 is taking_over: settle"):
        takeover.settled_by_hand(job(S.TAKING_OVER), Fate.ENDED_ABNORMALLY, 9.0)
