# SPDX-License-Identifier: GPL-3.0-or-later
"""While you were away: what changed between the loss of the link and the return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jmss.link.view import Cause
from jmss.model.changes import Fact
from jmss.model.jobs import Job, JobState, Reason


class Fate(StrEnum):
    """What became of a job whose machine was taken over."""

    RUNS_ON = "runs_on"
    COMPLETED = "completed"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    QUEUED_AGAIN = "queued_again"
    OPEN = "open"
    """Its machine has not said yet."""


_FATES: dict[JobState, Fate] = {
    JobState.STARTING: Fate.RUNS_ON,
    JobState.RUNNING: Fate.RUNS_ON,
    JobState.STOPPING: Fate.RUNS_ON,
    JobState.ENDED_NORMALLY: Fate.COMPLETED,
    JobState.ENDED_ABNORMALLY: Fate.FAILED,
    JobState.CANCELLED: Fate.CANCELLED,
    JobState.QUEUED: Fate.QUEUED_AGAIN,
    JobState.HELD: Fate.QUEUED_AGAIN,
    JobState.TAKING_OVER: Fate.OPEN,
    JobState.UNKNOWN: Fate.OPEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """The summary that the operator is shown after a return."""

    server: str
    from_node: str
    to_node: str
    seconds: float
    """From the last thing heard to live again."""
    complete: bool
    """False when some changes could not be replayed: only the outcome is known then."""
    events: int
    """Journal rows that were replayed; 0 after a snapshot."""
    cause: Cause = Cause.NONE
    """Why the link was lost."""
    submitted: frozenset[int]
    started: frozenset[int]
    ended_normally: frozenset[int]
    ended_abnormally: frozenset[int]
    interrupted: frozenset[int]
    cancelled: frozenset[int]
    taken_over: frozenset[int]
    fates: Mapping[Fate, frozenset[int]] = field(default_factory=dict)
    """What became of ``taken_over``; a fate that no job met is not in it."""

    @property
    def jobs(self) -> frozenset[int]:
        """Every job that changed."""
        return (
            self.submitted
            | self.started
            | self.ended_normally
            | self.ended_abnormally
            | self.interrupted
            | self.cancelled
            | self.taken_over
        )

    @property
    def went_wrong(self) -> bool:
        """Whether anything happened that an operator must not overlook."""
        return bool(self.ended_abnormally or self.interrupted or not self.complete)


class AwayBook:
    """Collects (old, new) pairs while a link comes back."""

    def __init__(self) -> None:
        self.events = 0
        self._first: dict[int, Job | None] = {}
        self._last: dict[int, Job] = {}
        self._taken_over: set[int] = set()

    def note(self, old: Fact | None, new: Fact | None) -> None:
        """Take in that ``new`` took the place of ``old``."""
        if not isinstance(new, Job):
            return
        before = old if isinstance(old, Job) else None
        self._first.setdefault(new.number, before)
        self._last[new.number] = new
        takeovers_before = before.takeovers if before else 0
        if new.state is JobState.TAKING_OVER or new.takeovers > takeovers_before:
            self._taken_over.add(new.number)

    def close(
        self,
        *,
        server: str,
        from_node: str,
        to_node: str,
        seconds: float,
        complete: bool,
        cause: Cause = Cause.NONE,
    ) -> Away:
        """Give the summary of what was noted."""

        def reached(*states: JobState, interrupted: bool = False) -> frozenset[int]:
            return frozenset(
                number
                for number, job in self._last.items()
                if job.state in states
                and (job.reason is Reason.INTERRUPTED) is interrupted
                and not _same(self._first[number], job)
            )

        return Away(
            server=server,
            from_node=from_node,
            to_node=to_node,
            seconds=seconds,
            complete=complete,
            events=self.events,
            cause=cause,
            submitted=frozenset(n for n, old in self._first.items() if old is None),
            started=reached(JobState.STARTING, JobState.RUNNING) - self._taken_over,
            ended_normally=reached(JobState.ENDED_NORMALLY),
            ended_abnormally=reached(JobState.ENDED_ABNORMALLY),
            interrupted=reached(JobState.ENDED_ABNORMALLY, interrupted=True),
            cancelled=reached(JobState.CANCELLED),
            taken_over=frozenset(self._taken_over),
            fates=self._fates(),
        )

    def _fates(self) -> dict[Fate, frozenset[int]]:
        met: dict[Fate, set[int]] = {}
        for number in self._taken_over:
            met.setdefault(_fate(self._last[number]), set()).add(number)
        return {fate: frozenset(jobs) for fate, jobs in met.items()}


def _fate(job: Job) -> Fate:
    if job.reason is Reason.INTERRUPTED and job.state is JobState.ENDED_ABNORMALLY:
        return Fate.INTERRUPTED
    return _FATES[job.state]


def _same(old: Job | None, new: Job) -> bool:
    return old is not None and (old.state, old.attempt) == (new.state, new.attempt)
