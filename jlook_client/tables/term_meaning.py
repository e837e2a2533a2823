# SPDX-License-Identifier: GPL-3.0-or-later
"""What a term of a filter means for one job. ``term_masks`` says the same of very many."""

from collections.abc import Callable
from dataclasses import dataclass

from jlook_client.tables.filter_keys import Kind, StateWord
from jlook_client.tables.filter_terms import Me, Name, Span, Term, Value
from jlook_client.tables.folding import folded
from jmss.model.jobs import Job


@dataclass(frozen=True, slots=True)
class Sense:
    """What depends on when and by whom a filter was written."""

    at: float
    """Seconds since 1970."""
    me: str


def fits(term: Term, job: Job, sense: Sense) -> bool:
    """Whether a job is what a term asks for."""
    return term.negated != any(_meets(term, value, job, sense) for value in term.values)


def name_test(value: Value, sense: Sense) -> Callable[[str], bool]:
    """Give what tells whether a name is the one that is asked for."""
    if isinstance(value, Me):
        return _is_whole(folded(sense.me))
    assert isinstance(value, Name)
    wanted = folded(value.text)
    return _is_whole(wanted) if value.whole else lambda name: wanted in folded(name)


def _is_whole(wanted: str) -> Callable[[str], bool]:
    return lambda name: folded(name) == wanted


def _meets(term: Term, value: Value, job: Job, sense: Sense) -> bool:
    if term.key is None:
        words = (job.name, str(job.number), job.queue, job.machine or "", job.owner)
        return any(folded(str(value)) in folded(word) for word in words)
    match term.key.kind:
        case Kind.STATE:
            assert isinstance(value, StateWord)
            return job.state in value.states
        case Kind.NAME:
            name: str | None = getattr(job, term.key.id)
            return name is not None and name_test(value, sense)(name)
        case Kind.TEXT:
            return folded(str(value)) in folded(getattr(job, term.key.id))
        case Kind.NUMBER:
            return _is_within(value, getattr(job, NUMBER_COLUMNS[term.key.id]))
        case Kind.TIME:
            return is_after(term.key.id) == (last_moment(job) >= moment_of(value, sense))


NUMBER_COLUMNS = {"number": "number", "exit": "exit_code", "priority": "priority"}
"""The column of each key that asks for a number."""


def is_after(key: str) -> bool:
    """Whether a time is where the wanted ones begin, or where they have ended."""
    return key == "after"


def moment_of(value: Value, sense: Sense) -> float:
    """Give the moment that a time means, seconds since 1970."""
    assert not isinstance(value, str | Name | Me | Span | StateWord)
    return value.moment(sense.at)


def last_moment(job: Job) -> float:
    """Give when something happened to a job last: it ended, else started, else was submitted."""
    return max(at for at in (job.submitted, job.started, job.ended) if at is not None)


def _is_within(value: Value, number: int | None) -> bool:
    assert isinstance(value, Span)
    return (
        number is not None
        and (value.low is None or value.low <= number)
        and (value.high is None or number <= value.high)
    )
