# SPDX-License-Identifier: GPL-3.0-or-later
"""Legal moves are what the table says; everything else raises and changes nothing."""

import pytest

from jmss.errors import IllegalMove
from jmss.model.jobs import ENDED, MOVES, ON_MACHINE, Job, JobState, Reason

PAIRS = [(before, after) for before in JobState for after in JobState]


def job(state: JobState) -> Job:
    return Job(number=7, name="n", owner="o", queue="q", command=":", submitted=1.0, state=state)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_each_pair(before: JobState, after: JobState) -> None:
    if after in MOVES[before]:
        assert job(before).moved(after).state is after
    else:
        with pytest.raises(IllegalMove) as refused:
            job(before).moved(after)
        assert refused.value.fields == {"job": "7", "state": before.value, "wanted": after.value}


def test_every_state_has_its_moves_and_every_state_can_be_reached() -> None:
    assert set(MOVES) == set(JobState)
    assert set().union(*MOVES.values()) == set(JobState)


def test_an_ended_job_only_goes_back_to_the_queue() -> None:
    assert all(MOVES[state] == {JobState.QUEUED} for state in ENDED)
    assert not ENDED & ON_MACHINE


def test_a_move_carries_its_changes_and_leaves_the_job_as_it_was() -> None:
    before = job(JobState.RUNNING)
    after = before.moved(JobState.ENDED_ABNORMALLY, reason=Reason.EXIT_CODE, exit_code=8, ended=5.0)
    assert (after.exit_code, after.ended, after.reason) == (8, 5.0, Reason.EXIT_CODE)
    assert before == job(JobState.RUNNING)
