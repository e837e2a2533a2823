# SPDX-License-Identifier: GPL-3.0-or-later
"""Do at once what is wanted, and then only so often: the first is never late, many are few."""

import asyncio
import math
from collections.abc import Callable

Act = Callable[[], None]

_IDLE = 8
"""After so many periods in which nothing was wanted the next time is a first one again."""
_LEAST = 0.25
"""So much of a period lies between two times at least."""


def at_once(act: Act) -> Act:
    """Do it each time that it is wanted."""
    return act


class LeadingEdge:
    """Call it when something is to be done; no timer runs while nothing is wanted.

    One that is late does not put off all that follow, not even the first one: what is wanted at an
    even pace is done at that pace, and no delay stays as a wait before each of the others.

    Args:
        act: does all that has been wanted since the last time.
        loop: whose clock counts.
        period: seconds from one time to the next, on average at least.
    """

    def __init__(self, act: Act, loop: asyncio.AbstractEventLoop, period: float) -> None:
        self._act = act
        self._loop = loop
        self._period = period
        self._due = -math.inf
        self._acted = -math.inf
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        """Have it done now, or when the period is over."""
        if self._timer is not None:
            return
        due = max(self._due, self._acted + _LEAST * self._period)
        if self._loop.time() < due:
            self._timer = self._loop.call_at(due, self._do)
        else:
            self._do()

    def _do(self) -> None:
        self._timer = None
        self._acted = now = self._loop.time()
        if now - self._due >= _IDLE * self._period:
            self._due = now + _LEAST * self._period
        else:
            self._due += self._period
        self._act()
