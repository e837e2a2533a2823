# SPDX-License-Identifier: GPL-3.0-or-later
"""How times are written: for readers in their language's way, for files in ISO 8601.

Japanese writes ``11/23 05:45`` and ``2026/11/23``, English ``23 Nov 05:45`` and
``23 Nov 2026``, which nobody can take for another day; the clock has 24 hours in both.
Whatever is shown can be typed into the filter box again (``filter_times``).
"""

import time
from datetime import date
from functools import lru_cache

from jmss.texts import Texts

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As English abbreviates them."""

_HOUR = 3600
_MINUTE = 60
_DAY = 24 * _HOUR
_NEAR = 180 * _DAY
"""A day that is nearer says which it is without its year."""
_MOST_MINUTES = 4096
"""So many are remembered: a screen says hundreds of times, most of them of few minutes."""


def clock_text(at: float | None, now: float, tr: Texts) -> str:
    """Write a moment as ``14:29:41``, or as ``11/21 23:50`` when it is not today.

    Args:
        at: seconds since 1970, UTC; None is written as nothing.
        now: the moment that decides what today is.
        tr: the words, in whose language days are written.
    """
    if at is None:
        return ""
    whole = int(at)
    text, today = _minute_text(whole // _MINUTE, int(now) // _MINUTE, tr.language)
    return f"{text}:{whole % _MINUTE:02d}" if today else text


def minute_text(at: float, now: float, tr: Texts) -> str:
    """Write a moment as ``14:29``, with its day when that is not today; one long past as a day."""
    return _minute_text(int(at) // _MINUTE, int(now) // _MINUTE, tr.language)[0]


def second_text(at: float, now: float, tr: Texts) -> str:
    """Write a moment to the second, with its day when that is not today."""
    clock, today = exact_clock(at, milliseconds=False), local_day(now)
    if local_day(at) == today:
        return clock
    near = abs(at - now) < _NEAR
    return f"{day_text(at, tr) if near else date_text(at, tr)} {clock}"


def moment_text(at: float | None, tr: Texts, *, milliseconds: bool = False) -> str:
    """Write a whole moment, as ``2026/11/23 05:45:12``; None is written as nothing."""
    if at is None:
        return ""
    return f"{date_text(at, tr)} {exact_clock(at, milliseconds=milliseconds)}"


def exact_clock(at: float, *, milliseconds: bool = True) -> str:
    """Write the time of day of a moment, as ``05:45:12.250``."""
    whole, rest = divmod(round(at * 1000), 1000) if milliseconds else (int(at), 0)
    text = f"{_minute(whole // _MINUTE)[3]}:{whole % _MINUTE:02d}"
    return f"{text}.{rest:03d}" if milliseconds else text


def day_text(at: float, tr: Texts) -> str:
    """Write the day of a moment without its year."""
    return _day_text(int(at) // _MINUTE, tr.language)


def date_text(at: float, tr: Texts) -> str:
    """Write the day of a moment with its year."""
    return _date_text(int(at) // _MINUTE, tr.language)


def written_day(day: date, tr: Texts) -> str:
    """Write a day of the calendar, as ``2026/11/23``."""
    return _written(day.year, day.month, day.day, tr.language)


def written_month(day: date, tr: Texts) -> str:
    """Write the month of a day, as ``2026年11月``."""
    if tr.language == "ja":
        return f"{day.year:04d}年{day.month}月"
    return f"{MONTHS[day.month - 1]} {day.year:04d}"


def widest(tr: Texts) -> str:
    """Give a text as wide as what ``clock_text`` writes at most."""
    return "00/00 00:00" if tr.language == "ja" else "00 May 00:00"


def iso_text(at: float | None, *, milliseconds: bool = False) -> str:
    """Write a moment for files, as ``2026-11-23 05:45:12`` by the clock where the operator sits."""
    if at is None:
        return ""
    year, month, day = local_day(at)
    return f"{year:04d}-{month:02d}-{day:02d} {exact_clock(at, milliseconds=milliseconds)}"


def local_day(at: float) -> tuple[int, int, int]:
    """Give year, month and day of a moment where the operator sits."""
    return _minute(int(at) // _MINUTE)[:3]


def span_text(seconds: float) -> str:
    """Write a duration as ``1:56`` or ``26:03:04``; a clock that runs behind gives ``0:00``."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


@lru_cache(maxsize=_MOST_MINUTES)
def _minute_text(minute: int, now: int, language: str) -> tuple[str, bool]:
    """Give ``minute_text`` of a minute since 1970, and whether it is of the same day as ``now``."""
    (*day, clock), (*today, _) = _minute(minute), _minute(now)
    if day == today:
        return clock, True
    if abs(minute - now) * _MINUTE < _NEAR:
        return f"{_day_text(minute, language)} {clock}", False
    return _date_text(minute, language), False


def _day_text(minute: int, language: str) -> str:
    _, month, day, _ = _minute(minute)
    return _written_without_year(month, day, language)


def _date_text(minute: int, language: str) -> str:
    year, month, day, _ = _minute(minute)
    return _written(year, month, day, language)


def _written(year: int, month: int, day: int, language: str) -> str:
    short = _written_without_year(month, day, language)
    return f"{year:04d}/{short}" if language == "ja" else f"{short} {year:04d}"


def _written_without_year(month: int, day: int, language: str) -> str:
    return f"{month:02d}/{day:02d}" if language == "ja" else f"{day} {MONTHS[month - 1]}"


@lru_cache(maxsize=_MOST_MINUTES)
def _minute(minute: int) -> tuple[int, int, int, str]:
    """Give year, month, day and ``HH:MM`` of a minute since 1970 where the operator sits."""
    there = time.localtime(minute * _MINUTE)
    return *there[:3], f"{there.tm_hour:02d}:{there.tm_min:02d}"
