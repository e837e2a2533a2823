# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment field by field, so that two of them can be held against each other.

Two administrators may write at once; the later one is shown each field that the other one
changed. The audit log tells a change in the same way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

import msgspec

from jmss.model.environment import Distribution, Environment, MachineSetting, QueueSetting
from jmss.model.meanwhile import Change, changes_between, joined
from jmss.model.retention import Bound, Retention

Place: TypeAlias = tuple[str, str, str]
"""(section, name, field), such as ``("queues", "NIGHT", "limit")``; empty where it has none."""

Value: TypeAlias = str | int | float | bool | tuple[str, ...] | None
"""None where there is no such field: no such queue, nothing set."""

Fields: TypeAlias = dict[Place, Value]

QUEUES, MACHINES, RETENTION, DISTRIBUTION, PERFORMANCE = (
    "queues",
    "machines",
    "retention",
    "distribution",
    "performance_data",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not the same in two environments."""

    place: Place
    was: Value
    now: Value


def fields_of(environment: Environment) -> Fields:
    """Give every field that is set; a setting that changes nothing is none."""
    fields: Fields = {}
    for queue in environment.queues:
        fields |= _parts(QUEUES, queue.name, queue, skip="name")
    for machine in environment.machines:
        parts = _parts(MACHINES, machine.name, machine, skip="name")
        set_so = {place: value for place, value in parts.items() if not _is_nothing(value)}
        fields |= set_so
    fields[DISTRIBUTION, "", ""] = environment.distribution.value
    fields[PERFORMANCE, "", ""] = environment.performance_data
    retention = environment.retention
    if retention is not None:
        fields |= _parts(RETENTION, "", retention, skip="queues")
        for name, bound in retention.queues.items():
            fields |= _parts(RETENTION, name, bound)
    return fields


def environment_of(fields: Mapping[Place, Value], revision: int) -> Environment:
    """Give the environment that has these fields."""
    queues = [
        msgspec.convert({"name": name} | parts, QueueSetting)
        for name, parts in _named(fields, QUEUES)
        if "virtual_computer" in parts
    ]
    machines = [
        msgspec.convert({"name": name} | parts, MachineSetting)
        for name, parts in _named(fields, MACHINES)
    ]
    bounds = dict(_named(fields, RETENTION))
    general = bounds.pop("", None)
    retention = None
    if general is not None:
        own = {name: msgspec.convert(parts, Bound) for name, parts in bounds.items()}
        retention = msgspec.structs.replace(msgspec.convert(general, Retention), queues=own)
    return Environment(
        revision=revision,
        queues=tuple(queues),
        machines=tuple(machines),
        distribution=Distribution(cast("str", fields[DISTRIBUTION, "", ""])),
        performance_data=bool(fields[PERFORMANCE, "", ""]),
        retention=retention,
    )


def differences(before: Environment, after: Environment) -> list[Difference]:
    """List the fields that are not the same."""
    was, now = fields_of(before), fields_of(after)
    return [
        Difference(place, was.get(place), now.get(place))
        for place in _every(was, now)
        if was.get(place) != now.get(place)
    ]


def changes_meanwhile(
    base: Environment, theirs: Environment, mine: Environment
) -> list[Change[Place]]:
    """List the fields that somebody else changed, with what they are in all three."""
    return changes_between(fields_of(base), fields_of(theirs), fields_of(mine))


def merged(
    base: Environment, theirs: Environment, mine: Environment, *, keep_mine: bool
) -> Environment:
    """Give what one has written on top of what somebody else has written meanwhile.

    Args:
        base: what both began with.
        theirs: what holds now.
        mine: what one has written.
        keep_mine: whether one's own value stays where both changed a field.
    """
    own = fields_of(mine)
    fields = cast("Fields", joined(fields_of(base), fields_of(theirs), own, keep_mine=keep_mine))
    for section, name, _ in list(fields):
        if section == QUEUES and (QUEUES, name, "virtual_computer") not in fields:
            # Of what they took away whole, one's own is put back whole.
            fields |= {at: value for at, value in own.items() if at[:2] == (section, name)}
    return environment_of(fields, theirs.revision)


def _is_nothing(value: Value) -> bool:
    return value is None or value is False


def _parts(section: str, name: str, parts: msgspec.Struct, skip: str = "") -> Fields:
    return {
        (section, name, field): getattr(parts, field)
        for field in parts.__struct_fields__
        if field != skip
    }


def _named(fields: Mapping[Place, Value], section: str) -> Iterable[tuple[str, dict[str, Value]]]:
    """Give the parts of a section by their names, in order."""
    found: dict[str, dict[str, Value]] = {}
    for (where, name, field), value in fields.items():
        if where == section:
            found.setdefault(name, {})[field] = value
    return found.items()


def _every(*many: Fields) -> Iterable[Place]:
    return dict.fromkeys(place for fields in many for place in fields)
