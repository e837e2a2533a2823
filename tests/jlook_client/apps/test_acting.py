# SPDX-License-Identifier: GPL-3.0-or-later
"""Acts on many jobs over a link that comes and goes."""

import asyncio

import msgspec

from jlook_client.acts import Act, Stage
from jlook_client.apps.acting import AT_ONCE
from jlook_client.views.acts_calls import role_hindrance
from jmss.errors import NotAsked, NotNow, OperationLost
from jmss.model.jobs import Job, JobState
from jmss.model.operations import Cancel, Hold, Operation, Rerun, SetPriority, StopQueue
from jmss.texts import Texts
from jmss.wire.messages import Ask, AskStatus
from tests.fakes.acting_desk import ActingDesk, FakeBoard, at_an_acting_desk
from tests.fakes.facts import job
from tests.fakes.fake_line import settle
from tests.fakes.steps import steps

S = JobState


def applied(job: Job, operation: Operation) -> Job:
    match operation:
        case Hold():
            return msgspec.structs.replace(job, state=S.HELD)
        case SetPriority():
            return msgspec.structs.replace(job, priority=operation.priority)
        case Cancel():
            return msgspec.structs.replace(job, state=S.STOPPING)
        case _:
            raise NotNow(job=job.number, state=job.state, operation="rerun")


def board(*jobs: Job) -> FakeBoard:
    made = FakeBoard(*jobs)
    made.effect = applied
    return made


def stages(act: Act) -> list[Stage]:
    return [part.stage for part in act.parts]


def test_it_is_sent_and_then_done() -> None:
    async def story(desk: ActingDesk) -> None:
        act = desk.acting.carry_out("hold", [Hold(1), Hold(2)])
        assert stages(act) == [Stage.SENT] * 2
        await desk.serve()
        assert stages(act) == [Stage.DONE] * 2
        assert act.is_settled
        assert desk.acts.newest_first == [act]

    at_an_acting_desk(board(job(1), job(2)), story)


def test_a_part_is_refused_with_its_reason_and_the_others_are_done() -> None:
    async def story(desk: ActingDesk) -> None:
        act = desk.acting.carry_out("hold", [Hold(1), Hold(9)])
        await desk.serve()
        assert stages(act) == [Stage.DONE, Stage.REFUSED]
        assert "There is no job 9" in str(act.parts[1].error)
        assert desk.acts.marked(1) is None
        assert desk.acts.marked(9) is act.parts[1]

    at_an_acting_desk(board(job(1)), story)


def test_what_is_known_to_be_impossible_is_refused_without_asking() -> None:
    async def story(desk: ActingDesk) -> None:
        act = desk.acting.carry_out("rerun", [], forbidden=[(Rerun(1), S.QUEUED)])
        assert stages(act) == [Stage.REFUSED]
        assert str(act.parts[0].error) == "Job 1 is queued: rerun is not possible now."
        await desk.serve()
        assert not any(isinstance(message, Ask) for message in desk.line.sent)

    at_an_acting_desk(board(job(1)), story)


def test_a_job_that_runs_is_done_when_it_has_ended() -> None:
    async def story(desk: ActingDesk) -> None:
        act = desk.acting.carry_out("cancel", [Cancel(1)])
        force = desk.acting.carry_out("force_end", [Cancel(1, force=True)])
        await desk.serve()
        assert stages(act) == stages(force) == [Stage.ACCEPTED]
        desk.board.change(job(1, state=S.CANCELLED))
        desk.tell()
        await desk.serve()
        assert stages(act) == stages(force) == [Stage.DONE]
        assert act.parts[0].became is S.CANCELLED

    at_an_acting_desk(board(job(1, state=S.RUNNING)), story)


def test_a_thousand_at_once_and_a_cut_in_the_middle() -> None:
    async def story(desk: ActingDesk) -> None:
        act = desk.acting.carry_out("hold", [Hold(n) for n in range(1, 1001)])
        assert act.counts[Stage.SENT] == AT_ONCE
        await desk.serve(60)
        await desk.serve(30, answer=False)
        await desk.cut()
        counts = {stage: count for stage, count in act.counts.items() if count}
        assert counts == {Stage.DONE: 60, Stage.UNKNOWN: AT_ONCE, Stage.NOT_ASKED: 840}
        assert isinstance(act.parts[-1].error, NotAsked)
        await desk.come_back()
        await desk.serve()
        counts = {stage: count for stage, count in act.counts.items() if count}
        assert counts == {Stage.DONE: 90, Stage.NOT_ASKED: 910}
        assert isinstance(act.parts[95].error, OperationLost)
        assert not any(isinstance(message, Ask) for message in desk.line.sent)
        assert sum(isinstance(message, AskStatus) for message in desk.line.sent) == AT_ONCE
        assert len(desk.board.times_done) == 90

    at_an_acting_desk(board(*(job(n) for n in range(1, 1001))), story)


def test_a_thousand_at_once_without_a_cut() -> None:
    async def story(desk: ActingDesk) -> None:
        act = desk.acting.carry_out("hold", [Hold(n) for n in range(1, 1001)])
        while not act.is_settled:
            assert len([part for part in act.parts if part.stage is Stage.SENT]) <= AT_ONCE
            await desk.serve()
        assert act.counts[Stage.DONE] == 1000

    at_an_acting_desk(board(*(job(n) for n in range(1, 1001))), story)


def test_each_job_more_costs_few_steps_however_many_there_are() -> None:
    async def story(desk: ActingDesk) -> None:
        holds = [Hold(n) for n in range(1, 2501)]
        few = steps(lambda: desk.acting.carry_out("hold", holds[:500]))
        many = steps(lambda: desk.acting.carry_out("hold", holds))
        assert (many - few) / 2000 < 5, "ten thousand would not fit into a frame"

    at_an_acting_desk(board(job(1)), story)


def test_nothing_is_asked_while_the_link_is_down() -> None:
    async def story(desk: ActingDesk) -> None:
        await desk.cut()
        act = desk.acting.carry_out("hold", [Hold(1)])
        assert stages(act) == [Stage.NOT_ASKED]
        assert "the server was not asked" in str(act.parts[0].error)
        await desk.come_back()
        await desk.serve()
        assert desk.board.times_done == {}

    at_an_acting_desk(board(job(1)), story)


def test_the_role_is_the_one_that_the_last_welcome_gave() -> None:
    async def story(desk: ActingDesk) -> None:
        words = Texts("en")
        assert role_hindrance(desk.acting, Hold, words) == ""
        desk.line.goes_live(role="viewer")
        await desk.serve()
        assert desk.acting.role == "viewer"
        assert "needs the role operator" in role_hindrance(desk.acting, Hold, words)
        await desk.cut()
        lines = len(desk.dialler.lines)
        while len(desk.dialler.lines) == lines or not desk.line.sent:
            await asyncio.sleep(0.05)
        desk.line.goes_live(role="operator")
        await settle()
        assert role_hindrance(desk.acting, Hold, words) == ""
        assert "needs the role administrator" in role_hindrance(desk.acting, StopQueue, words)

    at_an_acting_desk(board(), story, begin=False)
