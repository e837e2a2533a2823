# SPDX-License-Identifier: GPL-3.0-or-later
"""The ranges of numbers that travel: what lies outside is no message (``jmss.wire.codec``).

Whoever sends a number that no clock can show or no table can count is refused where it is
read, so that nobody further in has to think of it. JSON itself has neither NaN nor infinity.
"""

from typing import Annotated

from msgspec import Meta

Moment = Annotated[float, Meta(ge=0.0, le=32_503_680_000.0)]
"""Seconds since 1970, UTC; up to the year 3000, as far as every system's calendar goes."""

Count = Annotated[int, Meta(ge=0, le=2**53)]
"""A number of things, or one that numbers them; any language's JSON reads it exactly."""

Times = Annotated[int, Meta(ge=0, le=2**31 - 1)]
"""How often something happened to one job."""

Priority = Annotated[int, Meta(ge=0, le=99)]
"""The higher one starts first."""

ExitCode = Annotated[int, Meta(ge=-(2**31), le=2**32 - 1)]
"""What a process can end with, on any system."""

Span = Annotated[float, Meta(ge=0.0, le=60.0)]
"""Seconds that somebody is asked to wait; nobody is sent away for longer than a minute."""

TimeLimit = Annotated[float, Meta(ge=0.0, le=31_536_000.0)]
"""Seconds that a job may run, up to a year; 0: without an end."""

Word = Annotated[str, Meta(max_length=200)]
"""A name or a short remark."""

Text = Annotated[str, Meta(max_length=32_768)]
"""A command line, or what a machine has to say about an attempt."""


def to_the_millisecond(moment: float) -> float:
    """Give a moment as exactly as the board tells it: whole milliseconds travel in few bytes."""
    return round(moment, 3)
