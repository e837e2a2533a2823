# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast one client may talk, so that a flood of one starves nobody. No clock of its own."""


class Rate:
    """A bucket that leaks: a burst is free, what comes faster for longer has to wait.

    Args:
        per_second: the cost that may go on for ever.
        burst: the cost that may come at once.
    """

    def __init__(self, *, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._ahead = burst / per_second
        self._paid_until = float("-inf")

    def wait(self, now: float, cost: float) -> float:
        """Take something in; give the seconds to wait before the next thing is read."""
        self._paid_until = max(self._paid_until, now - self._ahead) + cost / self._per_second
        return max(0.0, self._paid_until - now)
