# SPDX-License-Identifier: GPL-3.0-or-later
"""Every stage and every kind of act has words, and the worst of several parts is told."""

from typing import get_args

import pytest

from jlook_client.acts import Act, Part, Stage
from jlook_client.tables.act_words import (
    KINDS,
    STAGE_LOOKS,
    WORST_FIRST,
    kind_words,
    outcome,
    part_words,
    stage_of,
    targets,
)
from jlook_client.tables.job_moves import JOB_MOVES
from jmss.errors import NotAsked
from jmss.model.jobs import JobState
from jmss.model.operations import Cancel, Hold, JobOperation, Rerun
from jmss.texts import Texts

TR = Texts("en")


def test_everything_has_its_words() -> None:
    assert set(STAGE_LOOKS) == set(WORST_FIRST) == set(Stage)
    assert {move.kind for move in JOB_MOVES} <= set(KINDS)
    assert {move.operation for move in JOB_MOVES} == set(get_args(JobOperation))


@pytest.mark.parametrize("stage", list(Stage))
def test_an_act_stands_where_its_worst_part_stands(stage: Stage) -> None:
    act = Act("hold", [Part(Hold(1), Stage.DONE), Part(Hold(2), stage)], at=0.0)
    assert stage_of(act) is stage


def test_how_many_have_come_how_far() -> None:
    stages = [Stage.DONE, Stage.DONE, Stage.UNKNOWN, Stage.NOT_ASKED, Stage.WAITING]
    parts = [Part(Hold(n), stage) for n, stage in enumerate(stages)]
    parts[3].told = NotAsked()
    act = Act("hold", parts, at=0.0)
    assert outcome(act, TR) == (
        "2 done, 1 not sent yet, 1 with unknown outcome, 1 not asked:"
        " The link was down: the server was not asked. Nothing was done."
    )
    assert targets(act, TR) == "0, 1, 2 and 2 more"
    assert targets(Act("rerun", [Part(Rerun(7))], at=0.0), TR) == "7"


def test_an_undoing_says_what_it_takes_back() -> None:
    assert kind_words(Act("hold", [], at=0.0, undoes=True), TR) == "Undo: Hold"


def test_a_job_that_completed_before_it_could_be_cancelled_says_so() -> None:
    cancelled = Part(Cancel(1), Stage.DONE, became=JobState.CANCELLED)
    completed = Part(Cancel(1), Stage.DONE, became=JobState.ENDED_NORMALLY)
    assert part_words(cancelled, TR) == "Done"
    assert part_words(completed, TR) == "Done: The job is now Completed."
