# SPDX-License-Identifier: GPL-3.0-or-later
"""While you were away: what changed between the loss of the link and the return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from jlook_client.turns import NOT_HERE, Mask, Turns
from jmss.columns.jobs import REASON_CODES, STATE_CODES, STATES, Ints
from jmss.link.view import Cause
from jmss.model.jobs import JobState, Reason


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
    knows_jobs: bool = True
    """False where no jobs come: then nothing is known of them."""
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


@dataclass(frozen=True, slots=True)
class _Noted:
    """The first and the last that was noted of each job. All of shape (n,)."""

    number: Ints
    was_state: Ints
    was_attempt: Ints
    state: Ints
    reason: Ints
    attempt: Ints
    taken_over: Mask


class AwayBook:
    """Collects what became of jobs while a link comes back."""

    def __init__(self) -> None:
        self.events = 0
        self._noted: list[_Noted] = []

    def note(self, turns: Turns) -> None:
        """Take in what became of jobs, later than what was noted before."""
        was_here = turns.before.state != NOT_HERE
        takeovers_before = np.where(was_here, turns.before.takeovers, 0)
        self._noted.append(
            _Noted(
                number=turns.number,
                was_state=turns.before.state,
                was_attempt=turns.before.attempt,
                state=turns.state,
                reason=turns.reason,
                attempt=turns.attempt,
                taken_over=(turns.state == STATE_CODES[JobState.TAKING_OVER])
                | (turns.takeovers > takeovers_before),
            )
        )

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
        noted = self._settled()
        interrupted = noted.reason == REASON_CODES[Reason.INTERRUPTED]
        fresh = noted.was_state == NOT_HERE
        moved = fresh | (noted.was_state != noted.state) | (noted.was_attempt != noted.attempt)

        def reached(which: Mask, *states: JobState) -> frozenset[int]:
            codes = [STATE_CODES[state] for state in states]
            return _numbers(noted, which & moved & np.isin(noted.state, codes))

        return Away(
            server=server,
            from_node=from_node,
            to_node=to_node,
            seconds=seconds,
            complete=complete,
            events=self.events,
            cause=cause,
            submitted=_numbers(noted, fresh),
            started=reached(~interrupted & ~noted.taken_over, JobState.STARTING, JobState.RUNNING),
            ended_normally=reached(~interrupted, JobState.ENDED_NORMALLY),
            ended_abnormally=reached(~interrupted, JobState.ENDED_ABNORMALLY),
            interrupted=reached(interrupted, JobState.ENDED_ABNORMALLY),
            cancelled=reached(~interrupted, JobState.CANCELLED),
            taken_over=_numbers(noted, noted.taken_over),
            fates=_fates(noted, interrupted),
        )

    def _settled(self) -> _Noted:
        """Put the first and the last of each job together."""
        parts = self._noted or [_NOTHING]
        number, was_state, was_attempt, state, reason, attempt = (
            np.concatenate([getattr(part, name) for part in parts]) for name in _INTS
        )
        taken_over = np.concatenate([part.taken_over for part in parts])
        numbers, first, which = np.unique(number, return_index=True, return_inverse=True)
        last = len(number) - 1 - np.unique(number[::-1], return_index=True)[1]
        settled = _Noted(
            number=numbers,
            was_state=was_state[first],
            was_attempt=was_attempt[first],
            state=state[last],
            reason=reason[last],
            attempt=attempt[last],
            taken_over=np.bincount(which, weights=taken_over, minlength=len(numbers)) > 0,
        )
        self._noted = [settled]
        return settled


_INTS = ("number", "was_state", "was_attempt", "state", "reason", "attempt")
_NONE: Ints = np.zeros(0, np.int64)
_NOTHING = _Noted(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, np.zeros(0, np.bool_))


def _numbers(noted: _Noted, which: Mask) -> frozenset[int]:
    return frozenset(noted.number[which].tolist())


def _fates(noted: _Noted, interrupted: Mask) -> dict[Fate, frozenset[int]]:
    codes = _FATE_CODES[noted.state]
    failed = noted.state == STATE_CODES[JobState.ENDED_ABNORMALLY]
    codes = np.where(failed & interrupted, _INTERRUPTED, codes)
    met = {
        fate: _numbers(noted, noted.taken_over & (codes == code)) for code, fate in enumerate(Fate)
    }
    return {fate: jobs for fate, jobs in met.items() if jobs}


_FATE_CODES = np.array([list(Fate).index(_FATES[state]) for state in STATES])
_INTERRUPTED = list(Fate).index(Fate.INTERRUPTED)
