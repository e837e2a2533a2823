# SPDX-License-Identifier: GPL-3.0-or-later
"""What is different between two menus, as somebody is told who did not see it happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from jmss.errors import N_
from jmss.menu.tree import each, titles
from jmss.model.menu import Menu


class How(StrEnum):
    """What happened to an entry."""

    ADDED = N_("added")
    REMOVED = N_("removed")
    CHANGED = N_("changed")
    MOVED = N_("moved")


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry or folder that is different."""

    how: How
    where: str
    """Its title with those of the folders that it is in."""


def differences(before: Menu, after: Menu) -> Iterator[Difference]:
    """Give what is different, in the order of the new menu; what is gone comes last."""
    old = {way[-1].id: way for way in each(before.entries)}
    new = {way[-1].id: way for way in each(after.entries)}
    for identity, way in new.items():
        if identity not in old:
            yield Difference(How.ADDED, titles(way))
            continue
        was = old[identity]
        if [entry.id for entry in was[:-1]] != [entry.id for entry in way[:-1]]:
            yield Difference(How.MOVED, titles(way))
        if msgspec.structs.replace(was[-1], entries=()) != msgspec.structs.replace(
            way[-1], entries=()
        ):
            yield Difference(How.CHANGED, titles(way))
    for identity, way in old.items():
        if identity not in new:
            yield Difference(How.REMOVED, titles(way))
