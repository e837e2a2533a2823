# SPDX-License-Identifier: GPL-3.0-or-later
"""Who needs a virtual computer, as far as the link tells: for JClusterEnv (manual S6)."""

from collections.abc import Sequence

from jlook_client.connection import Connection
from jlook_client.mirror import Mirror
from jmss.link.view import UP
from jmss.model.machine_uses import machine_uses
from jmss.model.prepared_jobs import prepared_jobs
from jmss.texts import Texts


class NeededComputers:
    """Looks into the copy of the board, which is no witness while the link is down.

    Args:
        mirror: has the queues and the documents.
        connection: tells whether it is true.
        tr: the words.
    """

    def __init__(self, mirror: Mirror, connection: Connection, tr: Texts) -> None:
        self._mirror = mirror
        self._connection = connection
        self._tr = tr

    def by(self, name: str) -> Sequence[str] | None:
        """Give sentences on who needs a virtual computer; None: that is not known."""
        if self._connection.view.state not in UP or self._mirror.position is None:
            return None
        prepared = prepared_jobs(self._mirror.named.values())
        sayings = machine_uses(name, self._mirror.queues.values(), prepared)
        return [saying.told(self._tr) for saying in sayings]
