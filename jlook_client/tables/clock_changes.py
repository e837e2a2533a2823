# SPDX-License-Identifier: GPL-3.0-or-later
"""When the clocks are changed in a time zone, and what that means for what is due there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from jlook_client.tables.times import written_day
from jmss.errors import N_
from jmss.texts import Texts

LOOKED_THROUGH = 400
"""Days within which the next changes are looked for."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change of the clocks."""

    at: float
    """Seconds since 1970, UTC."""
    before: datetime
    """What the wall shows when the change comes."""
    after: datetime
    """What it shows from that moment on."""

    @property
    def is_forward(self) -> bool:
        """Whether an hour is left out; else one comes twice."""
        return self.after > self.before


def clock_changes(zone: tzinfo, after: float) -> Iterator[ClockChange]:
    """Give the changes within ``LOOKED_THROUGH`` days, ascending."""
    begin = int(after)
    for day in range(LOOKED_THROUGH):
        first, last = begin + day * _DAY, begin + (day + 1) * _DAY
        if _offset(zone, first) != _offset(zone, last):
            at = _found(zone, first, last)
            wall = datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
            yield ClockChange(at, wall + _offset(zone, at - 1), wall + _offset(zone, at))


def change_words(change: ClockChange, tr: Texts) -> str:
    """Say what becomes of what is due in the hour that is left out, or comes twice."""
    before, after = change.before, change.after
    if change.is_forward:
        text = N_(
            "{day}: the clocks go forward from {before} to {after}. What is due in between runs"
            " at {after}."
        )
    else:
        text = N_(
            "{day}: the clocks go back from {before} to {after}. What is due in between runs"
            " once, the first time."
        )
    return tr(text, day=written_day(before, tr), before=f"{before:%H:%M}", after=f"{after:%H:%M}")


def _found(zone: tzinfo, first: int, last: int) -> int:
    """Find the second at which the offset is that of ``last`` for the first time."""
    wanted = _offset(zone, last)
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(zone, middle) == wanted:
            last = middle
        else:
            first = middle
    return last


def _offset(zone: tzinfo, at: float) -> timedelta:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset() or timedelta()
