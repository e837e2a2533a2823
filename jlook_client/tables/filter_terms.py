# SPDX-License-Identifier: GPL-3.0-or-later
"""What a filter text asks for, part by part: facts without clock, jobs or Qt."""

from dataclasses import dataclass

from jlook_client.tables.filter_keys import Key, StateWord
from jlook_client.tables.filter_times import When


@dataclass(frozen=True, slots=True)
class Name:
    """A name that queue, owner, machine or node has."""

    text: str
    whole: bool = False
    """Else a part of it is enough."""


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever is connected."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole numbers, the ends included; None: no end."""

    low: int | None = None
    high: int | None = None


Value = str | Name | Me | Span | StateWord | When


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a filter: a job passes if one of the values fits, or none if negated."""

    key: Key | None
    """None: the words, which may stand in name, number, queue, machine or owner."""
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A term and where it stands in the text."""

    term: Term
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the text that is not understood; it hides no job."""

    begin: int
    end: int
    says: str
    """A msgid: names the part and the way out."""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A filter text as it was understood."""

    text: str
    placed: tuple[Placed, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is asked for; every term must be met."""
        return tuple(one.term for one in self.placed)

    def without(self, dropped: tuple[Term, ...]) -> str:
        """Give the text without some of its terms."""
        kept = [one for one in self.placed if one.term not in dropped]
        places = [(one.begin, one.end) for one in kept]
        places += [(one.begin, one.end) for one in self.problems]
        return " ".join(self.text[begin:end] for begin, end in sorted(places))
