# SPDX-License-Identifier: GPL-3.0-or-later
"""How tables write times: the local clock, the date only where it is another day."""

import time
from functools import lru_cache

_HOUR = 3600
_MINUTE = 60
_MOST_MINUTES = 4096
"""So many are remembered: a screen says hundreds of times, most of them of few minutes."""


def clock_text(at: float | None, now: float) -> str:
    """Write a moment as ``14:29:41``, or as ``11-21 23:50`` when it is not today.

    Args:
        at: seconds since 1970, UTC; None is written as nothing.
        now: the moment that decides what today is.
    """
    if at is None:
        return ""
    whole = int(at)
    there = _minute(whole // _MINUTE)
    if there[:3] == _minute(int(now) // _MINUTE)[:3]:
        return f"{there[3]}:{whole % _MINUTE:02d}"
    return f"{there[1]:02d}-{there[2]:02d} {there[3]}"


@lru_cache(maxsize=_MOST_MINUTES)
def _minute(minute: int) -> tuple[int, int, int, str]:
    """Give year, month, day and ``HH:MM`` of a minute since 1970 where the operator sits."""
    there = time.localtime(minute * _MINUTE)
    return *there[:3], f"{there.tm_hour:02d}:{there.tm_min:02d}"


def span_text(seconds: float) -> str:
    """Write a duration as ``1:56`` or ``26:03:04``; a clock that runs behind gives ``0:00``."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
