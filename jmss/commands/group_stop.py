# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping a group's work in order, within a grace period (manual S7).

The service is asked first: it refuses new jobs, says goaway to its clients and lets running
jobs end. What outlasts the grace period is ended and marked as interrupted. A service that
gave no sign of life before gets no grace. The schedules stop at once, so that nothing new is
submitted meanwhile. Works under a node's agent and without one.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from jmss.cluster.identity import machine_id
from jmss.cluster.named_process import signal_process
from jmss.cluster.ownership import (
    OwnerRecord,
    beat_stamp,
    current_owner,
    is_owned,
    let_go,
)
from jmss.cluster.schedule_service import schedule_process
from jmss.cluster.stop_mark import ENDING, mark_stopped
from jmss.errors import StopFailed
from jmss.machine.adoption import settle_lost
from jmss.machine.at_work import at_work
from jmss.machine.claims import Claim, Claims
from jmss.machine.keeper import INTERRUPT, MOVE_GRACE
from jmss.machine.keepers import Keeper
from jmss.machine.status import Outcome, read_status

SETTLING = 0.5
"""Seconds in which an agent that is just starting the service sees that it may not."""
LOOK_EVERY = 0.05
IN_ORDER = MOVE_GRACE + 2.0
"""Seconds that the service gets, after the grace period, to interrupt its jobs by itself."""
DYING = 2.0
"""Seconds until a killed process is gone."""
CLOSING = 1.5
"""Seconds of the end that are kept for the records."""


@dataclass(slots=True)
class Stopped:
    """What came of it."""

    here: bool = True
    """False: this node does not carry the group; nothing was done."""
    ended: list[Claim] = field(default_factory=list)
    """The jobs that ran at the beginning and ended by themselves."""
    interrupted: list[Claim] = field(default_factory=list)


class GroupStop:
    """Stops the work of one group on this machine.

    Args:
        group: the failover group.
        drive: its switching drive.
        node: only if this node carries it; empty: whichever node of this machine.
        ttl: a service that is silent for so many seconds does not answer.
        progress: is told which jobs still run, and for how long they may.
    """

    def __init__(
        self,
        group: str,
        drive: Path,
        *,
        node: str,
        ttl: float,
        progress: Callable[[list[Claim], float], None],
    ) -> None:
        self._group = group
        self._drive = drive
        self._node = node
        self._ttl = ttl
        self._progress = progress

    def run(self, grace: float) -> Stopped:
        """Stop it; when this returns, nothing of it is left.

        Takes at most ``grace`` and ``jmss.cluster.stop_mark.ENDING`` seconds.

        Raises:
            StopFailed: something is left.
            BadConfiguration: the record on the drive is damaged.
        """
        owner = current_owner(self._drive)
        if owner is None or not self._is_here(owner):
            return Stopped(here=False)
        before = at_work(self._drive)
        answers = time.monotonic() - beat_stamp(self._drive) <= self._ttl
        mark = mark_stopped(self._drive, grace)
        self._signal_schedules(signal.SIGTERM)
        if answers:
            signal_process(owner, signal.SIGTERM)
            self._wait(mark.until, tell=True)
            self._wait(time.monotonic() + IN_ORDER)
        self._end_what_is_left(owner, mark.until + ENDING - CLOSING)
        time.sleep(max(0.0, mark.until - grace + SETTLING - time.monotonic()))
        let_go(self._drive, boot=owner.boot)
        left = self._left(owner)
        if left:
            raise StopFailed(group=self._group, left=", ".join(left))
        return self._sorted(before)

    def _is_here(self, owner: OwnerRecord) -> bool:
        if owner.machine_id != machine_id() or (self._node and owner.node != self._node):
            return False
        return owner.ended is None or bool(self._left(owner))

    def _left(self, owner: OwnerRecord) -> list[str]:
        """Say what of the group's work is there."""
        service = [f"PID {owner.pid}"] if is_owned(self._drive) else []
        schedules = schedule_process(self._drive)
        service += [f"PID {schedules.pid}"] if schedules else []
        return service + [f"{claim.job} {claim.name}" for claim in at_work(self._drive)]

    def _wait(self, until: float, *, tell: bool = False) -> None:
        """Wait until nothing is left; a service that died leaves its jobs to be ended."""
        told: list[Claim] = []
        while is_owned(self._drive) and time.monotonic() < until:
            jobs = at_work(self._drive) if tell else told
            if jobs != told:
                self._progress(jobs, until - time.monotonic())
                told = jobs
            time.sleep(LOOK_EVERY)

    def _end_what_is_left(self, owner: OwnerRecord, deadline: float) -> None:
        self._signal_schedules(signal.SIGKILL)
        if is_owned(self._drive):
            signal_process(owner, signal.SIGKILL)
        gone = min(deadline, time.monotonic() + DYING)
        _until(lambda: not is_owned(self._drive) and not schedule_process(self._drive), gone)
        claims = Claims(self._drive)
        for claim in at_work(self._drive):
            keeper = Keeper.find(claims.folder(claim.key))
            if keeper is not None:
                keeper.tell(INTERRUPT)
                keeper.close()
        gone = min(deadline, time.monotonic() + MOVE_GRACE + 0.5)
        _until(lambda: not at_work(self._drive), gone)
        folders = [claims.folder(key) for key in claims.keys()]  # noqa: SIM118 - a method of ours
        settle_lost([folder for folder in folders if read_status(folder) is None])

    def _signal_schedules(self, what: signal.Signals) -> None:
        schedules = schedule_process(self._drive)
        if schedules is not None:
            signal_process(schedules, what)

    def _sorted(self, before: list[Claim]) -> Stopped:
        claims, stopped = Claims(self._drive), Stopped()
        for claim in before:
            folder = claims.find(claim.key)
            status = read_status(folder) if folder else None
            if status is not None and status.outcome is Outcome.INTERRUPTED:
                stopped.interrupted.append(claim)
            else:
                stopped.ended.append(claim)
        return stopped


def _until(true: Callable[[], bool], deadline: float) -> None:
    while not true() and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
