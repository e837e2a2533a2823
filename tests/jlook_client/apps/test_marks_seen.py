# SPDX-License-Identifier: GPL-3.0-or-later
"""A refusal marks its job only as long as that is as it was."""

import pytest

from jlook_client.acts import Act, Acts, Part, Stage
from jlook_client.apps.marks_seen import MarksSeen
from jmss.errors import NotAsked
from jmss.model.jobs import JobState
from jmss.model.operations import Hold, StopQueue
from tests.fakes.desk_board import Desk, a_job

S = JobState


@pytest.fixture
def desk() -> Desk:
    return Desk(*(a_job(number, S.RUNNING) for number in range(1, 5)))


@pytest.fixture
def acts(desk: Desk) -> Acts:
    acts = Acts()
    MarksSeen(acts, desk.mirror)
    return acts


def refused(acts: Acts, *jobs: int) -> Act:
    act = Act("hold", [Part(Hold(job)) for job in jobs], at=0.0)
    acts.begin(act)
    acts.move_all(act.parts, Stage.SENT)
    acts.move_all(act.parts, Stage.REFUSED, error=NotAsked())
    return act


def marked(acts: Acts) -> list[int]:
    return [job for job in range(1, 10) if acts.marked(job) is not None]


def test_a_job_that_went_on_is_marked_no_longer(desk: Desk, acts: Acts) -> None:
    act = refused(acts, 1, 2, 3)
    desk.change(a_job(4, S.ENDED_NORMALLY), a_job(2, S.RUNNING, priority=60))
    assert marked(acts) == [1, 2, 3]
    desk.change(a_job(2, S.ENDED_NORMALLY))
    assert marked(acts) == [1, 3]
    refused(acts, 4)
    desk.change(a_job(1, S.TAKING_OVER))
    assert marked(acts) == [3, 4]
    assert act.parts[1].stage is Stage.REFUSED, "the list of acts keeps it"


def test_what_is_on_its_way_stays_marked(desk: Desk, acts: Acts) -> None:
    act = Act("hold", [Part(Hold(1)), Part(StopQueue("NIGHT"))], at=0.0)
    acts.begin(act)
    acts.move_all(act.parts, Stage.SENT)
    desk.change(a_job(1, S.ENDED_NORMALLY))
    assert marked(acts) == [1]
    acts.move_all(act.parts, Stage.REFUSED, error=NotAsked())
    assert marked(acts) == [1]


def test_a_refusal_about_a_job_that_has_left_the_board_stays_marked(desk: Desk, acts: Acts) -> None:
    refused(acts, 9)
    desk.change(a_job(1, S.ENDED_NORMALLY))
    assert marked(acts) == [9]


def test_another_board_takes_the_marks_of_those_that_went_on(desk: Desk, acts: Acts) -> None:
    refused(acts, 1, 2)
    desk.replace(a_job(1, S.ENDED_NORMALLY), a_job(2, S.RUNNING))
    assert marked(acts) == [2]


def test_a_job_that_is_refused_again_is_held_against_its_newer_state(
    desk: Desk, acts: Acts
) -> None:
    refused(acts, 1, 2)
    desk.change(a_job(1, S.ENDED_NORMALLY))
    refused(acts, 1)
    assert marked(acts) == [1, 2]
    desk.change(a_job(3, S.ENDED_NORMALLY))
    assert marked(acts) == [1, 2]
