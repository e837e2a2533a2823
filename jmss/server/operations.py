# SPDX-License-Identifier: GPL-3.0-or-later
"""What each operation does to the board."""

from itertools import chain

import msgspec

from jmss.access.asker import NOBODY, Asker
from jmss.errors import NoSuchJob, NoSuchQueue, NotNow
from jmss.model.jobs import ENDED, Job, JobState, Reason
from jmss.model.operations import (
    Cancel,
    EnableSchedule,
    FireSchedule,
    Hold,
    JobOperation,
    MakeToken,
    MoveToQueue,
    OpenQueue,
    Operation,
    PutDocument,
    Release,
    RemoveDocument,
    Rerun,
    RevokeToken,
    RunSchedule,
    SetPriority,
    Settle,
    StartEntry,
    StopQueue,
    Submit,
)
from jmss.model.queues import QueueState
from jmss.rules.takeover import settled_by_hand
from jmss.server.board import Board
from jmss.server.documents import NO_CHECKS, Checks, removed, written
from jmss.server.effects import Effect, cancelled, submitted
from jmss.server.environment import consequences
from jmss.server.menu import submission
from jmss.server.schedule_documents import after_calendar, after_removal, after_schedule
from jmss.server.schedules import effect_on_schedule
from jmss.server.validation import check_place, check_priority

_S = JobState


def effect_of(
    operation: Operation, board: Board, checks: Checks = NO_CHECKS, *, asker: Asker = NOBODY
) -> Effect:
    """Decide what an operation does; nothing is changed yet.

    Args:
        operation: what is asked.
        board: what holds.
        checks: who sees that a document may hold, by its kind.
        asker: who asks; an entry of the menu looks at the role, and its job becomes his.

    Raises:
        Refused: it is not possible; the error says why.
    """
    match operation:
        case Submit():
            return _submit(operation, board)
        case StartEntry():
            return _submit(submission(operation, board.facts, asker), board)
        case OpenQueue():
            return _set_queue(board, operation.queue, QueueState.OPEN)
        case StopQueue():
            return _set_queue(board, operation.queue, QueueState.STOPPED)
        case PutDocument():
            return _put(operation, board, checks)
        case RemoveDocument():
            gone = removed(operation, board.facts)
            return Effect(facts=(gone, *after_removal(gone, board.facts)))
        case EnableSchedule() | RunSchedule() | FireSchedule():
            return effect_on_schedule(operation, board, asker.user)
        case MakeToken() | RevokeToken():
            return Effect()  # the list of tokens is no part of the board
        case _:
            return _effect_on_job(operation, board)


def _put(put: PutDocument, board: Board, checks: Checks) -> Effect:
    now = board.clock()
    document = written(put, board.facts, now, checks)
    along = (each(document, board.facts, now) for each in (after_schedule, after_calendar))
    return Effect(facts=(document, *consequences(document, board.facts), *chain(*along)))


def _effect_on_job(operation: JobOperation, board: Board) -> Effect:
    match operation:
        case Hold():
            return _hold(_find(board, operation.job))
        case Release():
            return _release(_find(board, operation.job))
        case Cancel():
            return cancelled(_find(board, operation.job), board.clock(), force=operation.force)
        case Rerun():
            return _rerun(_find(board, operation.job))
        case SetPriority():
            return _set_priority(_find(board, operation.job), operation.priority)
        case MoveToQueue():
            return _move_to_queue(_find(board, operation.job), operation.queue, board)
        case Settle():
            job = settled_by_hand(_find(board, operation.job), operation.fate, board.clock())
            return Effect(facts=(job,), job=job.number)


def _submit(submit: Submit, board: Board) -> Effect:
    (job,) = submitted((submit,), board)
    return Effect(facts=(job,), job=job.number)


def _hold(job: Job) -> Effect:
    if job.state is _S.HELD:
        return Effect(job=job.number)
    if job.state is not _S.QUEUED:
        raise NotNow(job=job.number, state=job.state, operation="hold")
    return Effect(facts=(job.moved(_S.HELD),), job=job.number)


def _release(job: Job) -> Effect:
    if job.state is _S.QUEUED:
        return Effect(job=job.number)
    if job.state is not _S.HELD:
        raise NotNow(job=job.number, state=job.state, operation="release")
    return Effect(facts=(job.moved(_S.QUEUED),), job=job.number)


def _rerun(job: Job) -> Effect:
    if job.state not in ENDED:
        raise NotNow(job=job.number, state=job.state, operation="rerun")
    again = job.moved(
        _S.QUEUED,
        reason=Reason.NONE,
        detail="",
        machine=None,
        node=None,
        started=None,
        ended=None,
        exit_code=None,
    )
    return Effect(facts=(again,), job=job.number)


def _set_priority(job: Job, priority: int) -> Effect:
    check_priority(priority)
    _check_waits(job, "set_priority")
    if job.priority == priority:
        return Effect(job=job.number)
    return Effect(facts=(msgspec.structs.replace(job, priority=priority),), job=job.number)


def _move_to_queue(job: Job, queue: str, board: Board) -> Effect:
    check_place(queue, job.wanted_machine, board.facts.queues, board.facts.machines)
    _check_waits(job, "move_to_queue")
    if job.queue == queue:
        return Effect(job=job.number)
    return Effect(facts=(msgspec.structs.replace(job, queue=queue),), job=job.number)


def _check_waits(job: Job, operation: str) -> None:
    if job.state not in {_S.QUEUED, _S.HELD}:
        raise NotNow(job=job.number, state=job.state, operation=operation)


def _set_queue(board: Board, name: str, state: QueueState) -> Effect:
    queue = board.facts.queues.get(name)
    if queue is None:
        known = ", ".join(sorted(board.facts.queues)) or "-"
        raise NoSuchQueue(queue=name, known=known)
    if queue.state is state:
        return Effect()
    return Effect(facts=(msgspec.structs.replace(queue, state=state),))


def _find(board: Board, number: int) -> Job:
    job = board.facts.jobs.get(number)
    if job is None:
        raise NoSuchJob(job=number)
    return job
