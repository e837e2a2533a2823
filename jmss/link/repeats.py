# SPDX-License-Identifier: GPL-3.0-or-later
"""What fails in the same way again and again is told once a minute, with how often it did."""

from jmss.link.view import Cause

TELL_EVERY = 60.0
"""Seconds between two lines about the same cause: three days of outage stay below a megabyte."""


class Repeats:
    """Counts failed attempts by their cause. Times are of any clock that only rises."""

    def __init__(self, every: float = TELL_EVERY) -> None:
        self._every = every
        self._told: dict[Cause, float] = {}
        self._since: dict[Cause, int] = {}

    def news(self, cause: Cause, now: float) -> int:
        """Give how often it happened since it was last told, when it is time to tell; else 0."""
        count = self._since[cause] = self._since.get(cause, 0) + 1
        told = self._told.get(cause)
        if told is not None and now - told < self._every:
            return 0
        self._told[cause] = now
        self._since[cause] = 0
        return count
