# SPDX-License-Identifier: GPL-3.0-or-later
"""Check what operators hand in, before it touches the board."""

import unicodedata
from collections.abc import Mapping

from jmss.errors import N_, BadValue, NoSuchMachine, NoSuchQueue
from jmss.model.machines import Machine, ServerType
from jmss.model.operations import Submit
from jmss.model.queues import Queue, fed
from jmss.saying import Saying

LONGEST_NAME = 200
LONGEST_COMMAND = 32_768
LONGEST_ID = 64


def check_submit(
    submit: Submit, queues: Mapping[str, Queue], machines: Mapping[str, Machine]
) -> None:
    """See that a job may enter its queue.

    Raises:
        BadValue, NoSuchQueue, NoSuchMachine: it may not; the field is named.
    """
    check_line("name", submit.name)
    check_line("owner", submit.owner)
    _check_command(submit.command)
    check_priority(submit.priority)
    check_place(submit.queue, submit.wanted_machine, queues, machines)


def check_priority(priority: int) -> None:
    """See that a job may have this priority.

    Raises:
        BadValue: it is out of range.
    """
    if not 0 <= priority <= 99:
        raise BadValue(field="priority", value=priority, rule=N_("it must be from 0 to 99"))


def check_place(
    queue: str,
    wanted_machine: str | None,
    queues: Mapping[str, Queue],
    machines: Mapping[str, Machine],
) -> None:
    """See that a job may wait in a queue, for the machine that it wants.

    Raises:
        BadValue, NoSuchQueue, NoSuchMachine: it may not; the field is named.
    """
    if queue not in queues:
        raise NoSuchQueue(queue=queue, known=", ".join(sorted(queues)) or "-")
    if wanted_machine is not None:
        _check_machine(wanted_machine, queues[queue], machines)


def check_id(value: str) -> None:
    """See that an operation's id can be kept.

    Raises:
        BadValue: it is empty or too long.
    """
    if not 1 <= len(value) <= LONGEST_ID:
        raise BadValue(field="id", value=value, rule=_at_most(LONGEST_ID))


def _check_machine(wanted: str, queue: Queue, machines: Mapping[str, Machine]) -> None:
    known = {
        name
        for name, machine in machines.items()
        if machine.server_type is ServerType.EXECUTION_MACHINE
    }
    if wanted not in known:
        raise NoSuchMachine(machine=wanted, known=", ".join(sorted(known)) or "-")
    feeds = fed(queue, known)
    if feeds is not None and wanted not in feeds:
        names = {"queue": queue.name, "machines": ", ".join(sorted(feeds))}
        rule = Saying(N_("queue {queue} feeds {machines} alone"), names)
        raise BadValue(field="wanted_machine", value=wanted, rule=rule)


def check_line(field: str, value: str) -> None:
    """See that a text is one short line.

    Raises:
        BadValue: it is empty, too long, or holds control characters.
    """
    if not 1 <= len(value) <= LONGEST_NAME:
        raise BadValue(field=field, value=value, rule=_at_most(LONGEST_NAME))
    if any(unicodedata.category(character) == "Cc" for character in value):
        rule = N_("it must not hold control characters")
        raise BadValue(field=field, value=value, rule=rule)


def _check_command(value: str) -> None:
    if not 1 <= len(value) <= LONGEST_COMMAND:
        raise BadValue(field="command", value=value, rule=_at_most(LONGEST_COMMAND))
    if "\0" in value:
        rule = N_("it must not hold the character NUL")
        raise BadValue(field="command", value=value, rule=rule)


def _at_most(characters: int) -> Saying:
    return Saying(N_("it must have 1 to {most} characters"), {"most": characters})
