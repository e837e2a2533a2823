# SPDX-License-Identifier: GPL-3.0-or-later
"""The attempts of a job, out of what the journal says."""

from typing import Any

import msgspec

from jlook_client.tables.attempts import Attempt, attempts_of
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job, JobState, Reason
from tests.fakes.facts import job

S = JobState


def story(*moves: dict[str, Any]) -> list[Change]:
    changes, now = [], job(1)
    for seq, move in enumerate(moves, 1):
        now = msgspec.structs.replace(now, **move)
        changes.append(Change(seq=seq, inc=1, at=100.0 + seq, fact=now))
    return changes


FIRST = {"machine": "VCOM2", "node": "SV2", "attempt": 1}


def test_one_that_never_started_has_none() -> None:
    assert attempts_of(story({}), job(1)) == []
    assert attempts_of([Change(seq=1, inc=1, at=1.0, fact=Gone(number=1))], None) == []


def test_an_interrupted_one_and_the_one_after_it() -> None:
    changes = story(
        {},
        {"state": S.STARTING, **FIRST},
        {"state": S.RUNNING, "started": 110.0},
        {"state": S.TAKING_OVER, "reason": Reason.FAILOVER},
        {
            "state": S.QUEUED,
            "reason": Reason.REQUEUED,
            "machine": None,
            "node": None,
            "started": None,
        },
        {
            "state": S.STARTING,
            "reason": Reason.NONE,
            "machine": "VCOM3",
            "node": "SV3",
            "attempt": 2,
        },
        {"state": S.RUNNING, "started": 120.0},
        {"state": S.ENDED_ABNORMALLY, "reason": Reason.EXIT_CODE, "ended": 130.0, "exit_code": 3},
    )
    first, second = attempts_of(changes, None)
    assert (first.machine, first.node, first.started, first.ended) == ("VCOM2", "SV2", 110.0, 105.0)
    assert first.last is not None
    assert first.last.reason is Reason.REQUEUED
    assert (second.machine, second.started, second.ended) == ("VCOM3", 120.0, 130.0)
    assert second.last is not None
    assert second.last.exit_code == 3


def test_a_rerun_leaves_the_ended_one_as_it_was() -> None:
    over = {"state": S.ENDED_ABNORMALLY, "ended": 130.0, "exit_code": 1}
    changes = story(
        {"state": S.STARTING, **FIRST},
        over,
        {"state": S.QUEUED, "ended": None, "exit_code": None, "machine": None},
    )
    (only,) = attempts_of(changes, None)
    assert (only.ended, only.machine, only.last and only.last.exit_code) == (130.0, "VCOM2", 1)


def test_an_order_that_never_arrived_ends_when_it_was_given_up() -> None:
    changes = story({"state": S.STARTING, **FIRST}, {"state": S.QUEUED, "machine": None})
    (only,) = attempts_of(changes, None)
    assert (only.ended, only.machine) == (102.0, "VCOM2")


def test_of_those_before_the_journal_only_the_number_is_known() -> None:
    now = job(1, state=S.RUNNING, machine="VCOM2", node="SV2", attempt=3, started=1.0)
    assert attempts_of([], now) == [
        Attempt(1, known=False),
        Attempt(2, known=False),
        Attempt(3, True, "VCOM2", "SV2", 1.0, None, now),
    ]
    waits = job(1, attempt=1)
    assert attempts_of([], waits) == [Attempt(1, known=False)]


def test_what_is_known_now_is_newer_than_the_journal() -> None:
    changes = story({"state": S.RUNNING, **FIRST, "started": 1.0})
    now: Job = msgspec.structs.replace(changes[0].fact, state=S.ENDED_NORMALLY, ended=9.0)  # type: ignore[type-var] # it is a job
    assert attempts_of(changes, now)[0].ended == 9.0
