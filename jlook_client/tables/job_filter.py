# SPDX-License-Identifier: GPL-3.0-or-later
"""Which jobs an operator wants to see. No Qt."""

from dataclasses import dataclass, replace

from jlook_client.looks import Glyph, Token
from jlook_client.tables.filter_language import parsed, written
from jlook_client.tables.filter_terms import Term
from jlook_client.tables.term_meaning import Sense, fits
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
    """What stands in the filter box (``filter_language``)."""
    at: float = 0.0
    """When it was put there, seconds since 1970: its times of day are the last before this."""
    me: str = ""
    """Whom ``owner:me`` means."""
    group: StateGroup = ALL
    queue: str | None = None
    numbers: frozenset[int] | None = None
    """These jobs only: "show changed jobs" after a return of the link."""

    @property
    def is_empty(self) -> bool:
        """Whether it shows every job."""
        return not self.parts()

    @property
    def sense(self) -> Sense:
        """What "now" and "me" mean in the text."""
        return Sense(self.at, self.me)

    def terms(self) -> tuple[Term, ...]:
        """Give what the text asks for; what is not understood in it asks for nothing."""
        return parsed(self.text).terms

    def parts(self) -> tuple["JobFilter", ...]:
        """Give filters that ask for one thing each; together they ask for what this one does."""
        parts = []
        if self.numbers is not None:
            parts.append(JobFilter(numbers=self.numbers))
        if self.group != ALL:
            parts.append(JobFilter(group=self.group))
        if self.queue is not None:
            parts.append(JobFilter(queue=self.queue))
        terms = self.terms()
        words = tuple(term for term in terms if term.key is None)
        alone = [words] if words else []
        alone += [(term,) for term in terms if term.key is not None]
        parts += [JobFilter(text=written(one), at=self.at, me=self.me) for one in alone]
        return tuple(parts)

    def without(self, part: "JobFilter") -> "JobFilter":
        """Give this filter without one of its parts."""
        if part.numbers is not None:
            return replace(self, numbers=None)
        if part.group != ALL:
            return replace(self, group=ALL)
        if part.queue is not None:
            return replace(self, queue=None)
        return replace(self, text=parsed(self.text).without(part.terms()))

    def accepts(self, job: Job) -> bool:
        """Whether a job is shown."""
        if self.queue is not None and job.queue != self.queue:
            return False
        if self.numbers is not None and job.number not in self.numbers:
            return False
        if job.state not in self.group.states:
            return False
        return all(fits(term, job, self.sense) for term in self.terms())
