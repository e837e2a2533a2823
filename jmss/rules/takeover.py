# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a job by what its execution machine says, or by the machine's silence.

Every function gives the job as it is afterwards, or the same object when nothing changes
(manual S4: no job lost, none run twice unnoticed).
"""

from enum import StrEnum

from jmss.errors import NotNow
from jmss.model.jobs import ENDED, Job, JobState, Reason
from jmss.model.operations import Fate

_S = JobState


class Standing(StrEnum):
    """Where an attempt stands in the inventory of its machine."""

    RUNS = "runs"
    REPORTED = "reported"
    """It ended; the report is on its way."""
    NEVER_CLAIMED = "never_claimed"


def away(job: Job) -> Job:
    """The machine is down, moved, or has kept silent for too long."""
    if job.state not in {_S.STARTING, _S.RUNNING}:
        # A job that an operator cancelled stays STOPPING: the wish outlives the failover.
        return job
    return job.moved(_S.TAKING_OVER, reason=Reason.FAILOVER)


def lost_sight(job: Job) -> Job:
    """Nobody has carried the machine for long: what the job does is unknown."""
    return job.moved(_S.UNKNOWN) if job.state is _S.TAKING_OVER else job


def settled(job: Job, standing: Standing, at: float) -> Job:
    """The machine is back and its inventory says this about the job's latest attempt."""
    match standing:
        case Standing.RUNS:
            return running(job, job.node, job.started or at)
        case Standing.REPORTED:
            return job
        case Standing.NEVER_CLAIMED:
            return _never_claimed(job, at)


def _never_claimed(job: Job, at: float) -> Job:
    if job.state is _S.STOPPING:
        return _stopped(job, at)
    if job.started is not None or job.state is _S.RUNNING:
        # It ran there once, and the machine knows nothing of it any more.
        return interrupted(job, at)
    if job.state is _S.STARTING:
        return job
    if job.state is _S.UNKNOWN:
        return _queued_again(job)
    return job.moved(_S.STARTING, reason=Reason.NONE, takeovers=_count(job))


def running(job: Job, node: str | None, at: float) -> Job:
    """The attempt runs."""
    if job.state in {_S.RUNNING, _S.STOPPING}:
        return job
    return job.moved(
        _S.RUNNING, reason=Reason.NONE, detail="", node=node, started=at, takeovers=_count(job)
    )


def ended(job: Job, at: float, exit_code: int | None, signal: str) -> Job:
    """The attempt ended by itself or by a signal."""
    if exit_code == 0 and not signal:
        return _over(job, _S.ENDED_NORMALLY, at, Reason.NONE, exit_code=0)
    if job.state is _S.STOPPING:
        return _stopped(job, at, exit_code=exit_code, detail=signal)
    reason = Reason.SIGNAL if signal else Reason.EXIT_CODE
    return _over(job, _S.ENDED_ABNORMALLY, at, reason, exit_code=exit_code, detail=signal)


def not_started(job: Job, at: float, detail: str) -> Job:
    """The machine could not start the attempt."""
    if job.state is _S.STOPPING:
        return _stopped(job, at)
    return _over(job, _S.ENDED_ABNORMALLY, at, Reason.NOT_STARTED, detail=detail)


def interrupted(job: Job, at: float) -> Job:
    """The attempt no longer runs and left no exit status."""
    if job.state is _S.STOPPING:
        return _stopped(job, at)
    if job.restartable:
        return _queued_again(job)
    return _over(job, _S.ENDED_ABNORMALLY, at, Reason.INTERRUPTED)


def too_long(job: Job) -> Job:
    """The job has run for as long as its queue allows: it is ended."""
    return job.moved(_S.STOPPING, reason=Reason.TIME_LIMIT) if job.state is _S.RUNNING else job


def settled_by_hand(job: Job, fate: Fate, at: float) -> Job:
    """Nobody knows what the job does, and an operator says what became of it.

    Should its machine come back with the attempt still running, that one is ended there.

    Raises:
        NotNow: the job's state is known.
    """
    if job.state is not _S.UNKNOWN:
        raise NotNow(job=job.number, state=job.state, operation="settle")
    match fate:
        case Fate.QUEUED:
            return _queued_again(job, Reason.SETTLED)
        case Fate.ENDED_NORMALLY:
            return _over(job, _S.ENDED_NORMALLY, at, Reason.SETTLED)
        case Fate.ENDED_ABNORMALLY:
            return _over(job, _S.ENDED_ABNORMALLY, at, Reason.SETTLED)


def _queued_again(job: Job, reason: Reason = Reason.REQUEUED) -> Job:
    return job.moved(
        _S.QUEUED,
        reason=reason,
        detail="",
        machine=None,
        node=None,
        started=None,
        takeovers=_count(job),
    )


def _stopped(job: Job, at: float, *, exit_code: int | None = None, detail: str = "") -> Job:
    """It was being ended, and now it is."""
    late = job.reason is Reason.TIME_LIMIT
    state = _S.ENDED_ABNORMALLY if late else _S.CANCELLED
    reason = Reason.TIME_LIMIT if late else Reason.OPERATOR
    return _over(job, state, at, reason, exit_code=exit_code, detail=detail)


def _over(
    job: Job,
    state: JobState,
    at: float,
    reason: Reason,
    *,
    exit_code: int | None = None,
    detail: str = "",
) -> Job:
    if job.state in ENDED:
        return job
    return job.moved(
        state,
        ended=at,
        reason=reason,
        detail=detail,
        exit_code=exit_code,
        takeovers=_count(job),
    )


def _count(job: Job) -> int:
    return job.takeovers + (job.state in {_S.TAKING_OVER, _S.UNKNOWN})
