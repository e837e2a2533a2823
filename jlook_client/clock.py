# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's two clocks: the monotonic one of the link, and the one on the wall.

A ``LinkView`` carries monotonic stamps, which no suspend or change of the time of day can
spoil; an operator reads the wall clock. Tests hand in clocks that stand still.
"""

import time
from collections.abc import Callable


class Clock:
    """Tells the time and turns monotonic stamps into the time of day.

    Args:
        monotonic: seconds that only grow, as the link's driver counts them.
        wall: seconds since 1970, UTC.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._monotonic = monotonic
        self._wall = wall

    def now(self) -> float:
        """Give the monotonic time."""
        return self._monotonic()

    def wall_now(self) -> float:
        """Give the seconds since 1970, UTC, of this moment."""
        return self._wall()

    def wall_time(self, at: float) -> float:
        """Give the seconds since 1970, UTC, of a monotonic stamp."""
        return self._wall() - (self._monotonic() - at)

    def time_of_day(self, at: float) -> str:
        """Give a monotonic stamp as HH:MM:SS where the operator sits."""
        return time_of_day(self.wall_time(at))


def time_of_day(wall: float) -> str:
    """Give seconds since 1970, UTC, as HH:MM:SS where the operator sits."""
    return time.strftime("%H:%M:%S", time.localtime(wall))


def duration(seconds: float) -> str:
    """Give a length of time as m:ss or h:mm:ss."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
