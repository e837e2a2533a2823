# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock that stands still until a test moves it."""

import time

from jlook_client.clock import Clock

WALL_AT_ZERO = time.mktime((2026, 11, 22, 14, 32, 0, 0, 0, -1))
"""14:32:00 where the test runs."""


class StillClock(Clock):
    """Monotonic 0 is 14:32:00 on the wall."""

    def __init__(self, at: float = 0.0) -> None:
        super().__init__(monotonic=lambda: self.at, wall=lambda: WALL_AT_ZERO + self.at)
        self.at = at
