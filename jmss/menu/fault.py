# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a menu or with what was entered: all of it at once, each with its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

    def located(self, tr: Texts) -> str:
        """Say it with its place."""
        return f"{self.place}: {self.told(tr)}" if self.place else self.told(tr)


MOST_TOLD = 8
"""Faults that one error of the server names; it travels."""


def as_one(faults: Iterable[Fault]) -> str:
    """Put faults into the one sentence of a server's error, in English as all its logs are."""
    tr = Texts("en")
    told = [fault.located(tr) for fault in faults]
    more = len(told) - MOST_TOLD
    return " ".join([*told[:MOST_TOLD], *([f"(and {more} more)"] if more > 0 else [])])
