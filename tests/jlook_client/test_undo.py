# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be taken back, and until when."""

import msgspec

from jlook_client.acts import Act, Stage
from jmss.model.jobs import Job, JobState
from jmss.model.operations import Hold, MoveToQueue, Operation, Release, Rerun, SetPriority
from tests.fakes.acting_desk import ActingDesk, FakeBoard, at_an_acting_desk
from tests.fakes.facts import job

S = JobState


def applied(job: Job, operation: Operation) -> Job:
    match operation:
        case Hold() if job.state is S.HELD:
            return job
        case Hold():
            return msgspec.structs.replace(job, state=S.HELD)
        case SetPriority():
            return msgspec.structs.replace(job, priority=operation.priority)
        case MoveToQueue():
            return msgspec.structs.replace(job, queue=operation.queue)
        case _:
            return msgspec.structs.replace(job, state=S.QUEUED)


def board(*jobs: Job) -> FakeBoard:
    made = FakeBoard(*jobs)
    made.effect = applied
    return made


async def acted(desk: ActingDesk, *operations: Operation, undoes: bool = False) -> Act:
    act = desk.acting.carry_out("it", operations, undoes=undoes)
    await desk.serve()
    return act


def test_each_is_taken_back_by_its_opposite() -> None:
    async def story(desk: ActingDesk) -> None:
        for operation, back in (
            (SetPriority(1, 90), SetPriority(1, 50)),
            (MoveToQueue(1, "DAY"), MoveToQueue(1, "NIGHT")),
            (Hold(1), Release(1)),
            (Release(1), Hold(1)),
        ):
            act = await acted(desk, operation)
            assert desk.undo.newest is act
            assert desk.undo.ways_back(act) == [back]
        assert desk.undo.take(act) == [Hold(1)]
        undoing = await acted(desk, Hold(1), undoes=True)
        assert undoing.is_settled
        assert desk.undo.newest is None, "the earlier ones are about a job that changed since"

    at_an_acting_desk(board(job(1)), story)


def test_it_is_offered_when_all_is_settled_and_for_what_was_done() -> None:
    async def story(desk: ActingDesk) -> None:
        act = desk.acting.carry_out("hold", [Hold(1), Hold(2), Hold(9)])
        await desk.serve(1)
        assert desk.undo.newest is None
        await desk.serve()
        assert act.counts[Stage.REFUSED] == 1
        assert desk.undo.newest is act
        assert desk.undo.ways_back(act) == [Release(1), Release(2)]

    at_an_acting_desk(board(job(1), job(2)), story)


def test_a_job_that_somebody_touched_since_is_left_alone() -> None:
    async def story(desk: ActingDesk) -> None:
        told = []
        act = await acted(desk, Hold(1), Hold(2))
        desk.undo.changed = lambda: told.append(desk.undo.newest)
        desk.board.change(job(1, state=S.CANCELLED))
        desk.tell()
        await desk.serve()
        assert desk.undo.ways_back(act) == [Release(2)]
        desk.board.change(job(2))
        desk.board.change(job(2, state=S.HELD))
        desk.tell()
        await desk.serve()
        assert desk.undo.newest is None, "held again, but not by us"
        assert told[-1] is None

    at_an_acting_desk(board(job(1), job(2)), story)


def test_what_was_so_already_is_not_ours_to_take_back() -> None:
    async def story(desk: ActingDesk) -> None:
        await acted(desk, Hold(1))
        assert desk.undo.newest is None

    at_an_acting_desk(board(job(1, state=S.HELD)), story)


def test_what_loses_something_has_no_way_back() -> None:
    async def story(desk: ActingDesk) -> None:
        await acted(desk, Rerun(1))
        assert desk.undo.newest is None

    at_an_acting_desk(board(job(1, state=S.CANCELLED)), story)


def test_it_survives_a_return_that_tells_every_change_and_no_other() -> None:
    async def story(desk: ActingDesk) -> None:
        act = await acted(desk, Hold(1), Hold(2))
        await desk.cut()
        desk.board.change(job(2))
        await desk.come_back()
        assert desk.undo.ways_back(act) == [Release(1)]
        await desk.cut()
        desk.undo.replaced()
        assert desk.undo.newest is None

    at_an_acting_desk(board(job(1), job(2)), story)
