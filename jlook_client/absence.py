# SPDX-License-Identifier: GPL-3.0-or-later
"""One blind period of the desk: what is written down while it lasts and when it ends.

The execution machines may come back to the new server a moment after the desk does, and
only then tell what ended meanwhile. So the summary stays open for some seconds more, for
changes whose own time lies before the return.
"""

import numpy as np

from jlook_client.applied import AppliedChanges
from jlook_client.away import Away, AwayBook
from jlook_client.clock import Clock
from jlook_client.lines import Severity
from jlook_client.timeline import Attempt, Outage, Timeline
from jlook_client.turns import Mask, Turns
from jmss.columns.jobs import REASON_CODES, STATE_CODES
from jmss.errors import N_
from jmss.link.view import ORDERLY, Cause, LinkState, LinkView
from jmss.model.jobs import ENDED, JobState, Reason

LATE = 8.0
"""Seconds after the return in which changes from before it still find their way here."""

_BETWEEN_ATTEMPTS = frozenset({LinkState.WAITING, LinkState.HELD, LinkState.OFFLINE})

_OF_A_FAILOVER = [
    REASON_CODES[reason] for reason in (Reason.FAILOVER, Reason.REQUEUED, Reason.INTERRUPTED)
]
_ENDED = [STATE_CODES[state] for state in ENDED]

_BACK = {
    Cause.NONE: N_("Reconnected to {server} (on {node}, blind for {seconds} s)"),
    Cause.MOVING: N_("{server} was moved in good order (to {node}, blind for {seconds} s)"),
    Cause.GOODBYE: N_("{server} stopped in good order and is back (on {node}, {seconds} s)"),
}
"""How the return is told, by what the absence began with; NONE stands for all others."""


class Absence:
    """Begins with the loss of the link; writes into the timeline.

    Args:
        view: the link as it was lost.
        clock: both clocks.
        timeline: gets a line for what happens and the outage itself.
    """

    def __init__(self, view: LinkView, clock: Clock, timeline: Timeline) -> None:
        self._clock = clock
        self._timeline = timeline
        self._book = AwayBook()
        self._from_node = view.node
        self._heard_at = view.heard_at if view.heard_at is not None else clock.now()
        self._dialled_at: float | None = None
        self._told_cause = view.cause
        self._away: Away | None = None
        self._back_at: float | None = None
        self._back_by_server = 0.0
        timeline.outage_began(
            Outage(
                heard=clock.wall_time(self._heard_at),
                noticed=clock.wall_now(),
                cause=view.cause,
                from_node=view.node,
                server=view.server,
                detail=view.detail,
            )
        )
        self._cause = view.cause
        self._say_lost(view)

    @property
    def is_over(self) -> bool:
        """Whether the link is back."""
        return self._back_at is not None

    def try_again(self, view: LinkView) -> None:
        """Note each attempt; write one line for each change of reason.

        A long outage does not flood the log, and every attempt is in the failover history.
        """
        self._note_attempt(view)
        failed = view.state in {LinkState.WAITING, LinkState.HELD}
        if failed and view.cause is not self._told_cause:
            again = N_("Attempt {attempt}: {cause}")
            self._say(Severity.WARNING, again, attempt=view.attempt, cause=view.cause)
            self._told_cause = view.cause

    def _note_attempt(self, view: LinkView) -> None:
        now = self._clock.wall_now()
        if view.state in {LinkState.CONNECTING, LinkState.SYNCING}:
            self._dialled_at = self._dialled_at or now
        if view.state is LinkState.SYNCING:
            self._timeline.server_answered(now)
        if view.state in _BETWEEN_ATTEMPTS and self._dialled_at is not None:
            began, self._dialled_at = self._dialled_at, None
            failed = Attempt(began=began, ended=now, cause=view.cause, detail=view.detail)
            self._timeline.attempt_failed(failed)

    def replay(self, changes: AppliedChanges) -> None:
        """Take in changes that were replayed."""
        self._book.events += len(changes.seqs)
        self._book.note(changes.turns)

    def differ(self, turns: Turns) -> None:
        """Take in what a snapshot brought."""
        self._book.note(turns)

    def end(self, view: LinkView, *, complete: bool, server_time_ahead: float) -> Away:
        """The link is back: give the summary and write it down.

        Args:
            view: the link.
            complete: whether every change was replayed.
            server_time_ahead: of the desk's wall clock, in seconds.
        """
        now = self._clock.now()
        self._back_at = now
        self._back_by_server = self._clock.wall_now() + server_time_ahead
        self._away = away = self._book.close(
            server=view.server,
            from_node=self._from_node,
            to_node=view.node,
            seconds=now - self._heard_at,
            complete=complete,
            cause=self._cause,
        )
        self._timeline.outage_ended(
            ended=self._clock.wall_now(),
            to_node=view.node,
            replayed=away.events,
            complete=complete,
        )
        back = _BACK.get(self._cause, _BACK[Cause.NONE])
        seconds = f"{away.seconds:.1f}"
        self._say(Severity.INFO, back, server=view.server, node=view.node, seconds=seconds)
        if not complete:
            partly = N_("Not every change could be replayed; the tables show the outcome")
            self._say(Severity.WARNING, partly)
        return away

    def late(self, changes: AppliedChanges) -> Away | None:
        """Take in what happened before the return but is told only now.

        Gives the new summary, or None when it is as it was.
        """
        if self._away is None or self._back_at is None:
            return None
        if self._clock.now() - self._back_at > LATE:
            return None
        turns = changes.turns
        of_then = turns.only(self._happened_then(turns))
        if not len(of_then):
            return None
        self._book.note(of_then)
        before = self._away
        self._away = self._book.close(
            server=before.server,
            from_node=before.from_node,
            to_node=before.to_node,
            seconds=before.seconds,
            complete=before.complete,
            cause=before.cause,
        )
        return self._away if self._away != before else None

    def _happened_then(self, turns: Turns) -> Mask:
        """Tell which jobs came into their state before the return."""
        # Its machine went down with the server's node; another machine's fate is news.
        of_this_failover = turns.were_on(self._from_node)
        ended = np.isin(turns.state, _ENDED)
        told = ended | (turns.state == STATE_CODES[JobState.RUNNING])
        moment = np.where(ended, turns.ended, turns.started)
        # Not-a-number, which is "not yet", compares false.
        by_then = told & (moment <= self._back_by_server)
        return np.where(np.isin(turns.reason, _OF_A_FAILOVER), of_this_failover, by_then)

    def _say_lost(self, view: LinkView) -> None:
        if view.cause is Cause.MOVING and view.detail:
            to = N_("{server} is being moved from {node} to {wanted}")
            self._say(Severity.WARNING, to, server=view.server, node=view.node, wanted=view.detail)
            return
        lost = N_("The link to {server} is down: {cause}")
        severity = Severity.WARNING if view.cause in ORDERLY else Severity.ERROR
        self._say(severity, lost, server=view.server, cause=view.cause)

    def _say(self, severity: Severity, template: str, **fields: object) -> None:
        self._timeline.say(self._clock.wall_now(), severity, template, **fields)
