# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with an environment: everything at once, each fault with its field.

The server asks before it lets an environment hold, JEnv while somebody is still writing it.
"""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum

import msgspec

from jmss.errors import N_
from jmss.model.environment import Environment, MachineSetting, QueueSetting
from jmss.model.ranges import Text, Word
from jmss.model.retention import Bound
from jmss.texts import Texts

MOST = 1000
"""Queues, and settings of machines, that an environment holds at most."""
MOST_TOLD = 50
"""Faults that travel in one answer."""
LONGEST_NAME = 64
MOST_LISTED = 20
"""Names that a fault lists of those there are."""
MOST_JOBS = 10_000_000
MOST_DAYS = 36_500.0


class FaultKind(StrEnum):
    """What can be wrong. The comment names the fields of ``Fault`` that it has."""

    BAD_NAME = "bad_name"
    """value"""
    TWICE = "twice"
    """value"""
    NO_QUEUES = "no_queues"
    TOO_MANY = "too_many"
    """value"""
    NO_COMPUTER = "no_computer"
    """value, known"""
    NO_MACHINE = "no_machine"
    """value, known"""
    FEEDS_ITSELF = "feeds_itself"
    """value: the execution machine that the queue is tied to"""
    BAD_JOBS = "bad_jobs"
    """value"""
    BAD_DAYS = "bad_days"
    """value"""
    UNREADABLE = "unreadable"
    """value: what a file says there, known: what is wrong with it"""
    IN_USE = "in_use"
    """value: the jobs, known: the queue that is to go"""
    SCHEDULED = "scheduled"
    """value: the schedules that use it, known: the queue that is to go"""
    IN_MENU = "in_menu"
    """value: the entries of the menu, known: likewise"""
    MACHINE_SCHEDULED = "machine_scheduled"
    """value: the schedules that want it, known: the machine that is not to be fed any more"""
    MACHINE_IN_MENU = "machine_in_menu"
    """value: the entries of the menu, known: likewise"""


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fault."""

    field: Word
    """Where it is: ``queues.2.limit``, ``machines.0.name``, ``retention.days``."""
    why: FaultKind
    value: Text = ""
    known: Text = ""


WORDS: dict[FaultKind, str] = {
    FaultKind.BAD_NAME: N_("A name has 1 to 64 characters on one line, no blank at either end."),
    FaultKind.TWICE: N_("“{value}” is there twice."),
    FaultKind.NO_QUEUES: N_("There must be a job queue at least."),
    FaultKind.TOO_MANY: N_("There are too many: {value}. 1,000 are possible."),
    FaultKind.NO_COMPUTER: N_("There is no virtual computer “{value}”. There are: {known}."),
    FaultKind.NO_MACHINE: N_("There is no execution machine “{value}”. There are: {known}."),
    FaultKind.FEEDS_ITSELF: N_(
        "A queue of {value} feeds {value} alone. Name no machines, or tie it to the JMSS server."
    ),
    FaultKind.BAD_JOBS: N_("{value} is not possible: enter 0 to 10,000,000 jobs."),
    FaultKind.BAD_DAYS: N_("{value} is not possible: enter more than 0 and up to 36,500 days."),
    FaultKind.UNREADABLE: N_("{value}: {known}."),
    FaultKind.IN_USE: N_(
        "Queue {known} cannot go: these jobs are still in it: {value}. Move or end them first."
    ),
    FaultKind.SCHEDULED: N_(
        "Queue {known} cannot go: these schedules submit jobs to it: {value}. Give them another"
        " queue in JSchedule first."
    ),
    FaultKind.IN_MENU: N_(
        "Queue {known} cannot go: these entries of the menu use it: {value}. Give them another"
        " queue in JMenu first."
    ),
    FaultKind.MACHINE_SCHEDULED: N_(
        "The queue cannot stop feeding {known}: these schedules want it for their jobs: {value}."
        " Let them want another machine, or any, in JSchedule first."
    ),
    FaultKind.MACHINE_IN_MENU: N_(
        "The queue cannot stop feeding {known}: these entries of the menu want it: {value}. Let"
        " them want another machine, or any, in JMenu first."
    ),
}


def fault_words(tr: Texts, fault: Fault) -> str:
    """Say what is wrong, without where it is."""
    return tr(WORDS[fault.why], value=fault.value or "−", known=fault.known or "−")


def as_fields(faults: Sequence[Fault]) -> dict[str, str]:
    """Give faults as the fields of ``BadEnvironment``."""
    told = faults[:MOST_TOLD]
    return {f"fault_{n}": msgspec.json.encode(one).decode() for n, one in enumerate(told)}


def told_faults(fields: Mapping[str, str]) -> list[Fault]:
    """Read the faults in the fields of ``BadEnvironment``; what is none is passed over."""
    found = []
    for name, text in fields.items():
        if name.startswith("fault_"):
            with suppress(msgspec.DecodeError):
                found.append(msgspec.json.decode(text, type=Fault))
    return found


def environment_faults(
    environment: Environment, computers: Collection[str], machines: Collection[str]
) -> list[Fault]:
    """List everything that is wrong with an environment; nothing when it may hold.

    Args:
        environment: as somebody wrote it.
        computers: the virtual computers there are.
        machines: those of them that are execution machines.
    """
    return [
        *_counts(environment),
        *_queues(environment.queues, computers, machines),
        *_machines(environment.machines, machines),
        *_retention(environment),
    ]


def _counts(environment: Environment) -> Iterator[Fault]:
    if not environment.queues:
        yield Fault(field="queues", why=FaultKind.NO_QUEUES)
    for field, found in (
        ("queues", len(environment.queues)),
        ("machines", len(environment.machines)),
    ):
        if found > MOST:
            yield Fault(field=field, why=FaultKind.TOO_MANY, value=str(found))


def _queues(
    queues: tuple[QueueSetting, ...], computers: Collection[str], machines: Collection[str]
) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, queue in enumerate(queues):
        at = f"queues.{place}"
        if not _is_name(queue.name):
            yield Fault(field=f"{at}.name", why=FaultKind.BAD_NAME, value=queue.name)
        elif queue.name in seen:
            yield Fault(field=f"{at}.name", why=FaultKind.TWICE, value=queue.name)
        seen.add(queue.name)
        vc = queue.virtual_computer
        if vc not in computers:
            field = f"{at}.virtual_computer"
            yield Fault(field=field, why=FaultKind.NO_COMPUTER, value=vc, known=listed(computers))
        if vc in machines and queue.machines:
            yield Fault(field=f"{at}.machines", why=FaultKind.FEEDS_ITSELF, value=vc)
        else:
            yield from _names(f"{at}.machines", queue.machines, machines)


def _machines(settings: tuple[MachineSetting, ...], machines: Collection[str]) -> Iterator[Fault]:
    names = tuple(setting.name for setting in settings)
    for place, name in enumerate(names):
        at = f"machines.{place}.name"
        if name in names[:place]:
            yield Fault(field=at, why=FaultKind.TWICE, value=name)
        yield from _names(at, (name,), machines)


def _names(field: str, names: tuple[str, ...], machines: Collection[str]) -> Iterator[Fault]:
    for place, name in enumerate(names):
        if name not in machines:
            yield Fault(field=field, why=FaultKind.NO_MACHINE, value=name, known=listed(machines))
        elif name in names[:place]:
            yield Fault(field=field, why=FaultKind.TWICE, value=name)


def _retention(environment: Environment) -> Iterator[Fault]:
    retention = environment.retention
    if retention is None:
        return
    bounds: dict[str, Bound] = {"retention": retention}
    bounds |= {f"retention.queues.{name}": bound for name, bound in retention.queues.items()}
    for at, bound in bounds.items():
        if not 0 <= bound.jobs <= MOST_JOBS:
            yield Fault(field=f"{at}.jobs", why=FaultKind.BAD_JOBS, value=str(bound.jobs))
        if not 0.0 < bound.days <= MOST_DAYS:
            yield Fault(field=f"{at}.days", why=FaultKind.BAD_DAYS, value=f"{bound.days:g}")


def _is_name(name: str) -> bool:
    plain = not any(unicodedata.category(character) == "Cc" for character in name)
    return 1 <= len(name) <= LONGEST_NAME and name.strip() == name and plain


def listed(names: Collection[str]) -> str:
    """Name the first ones, in order."""
    ordered = sorted(names)
    return ", ".join(ordered[:MOST_LISTED]) + (", …" if ordered[MOST_LISTED:] else "")
