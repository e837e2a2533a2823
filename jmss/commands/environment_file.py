# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of JEnv as a file, JSON or TOML (``docs/jenv.en.md``).

Reading gives the environment, or everything that is wrong with the file.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from jmss.cluster.toml import toml_text
from jmss.errors import BadConfiguration
from jmss.model.environment import Environment, MachineSetting, QueueSetting
from jmss.model.environment_faults import Fault, FaultKind
from jmss.model.retention import Bound

LARGEST = 1_000_000
"""Bytes of a file that are read."""

_Kind = TypeVar("_Kind", bound=msgspec.Struct)


@dataclass(slots=True)
class Read:
    """What a file holds."""

    environment: Environment | None = None
    """None: it has faults."""
    faults: list[Fault] = field(default_factory=list)
    revision: int | None = None
    """Which one it was written from; None: it does not say."""


def as_toml(environment: Environment) -> str:
    """Give an environment as a file that people edit."""
    return toml_text(_Written(**as_data(environment)))


def as_data(environment: Environment) -> dict[str, Any]:
    """Give everything that is set, also where it is what holds anyway."""
    data: dict[str, Any] = {
        "revision": environment.revision,
        "distribution": environment.distribution.value,
        "performance_data": environment.performance_data,
        "queues": [_every(queue) for queue in environment.queues],
        "machines": [
            {name: value for name, value in _every(machine).items() if value is not None}
            for machine in environment.machines
        ],
    }
    retention = environment.retention
    if retention is not None:
        data["retention"] = {"jobs": retention.jobs, "days": retention.days}
        if retention.queues:
            own = {name: _every(bound) for name, bound in retention.queues.items()}
            data["retention"]["queues"] = own
    return data


def read_environment(file: Path, data: bytes) -> Read:
    """Read an environment; TOML if the file's name says so, otherwise JSON.

    Raises:
        BadConfiguration: it is neither.
    """
    whole = _parsed(file, data)
    read = Read()
    _see_fields(read, "", whole, set(Environment.__struct_fields__) - {"name"})
    revision = whole.get("revision")
    if revision is not None:
        read.revision = _converted(read, "revision", revision, int)
    parts = {
        "queues": _list(read, "queues", whole, QueueSetting),
        "machines": _list(read, "machines", whole, MachineSetting),
    }
    if "retention" in whole:
        parts["retention"] = _retention(read, whole["retention"])
    for name in ("distribution", "performance_data"):
        if name in whole:
            parts[name] = whole[name]
    environment = _converted(read, "", parts, Environment) if not read.faults else None
    read.environment = environment
    return read


class _Written(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The order in which the parts stand in the file."""

    revision: int
    distribution: str
    performance_data: bool
    retention: dict[str, Any] | None = None
    queues: list[dict[str, Any]]
    machines: list[dict[str, Any]] = []


def _every(part: msgspec.Struct) -> dict[str, Any]:
    return {name: msgspec.to_builtins(getattr(part, name)) for name in part.__struct_fields__}


def _parsed(file: Path, data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise BadConfiguration(where=file, why=f"it has more than {LARGEST:,} bytes")
    try:
        text = data.decode("utf-8-sig")
        whole = tomllib.loads(text) if file.suffix.lower() == ".toml" else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadConfiguration(where=file, why=error) from error
    if not isinstance(whole, dict):
        raise BadConfiguration(where=file, why="it holds no environment")
    return whole


def _list(
    read: Read, name: str, whole: Mapping[str, Any], kind: type[msgspec.Struct]
) -> list[dict[str, Any]]:
    """See to each element by itself, so that a fault in one hides none in another."""
    given = whole.get(name, [])
    if not isinstance(given, list):
        _add(read, name, given, "Expected `array`")
        return []
    for place, one in enumerate(given):
        _see(read, f"{name}.{place}", one, kind)
    return given


def _retention(read: Read, given: Any) -> Any:
    if not isinstance(given, dict):
        _add(read, "retention", given, "Expected `object`")
        return None
    _see(read, "retention", {k: v for k, v in given.items() if k != "queues"}, Bound)
    own = given.get("queues", {})
    if not isinstance(own, dict):
        _add(read, "retention.queues", own, "Expected `object`")
        return None
    for name, bound in own.items():
        _see(read, f"retention.queues.{name}", bound, Bound)
    return given


def _see(read: Read, at: str, given: Any, kind: type[msgspec.Struct]) -> None:
    """Look at the fields one by one, then at the whole."""
    if not isinstance(given, dict):
        _add(read, at, given, "Expected `object`")
        return
    fields = {each.name: each for each in msgspec.structs.fields(kind)}
    _see_fields(read, at, given, set(fields))
    for name, each in fields.items():
        if name in given:
            _converted(read, f"{at}.{name}", given[name], each.type)
        elif each.required:
            _add(read, f"{at}.{name}", "", "it is missing")


def _see_fields(read: Read, at: str, given: Mapping[str, Any], known: set[str]) -> None:
    for name in given:
        if name not in known:
            place = f"{at}.{name}" if at else name
            _add(read, place, name, f"there is no such field, only {', '.join(sorted(known))}")


def _converted(read: Read, at: str, given: Any, kind: type[_Kind] | Any) -> Any:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        _add(read, at, given, str(error))
        return None


def _add(read: Read, at: str, given: object, what: str) -> None:
    value = str(given)[:60]
    read.faults.append(
        Fault(field=at[:200], why=FaultKind.UNREADABLE, value=value, known=what.removesuffix("."))
    )
