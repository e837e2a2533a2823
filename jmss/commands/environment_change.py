# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``jenv`` does without a window: show, check and load the environment (manual S10, S11)."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jmss.commands.endings import DONE, USAGE, Speaker, error_as_data
from jmss.commands.environment_file import Read, as_data, as_toml, read_environment
from jmss.commands.options import Calling
from jmss.errors import BadConfiguration, BadEnvironment
from jmss.model.changes import Fact
from jmss.model.environment import Distribution, Environment
from jmss.model.environment_faults import Fault, environment_faults, fault_words, told_faults
from jmss.model.environment_fields import differences
from jmss.model.environment_uses import stranded
from jmss.model.machines import Machine, ServerType
from jmss.model.operations import PutDocument
from jmss.model.prepared_jobs import Prepared, prepared_jobs
from jmss.model.queues import Queue

STANDARD = Path("-")


@dataclass(frozen=True, slots=True)
class Held:
    """What the server has."""

    environment: Environment
    computers: tuple[str, ...]
    machines: tuple[str, ...]
    queues: Mapping[str, Queue]
    prepared: Sequence[Prepared]


async def show(calling: Calling) -> int:
    """Show what holds: as TOML, which can be edited and loaded, or as JSON."""
    held = await _held(calling)
    data = as_data(held.environment)
    calling.speaker.say(as_toml(held.environment).rstrip("\n"), data)
    _tell_overridden(calling.speaker, held.environment)
    return DONE


async def check(calling: Calling, file: Path) -> int:
    """Say whether a file can hold, and what it would change; nothing is changed."""
    read = _read(file)
    held = await _held(calling)
    faults = _faults(read, held)
    if faults or read.environment is None:
        return _tell_faults(calling.speaker, faults)
    found = differences(held.environment, read.environment)
    lines = [
        f"{'.'.join(filter(None, each.place))}: {_shown(each.was)} → {_shown(each.now)}"
        for each in found
    ]
    tr = calling.tr
    told = lines or [tr("The file changes nothing.")]
    changes = [
        {"field": ".".join(filter(None, each.place)), "was": each.was, "now": each.now}
        for each in found
    ]
    calling.speaker.say("\n".join(told), {"changes": changes})
    return DONE


async def load(calling: Calling, file: Path, *, over: bool) -> int:
    """Apply a file, all of it or nothing.

    Raises:
        Refused: the server says no; ``WrittenMeanwhile`` when the file is of an older revision.
    """
    read = _read(file)
    async with calling.caller() as caller:
        held = _held_in((await caller.listing()).facts)
        faults = _faults(read, held)
        if faults or read.environment is None:
            return _tell_faults(calling.speaker, faults)
        now = held.environment.revision
        base = now if over or read.revision is None else read.revision
        document = msgspec.structs.replace(read.environment, revision=base)
        try:
            await caller.ask(PutDocument(document=document), calling.operation)
        except BadEnvironment as error:
            return _tell_faults(calling.speaker, told_faults(error.fields))
    tr = calling.tr
    text = tr(
        "The environment is at revision {revision} now. Update the service environment of the"
        " nodes: `jclusterenv --update`.",
        revision=base + 1,
    )
    told = {"revision": base + 1, "operation": calling.operation}
    calling.speaker.say(text, told)
    _tell_overridden(calling.speaker, document)
    return DONE


async def _held(calling: Calling) -> Held:
    async with calling.caller() as caller:
        return _held_in((await caller.listing()).facts)


def _held_in(facts: Iterable[Fact]) -> Held:
    known = list(facts)
    machines = [fact for fact in known if isinstance(fact, Machine)]
    execution = ServerType.EXECUTION_MACHINE
    return Held(
        next((fact for fact in known if isinstance(fact, Environment)), Environment()),
        tuple(machine.name for machine in machines),
        tuple(machine.name for machine in machines if machine.server_type is execution),
        {fact.name: fact for fact in known if isinstance(fact, Queue)},
        prepared_jobs(known),
    )


def _read(file: Path) -> Read:
    try:
        data = sys.stdin.buffer.read() if file == STANDARD else file.read_bytes()
    except OSError as error:
        raise BadConfiguration(where=file, why=error.strerror or error) from error
    return read_environment(file, data)


def _faults(read: Read, held: Held) -> list[Fault]:
    if read.environment is None:
        return read.faults
    return [
        *environment_faults(read.environment, held.computers, held.machines),
        *stranded(read.environment, held.queues, held.machines, held.prepared),
    ]


def _tell_faults(speaker: Speaker, faults: Sequence[Fault]) -> int:
    tr, error = speaker.tr, BadEnvironment(n=len(faults))
    words = [(fault.field, fault_words(tr, fault)) for fault in faults]
    if speaker.as_json:
        told = [{"field": field, "text": text} for field, text in words]
        speaker.say("", {"error": error_as_data(error, tr), "faults": told})
    else:
        lines = [f"{field}: {text}" for field, text in words]
        speaker.note("\n".join((tr.error(error), *lines)))
    return USAGE


def _tell_overridden(speaker: Speaker, environment: Environment) -> None:
    """Say which settings a cluster overrides (manual S13, S14)."""
    tr = speaker.tr
    if speaker.as_json:
        return
    if environment.distribution is Distribution.CPU_USE:
        speaker.note(tr("CPU use is not available on a cluster: machine multiplicity holds."))
    if environment.performance_data:
        speaker.note(tr("Performance data is not collected on a cluster, whatever is set."))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "−"
    return "−" if value is None or value == "" else str(value)
