# SPDX-License-Identifier: GPL-3.0-or-later
"""Which jobs an operator wants to see, and in which order. No Qt."""

from dataclasses import dataclass

from jlook_client.looks import Glyph, Token
from jlook_client.tables.column import SortValue
from jlook_client.tables.folding import folded
from jmss.errors import N_
from jmss.model.jobs import Job, JobState


@dataclass(frozen=True, slots=True)
class StateGroup:
    """Job states that are filtered by together: one chip of the filter bar."""

    id: str
    word: str
    """A msgid."""
    states: frozenset[JobState]
    glyph: Glyph | None = None
    ink: Token = "muted"


ALL = StateGroup("all", N_("All"), frozenset(JobState))

STATE_GROUPS = (
    ALL,
    StateGroup("failed", N_("Failed"), frozenset({JobState.ENDED_ABNORMALLY}), "failed", "fail"),
    StateGroup(
        "running",
        N_("Running"),
        frozenset({JobState.STARTING, JobState.RUNNING, JobState.STOPPING}),
        "running",
        "run",
    ),
    StateGroup(
        "taking_over",
        N_("Taking over"),
        frozenset({JobState.TAKING_OVER, JobState.UNKNOWN}),
        "taking_over",
        "warn",
    ),
    StateGroup("queued", N_("Queued"), frozenset({JobState.QUEUED}), "queued", "wait"),
    StateGroup("held", N_("Held"), frozenset({JobState.HELD}), "held", "hold"),
)
"""The chips, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """What a job must be to be shown; the empty filter shows all."""

    text: str = ""
    """Every word of it stands in name, number, queue, machine or owner."""
    group: StateGroup = ALL
    queue: str | None = None
    numbers: frozenset[int] | None = None
    """These jobs only: "show changed jobs" after a return of the link."""

    @property
    def is_empty(self) -> bool:
        """Whether it shows every job."""
        return self == JobFilter()

    def accepts(self, job: Job) -> bool:
        """Whether a job is shown."""
        if self.queue is not None and job.queue != self.queue:
            return False
        if self.numbers is not None and job.number not in self.numbers:
            return False
        if job.state not in self.group.states:
            return False
        if not self.text:
            return True
        said = folded(f"{job.name}\n{job.number}\n{job.queue}\n{job.machine or ''}\n{job.owner}")
        return all(word in said for word in folded(self.text).split())


OrderKey = tuple[int, object, int]
"""Sorts a job among others; no two jobs have the same."""


def order_key(value: SortValue, number: int, *, descending: bool) -> OrderKey:
    """Give the place of a job in a sorted table.

    Jobs that are equal stand newest first, and those without a value stand last, in
    either direction.
    """
    if value is None:
        return (1, 0, -number)
    return (0, _turned(value) if descending else value, -number)


def _turned(value: str | float) -> object:
    if isinstance(value, str):
        return (*(-ord(letter) for letter in value), 1)
    return -value
