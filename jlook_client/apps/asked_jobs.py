# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that another program wants to be shown: at once, or as soon as the link is live."""

from collections.abc import Callable

from jlook_client.connection import Connection, ConnectionWatcher
from jmss.link.view import UP, LinkView


class AskedJobs(ConnectionWatcher):
    """Remembers what is to be shown until it can be.

    Args:
        connection: tells when the link is live.
        show: shows the jobs of these numbers.
    """

    def __init__(self, connection: Connection, show: Callable[[frozenset[int]], None]) -> None:
        self._connection = connection
        self._show = show
        self._wanted: frozenset[int] = frozenset()
        connection.watchers.append(self)

    def show(self, numbers: frozenset[int]) -> None:
        """Show these jobs; what was wanted before and could not be shown is wanted no more."""
        self._wanted = numbers
        self.link_changed(self._connection.view)

    def link_changed(self, view: LinkView) -> None:
        """See whether it is time."""
        if self._wanted and view.state in UP:
            wanted, self._wanted = self._wanted, frozenset()
            self._show(wanted)
