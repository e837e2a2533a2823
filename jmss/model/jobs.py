# SPDX-License-Identifier: GPL-3.0-or-later
"""A job, its states and the moves between them.

The manual does not list job states; these are the project's own (the words are
in ``docs/glossary.md``). An illegal move raises and changes nothing.
"""

from enum import StrEnum

import msgspec

from jmss.errors import IllegalMove
from jmss.model.ranges import Count, ExitCode, Moment, Priority, Text, Times, Word


class JobState(StrEnum):
    """Where a job stands. The value is the word on the wire and in ``--json``."""

    QUEUED = "queued"
    HELD = "held"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    ENDED_NORMALLY = "ended_normally"
    ENDED_ABNORMALLY = "ended_abnormally"
    CANCELLED = "cancelled"
    TAKING_OVER = "taking_over"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a job is in its state, where the state alone does not say it."""

    NONE = ""
    EXIT_CODE = "exit_code"
    """It ended by itself with an exit code other than 0."""
    SIGNAL = "signal"
    """A signal ended it; ``Job.detail`` names the signal."""
    INTERRUPTED = "interrupted"
    """Its machine went down under it and it may not be restarted."""
    NOT_STARTED = "not_started"
    """The machine could not start it; ``Job.detail`` says why."""
    OPERATOR = "operator"
    """An operator cancelled it."""
    REQUEUED = "requeued"
    """Its machine went down under it; it is restartable and waits again."""
    FAILOVER = "failover"
    """Its machine is being taken over."""
    SETTLED = "settled"
    """Its state was unknown, and an operator said what became of it."""
    TIME_LIMIT = "time_limit"
    """It ran for longer than its queue allows."""


_S = JobState
_FATES = frozenset({_S.ENDED_NORMALLY, _S.ENDED_ABNORMALLY, _S.CANCELLED})

MOVES: dict[JobState, frozenset[JobState]] = {
    _S.QUEUED: frozenset({_S.HELD, _S.STARTING, _S.CANCELLED}),
    _S.HELD: frozenset({_S.QUEUED, _S.CANCELLED}),
    # STARTING -> QUEUED: the order to start never reached the machine.
    _S.STARTING: _FATES | {_S.RUNNING, _S.STOPPING, _S.TAKING_OVER, _S.QUEUED},
    _S.RUNNING: _FATES | {_S.STOPPING, _S.TAKING_OVER, _S.QUEUED},
    _S.STOPPING: _FATES | {_S.TAKING_OVER},
    _S.TAKING_OVER: _FATES | {_S.RUNNING, _S.STARTING, _S.STOPPING, _S.QUEUED, _S.UNKNOWN},
    _S.UNKNOWN: _FATES | {_S.RUNNING, _S.STOPPING, _S.TAKING_OVER, _S.QUEUED},
    # A rerun takes an ended job back to the queue as its next attempt.
    _S.ENDED_NORMALLY: frozenset({_S.QUEUED}),
    _S.ENDED_ABNORMALLY: frozenset({_S.QUEUED}),
    _S.CANCELLED: frozenset({_S.QUEUED}),
}
"""Every legal move. ``Job.moved`` refuses the rest."""

ENDED = _FATES
"""States that a job does not leave by itself."""

ON_MACHINE = frozenset({_S.STARTING, _S.RUNNING, _S.STOPPING, _S.TAKING_OVER, _S.UNKNOWN})
"""States in which a job takes up one of its machine's multiplicity (manual S14)."""


class Job(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="job"):
    """One job as the JMSS server knows it. Times are seconds since 1970, UTC."""

    number: Count
    """Given by the server, ascending, never used twice."""
    name: Word
    owner: Word
    queue: Word
    command: Text
    """A command line for ``/bin/sh -c``."""
    wanted_machine: Word | None = None
    """An execution machine by its virtual computer name, or None for any."""
    priority: Priority = 50
    restartable: bool = False
    """May be started again by itself when its machine goes down under it."""
    state: JobState = JobState.QUEUED
    reason: Reason = Reason.NONE
    detail: Text = ""
    machine: Word | None = None
    """The virtual computer it was started on."""
    node: Word | None = None
    """The node that carried the machine then."""
    attempt: Times = 0
    """How many times it was started; 0 before the first start."""
    takeovers: Times = 0
    """How many failovers it went through while on a machine."""
    submitted: Moment
    started: Moment | None = None
    ended: Moment | None = None
    exit_code: ExitCode | None = None

    def moved(self, state: JobState, **changes: object) -> "Job":
        """Give the job as it is after a move.

        Raises:
            IllegalMove: the table ``MOVES`` has no such move; nothing changes.
        """
        if state not in MOVES[self.state]:
            raise IllegalMove(job=self.number, state=self.state, wanted=state)
        return msgspec.structs.replace(self, state=state, **changes)
