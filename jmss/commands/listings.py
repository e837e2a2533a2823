# SPDX-License-Identifier: GPL-3.0-or-later
"""The board as tables on a terminal."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from jmss.commands.columns import table
from jmss.commands.words import JOB_STATES, MACHINE_STATES, QUEUE_STATES
from jmss.model.jobs import ON_MACHINE, Job, JobState
from jmss.model.machines import Machine, ServerType
from jmss.model.queues import Queue
from jmss.texts import Texts
from jmss.wire.messages import Listing, Welcome

NONE = "-"
"""Stands where there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The facts of one listing, sorted, and whose they are."""

    jobs: tuple[Job, ...]
    queues: tuple[Queue, ...]
    machines: tuple[Machine, ...]
    seq: int
    time: float
    """The server's clock when it made the listing, seconds since 1970, UTC."""
    server: str
    node: str
    incarnation: int

    @classmethod
    def of(cls, listing: Listing, welcome: Welcome) -> Self:
        """Sort what a server told: jobs by number, the rest by name."""
        jobs = [fact for fact in listing.facts if isinstance(fact, Job)]
        machines = [fact for fact in listing.facts if isinstance(fact, Machine)]
        return cls(
            jobs=tuple(sorted(jobs, key=lambda job: job.number)),
            queues=tuple(fact for fact in listing.facts if isinstance(fact, Queue)),
            machines=tuple(sorted(machines, key=lambda machine: machine.name)),
            seq=listing.seq,
            time=listing.time,
            server=welcome.virtual_computer,
            node=welcome.node,
            incarnation=welcome.incarnation,
        )

    def stamp(self) -> dict[str, object]:
        """Give whose board it is and of when, as ``--json`` shows it."""
        names = ("server", "node", "incarnation", "seq", "time")
        return {name: getattr(self, name) for name in names}


def job_table(jobs: Sequence[Job], now: float, tr: Texts) -> str:
    """Lay jobs out, one a line, as they are at a moment in seconds since 1970, UTC."""
    head = [
        tr("State"),
        tr("Job name"),
        tr("No."),
        tr("Queue"),
        tr("Machine"),
        tr("Owner"),
        tr("Submitted"),
        tr("Started"),
        tr("Elapsed"),
        tr("Exit code"),
    ]
    rows = [_job_row(job, now, tr) for job in jobs]
    return table(head, rows, frozenset({2, 8, 9}))


def _job_row(job: Job, now: float, tr: Texts) -> list[str]:
    elapsed = NONE if job.started is None else duration((job.ended or now) - job.started)
    return [
        tr(JOB_STATES[job.state]),
        job.name,
        str(job.number),
        job.queue,
        _place(job.machine, job.node),
        job.owner,
        clock(job.submitted, now),
        clock(job.started, now),
        elapsed,
        NONE if job.exit_code is None else str(job.exit_code),
    ]


def queue_table(board: Board, tr: Texts) -> str:
    """Lay the job queues out with the number of jobs that wait in each."""
    head = [tr("Queue"), tr("Virtual computer"), tr("State"), tr("Queued"), tr("Held")]
    waiting = Counter((job.queue, job.state) for job in board.jobs)
    rows = [
        [
            queue.name,
            queue.virtual_computer,
            tr(QUEUE_STATES[queue.state]),
            str(waiting[queue.name, JobState.QUEUED]),
            str(waiting[queue.name, JobState.HELD]),
        ]
        for queue in board.queues
    ]
    return table(head, rows, frozenset({3, 4}))


def machine_table(board: Board, tr: Texts) -> str:
    """Lay the virtual computers out with how many jobs each runs (manual S14)."""
    head = [tr("Virtual"), tr("Server type"), tr("State"), tr("Node"), tr("Drive"), tr("Slots")]
    busy = Counter(job.machine for job in board.jobs if job.state in ON_MACHINE)
    rows = [_machine_row(machine, busy[machine.name], tr) for machine in board.machines]
    return table(head, rows, frozenset({5}))


def _machine_row(machine: Machine, busy: int, tr: Texts) -> list[str]:
    runs_jobs = machine.server_type is ServerType.EXECUTION_MACHINE
    return [
        machine.name,
        tr("Execution") if runs_jobs else tr("JMSS server"),
        tr(MACHINE_STATES[machine.state]),
        machine.node or NONE,
        machine.drive or NONE,
        f"{busy}/{machine.multiplicity}" if runs_jobs else NONE,
    ]


def footing(board: Board, tr: Texts) -> str:
    """Say whose board it is and how old."""
    return tr(
        "{server} on {node}, as of {time}",
        server=board.server,
        node=board.node,
        time=time.strftime("%H:%M:%S", time.localtime(board.time)),
    )


def clock(moment: float | None, now: float) -> str:
    """Give a moment in local time; with as much of the date as differs from today's."""
    if moment is None:
        return NONE
    then, today = time.localtime(moment), time.localtime(now)
    if then[:3] == today[:3]:
        return time.strftime("%H:%M:%S", then)
    return time.strftime("%m-%d %H:%M" if then[0] == today[0] else "%Y-%m-%d %H:%M", then)


def duration(seconds: float) -> str:
    """Give a length of time as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _place(machine: str | None, node: str | None) -> str:
    if machine is None:
        return NONE
    return f"{machine} ({node})" if node else machine
