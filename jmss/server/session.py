# SPDX-License-Identifier: GPL-3.0-or-later
"""One link of one client, from its hello to its end."""

import asyncio
from dataclasses import dataclass, field

from jmss.access.asker import Asker
from jmss.server.follower import Follower
from jmss.server.gate import Pass
from jmss.server.machines import MachineLink
from jmss.server.outbox import Outbox
from jmss.wire.messages import Hello


@dataclass(slots=True, eq=False)
class Session:
    """What the server keeps of a link."""

    hello: Hello
    passed: Pass
    """What was shown at the gate."""
    asker: Asker
    outbox: Outbox
    heard: float
    """When the last message came, on the loop's clock."""
    welcomed: bool = False
    """Whether the welcome went out; nothing may be said before it."""
    told: int = 0
    """The number of clients that its times were chosen for."""
    skips: int | None = None
    """Heartbeats of this parity are not sent; None: all are."""
    follower: Follower | None = None
    """With role ``desk``."""
    machine: MachineLink | None = None
    """With role ``machine``."""
    replying: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Replies wait here for the client to read, one at a time."""
    ticket_at: float = 0.0
    """When its last ticket was issued, on the loop's clock."""
