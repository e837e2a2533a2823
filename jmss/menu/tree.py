# SPDX-License-Identifier: GPL-3.0-or-later
"""Walking through the menu's tree."""

from collections.abc import Iterator, Sequence

from jmss.model.menu import Entry

Way = tuple[Entry, ...]
"""An entry with the folders above it, the outermost first."""


def each(entries: Sequence[Entry]) -> Iterator[Way]:
    """Give every folder and entry, as it stands in the menu from top to bottom, however deep."""
    ahead: list[Way] = [(entry,) for entry in reversed(entries)]
    while ahead:
        way = ahead.pop()
        yield way
        ahead += [(*way, entry) for entry in reversed(way[-1].entries)]


def is_folder(entry: Entry) -> bool:
    """Say whether it holds entries instead of a job."""
    return entry.job is None


def way_to(entries: Sequence[Entry], wanted: str) -> Way:
    """Give the entry or folder of this id, with what is above it; nothing if there is none."""
    return next((way for way in each(entries) if way[-1].id == wanted), ())


def titles(way: Way) -> str:
    """Say where an entry stands."""
    return " › ".join(entry.title for entry in way)
