# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that run for too long are ended, with a reason of their own."""

import asyncio

import pytest

from jmss.model.jobs import Job, JobState, Reason
from jmss.model.queues import Queue
from jmss.rules import takeover
from jmss.rules.takeover import Standing
from jmss.server.time_limits import TimeLimits
from tests.fakes.facts import job
from tests.fakes.store import board_with

LIMITED = Queue(name="NIGHT", virtual_computer="VCOM1", time_limit=30.0)


def runs(number: int, started: float, **fields: object) -> Job:
    usual: dict[str, object] = {"state": JobState.RUNNING, "machine": "VCOM2", "attempt": 1}
    return job(number, started=started, **(usual | fields))


def test_those_that_run_for_too_long_are_stopped_once_that_is_stored() -> None:
    async def story() -> None:
        told: list[tuple[int, bool]] = []
        late, early = runs(1, 70.0), runs(2, 70.001)
        starts = job(3, state=JobState.STARTING, machine="VCOM2", started=1.0)
        other = runs(4, 1.0, queue="VCOM2")
        board, store = board_with(LIMITED, late, early, starts, other)
        limits = TimeLimits(board, lambda stopped, force: told.append((stopped.number, force)))
        looking = asyncio.create_task(limits.look())
        await asyncio.sleep(0)
        assert not told
        store.commit()
        await looking
        assert told == [(1, False)]
        assert board.facts.jobs[1].state is JobState.STOPPING
        assert board.facts.jobs[1].reason is Reason.TIME_LIMIT
        store.now = 99.0
        await limits.look()
        assert len(told) == 1
        assert not store.waiting

    asyncio.run(story())


def test_without_a_limit_nothing_is_looked_at() -> None:
    async def story() -> None:
        board, store = board_with(runs(1, 1.0))
        await TimeLimits(board, lambda *_: None).look()
        assert not store.waiting

    asyncio.run(story())


LATE = takeover.too_long(runs(1, 1.0))


@pytest.mark.parametrize(
    "after",
    [
        takeover.ended(LATE, 50.0, None, "SIGTERM"),
        takeover.ended(LATE, 50.0, 143, ""),
        takeover.interrupted(LATE, 50.0),
        takeover.settled(LATE, Standing.NEVER_CLAIMED, 50.0),
    ],
)
def test_what_its_end_is_called(after: Job) -> None:
    assert (after.state, after.reason) == (JobState.ENDED_ABNORMALLY, Reason.TIME_LIMIT)


def test_one_that_completes_meanwhile_has_completed() -> None:
    after = takeover.ended(LATE, 50.0, 0, "")
    assert (after.state, after.reason) == (JobState.ENDED_NORMALLY, Reason.NONE)


def test_the_wish_outlives_a_failover() -> None:
    assert takeover.away(LATE) is LATE
    assert takeover.settled(LATE, Standing.RUNS, 50.0) is LATE
