# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents: the environment of JEnv, JSchedule's schedules and calendars, JMenu's menu.

Each is a fact of the board: one row of the journal for each new revision, told to everybody
who follows.
"""

from typing import TypeAlias

import msgspec

from jmss.model.environment import Environment
from jmss.model.menu import Menu
from jmss.model.named_facts import NamedFact
from jmss.model.ranges import Word
from jmss.model.schedules import Calendar, Fired, Schedule

AnyDocument: TypeAlias = Environment | Schedule | Calendar | Menu
"""Every kind of ``Document``."""

AnyNamed: TypeAlias = AnyDocument | Fired
"""Every kind of ``NamedFact``."""

NamedKey: TypeAlias = tuple[str, str]
"""(kind, name)."""


class Removed(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="removed"
):
    """A named fact is there no longer."""

    kind: Word
    """The word that stands for its kind on the wire, such as ``schedule``."""
    name: Word


def kind_of(kind: type[NamedFact]) -> str:
    """Give the word that stands for a kind on the wire."""
    return str(kind.__struct_config__.tag)


def key_of(fact: NamedFact | Removed) -> NamedKey:
    """Give the key under which a fact is held."""
    if isinstance(fact, Removed):
        return fact.kind, fact.name
    return kind_of(type(fact)), fact.name
