# SPDX-License-Identifier: GPL-3.0-or-later
"""What starting an entry comes to: its command with the values in it, or everything against it."""

from collections.abc import Mapping
from dataclasses import dataclass

from jmss.errors import N_
from jmss.menu.command_line import filled
from jmss.menu.fault import Fault
from jmss.menu.values import entered
from jmss.model.menu import Entry

LONGEST_COMMAND = 32_768
"""Characters of a job's command (``jmss.model.ranges.Text``)."""


@dataclass(frozen=True, slots=True)
class Start:
    """What would be submitted."""

    command: str
    """Empty where something is against it."""
    values: Mapping[str, str]
    """As they go in; those without fault."""
    faults: tuple[Fault, ...]


def start_of(entry: Entry, values: Mapping[str, str]) -> Start:
    """See what starting an entry with these values comes to.

    Args:
        entry: one with a job.
        values: what was entered, by the parameters' names; the others are the defaults.
    """
    assert entry.job is not None
    checked = entered(entry.parameters, values)
    if checked.faults:
        return Start("", checked.values, checked.faults)
    command = filled(entry.job.command, checked.values)
    if len(command) > LONGEST_COMMAND:
        template = N_("The command becomes too long with these values: enter shorter ones.")
        return Start("", checked.values, (Fault("", template),))
    return Start(command, checked.values, ())
