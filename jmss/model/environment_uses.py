# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a new environment would leave without a queue or a machine: schedules, and menu entries.

Only what the change itself takes away is told. What was so before hinders nobody who sets
something else.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from jmss.model.environment import Environment
from jmss.model.environment_faults import Fault, FaultKind, listed
from jmss.model.prepared_jobs import Prepared, PreparedIn
from jmss.model.queues import Queue, fed

_QUEUE_GOES = {PreparedIn.SCHEDULE: FaultKind.SCHEDULED, PreparedIn.MENU: FaultKind.IN_MENU}
_MACHINE_GOES = {
    PreparedIn.SCHEDULE: FaultKind.MACHINE_SCHEDULED,
    PreparedIn.MENU: FaultKind.MACHINE_IN_MENU,
}


def stranded(
    environment: Environment,
    queues: Mapping[str, Queue],
    machines: Collection[str],
    prepared: Sequence[Prepared],
) -> list[Fault]:
    """List what still uses a queue that is to go, or a machine that its queue is not to feed.

    Args:
        environment: as somebody wrote it.
        queues: those that there are now, by name.
        machines: the execution machines.
        prepared: what schedules and the menu have ready.
    """
    stay = {setting.name: place for place, setting in enumerate(environment.queues)}
    gone = [one for one in prepared if one.queue in queues and one.queue not in stay]
    found: list[Fault] = []
    for name in dict.fromkeys(one.queue for one in gone):
        users = [one for one in gone if one.queue == name]
        found += _told("queues", users, _QUEUE_GOES, name)
    for name, place in stay.items():
        if name in queues:
            lost = _lost(queues[name], environment, place, machines)
            for machine in sorted(lost):
                users = [one for one in prepared if (one.queue, one.machine) == (name, machine)]
                found += _told(f"queues.{place}.machines", users, _MACHINE_GOES, machine)
    return found


def _lost(
    queue: Queue, environment: Environment, place: int, machines: Collection[str]
) -> frozenset[str]:
    """Give the machines that a queue feeds now and is not to feed any more."""
    every = frozenset(machines)
    before, after = fed(queue, every), fed(environment.queues[place], every)
    return (every if before is None else before) - (every if after is None else after)


def _told(
    field: str, users: Sequence[Prepared], kinds: Mapping[PreparedIn, FaultKind], known: str
) -> Iterator[Fault]:
    for kind, why in kinds.items():
        names = {one.where for one in users if one.kind is kind}
        if names:
            yield Fault(field=field, why=why, value=listed(names), known=known)
