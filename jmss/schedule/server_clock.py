# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's time of day, as far as it is known here: it alone counts for schedules."""

from collections import deque

KEPT = 16
"""Messages with a time that are looked at."""
STEP = 1.0
"""Seconds beyond which a message is not late: the server's clock was set."""


class ServerClock:
    """Works out the server's time from what it says of it, and a clock that only rises.

    A message takes a while, so what it says has passed already; the quickest one of the last
    is the nearest. So this clock is never ahead of the server's, but where that was set back
    a moment ago.
    """

    def __init__(self) -> None:
        self._ahead: deque[float] = deque(maxlen=KEPT)

    @property
    def known(self) -> bool:
        """Whether the server has said anything."""
        return bool(self._ahead)

    def hear(self, time: float, at: float) -> None:
        """The server said ``time`` in a message that came ``at`` on the rising clock."""
        ahead = time - at
        if self._ahead and abs(ahead - max(self._ahead)) > STEP:
            self._ahead.clear()
        self._ahead.append(ahead)

    def at(self, moment: float) -> float:
        """Give the server's time at a moment of the rising clock; it must be ``known``."""
        return moment + max(self._ahead)
