# SPDX-License-Identifier: GPL-3.0-or-later
"""The attempts of a job, read out of its changes. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass

from jmss.model.changes import Change
from jmss.model.jobs import Job, JobState, Reason


@dataclass(frozen=True, slots=True)
class Attempt:
    """One start of a job. Times are seconds since 1970, UTC."""

    number: int
    known: bool = True
    """Whether anything is known of it but that there was one."""
    machine: str | None = None
    node: str | None = None
    """The node that carried the machine last."""
    started: float | None = None
    ended: float | None = None
    """When it ended, was given up, or its machine was lost."""
    last: Job | None = None
    """The job as it was at the last news of this attempt: state, reason and exit code."""


def attempts_of(changes: Iterable[Change], job: Job | None) -> list[Attempt]:
    """Give the attempts, the first one first; of those before the changes only the number.

    Args:
        changes: of one job, in the order of the journal.
        job: as it is now, if that is known.
    """
    found: dict[int, Attempt] = {}
    for change in changes:
        if isinstance(change.fact, Job):
            _take(found, change.fact, change.at)
    if job is not None:
        _take(found, job, None)
    last = max(found, default=0)
    return [found.get(number) or Attempt(number, known=False) for number in range(1, last + 1)]


def _take(found: dict[int, Attempt], job: Job, at: float | None) -> None:
    if not job.attempt:
        return
    old = found.get(job.attempt)
    if job.state in {JobState.QUEUED, JobState.HELD}:
        if old is None:
            found[job.attempt] = Attempt(job.attempt, known=False)
        elif old.known and old.ended is None and at is not None:
            given_up = job if job.reason is Reason.REQUEUED else old.last
            found[job.attempt] = Attempt(
                job.attempt, True, old.machine, old.node, old.started, at, given_up
            )
        return
    found[job.attempt] = Attempt(
        job.attempt, True, job.machine, job.node, job.started, job.ended, job
    )
