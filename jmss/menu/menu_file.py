# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole menu as a file: JSON, told in ``docs/jmenu.en.md``.

Reading gives the menu or everything that is wrong with the file, each with its place as
``entries[2].job.queue``; what is read is checked like what is entered (``check.py``).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from jmss.errors import N_
from jmss.menu.check import DEEPEST, MOST_ENTRIES
from jmss.menu.fault import Fault
from jmss.model.menu import Entry, Menu

FORMAT = "jlook-menu"
VERSION = 1
LARGEST = 4_000_000
"""Bytes of a file that are read."""

_Kind = TypeVar("_Kind", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds."""

    menu: Menu | None
    """None: nothing of it can be used."""
    faults: tuple[Fault, ...] = ()
    revision: int | None = None
    """Which one it was written from, 0 for the first of all; None: it does not say."""


def written(menu: Menu) -> str:
    """Write a menu as a file."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "revision": menu.revision,
        "entries": msgspec.to_builtins(menu.entries),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def read(data: bytes) -> Read:
    """Read a menu from a file; nothing is applied."""
    if len(data) > LARGEST:
        template = N_("The file is too large: it may have {most} bytes.")
        return Read(None, (Fault("", template, {"most": str(LARGEST)}),))
    try:
        whole = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        template = N_("The file is not UTF-8: byte {at} cannot be read.")
        return Read(None, (Fault("", template, {"at": str(error.start + 1)}),))
    except json.JSONDecodeError as error:
        template = N_("This is no JSON: {what} (line {line}, column {column}).")
        fields = {"what": error.msg, "line": str(error.lineno), "column": str(error.colno)}
        return Read(None, (Fault("", template, fields),))
    except _NoNumber as error:
        return Read(None, (Fault("", N_("{what} is no number."), {"what": str(error)}),))
    except RecursionError:
        return Read(None, (_too_deep(""),))
    faults = tuple(_envelope_faults(whole))
    if faults:
        return Read(None, faults)
    reader = _Reader()
    entries = reader.entries(whole["entries"], "entries", 1)
    if reader.faults:
        return Read(None, tuple(reader.faults))
    return Read(Menu(entries=entries), revision=whole.get("revision"))


def _envelope_faults(whole: object) -> Iterator[Fault]:
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        template = N_('This is no menu: a menu says "format": "{format}".')
        yield Fault("", template, {"format": FORMAT})
        return
    if whole.get("version") != VERSION:
        template = N_("The file is of version {version}; this program reads version {known}.")
        yield Fault("version", template, {"version": whole.get("version"), "known": VERSION})
        return
    yield from _strange_fields(whole, {"format", "version", "revision", "entries"}, "")
    revision = whole.get("revision", 0)
    if not isinstance(revision, int) or revision < 0:
        yield Fault("revision", N_("The revision is a whole number; without one, leave it out."))
    if not isinstance(whole.get("entries"), list):
        yield Fault("entries", N_("Here belongs a list in [ ]."))


def _strange_fields(given: Mapping[str, object], known: set[str], place: str) -> Iterator[Fault]:
    for name in given:
        if name not in known:
            template = N_("There is no field {name}. There are: {known}.")
            fields = {"name": name[:60], "known": ", ".join(sorted(known))}
            yield Fault(place, template, fields)


class _Reader:
    """Reads what it can and remembers what it cannot."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._count = 0

    def entries(self, given: list[Any], place: str, depth: int) -> tuple[Entry, ...]:
        found = []
        for index, one in enumerate(given):
            here = f"{place}[{index}]"
            self._count += 1
            if depth > DEEPEST or self._count > MOST_ENTRIES:
                self.faults.append(_too_deep(here) if depth > DEEPEST else _too_many(here))
                break
            entry = self._entry(one, here, depth)
            if entry is not None:
                found.append(entry)
        return tuple(found)

    def _entry(self, given: object, place: str, depth: int) -> Entry | None:
        below: tuple[Entry, ...] = ()
        if isinstance(given, dict) and isinstance(given.get("entries"), list):
            below = self.entries(given["entries"], f"{place}.entries", depth + 1)
            given = {**given, "entries": []}
        entry = self._struct(Entry, given, place)
        return entry and msgspec.structs.replace(entry, entries=below)

    def _struct(self, kind: type[_Kind], given: object, place: str) -> _Kind | None:
        """Read the fields one by one, so that all that is wrong is found."""
        if not isinstance(given, dict):
            self.faults.append(Fault(place, N_("Here belongs an object in braces.")))
            return None
        hints = get_type_hints(kind, include_extras=True)
        fields = msgspec.structs.fields(kind)
        known = {field.encode_name for field in fields}
        before = len(self.faults)
        self.faults.extend(_strange_fields(given, known, place))
        values: dict[str, Any] = {}
        for field in fields:
            if field.encode_name in given:
                value = given[field.encode_name]
                at = f"{place}.{field.encode_name}"
                values[field.name] = self._value(hints[field.name], value, at)
            elif field.required:
                template = N_("The field {name} is missing.")
                self.faults.append(Fault(place, template, {"name": field.encode_name}))
        return kind(**values) if len(self.faults) == before else None

    def _value(self, hint: Any, given: object, place: str) -> object:
        for kind in _structs_in(hint):
            is_list = get_origin(hint) is tuple
            if is_list and isinstance(given, list):
                return tuple(
                    self._struct(kind, one, f"{place}[{index}]") for index, one in enumerate(given)
                )
            if not is_list and isinstance(given, dict):
                return self._struct(kind, given, place)
        try:
            return msgspec.convert(given, hint)
        except msgspec.ValidationError as error:
            template = N_("This cannot be used here: {what}.")
            what = str(error).removesuffix(".")
            self.faults.append(Fault(place, template, {"what": what}))
            return None


def _structs_in(hint: Any) -> Iterator[type[msgspec.Struct]]:
    for one in get_args(hint):
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            yield one


class _NoNumber(Exception):
    """JSON has neither NaN nor infinity."""


def _no_constant(name: str) -> object:
    raise _NoNumber(name)


def _too_deep(place: str) -> Fault:
    template = N_("It is too deep: there may be {most} folders in each other.")
    return Fault(place, template, {"most": DEEPEST})


def _too_many(place: str) -> Fault:
    return Fault(place, N_("The menu may have {most} entries."), {"most": str(MOST_ENTRIES)})
