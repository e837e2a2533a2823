# SPDX-License-Identifier: GPL-3.0-or-later
"""How tables write times: the local clock, the date only where it is another day."""

import time

_HOUR = 3600
_MINUTE = 60


def clock_text(at: float | None, now: float) -> str:
    """Write a moment as ``14:29:41``, or as ``11-21 23:50`` when it is not today.

    Args:
        at: seconds since 1970, UTC; None is written as nothing.
        now: the moment that decides what today is.
    """
    if at is None:
        return ""
    there, here = time.localtime(at), time.localtime(now)
    if there[:3] == here[:3]:
        return f"{there.tm_hour:02d}:{there.tm_min:02d}:{there.tm_sec:02d}"
    return f"{there.tm_mon:02d}-{there.tm_mday:02d} {there.tm_hour:02d}:{there.tm_min:02d}"


def span_text(seconds: float) -> str:
    """Write a duration as ``1:56`` or ``26:03:04``; a clock that runs behind gives ``0:00``."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
