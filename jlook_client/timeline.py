# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that happened, in one history: the journal's events and the link's own."""

from collections import deque
from dataclasses import dataclass, replace

from jlook_client.lines import Line
from jmss.link.view import Cause

LINES_KEPT = 5000
OUTAGES_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """One blind period of this desk. Times are seconds since 1970, UTC."""

    heard: float
    """When anything was last heard: from here on the screen was old."""
    noticed: float
    """When the link was given up."""
    cause: Cause
    from_node: str
    to_node: str = ""
    ended: float | None = None
    """When the screen was true again; None while it is not."""
    attempts: int = 0
    replayed: int = 0
    complete: bool = True


class TimelineWatcher:
    """Told of each addition; override what is of interest."""

    def line_added(self, line: Line) -> None:
        """``line`` is the newest."""

    def outages_changed(self) -> None:
        """A blind period began or ended."""

    def cleared(self) -> None:
        """The lines were replaced as a whole."""


class Timeline:
    """The lines of the event log and the desk's blind periods, newest last."""

    def __init__(self) -> None:
        self.lines: deque[Line] = deque(maxlen=LINES_KEPT)
        self.outages: deque[Outage] = deque(maxlen=OUTAGES_KEPT)
        self.watchers: list[TimelineWatcher] = []

    def add(self, line: Line) -> None:
        """Append a line."""
        self.lines.append(line)
        for watcher in self.watchers:
            watcher.line_added(line)

    def fill(self, older: list[Line]) -> None:
        """Put lines that a snapshot brought before those that are here; keep time order."""
        merged = sorted([*older, *self.lines], key=lambda line: line.at)
        self.lines = deque(merged, maxlen=LINES_KEPT)
        for watcher in self.watchers:
            watcher.cleared()

    def outage_began(self, outage: Outage) -> None:
        """The desk went blind."""
        self.outages.append(outage)
        self._tell_outages()

    def outage_ended(
        self, *, ended: float, to_node: str, attempts: int, replayed: int, complete: bool
    ) -> None:
        """The desk sees again; nothing happens when it was not blind."""
        if not self.outages or self.outages[-1].ended is not None:
            return
        self.outages[-1] = replace(
            self.outages[-1],
            ended=ended,
            to_node=to_node,
            attempts=attempts,
            replayed=replayed,
            complete=complete,
        )
        self._tell_outages()

    def _tell_outages(self) -> None:
        for watcher in self.watchers:
            watcher.outages_changed()
