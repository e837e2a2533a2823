# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual computers as the board shows them: the JMSS server and its execution machines."""

from enum import StrEnum

import msgspec

from jmss.model.ranges import Count, Moment


class ServerType(StrEnum):
    """The server type of a virtual computer (manual S1, S2)."""

    JMSS_SERVER = "jmss_server"
    EXECUTION_MACHINE = "execution_machine"


class MachineState(StrEnum):
    """Whether a virtual computer works, as far as the JMSS server knows."""

    UP = "up"
    DOWN = "down"
    TAKING_OVER = "taking_over"


class Machine(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="machine"
):
    """A virtual computer, the node it is on now and how many jobs it runs at once."""

    name: str
    server_type: ServerType
    state: MachineState
    node: str | None = None
    """The node that carries it now; None while nobody does."""
    home_node: str
    """The node it belongs to when all nodes are well."""
    drive: str = ""
    """Its switching drive, as the manual letters it (``I:``)."""
    multiplicity: Count = 0
    """How many jobs it runs at once (manual S14); 0 for the JMSS server."""
    own_multiplicity: Count = 0
    """What it says of itself, whatever JEnv has set in its place; 0 while it takes no jobs."""
    draining: bool = False
    """It gets no new jobs; those that run there go on (JEnv)."""
    incarnation: Count = 0
    since: Moment = 0.0
    """When it came into this state, seconds since 1970, UTC."""


class Ending(StrEnum):
    """How a virtual computer's stay on a node ended."""

    NONE = ""
    MOVED = "moved"
    FAILED = "failed"


class Placement(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="placement"
):
    """One stay of a virtual computer on a node: the failover history is made of these.

    ``virtual_computer`` and ``incarnation`` together are its key.
    """

    virtual_computer: str
    incarnation: Count
    node: str
    began: Moment
    ended: Moment | None = None
    """The last moment it was known to work there; None while it still does."""
    ending: Ending = Ending.NONE
