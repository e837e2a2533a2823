# SPDX-License-Identifier: GPL-3.0-or-later
"""From a date and a time on the wall to the moment, also where the clocks are changed.

A time that does not exist, because the clocks were put forward over it, is moved to the first
moment after the gap. One that is there twice, because they were put back, is the first of the
two. So later on the wall is never earlier in truth.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from jmss.errors import N_, BadValue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def read_zone(name: str) -> ZoneInfo:
    """Give a time zone by its name.

    Raises:
        BadValue: there is none of this name.
    """
    try:
        return ZoneInfo(name)
    # A folder of the database, a name that leads out of it, one that it does not have.
    except (KeyError, ValueError, OSError) as error:
        rule = N_("a name of the IANA time zone database, such as Asia/Tokyo or UTC")
        raise BadValue(field="time_zone", value=name, rule=rule) from error


def wall_at(moment: float, zone: tzinfo) -> datetime:
    """Give what a wall somewhere shows at a moment (seconds since 1970, UTC)."""
    return _wall(_EPOCH + timedelta(seconds=moment), zone)


def moment_of(day: date, clock: time, zone: tzinfo) -> float:
    """Give the moment, in whole seconds since 1970, UTC, of a time on the wall."""
    wall = datetime.combine(day, clock)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(first, zone) == wall:
        return (first - _EPOCH).total_seconds()
    # In a gap the two readings of the wall lie on either side of the jump.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return (_end_of_gap(before, first, wall, zone) - _EPOCH).total_seconds()


def _end_of_gap(before: datetime, after: datetime, wall: datetime, zone: tzinfo) -> datetime:
    """Find the second at which the clocks jumped over ``wall``, between these two moments."""
    while after - before > _SECOND:
        middle = before + _SECOND * ((after - before) // _SECOND // 2)
        if _wall(middle, zone) < wall:
            before = middle
        else:
            after = middle
    return after


def _wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
