# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a menu or with what was entered: all of it at once, each with its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jmss.errors import N_
from jmss.menu.place_words import place_words
from jmss.saying import Saying
from jmss.texts import Texts


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and the way out."""

    place: str
    """Where: the name of a parameter, or ``night/backup: command`` in a menu."""
    template: str
    """The words, marked for translation."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """What is filled in; ``why`` is translated first."""
    entry: str = ""
    """The id of the menu's entry that it is about."""

    def told(self, tr: Texts) -> str:
        """Say it in a language."""
        fields = dict(self.fields)
        if "why" in fields:
            fields["why"] = tr(str(fields["why"]))
        return tr(self.template, **fields)

    def saying(self) -> Saying:
        """Give it with its place as it travels in an error."""
        fields = {
            name: Saying(str(value)) if name == "why" else _value(value)
            for name, value in self.fields.items()
        }
        what = Saying(self.template, fields)
        if not self.place:
            return what
        return Saying("{place}: {what}", {"place": place_words(self.place), "what": what})

    def said(self, tr: Texts) -> str:
        """Say it with its place, to somebody who writes the menu in a window."""
        return self.saying().told(tr)

    def located(self, tr: Texts) -> str:
        """Say it with its place as a file names it."""
        return f"{self.place}: {self.told(tr)}" if self.place else self.told(tr)


MOST_TOLD = 8
"""Faults that one error of the server names; it travels."""


def as_sayings(faults: Iterable[Fault]) -> tuple[Saying, ...]:
    """Give faults as the words of a server's error: the first ones, and how many more there are."""
    every = list(faults)
    told = tuple(fault.saying() for fault in every[:MOST_TOLD])
    more = len(every) - len(told)
    return (*told, Saying(N_("(and {n} more)"), {"n": more})) if more else told


def _value(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
