# SPDX-License-Identifier: GPL-3.0-or-later
"""Which days are business days."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import islice

from jmss.model.schedules import BusinessDay, Calendar

ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE = 366
"""Days in a row without business after which nobody looks further."""


def _none(_day: date) -> bool:
    return False


@cache
def _japan() -> Callable[[date], bool]:
    """Give what knows the holidays, and remembers what it has worked out of each day."""
    # Importing it takes 30 ms, which a takeover without schedules does not have to wait for.
    from jpholiday import JPHoliday  # noqa: PLC0415

    # One of its own: what others may have registered in the shared one counts for nothing.
    return JPHoliday().is_holiday


COUNTRIES: dict[str, Callable[[], Callable[[date], bool]]] = {"JP": _japan, "": lambda: _none}
"""Whose public holidays are known, by ``Calendar.holidays``."""


class BusinessDays:
    """The business days of a calendar; without one every day is a business day."""

    def __init__(self, calendar: Calendar | None) -> None:
        self._calendar = calendar
        if calendar is None:
            return
        self._open = frozenset(calendar.open)
        self._closed = frozenset(calendar.closed)
        self._is_holiday = COUNTRIES[calendar.holidays]()

    def __contains__(self, day: date) -> bool:
        if self._calendar is None:
            return True
        written = day.isoformat()
        if written in self._open:
            return True
        if written in self._closed or self._calendar.weekdays[day.weekday()] == "0":
            return False
        # Last, because it takes a hundred times as long as the rest.
        return not self._is_holiday(day)

    def at_or_before(self, day: date) -> date | None:
        """Give the last business day up to this day; None: there is none for a year."""
        return self._nearest(day, -ONE_DAY)

    def at_or_after(self, day: date) -> date | None:
        """Give the first business day from this day on; None: there is none for a year."""
        return self._nearest(day, ONE_DAY)

    def of_month(self, first: date, wanted: BusinessDay) -> date | None:
        """Give the n-th business day of the month that begins on ``first``.

        None: the month has not so many.
        """
        days = list(_month(first))
        inside = (day for day in (reversed(days) if wanted.from_end else days) if day in self)
        return next(islice(inside, wanted.n - 1, None), None)

    def _nearest(self, day: date, step: timedelta) -> date | None:
        for distance in range(LONGEST_CLOSURE):
            if (found := day + step * distance) in self:
                return found
        return None


def _month(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += ONE_DAY


def next_month(first: date) -> date:
    """Give the first day of the month after this one."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
