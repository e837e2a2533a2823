# SPDX-License-Identifier: GPL-3.0-or-later
"""When the JMSS server came to another node, or came anew, out of its stays. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from jmss.model.machines import Ending, Machine, Placement, ServerType


@dataclass(frozen=True, slots=True)
class ServerTakeover:
    """A new stay of the JMSS server."""

    at: float
    """Seconds since 1970, UTC."""
    virtual_computer: str
    from_node: str
    to_node: str
    ending: Ending
    """How the stay before ended."""


def server_takeovers(
    machines: Mapping[str, Machine], stays: Iterable[Placement]
) -> list[ServerTakeover]:
    """Give the takeovers that the board still knows, the oldest first."""
    servers = {
        name for name, each in machines.items() if each.server_type is ServerType.JMSS_SERVER
    }
    mine = sorted(
        (stay for stay in stays if stay.virtual_computer in servers),
        key=lambda stay: (stay.virtual_computer, stay.incarnation),
    )
    found = [
        ServerTakeover(stay.began, stay.virtual_computer, old.node, stay.node, old.ending)
        for old, stay in pairwise(mine)
        if old.virtual_computer == stay.virtual_computer
    ]
    return sorted(found, key=lambda one: one.at)
