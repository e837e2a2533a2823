# SPDX-License-Identifier: GPL-3.0-or-later
"""Which stretch of time a picture shows, and where its marks stand. No Qt, no clock."""

import math
from collections.abc import Callable
from dataclasses import dataclass

_MINUTE = 60.0
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

LENGTHS = (
    15 * _MINUTE,
    30 * _MINUTE,
    _HOUR,
    3 * _HOUR,
    6 * _HOUR,
    12 * _HOUR,
    _DAY,
    3 * _DAY,
    7 * _DAY,
    14 * _DAY,
    30 * _DAY,
)
"""Seconds; zooming goes from one to the next."""
LONGEST_BY_ITSELF = _DAY
"""As long as nobody chose a length, no more than this is shown."""

_MARKS = (
    *(minutes * _MINUTE for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * _HOUR for hours in (1, 2, 3, 6, 12)),
    *(days * _DAY for days in (1, 2, 5, 7, 14)),
)
"""Distances between marks that read well."""


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A stretch of time, in seconds since 1970; as it comes, it ends now and holds everything."""

    length: float | None = None
    """Seconds; None: as long as all that is known, within ``LONGEST_BY_ITSELF``."""
    end: float | None = None
    """None: now, whenever that is."""

    def length_for(self, oldest: float, now: float) -> float:
        """Give the length, where ``oldest`` is the first moment that is known of."""
        if self.length is not None:
            return self.length
        known = min(now - oldest, LONGEST_BY_ITSELF)
        return next(length for length in LENGTHS if length >= known)

    def stretch(self, oldest: float, now: float) -> tuple[float, float]:
        """Give its beginning and its end."""
        end = now if self.end is None else min(self.end, now)
        return end - self.length_for(oldest, now), end

    def zoomed(self, oldest: float, now: float, *, closer: bool, share: float) -> "TimeWindow":
        """Give the next shorter or longer one; the moment at ``share`` of the width stays there."""
        began, end = self.stretch(oldest, now)
        length = end - began
        if closer:
            other = max((one for one in LENGTHS if one < length), default=LENGTHS[0])
        else:
            other = min((one for one in LENGTHS if one > length), default=LENGTHS[-1])
        moment = began + length * share
        return TimeWindow(other, moment + other * (1 - share)).caught_up(now)

    def lasting(self, length: float) -> "TimeWindow":
        """Give one of that length with the same end."""
        return TimeWindow(length, self.end)

    def moved(self, oldest: float, now: float, *, share: float) -> "TimeWindow":
        """Give one that lies so many of its widths later, or earlier where ``share`` is below 0.

        It leads no further back than the longest one reaches, and not beyond the present.
        """
        began, end = self.stretch(oldest, now)
        earliest = now - LENGTHS[-1] + (end - began)
        later = max(end + (end - began) * share, min(earliest, now))
        return TimeWindow(end - began, later).caught_up(now)

    def showing(self, moment: float, oldest: float, now: float) -> "TimeWindow":
        """Give one in which a moment is in sight: this one, if it is already."""
        began, end = self.stretch(oldest, now)
        if began <= moment <= end:
            return self
        return TimeWindow(end - began, moment + (end - began) / 2).caught_up(now)

    def caught_up(self, now: float) -> "TimeWindow":
        """Give the same one, which goes with the present if it reaches it."""
        return TimeWindow(self.length, None) if self.end is None or self.end >= now else self


def marks(began: float, end: float, most: int, offset: Callable[[float], float]) -> list[float]:
    """Give moments at which a mark reads well, no more than ``most`` of them.

    Args:
        began: of the stretch.
        end: of the stretch.
        most: how many marks have room.
        offset: seconds by which the local clock is ahead of UTC at a moment.
    """
    step = next((one for one in _MARKS if (end - began) / one <= most), _MARKS[-1])
    ahead = offset(end)
    first = math.ceil((began + ahead) / step) * step - ahead
    count = max(0, math.floor((end - first) / step) + 1)
    return [first + at * step for at in range(count)]
