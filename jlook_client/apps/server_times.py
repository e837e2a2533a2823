# SPDX-License-Identifier: GPL-3.0-or-later
"""What time it is for those who show what happened at the server."""

from jlook_client.clock import Clock
from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.saved_board import Head
from jmss.link.view import UP, LinkView


class ServerTimes(ConnectionWatcher):
    """Seconds since 1970 by the server's clock, as far as the desk knows it.

    Args:
        clock: both clocks of this computer.
        connection: knows how far the server's clock is ahead, and when it was last heard.
    """

    def __init__(self, clock: Clock, connection: Connection) -> None:
        self._clock = clock
        self._connection = connection
        self.recalled: Head | None = None
        """Up to when the saved board is true that is shown now; None: it is not a saved one."""
        connection.watchers.append(self)

    def link_changed(self, view: LinkView) -> None:
        """What is shown while the link is up is no saved board."""
        if view.state in UP:
            self.recalled = None

    def server_now(self) -> float:
        """Give the present."""
        return self._clock.wall_now() + self._connection.server_time_ahead

    def known_until(self) -> float:
        """Give the time up to which the jobs are known: it stands still while the link is down."""
        if self.recalled is not None:
            return self.recalled.at + self.recalled.ahead
        if self._connection.state in UP:
            return self.server_now()
        heard_at = self._connection.heard_at
        if heard_at is None:
            return self.server_now()
        return self._clock.wall_time(heard_at) + self._connection.server_time_ahead
