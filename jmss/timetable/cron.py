# SPDX-License-Identifier: GPL-3.0-or-later
"""The five fields of cron: on which days of the calendar, and when on each of them.

They are read as Debian's cron reads them; ``L``, ``LW``, ``5L`` and ``1#2`` are understood too.
No time zone comes into it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from cronsim import CronSim, CronSimError

from jmss.errors import N_, BadValue

FIELDS = 5
_BEGIN = datetime(2000, 1, 1)  # noqa: DTZ001 - the library wants some wall clock to read with
_RULE = N_(
    "five fields with blanks between: minute, hour, day, month, weekday, such as 30 18 * * 1-5"
)


@dataclass(frozen=True, slots=True)
class CronTimes:
    """What the five fields say."""

    fields: tuple[str, ...]
    """Minute, hour, day, month, weekday, as they were written."""
    times: tuple[time, ...]
    """When on each of the days, ascending."""
    months: frozenset[int]
    """1 to 12."""
    weekdays: tuple[int, ...]
    """0 to 6 from Sunday on; none where the field says more than days, such as ``1#2``."""
    _read: CronSim

    def on(self, day: date) -> bool:
        """Say whether it is due on this day."""
        return day.month in self.months and self._read.match_day(day)


@lru_cache(maxsize=2048)
def read_cron(text: str) -> CronTimes:
    """Read the five fields; remembered, as it is asked for at each look at a schedule.

    Raises:
        BadValue: they are none.
    """
    fields = tuple(text.split())
    if len(fields) != FIELDS:
        raise BadValue(field="cron", value=text, rule=_RULE)
    try:
        read = CronSim(text, _BEGIN)
    except CronSimError as error:
        raise BadValue(field="cron", value=text, rule=_RULE) from error
    hours, minutes = sorted(read.hours), sorted(read.minutes)
    plain = [day % 7 for day in read.weekdays if isinstance(day, int)]
    return CronTimes(
        fields=fields,
        times=tuple(time(hour, minute) for hour in hours for minute in minutes),
        months=frozenset(read.months),
        weekdays=tuple(sorted(set(plain))) if len(plain) == len(read.weekdays) else (),
        _read=read,
    )
