# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operation leads to; new jobs and cancelled ones, which schedules make as well."""

from collections.abc import Sequence
from dataclasses import dataclass

from jmss.errors import NotNow
from jmss.model.changes import Fact
from jmss.model.jobs import ENDED, Job, JobState, Reason
from jmss.model.operations import Submit
from jmss.server.board import Board
from jmss.server.validation import check_submit

_S = JobState


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation leads to."""

    facts: tuple[Fact, ...] = ()
    """The new facts; none when nothing has to change."""
    job: int | None = None
    jobs: tuple[int, ...] = ()
    """The new jobs' numbers, where it submits several."""
    stops: tuple[Job, ...] = ()
    """Jobs whose machines must be told to end them."""
    force: bool = False


def submitted(submits: Sequence[Submit], board: Board) -> tuple[Job, ...]:
    """Give new jobs, all of them or none.

    Raises:
        BadValue, NoSuchQueue, NoSuchMachine: one of them may not enter its queue.
    """
    for submit in submits:
        check_submit(submit, board.facts.queues, board.facts.machines)
    return tuple(_job(submit, board) for submit in submits)


def cancelled(job: Job, now: float, *, force: bool = False) -> Effect:
    """Cancel a job; one that runs is asked to end.

    Raises:
        NotNow: it has ended.
    """
    if job.state in ENDED:
        raise NotNow(job=job.number, state=job.state, operation="cancel")
    if job.state in {_S.QUEUED, _S.HELD}:
        gone = job.moved(_S.CANCELLED, reason=Reason.OPERATOR, ended=now)
        return Effect(facts=(gone,), job=job.number)
    if job.state is _S.STOPPING:
        return Effect(job=job.number, stops=(job,), force=force)
    stopping = job.moved(_S.STOPPING, reason=Reason.OPERATOR)
    return Effect(facts=(stopping,), job=job.number, stops=(stopping,), force=force)


def _job(submit: Submit, board: Board) -> Job:
    return Job(
        number=board.new_number(),
        name=submit.name,
        owner=submit.owner,
        queue=submit.queue,
        command=submit.command,
        wanted_machine=submit.wanted_machine,
        priority=submit.priority,
        restartable=submit.restartable,
        state=_S.HELD if submit.hold else _S.QUEUED,
        submitted=board.clock(),
    )
