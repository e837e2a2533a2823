# SPDX-License-Identifier: GPL-3.0-or-later
"""Two administrators have written the same menu: what each changed, and both together.

The parts of a menu are the fields of its entries and the folder that each is in (see
``jmss.model.meanwhile``). An entry that is there on one side alone is one part as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from jmss.menu.editing import free_id
from jmss.menu.tree import each
from jmss.model.meanwhile import Change, changes_between, joined
from jmss.model.menu import Entry, Menu
from jmss.model.schedules import PreparedJob

Part = tuple[str, str]
"""The id of an entry, and the name of a field, such as ``job.command``; empty: all of it."""
Fields = dict[str, object]

FOLDER = "folder"
"""The field that names the folder that an entry is in, by its id; empty: none."""
_OF_THE_ENTRY = tuple(one for one in Entry.__struct_fields__ if one not in {"id", "entries", "job"})
_NEEDED = {"job.name", "job.command", "job.queue"}


@dataclass(frozen=True, slots=True)
class Here:
    """An entry, and where it is."""

    folder: str
    entry: Entry
    """Without what is in it."""

    def fields(self) -> Fields:
        """Take it apart."""
        entry, job = self.entry, self.entry.job
        found: Fields = {FOLDER: self.folder}
        found |= {name: getattr(entry, name) for name in _OF_THE_ENTRY}
        if job is not None:
            found |= {f"job.{name}": getattr(job, name) for name in job.__struct_fields__}
        return found


def can_be_joined(menu: Menu) -> bool:
    """Whether its entries can be told from each other: each has an id of its own."""
    ids = [way[-1].id for way in each(menu.entries)]
    return all(ids) and len(set(ids)) == len(ids)


def menu_changes(before: Menu, theirs: Menu, mine: Menu) -> list[Change[Part]]:
    """List what somebody else has changed; the order of the entries is not told."""
    was, now, here = (_by_id(menu) for menu in (before, theirs, mine))
    found: list[Change[Part]] = []
    for identity in dict.fromkeys((*was, *now)):
        three = was.get(identity), now.get(identity), here.get(identity)
        if three[0] == three[1]:
            continue
        if three[0] is None or three[1] is None:
            found.append(Change((identity, ""), *three))
        else:
            fields = [one.fields() if one else {} for one in three]
            found += (
                Change((identity, each.key), each.before, each.theirs, each.mine)
                for each in changes_between(*fields)
            )
    return found


def merged(before: Menu, theirs: Menu, mine: Menu, *, keep_mine: bool) -> Menu:
    """Give what was written here on top of what somebody else has written meanwhile.

    Args:
        before: what both began with.
        theirs: what holds now.
        mine: what was written here; ``can_be_joined``.
        keep_mine: whose value stays where both have changed a part.
    """
    was, now, here = (_by_id(menu) for menu in (before, theirs, mine))
    entries: dict[str, Fields] = {}
    for identity in dict.fromkeys((*now, *here)):
        three = was.get(identity), now.get(identity), here.get(identity)
        entries |= _both(identity, *three, keep_mine=keep_mine, taken={*now, *here})
    _put_folders_back(entries, here, now)
    leading, other = (mine, theirs) if keep_mine else (theirs, mine)
    return Menu(revision=theirs.revision, entries=_built(entries, before, leading, other))


def _by_id(menu: Menu) -> dict[str, Here]:
    found = {}
    for way in each(menu.entries):
        entry, folder = way[-1], way[-2].id if len(way) > 1 else ""
        alone = msgspec.structs.replace(entry, entries=()) if entry.entries else entry
        found[entry.id] = Here(folder, alone)
    return found


def _both(
    identity: str,
    before: Here | None,
    theirs: Here | None,
    mine: Here | None,
    *,
    keep_mine: bool,
    taken: set[str],
) -> dict[str, Fields]:
    """Give what becomes of one id: no entry, one, or two."""
    if mine in (before, theirs):
        return {identity: theirs.fields()} if theirs else {}
    if theirs == before:
        return {identity: mine.fields()} if mine else {}
    if theirs is None or mine is None:
        stays = mine if keep_mine else theirs
        return {identity: stays.fields()} if stays else {}
    if before is None:
        # Both have made an entry of this id: both stay.
        return {identity: theirs.fields(), free_id(taken, identity): mine.fields()}
    three = before.fields(), theirs.fields(), mine.fields()
    return {identity: joined(*three, keep_mine=keep_mine)}


def _put_folders_back(
    entries: dict[str, Fields], mine: Mapping[str, Here], theirs: Mapping[str, Here]
) -> None:
    """Keep the folders of all that stays, whoever has taken them away."""
    ahead = list(entries.values())
    while ahead:
        folder = str(ahead.pop()[FOLDER])
        if folder and folder not in entries:
            there = mine.get(folder) or theirs.get(folder)
            assert there is not None, "an entry is in a folder of one of both"
            entries[folder] = there.fields()
            ahead.append(entries[folder])


def _built(
    entries: Mapping[str, Fields], before: Menu, leading: Menu, other: Menu
) -> tuple[Entry, ...]:
    was, first, second = (_orders(menu) for menu in (before, leading, other))
    inside: dict[str, set[str]] = {}
    for identity, fields in entries.items():
        inside.setdefault(str(fields[FOLDER]), set()).add(identity)

    def ordered(folder: str) -> list[str]:
        ids = inside.pop(folder, set())
        orders = [one.get(folder, []) for one in (was, first, second)]
        return _in_order(ids, *orders)

    rows: dict[str, list[str]] = {}
    ahead = [""]
    while ahead or inside:
        if not ahead:
            # Each of two folders was moved into the other: the first of them comes to the top.
            lost = next(one for one in entries if one in inside)
            inside[str(entries[lost][FOLDER])].discard(lost)
            rows[""].append(lost)
            ahead.append(lost)
        folder = ahead.pop(0)
        rows[folder] = ordered(folder)
        ahead += rows[folder]
    built: dict[str, Entry] = {}
    for folder in reversed(rows):
        below = tuple(built[identity] for identity in rows[folder])
        if not folder:
            return below
        built[folder] = _entry(folder, entries[folder], below)
    raise AssertionError("there is always a top")


def _orders(menu: Menu) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"": [entry.id for entry in menu.entries]}
    for way in each(menu.entries):
        found[way[-1].id] = [entry.id for entry in way[-1].entries]
    return found


def _in_order(
    ids: set[str], before: Iterable[str], leading: Iterable[str], other: Iterable[str]
) -> list[str]:
    """Order the entries of a folder: as on the leading side, unless only the other changed that."""
    known = set(leading) & set(before) & set(other)
    was, first, second = (
        [one for one in side if one in known] for side in (before, leading, other)
    )
    sides = (other, leading) if first == was != second else (leading, other)
    rows = [one for one in sides[0] if one in ids]
    after = ""
    for identity in sides[1]:
        if identity in ids and identity not in rows:
            rows.insert(rows.index(after) + 1 if after in rows else 0, identity)
        after = identity if identity in rows else after
    return [*rows, *sorted(ids.difference(rows))]


def _entry(identity: str, fields: Fields, below: tuple[Entry, ...]) -> Entry:
    own = {name: fields[name] for name in _OF_THE_ENTRY}
    job = dict(_of_the_job(fields)) if fields.keys() >= _NEEDED else None
    made = None if job is None else PreparedJob(**job)  # type: ignore[arg-type] # as it was taken apart
    return Entry(id=identity, entries=below, job=made, **own)  # type: ignore[arg-type] # likewise


def _of_the_job(fields: Fields) -> Iterator[tuple[str, object]]:
    for name, value in fields.items():
        if name.startswith("job."):
            yield name.removeprefix("job."), value
