# SPDX-License-Identifier: GPL-3.0-or-later
"""How many came in at once after a failover, and whether each had to come only once.

One line in the log for each rush: an administrator sees from it whether a site has
outgrown its server. No clock of its own.
"""

from dataclasses import dataclass

RUSH = 100
"""Handshakes in a row that are worth a line."""
CALM = 2.0
"""Seconds without anybody new after which a rush is over."""


@dataclass(frozen=True, slots=True)
class Rushed:
    """A rush that is over."""

    connections: int
    handshakes: int
    seconds: float
    """From the first connection to the last one, or to its handshake."""


class Rush:
    """Counts connections and WebSocket handshakes until nobody new has come for a while."""

    def __init__(self) -> None:
        self._connections = 0
        self._handshakes = 0
        self._began = 0.0
        self._last = 0.0

    def connected(self, now: float) -> None:
        """TCP is open."""
        if not self._connections:
            self._began = now
        self._connections += 1
        self._last = now

    def shook_hands(self, now: float) -> None:
        """An upgrade was answered with 101."""
        self._handshakes += 1
        self._last = now

    def over(self, now: float) -> Rushed | None:
        """Give the rush that has just ended; to be asked about each second."""
        if not self._connections or now - self._last < CALM:
            return None
        rushed = Rushed(self._connections, self._handshakes, self._last - self._began)
        self._connections = self._handshakes = 0
        return rushed if rushed.handshakes >= RUSH else None
