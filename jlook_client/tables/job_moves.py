# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator may do with a job in its state, by the table of legal moves."""

from collections.abc import Callable
from dataclasses import dataclass

from jmss.errors import N_
from jmss.model.jobs import ENDED, MOVES, JobState


@dataclass(frozen=True, slots=True)
class JobMove:
    """An operation on jobs."""

    kind: str
    """``hold``, ``release``, ``cancel`` or ``rerun``."""
    word: str
    """A msgid: what the menu says."""
    allowed: Callable[[JobState], bool]
    refusal: str
    """A msgid: why it is not possible for any of the selected jobs."""
    done: str
    """A msgid with ``{n}``: how many it was done to."""


JOB_MOVES = (
    JobMove(
        "hold",
        N_("Hold"),
        lambda state: JobState.HELD in MOVES[state],
        N_("Only a queued job can be held."),
        N_("{n} held"),
    ),
    JobMove(
        "release",
        N_("Release"),
        lambda state: state is JobState.HELD and JobState.QUEUED in MOVES[state],
        N_("Only a held job can be released."),
        N_("{n} released"),
    ),
    JobMove(
        "cancel",
        N_("Cancel job"),
        lambda state: JobState.CANCELLED in MOVES[state],
        N_("The job has ended already."),
        N_("{n} to be cancelled"),
    ),
    JobMove(
        "rerun",
        N_("Rerun"),
        lambda state: state in ENDED and JobState.QUEUED in MOVES[state],
        N_("Only an ended job can be rerun."),
        N_("{n} queued again"),
    ),
)
"""The operations, in the order of the menu."""
