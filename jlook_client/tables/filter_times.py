# SPDX-License-Identifier: GPL-3.0-or-later
"""Times in the filter box: ``02:00``, ``2:00pm``, ``午後2時``, ``2026-11-22``, ``90m``. No Qt.

A time of day is the last such time, in the zone of this computer, and ``11/23`` or ``23 Nov``
the last such day: whatever the tables show (``times``) can be asked for. What is written stays
as it was meant; a clock is asked only when jobs are compared with it.
"""

import re
import time
import unicodedata
from dataclasses import dataclass
from datetime import date

from jlook_client.tables.times import MONTHS

_DAY = 86_400
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": _DAY}
_UNIT_WORDS = {
    **dict.fromkeys(("s", "sec", "秒"), "s"),
    **dict.fromkeys(("m", "min", "分", "分前"), "m"),
    **dict.fromkeys(("h", "時間", "時間前"), "h"),
    **dict.fromkeys(("d", "日", "日前"), "d"),
}
_MOST_DAYS = 36_500
_FIRST_YEAR = 1971
_LAST_YEAR = 2999
_A_LEAP_YEAR = 2000
_YEARS_OF_A_LEAP_DAY = 8
"""One of so many years has a 29 February, also around 2100."""

_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2}))?"
_OF_DAY = re.compile(rf"(午前|午後)?{_CLOCK}(am|pm)?")
_HOUR_WORDS = re.compile(r"(午前|午後)?(\d{1,2})時(?:(\d{1,2})分|(半))?")
_HOUR = re.compile(r"(\d{1,2})(am|pm)")
_MONTH_NAMES = tuple(name.casefold() for name in MONTHS)
_THEN = rf"(?:[t_ ]{_CLOCK})?"
_MONTH = "(?P<name>" + "|".join(_MONTH_NAMES) + ")"
_DATES = tuple(
    re.compile(pattern + _THEN)
    for pattern in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})[_ ]?{_MONTH}(?:[_ ]?(?P<year>\d{{4}}))?",
    )
)
"""As programs, Japanese and English write them; without a year it is the last such day."""
_AGO = re.compile(r"(\d{1,7})(s|sec|秒|m|min|分|分前|h|時間|時間前|d|日|日前)")
_DAYS_BACK = {"today": 0, "今日": 0, "本日": 0, "yesterday": 1, "昨日": 1}


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """The last such time."""

    hour: int
    minute: int
    second: int = 0

    def __str__(self) -> str:
        """Write it as ``02:00``."""
        seconds = f":{self.second:02d}" if self.second else ""
        return f"{self.hour:02d}:{self.minute:02d}{seconds}"

    def moment(self, now: float) -> float:
        """Give it in seconds since 1970, never after ``now``."""
        year, month, day = time.localtime(now)[:3]
        at = _at(year, month, day, self)
        return at if at <= now else _at(year, month, day - 1, self)


@dataclass(frozen=True, slots=True)
class DayBack:
    """The beginning of today, or of a day before it."""

    days: int

    def __str__(self) -> str:
        """Write it in English, which is read in either language."""
        return "yesterday" if self.days else "today"

    def moment(self, now: float) -> float:
        """Give it in seconds since 1970."""
        year, month, day = time.localtime(now)[:3]
        return _at(year, month, day - self.days, TimeOfDay(0, 0))


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on a day of the calendar, or the day's beginning."""

    year: int
    month: int
    day: int
    clock: TimeOfDay | None = None

    def __str__(self) -> str:
        """Write it as ``2026-11-22`` or ``2026-11-22T02:00``."""
        clock = f"T{self.clock}" if self.clock else ""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}{clock}"

    def moment(self, _now: float) -> float:
        """Give it in seconds since 1970."""
        return _at(self.year, self.month, self.day, self.clock or TimeOfDay(0, 0))


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """The last such day, from a time or from its beginning on."""

    month: int
    day: int
    clock: TimeOfDay | None = None

    def __str__(self) -> str:
        """Write it as ``11/23`` or ``11/23T05:45``."""
        clock = f"T{self.clock}" if self.clock else ""
        return f"{self.month:02d}/{self.day:02d}{clock}"

    def moment(self, now: float) -> float:
        """Give it in seconds since 1970, never after ``now``."""
        clock = self.clock or TimeOfDay(0, 0)
        year = time.localtime(now)[0]
        moments = (
            _at(each, self.month, self.day, clock)
            for each in range(year, year - _YEARS_OF_A_LEAP_DAY - 1, -1)
            if _is_day(each, self.month, self.day)
        )
        return next(at for at in moments if at <= now)


@dataclass(frozen=True, slots=True)
class Ago:
    """So long before now."""

    count: int
    unit: str

    def __str__(self) -> str:
        """Write it as ``90m``."""
        return f"{self.count}{self.unit}"

    def moment(self, now: float) -> float:
        """Give it in seconds since 1970."""
        return now - self.count * _UNITS[self.unit]


When = TimeOfDay | DayBack | Moment | DayOfYear | Ago


def time_of(text: str) -> When | None:
    """Read a time; None: it is none."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if said in _DAYS_BACK:
        return DayBack(_DAYS_BACK[said])
    return _time_of_day(said) or _moment(said) or _ago(said)


def _time_of_day(said: str) -> TimeOfDay | None:
    if match := _OF_DAY.fullmatch(said):
        half, hour, minute, second, after = match.groups()
        return _clock(half or after, int(hour), int(minute), int(second or 0))
    if match := _HOUR_WORDS.fullmatch(said):
        half, hour, minute, thirty = match.groups()
        return _clock(half, int(hour), 30 if thirty else int(minute or 0), 0)
    if match := _HOUR.fullmatch(said):
        return _clock(match[2], int(match[1]), 0, 0)
    return None


def _clock(half: str | None, hour: int, minute: int, second: int) -> TimeOfDay | None:
    if half in {"午前", "am", "午後", "pm"}:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in {"午後", "pm"} else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return TimeOfDay(hour, minute, second)


def _moment(said: str) -> Moment | DayOfYear | None:
    match = next(filter(None, (pattern.fullmatch(said) for pattern in _DATES)), None)
    if match is None:
        return None
    parts = match.groupdict()
    name, year = parts.get("name"), parts.get("year")
    month = _MONTH_NAMES.index(name) + 1 if name else int(parts["month"])
    day, clock = int(parts["day"]), None
    hour, minute, second = match.groups()[-3:]
    if hour is not None:
        clock = _clock(None, int(hour), int(minute), int(second or 0))
        if clock is None:
            return None
    if not _is_day(int(year or _A_LEAP_YEAR), month, day):
        return None
    return Moment(int(year), month, day, clock) if year else DayOfYear(month, day, clock)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return _FIRST_YEAR <= year <= _LAST_YEAR


def _ago(said: str) -> Ago | None:
    match = _AGO.fullmatch(said)
    if match is None:
        return None
    unit = _UNIT_WORDS[match[2]]
    count = int(match[1])
    return Ago(count, unit) if count * _UNITS[unit] <= _MOST_DAYS * _DAY else None


def _at(year: int, month: int, day: int, clock: TimeOfDay) -> float:
    """Give a local time; a day before the first is one of the month before."""
    return time.mktime((year, month, day, clock.hour, clock.minute, clock.second, 0, 0, -1))
