# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator wants to be told of while looking elsewhere, and when not. No clock, no I/O."""

import msgspec

DAY = 24 * 60
"""Minutes of a day."""

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
"""Monday is 0, as in ``datetime``."""


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of the workstation's own day in which nothing is said; they may go past midnight."""

    begin: int
    """Minutes after midnight."""
    end: int
    """Minutes after midnight, on the next day when it is not later than ``begin``."""
    days: tuple[int, ...] = EVERY_DAY
    """On which days they begin; Monday is 0."""

    def __post_init__(self) -> None:
        """Hold the limits.

        Raises:
            ValueError: there is no such minute or day.
        """
        if not (0 <= self.begin < DAY and 0 <= self.end < DAY):
            raise ValueError("a day has 1440 minutes")
        if not set(self.days) <= set(EVERY_DAY):
            raise ValueError("a week has 7 days")

    def hold(self, at: "LocalTime") -> bool:
        """Whether it is quiet at this moment."""
        if self.begin < self.end:
            return at.weekday in self.days and self.begin <= at.minute < self.end
        began_today = at.weekday in self.days and at.minute >= self.begin
        began_yesterday = (at.weekday - 1) % 7 in self.days and at.minute < self.end
        return began_today or began_yesterday


class LocalTime(msgspec.Struct, frozen=True):
    """A moment as a clock on the wall shows it."""

    weekday: int
    """Monday is 0."""
    minute: int
    """Minutes after midnight."""


class NoticeRules(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, and how loudly."""

    failed: bool = True
    """Tell of jobs that end abnormally."""
    taken_over: bool = True
    """Tell of jobs whose machine went down."""
    while_active: bool = False
    """Tell also while JLook is the window that the operator works in."""
    sound: bool = False
    quiet: QuietHours | None = None
    views: tuple[str, ...] = ()
    """Tell only of jobs that one of these saved views shows; empty: of all."""


def minutes_of(text: str) -> int | None:
    """Read a time of day such as ``22:30``; None when it is none."""
    hours, colon, minutes = text.strip().replace("：", ":").partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        return None
    found = int(hours) * 60 + int(minutes)
    return found if int(minutes) < 60 and found < DAY else None


def time_text(minutes: int) -> str:
    """Write minutes after midnight as a time of day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
