# SPDX-License-Identifier: GPL-3.0-or-later
"""The links of the execution machines: inventories, reports and orders (manual S2, S4)."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from jmss.errors import JmssError
from jmss.model.jobs import ON_MACHINE, Job, JobState, Reason
from jmss.model.machines import Machine, MachineState, ServerType
from jmss.model.ranges import to_the_millisecond
from jmss.rules import takeover
from jmss.rules.dispatch import Start
from jmss.rules.environment import as_set
from jmss.rules.takeover import Standing
from jmss.server.board import Board
from jmss.server.environment import environment_on
from jmss.wire.messages import (
    AttemptState,
    Inventory,
    Message,
    Report,
    ReportTaken,
    StartOrder,
    StopOrder,
)

_log = logging.getLogger(__name__)

GRACE = 5.0
"""Seconds that a machine's link may be away before its jobs count as being taken over."""
LOST = 60.0
"""Seconds after which nobody can say what its jobs do."""


@dataclass(slots=True)
class MachineLink:
    """The link to one execution machine."""

    name: str
    node: str
    incarnation: int
    send: Callable[[Message], None]
    inventory: Inventory | None = None
    """None until it has come: no order is sent before."""


class Machines:
    """Knows which machines are linked and settles their jobs by what they say."""

    def __init__(self, board: Board, clock: Callable[[], float]) -> None:
        self._board = board
        self._clock = clock
        self._links: dict[str, MachineLink] = {}
        self._away_since: dict[str, float] = {}
        self._newest: dict[str, int] = {}
        self.changed: Callable[[], None] = lambda: None
        """Called when a machine can take jobs, or no longer can."""

    def is_older(self, name: str, incarnation: int) -> bool:
        """Whether this incarnation of a machine was replaced by a newer one."""
        return incarnation < self._known(name)

    def knows(self, name: str) -> bool:
        """Whether the board has an execution machine of this name."""
        machine = self._board.facts.machines.get(name)
        return machine is not None and machine.server_type is ServerType.EXECUTION_MACHINE

    def arrived(self, link: MachineLink) -> None:
        """A machine has said hello; an older link of the same name no longer counts.

        Raises:
            Unavailable: the server is stopping.
        """
        if link.incarnation > self._known(link.name) > 0:
            # It was taken over faster than the cluster could tell us.
            self._away(link.name)
        self._newest[link.name] = link.incarnation
        self._links[link.name] = link
        _log.info("machine %s linked from %s, %d", link.name, link.node, link.incarnation)

    def left(self, link: MachineLink) -> None:
        """The link is gone."""
        if self._links.get(link.name) is link:
            del self._links[link.name]
            self._away_since[link.name] = self._clock()
            _log.info("machine %s is no longer linked", link.name)
            self.changed()

    def link(self, name: str) -> MachineLink | None:
        """Give the link to a machine that has sent its inventory."""
        link = self._links.get(name)
        return link if link is not None and link.inventory is not None else None

    def links(self) -> list[MachineLink]:
        """Give the links to all machines that have sent their inventories, by name."""
        return [link for _, link in sorted(self._links.items()) if link.inventory is not None]

    def free(self) -> dict[str, int]:
        """Say how many more jobs each machine may run that takes orders now (manual S14)."""
        facts = self._board.facts
        return {
            name: facts.machines[name].multiplicity - facts.busy(name)
            for name, link in self._links.items()
            if link.inventory is not None
            and name in facts.machines
            and not facts.machines[name].draining
        }

    def take_inventory(self, link: MachineLink, inventory: Inventory) -> None:
        """Settle the machine's jobs by what it says it has.

        Raises:
            Unavailable: the server is stopping.
        """
        link.inventory = inventory
        self._away_since.pop(link.name, None)
        machine = self._board.facts.machines[link.name]
        said = msgspec.structs.replace(machine, own_multiplicity=inventory.multiplicity)
        changed = as_set(said, environment_on(self._board.facts))
        if changed != machine:
            self._board.record([changed])
        runs, reported = set(inventory.running), set(inventory.reported)
        for job in tuple(self._board.facts.jobs_on(link.name)):
            self._settle(job, _standing((job.number, job.attempt), runs, reported))
        for number, attempt in sorted(runs):
            self._stop_unasked(link, number, attempt)
        self.changed()

    async def take_report(self, link: MachineLink, report: Report) -> None:
        """Take news of an attempt; acknowledge it when it is stored, never before."""
        job = self._board.facts.jobs.get(report.job)
        facts: list[Job] = []
        if job is not None and _is_about(job, link.name, report):
            after = _after(job, report, link.node)
            if after is not job:
                facts.append(after)
        try:
            # Even a repeated report waits until what it says is stored.
            await self._board.record(facts)
        except JmssError as error:
            _log.warning("report of job %d not taken: %s", report.job, error)
            return
        link.send(ReportTaken(id=report.id))

    def start(self, starts: list[Start]) -> None:
        """Give these jobs to their machines: at once on the board, the orders once stored."""
        jobs = [self._starting(start) for start in starts]
        try:
            stored = self._board.record(jobs)
        except JmssError as error:
            _log.warning("%d jobs not started: %s", len(jobs), error)
            return
        for job in jobs:
            self._when(stored, self._ordered_start, job)

    def order_stop(self, job: Job, *, force: bool) -> None:
        """Tell the job's machine to end it, if it is linked; else its inventory will do it."""
        link = self.link(job.machine or "")
        if link is not None and self._board.facts.jobs.get(job.number) == job:
            link.send(StopOrder(job=job.number, attempt=job.attempt, force=force))

    def look(self) -> None:
        """To be called about twice a second: see who has been away for too long."""
        now = self._clock()
        for name, machine in tuple(self._board.facts.machines.items()):
            if machine.server_type is not ServerType.EXECUTION_MACHINE or self.link(name):
                continue
            away = now - self._away_since.setdefault(name, now)
            if away > GRACE or machine.state is not MachineState.UP:
                self._away(name)
            if away > LOST:
                self._lost_sight(name)

    def moved(self, name: str) -> None:
        """The cluster has moved the machine: what it had is being taken over."""
        link = self._links.get(name)
        incarnation = self._board.facts.machines[name].incarnation
        if link is None or link.incarnation < incarnation:
            self._away(name)

    def _known(self, name: str) -> int:
        machine = self._board.facts.machines.get(name)
        known = machine.incarnation if machine is not None else 0
        return max(known, self._newest.get(name, 0))

    def _away(self, name: str) -> None:
        jobs = tuple(self._board.facts.jobs_on(name))
        self._record_changed(jobs, [takeover.away(job) for job in jobs])

    def _lost_sight(self, name: str) -> None:
        jobs = tuple(self._board.facts.jobs_on(name))
        self._record_changed(jobs, [takeover.lost_sight(job) for job in jobs])

    def _record_changed(self, before: tuple[Job, ...], after: list[Job]) -> None:
        changed = [new for old, new in zip(before, after, strict=True) if new is not old]
        if changed:
            self._board.record(changed)

    def _settle(self, job: Job, standing: Standing) -> None:
        after = takeover.settled(job, standing, self._board.clock())
        changed = [after] if after is not job else []
        # With no change this still waits for what is being stored: no order runs ahead.
        stored = self._board.record(changed)
        self._when(stored, self._order, after)

    def _when(self, stored: asyncio.Future[None], order: Callable[[Job], None], job: Job) -> None:
        def act(done: asyncio.Future[None]) -> None:
            if not done.cancelled() and done.exception() is None:
                order(self._board.facts.jobs.get(job.number, job))

        stored.add_done_callback(act)

    def _ordered_start(self, job: Job) -> None:
        if job.state is JobState.STOPPING and job.started is None:
            # Cancelled before the order was given: the machine never hears of it.
            over = takeover.settled(job, Standing.NEVER_CLAIMED, self._board.clock())
            self._board.record([over])
        else:
            self._order_start(job)

    def _order(self, job: Job) -> None:
        if job.state is JobState.STOPPING:
            self.order_stop(job, force=False)
        else:
            self._order_start(job)

    def _order_start(self, job: Job) -> None:
        link = self.link(job.machine or "")
        if link is None or job.state is not JobState.STARTING:
            # Not linked: its inventory will show that it was never claimed.
            return
        order = StartOrder(
            job=job.number,
            attempt=job.attempt,
            name=job.name,
            owner=job.owner,
            command=job.command,
        )
        link.send(order)

    def _stop_unasked(self, link: MachineLink, number: int, attempt: int) -> None:
        """End an attempt that runs although the board gave it up."""
        job = self._board.facts.jobs.get(number)
        ours = (
            job is not None
            and job.state in ON_MACHINE
            and job.machine == link.name
            and job.attempt == attempt
        )
        if not ours:
            _log.warning("job %d.%d runs on %s unasked: stopped", number, attempt, link.name)
            link.send(StopOrder(job=number, attempt=attempt, force=True))

    def _starting(self, start: Start) -> Job:
        job = self._board.facts.jobs[start.number]
        machine: Machine = self._board.facts.machines[start.machine]
        return job.moved(
            JobState.STARTING,
            reason=Reason.NONE,
            detail="",
            machine=start.machine,
            node=machine.node,
            attempt=job.attempt + 1,
            started=None,
        )


def _standing(
    attempt: tuple[int, int], runs: set[tuple[int, int]], reported: set[tuple[int, int]]
) -> Standing:
    if attempt in runs:
        return Standing.RUNS
    return Standing.REPORTED if attempt in reported else Standing.NEVER_CLAIMED


def _is_about(job: Job, machine: str, report: Report) -> bool:
    """Whether the report is news of what the board has on that machine."""
    same = job.machine == machine and job.attempt == report.attempt
    return same and job.state in ON_MACHINE


def _after(job: Job, report: Report, node: str) -> Job:
    at = to_the_millisecond(report.at)
    match report.state:
        case AttemptState.RUNNING:
            return takeover.running(job, node or job.node, at)
        case AttemptState.ENDED:
            return takeover.ended(job, at, report.exit_code, report.signal)
        case AttemptState.INTERRUPTED:
            return takeover.interrupted(job, at)
        case AttemptState.NOT_STARTED:
            return takeover.not_started(job, at, report.detail)
