# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that happened, in one history: the journal's events and the link's own."""

from collections import deque
from dataclasses import dataclass, replace

from jlook_client.lines import Line, Severity
from jmss.errors import N_
from jmss.link.view import Cause
from jmss.model.operations import JobOperation, Operation

DESK = "JLook"
"""The source of what the desk saw itself; those lines have the time of its own clock."""
LINES_KEPT = 5000
OUTAGES_KEPT = 500
FIRST_ATTEMPTS_KEPT = 10
LAST_ATTEMPTS_KEPT = 40
"""Of a long outage its beginning and its end are kept; ``Outage.attempts`` counts them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to reach the server that failed. Times are seconds since 1970, UTC."""

    began: float
    ended: float
    cause: Cause
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """One blind period of this desk. Times are seconds since 1970, UTC."""

    heard: float
    """When anything was last heard: from here on the screen was old."""
    noticed: float
    """When the link was given up."""
    cause: Cause
    from_node: str
    server: str = ""
    """The virtual computer name that was dialled."""
    detail: str = ""
    """What belongs to the cause, as in ``LinkView``."""
    to_node: str = ""
    ended: float | None = None
    """When the screen was true again; None while it is not."""
    attempts: int = 0
    """How many attempts failed."""
    failed: tuple[Attempt, ...] = ()
    """The first and the last of them."""
    accepted: float | None = None
    """When a server first answered again; None while none has."""
    replayed: int = 0
    """Changes that were replayed."""
    complete: bool = True
    """False when a snapshot took the place of the changes."""


class TimelineWatcher:
    """Told of each addition; override what is of interest."""

    def line_added(self, line: Line) -> None:
        """``line`` is the newest."""

    def outages_changed(self) -> None:
        """A blind period began, went on or ended."""

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

    def say(self, at: float, severity: Severity, template: str, **fields: object) -> None:
        """Append a line about what the desk saw itself."""
        self.add(Line(at=at, severity=severity, source=DESK, template=template, fields=fields))

    def operation_lost(self, at: float, operation: Operation) -> None:
        """Append a line about something that was asked for and that no server ever received."""
        job = operation.job if isinstance(operation, JobOperation) else None
        lost = N_("What was asked for was lost with the link: nothing was done")
        of_job = N_("What was asked for job {number} was lost with the link: nothing was done")
        self.add(
            Line(
                at=at,
                severity=Severity.WARNING,
                source=DESK,
                template=lost if job is None else of_job,
                fields={} if job is None else {"number": job},
                job=job,
            )
        )

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

    def attempt_failed(self, attempt: Attempt) -> None:
        """An attempt to end the blind period failed."""
        if (outage := self._open()) is not None:
            failed = (*outage.failed, attempt)
            if len(failed) > FIRST_ATTEMPTS_KEPT + LAST_ATTEMPTS_KEPT:
                failed = failed[:FIRST_ATTEMPTS_KEPT] + failed[FIRST_ATTEMPTS_KEPT + 1 :]
            self._change(replace(outage, attempts=outage.attempts + 1, failed=failed))

    def server_answered(self, at: float) -> None:
        """A server took an attempt; only the first time of a blind period counts."""
        if (outage := self._open()) is not None and outage.accepted is None:
            self._change(replace(outage, accepted=at))

    def outage_ended(self, *, ended: float, to_node: str, replayed: int, complete: bool) -> None:
        """The desk sees again; nothing happens when it was not blind."""
        if (outage := self._open()) is not None:
            self._change(
                replace(outage, ended=ended, to_node=to_node, replayed=replayed, complete=complete)
            )

    def _open(self) -> Outage | None:
        """Give the blind period that lasts, if one does."""
        if not self.outages or self.outages[-1].ended is not None:
            return None
        return self.outages[-1]

    def _change(self, outage: Outage) -> None:
        self.outages[-1] = outage
        self._tell_outages()

    def _tell_outages(self) -> None:
        for watcher in self.watchers:
            watcher.outages_changed()
