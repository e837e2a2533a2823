# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the journal's changes into the timeline, at a pace that a person and a window can bear.

A night of batch may bring thousands of changes a second; nobody reads so many lines, and
the timeline keeps the newest ones alone. So ordinary lines and warnings have a measure
each, and what goes beyond it is counted. No clock: time comes in as an argument.
"""

import numpy as np

from jlook_client.applied import Applied, AppliedChanges
from jlook_client.lines import Severity, Worth, line_of, worth_of
from jlook_client.timeline import Timeline
from jmss.columns.jobs import Ints
from jmss.errors import N_

ORDINARY = 200
"""Ordinary lines about jobs in one second, or at once."""
LOUD = 1000
"""Warnings and errors about jobs likewise."""
EVERY = 1.0
"""Seconds between two lines that say how many were left out, at least."""


class Reporter:
    """Tells changes in a timeline.

    Args:
        timeline: gets the lines.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._ordinary = _Measure(ORDINARY)
        self._loud = _Measure(LOUD)
        self._left_out = 0
        self._said_at = -EVERY

    def tell(self, changes: AppliedChanges, server: str, now: float, wall: float) -> None:
        """Write lines for the newest of these changes.

        Args:
            changes: what was applied.
            server: the virtual computer name of the JMSS server.
            now: on a clock that goes evenly.
            wall: seconds since 1970.
        """
        worth = worth_of(changes.turns)
        ordinary = np.flatnonzero(worth == Worth.ORDINARY)
        loud = np.flatnonzero(worth == Worth.LOUD)
        told = np.concatenate([self._ordinary.newest(ordinary, now), self._loud.newest(loud, now)])
        self._left_out += len(ordinary) + len(loud) - len(told)
        if len(told) or changes.others:
            self._write([*changes.of_jobs(np.sort(told)), *changes.others], server)
        self.tell_rest(now, wall)

    def tell_rest(self, now: float, wall: float) -> None:
        """Say how many changes have no line, but not too often."""
        if self._left_out and now - self._said_at >= EVERY:
            rest = N_("…and {n} more changes; the job table shows them")
            self._timeline.say(wall, Severity.INFO, rest, n=self._left_out)
            self._left_out, self._said_at = 0, now

    def _write(self, told: list[Applied], server: str) -> None:
        for one in sorted(told, key=lambda one: one.change.seq):
            line = line_of(one.change, one.old, server)
            if line is not None:
                self._timeline.add(line)


class _Measure:
    """So many in a second, or at once."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._room = float(rate)
        self._at = 0.0

    def newest(self, places: Ints, now: float) -> Ints:
        """Give the last of the places, as many as there is room for."""
        self._room = min(self._rate, self._room + (now - self._at) * self._rate)
        self._at = now
        count = min(len(places), int(self._room))
        self._room -= count
        return places[len(places) - count :]
