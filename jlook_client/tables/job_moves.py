# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator may do with a job in its state, by the table of legal moves."""

from collections.abc import Callable
from dataclasses import dataclass

from jmss.errors import N_
from jmss.model.jobs import ENDED, MOVES, ON_MACHINE, JobState
from jmss.model.operations import (
    Cancel,
    Hold,
    JobOperation,
    MoveToQueue,
    Release,
    Rerun,
    SetPriority,
    Settle,
)

_WAITING = frozenset({JobState.QUEUED, JobState.HELD})
_NOTHING: frozenset[JobState] = frozenset()


@dataclass(frozen=True, slots=True)
class JobMove:
    """An operation on jobs."""

    kind: str
    """Names it: ``hold`` … ``settle``."""
    word: str
    """A msgid: what the menu says."""
    operation: type[JobOperation]
    allowed: Callable[[JobState], bool]
    refusal: str
    """A msgid: why it is not possible for any of the selected jobs."""
    make: Callable[[int], JobOperation] | None = None
    """Makes the operation on the job of a number; None: the operator has to say more."""
    loses: frozenset[JobState] = _NOTHING
    """The states of jobs that lose something by it, so that it is confirmed first."""


JOB_MOVES = (
    JobMove(
        "hold",
        N_("Hold"),
        Hold,
        lambda state: JobState.HELD in MOVES[state],
        N_("Only a queued job can be held."),
        Hold,
    ),
    JobMove(
        "release",
        N_("Release"),
        Release,
        lambda state: state is JobState.HELD and JobState.QUEUED in MOVES[state],
        N_("Only a held job can be released."),
        Release,
    ),
    JobMove(
        "set_priority",
        N_("Priority…"),
        SetPriority,
        lambda state: state in _WAITING,
        N_("Only a job that waits can be given another priority."),
    ),
    JobMove(
        "move_to_queue",
        N_("Move to queue…"),
        MoveToQueue,
        lambda state: state in _WAITING,
        N_("Only a job that waits can be moved to another queue."),
    ),
    JobMove(
        "cancel",
        N_("Cancel job"),
        Cancel,
        lambda state: JobState.CANCELLED in MOVES[state],
        N_("The job has ended already."),
        Cancel,
        loses=ON_MACHINE,
    ),
    JobMove(
        "force_end",
        N_("Force end"),
        Cancel,
        lambda state: state in ON_MACHINE,
        N_("Only a job that is on a machine can be forced to end."),
        lambda job: Cancel(job, force=True),
        loses=ON_MACHINE,
    ),
    JobMove(
        "rerun",
        N_("Rerun"),
        Rerun,
        lambda state: state in ENDED and JobState.QUEUED in MOVES[state],
        N_("Only an ended job can be rerun."),
        Rerun,
        loses=frozenset({JobState.ENDED_NORMALLY}),
    ),
    JobMove(
        "settle",
        N_("Settle unknown job…"),
        Settle,
        lambda state: state is JobState.UNKNOWN,
        N_("Only a job whose state is unknown can be settled."),
        loses=frozenset({JobState.UNKNOWN}),
    ),
)
"""The operations, in the order of the menu."""


def move_of(kind: str) -> JobMove:
    """Give a move by its name."""
    return next(move for move in JOB_MOVES if move.kind == kind)
