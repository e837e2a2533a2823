# SPDX-License-Identifier: GPL-3.0-or-later
"""Do at once what is wanted, and then only so often: the first is never late, many are few."""

import asyncio
import math
from collections.abc import Callable

Act = Callable[[], None]


def at_once(act: Act) -> Act:
    """Do it each time that it is wanted."""
    return act


class LeadingEdge:
    """Call it when something is to be done; no timer runs while nothing is wanted.

    Args:
        act: does all that has been wanted since the last time.
        loop: whose clock counts.
        period: seconds from one time to the next at least.
    """

    def __init__(self, act: Act, loop: asyncio.AbstractEventLoop, period: float) -> None:
        self._act = act
        self._loop = loop
        self._period = period
        self._acted = -math.inf
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        """Have it done now, or when the period is over."""
        if self._timer is not None:
            return
        now, due = self._loop.time(), self._acted + self._period
        if now < due:
            self._timer = self._loop.call_at(due, self._wake)
        else:
            self._acted = now
            self._act()

    def _wake(self) -> None:
        self._timer = None
        self._acted = self._loop.time()
        self._act()
