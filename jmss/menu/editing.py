# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the menu's tree: each step gives a new one. Entries are named by where they stand."""

from collections.abc import Collection, Sequence

import msgspec

from jmss.menu.tree import is_folder
from jmss.model.menu import Entry

Entries = tuple[Entry, ...]
Place = tuple[int, ...]
"""Where an entry stands: its number among those beside it, from the outermost folder on."""


def entry_at(entries: Sequence[Entry], place: Place) -> Entry | None:
    """Give the entry at a place; None: there is none."""
    found: Entry | None = None
    for at in place:
        if not 0 <= at < len(entries):
            return None
        found = entries[at]
        entries = found.entries
    return found


def replaced(entries: Entries, place: Place, entry: Entry) -> Entries:
    """Put an entry in place of another."""
    first, rest = place[0], place[1:]
    if rest:
        entry = _with_inside(entries[first], replaced(entries[first].entries, rest, entry))
    return (*entries[:first], entry, *entries[first + 1 :])


def removed(entries: Entries, place: Place) -> Entries:
    """Take an entry away, with everything in it."""
    first, rest = place[0], place[1:]
    if not rest:
        return (*entries[:first], *entries[first + 1 :])
    inside = removed(entries[first].entries, rest)
    return (*entries[:first], _with_inside(entries[first], inside), *entries[first + 1 :])


def inserted(entries: Entries, place: Place, entry: Entry) -> Entries:
    """Put an entry where it stands at this place afterwards."""
    first, rest = place[0], place[1:]
    if not rest:
        return (*entries[:first], entry, *entries[first:])
    inside = inserted(entries[first].entries, rest, entry)
    return (*entries[:first], _with_inside(entries[first], inside), *entries[first + 1 :])


def moved(entries: Entries, source: Place, target: Place) -> tuple[Entries, Place]:
    """Move an entry to in front of what stands at ``target``; give where it stands then.

    A folder cannot go into itself: then nothing changes.
    """
    entry = entry_at(entries, source)
    if entry is None or target[: len(source)] == source:
        return entries, source
    level = len(source) - 1
    if len(target) > level and target[:level] == source[:level] and target[level] > source[level]:
        # What stood behind it has moved up by one.
        target = (*target[:level], target[level] - 1, *target[level + 1 :])
    return inserted(removed(entries, source), target, entry), target


def step_up(entries: Entries, place: Place) -> tuple[Entries, Place]:
    """Move an entry up by one among those beside it."""
    if place[-1] == 0:
        return entries, place
    return moved(entries, place, (*place[:-1], place[-1] - 1))


def step_down(entries: Entries, place: Place) -> tuple[Entries, Place]:
    """Move an entry down by one among those beside it."""
    if entry_at(entries, (*place[:-1], place[-1] + 1)) is None:
        return entries, place
    return moved(entries, place, (*place[:-1], place[-1] + 2))


def step_in(entries: Entries, place: Place) -> tuple[Entries, Place]:
    """Move an entry into the folder above it, to its end."""
    above = (*place[:-1], place[-1] - 1)
    folder = entry_at(entries, above) if place[-1] else None
    if folder is None or not is_folder(folder):
        return entries, place
    return moved(entries, place, (*above, len(folder.entries)))


def step_out(entries: Entries, place: Place) -> tuple[Entries, Place]:
    """Move an entry out of its folder, to right behind it."""
    if len(place) < 2:
        return entries, place
    return moved(entries, place, (*place[:-2], place[-2] + 1))


def free_id(taken: Collection[str], wish: str) -> str:
    """Give an id that nobody has: the wish, or the wish and a number."""
    number, found = 1, wish
    while found in taken:
        number += 1
        found = f"{wish}-{number}"
    return found


def _with_inside(folder: Entry, entries: Entries) -> Entry:
    return msgspec.structs.replace(folder, entries=entries)
