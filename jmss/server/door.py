# SPDX-License-Identifier: GPL-3.0-or-later
"""The listening socket: a long queue before the door, few let in at a time.

An asyncio server takes as many connections in one turn as its queue may hold. After a
failover that is thousands, and until all of them are taken nobody gets a heartbeat. Who
waits in the kernel's queue costs nothing, and his upgrade is on its way meanwhile.
"""

import socket

QUEUE = 4096
"""Connections that may wait to be accepted; ``net.core.somaxconn`` may be below."""
AT_ONCE = 32
"""Connections that are accepted in one turn of the loop; its ``backlog``."""


class Door(socket.socket):
    """Keeps its long queue, whatever ``backlog`` the loop listens with."""

    def listen(self, backlog: int = QUEUE, /) -> None:
        """Let connections queue up; ``backlog`` is what the loop takes at once."""
        super().listen(max(QUEUE, backlog))


def open_door(address: str, port: int) -> Door:
    """Bind the port; nobody can connect until the loop listens.

    Raises:
        OSError: the address or the port cannot be had.
    """
    door = Door(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        # The connections of an incarnation that was killed may linger on the port.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((address, port))
    except OSError:
        door.close()
        raise
    return door
