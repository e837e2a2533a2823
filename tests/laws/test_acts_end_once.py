# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever becomes of the link, each operation ends in one way, and is done once at most."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from jlook_client.acts import SETTLED, Act, Stage
from jmss.errors import NotNow
from jmss.model.jobs import Job, JobState
from jmss.model.operations import Hold, Operation
from tests.fakes.acting_desk import ActingDesk, FakeBoard, at_an_acting_desk
from tests.fakes.facts import job

JOBS = 260
"""More than are on their way at once."""

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("act"), st.integers(1, JOBS)),
        st.tuples(st.just("serve"), st.integers(1, 150)),
        st.tuples(st.just("serve in silence"), st.integers(1, 150)),
        st.tuples(st.just("cut"), st.just(0)),
        st.tuples(st.just("come back"), st.just(0)),
    ),
    max_size=14,
)


def held(job: Job, _operation: Operation) -> Job:
    if job.number % 7 == 0:
        raise NotNow(job=job.number, state=job.state, operation="hold")
    return job if job.state is JobState.HELD else msgspec.structs.replace(job, state=JobState.HELD)


async def play(desk: ActingDesk, steps: list[tuple[str, int]]) -> list[Act]:
    acts = []
    for what, count in steps:
        match what:
            case "act":
                acts.append(desk.acting.carry_out("hold", [Hold(n) for n in range(1, count + 1)]))
            case "serve" | "serve in silence" if desk.is_live:
                await desk.serve(count, answer=what == "serve")
            case "cut" if desk.is_live:
                await desk.cut()
            case "come back" if not desk.is_live:
                await desk.come_back()
    return acts


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_each_operation_is_done_refused_or_not_asked_and_done_once_at_most(
    steps: list[tuple[str, int]],
) -> None:
    board = FakeBoard(*(job(number) for number in range(1, JOBS + 1)))
    board.effect = held

    async def story(desk: ActingDesk) -> None:
        acts = await play(desk, steps)
        # What was served in silence is told again, and the rest settles by itself.
        if desk.is_live:
            await desk.cut()
        await desk.come_back()
        for _ in range(20):
            await desk.serve()
        parts = [part for act in acts for part in act.parts]
        assert {part.stage for part in parts} <= SETTLED
        assert all(act.is_settled for act in acts)
        assert set(board.times_done.values()) <= {1}
        done = sum(part.stage is Stage.DONE for part in parts)
        refused = sum(part.stage is Stage.REFUSED for part in parts)
        assert done == len(board.times_done)
        assert done + refused == len(board.answers), "what was not asked left no trace there"
        assert all((part.error is None) is (part.stage is Stage.DONE) for part in parts)

    at_an_acting_desk(board, story)
