# SPDX-License-Identifier: GPL-3.0-or-later
"""How a change reads: one line of the event log for each thing worth telling."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np

from jlook_client.board import Held
from jlook_client.turns import Before, Turns
from jmss.columns.jobs import REASONS, STATE_CODES, STATES, Ints
from jmss.errors import N_
from jmss.model.changes import Change, Gone
from jmss.model.documents import Removed, kind_of
from jmss.model.environment import Environment
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.machines import Ending, Machine, MachineState, Placement, ServerType
from jmss.model.menu import Menu
from jmss.model.named_facts import NamedFact
from jmss.model.queues import Queue, QueueGone, QueueState
from jmss.model.schedules import Calendar, Schedule


class Severity(StrEnum):
    """How much a line wants to be seen."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the event log; ``template`` and ``fields`` go through ``Texts``."""

    at: float
    """Seconds since 1970, UTC."""
    severity: Severity
    source: str
    """A virtual computer, or ``JLook`` for what the desk saw itself."""
    template: str
    fields: dict[str, object] = field(default_factory=dict)
    job: int | None = None


_JOB_LINES: dict[tuple[JobState, Reason], tuple[Severity, str]] = {
    (JobState.QUEUED, Reason.NONE): (Severity.INFO, N_("Job {number} “{name}” is queued")),
    (JobState.QUEUED, Reason.REQUEUED): (
        Severity.WARNING,
        N_("Job {number} “{name}” lost its machine and is queued again"),
    ),
    (JobState.QUEUED, Reason.SETTLED): (
        Severity.WARNING,
        N_("Job {number} “{name}” was unknown; an operator queued it again"),
    ),
    (JobState.HELD, Reason.NONE): (Severity.INFO, N_("Job {number} “{name}” is held")),
    (JobState.RUNNING, Reason.NONE): (Severity.INFO, N_("Job {number} “{name}” started")),
    (JobState.STOPPING, Reason.NONE): (Severity.INFO, N_("Job {number} “{name}” is being ended")),
    (JobState.ENDED_NORMALLY, Reason.NONE): (Severity.INFO, N_("Job {number} “{name}” completed")),
    (JobState.ENDED_NORMALLY, Reason.SETTLED): (
        Severity.WARNING,
        N_("Job {number} “{name}” was unknown; an operator says that it completed"),
    ),
    (JobState.ENDED_ABNORMALLY, Reason.SETTLED): (
        Severity.ERROR,
        N_("Job {number} “{name}” was unknown; an operator says that it failed"),
    ),
    (JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE): (
        Severity.ERROR,
        N_("Job {number} “{name}” failed (exit code {exit_code})"),
    ),
    (JobState.ENDED_ABNORMALLY, Reason.SIGNAL): (
        Severity.ERROR,
        N_("Job {number} “{name}” failed (ended by {detail})"),
    ),
    (JobState.ENDED_ABNORMALLY, Reason.INTERRUPTED): (
        Severity.ERROR,
        N_("Job {number} “{name}” was interrupted: its machine went down"),
    ),
    (JobState.ENDED_ABNORMALLY, Reason.NOT_STARTED): (
        Severity.ERROR,
        N_("Job {number} “{name}” could not be started: {detail}"),
    ),
    (JobState.STOPPING, Reason.TIME_LIMIT): (
        Severity.WARNING,
        N_("Job {number} “{name}” ran for too long and is being ended"),
    ),
    (JobState.ENDED_ABNORMALLY, Reason.TIME_LIMIT): (
        Severity.ERROR,
        N_("Job {number} “{name}” was ended: it ran for longer than its queue allows"),
    ),
    (JobState.ENDED_ABNORMALLY, Reason.NONE): (Severity.ERROR, N_("Job {number} “{name}” failed")),
    (JobState.CANCELLED, Reason.NONE): (
        Severity.WARNING,
        N_("Job {number} “{name}” was cancelled"),
    ),
    (JobState.TAKING_OVER, Reason.NONE): (
        Severity.WARNING,
        N_("Job {number} “{name}”: its machine is being taken over"),
    ),
    (JobState.UNKNOWN, Reason.NONE): (
        Severity.WARNING,
        N_("Job {number} “{name}”: nobody knows whether it still runs"),
    ),
}


class Worth(IntEnum):
    """How much a job's turn is worth a line."""

    NONE = 0
    ORDINARY = 1
    LOUD = 2
    """A warning or an error."""


def _worth(state: JobState, reason: Reason) -> Worth:
    known = _JOB_LINES.get((state, reason)) or _JOB_LINES.get((state, Reason.NONE))
    if known is None:
        return Worth.NONE
    return Worth.ORDINARY if known[0] is Severity.INFO else Worth.LOUD


_WORTH = np.array([[_worth(state, reason) for reason in REASONS] for state in STATES])


def worth_of(turns: Turns) -> Ints:
    """Give how much each turn is worth a line, as ``line_of`` would tell it; shape (n,)."""
    worth = _WORTH[turns.state, turns.reason]
    was = turns.before.state
    back = (was == STATE_CODES[JobState.TAKING_OVER]) & (
        turns.state == STATE_CODES[JobState.RUNNING]
    )
    return np.where(was == turns.state, Worth.NONE, np.where(back, Worth.LOUD, worth))


def line_of(change: Change, old: Held | None, server: str) -> Line | None:
    """Give the line for a change, or None when it is not worth one.

    Args:
        change: what the journal says.
        old: what held before, where that is known.
        server: the virtual computer name of the JMSS server.
    """
    match change.fact:
        case Job() as job:
            return _job_line(change.at, job, old if isinstance(old, Before) else None, server)
        case Machine() as machine:
            return _machine_line(change.at, machine, old if isinstance(old, Machine) else None)
        case Placement() as placement:
            return _placement_line(placement)
        case Queue() as queue:
            return _queue_line(change.at, queue, old if isinstance(old, Queue) else None, server)
        case QueueGone() as gone:
            return _queue_gone_line(change, gone, server)
        case NamedFact() as named:
            return _named_line(change, named, server)
        case Removed() as removed:
            return _removed_line(change, removed, server)
        case Gone():
            return None


def _job_line(at: float, job: Job, old: Before | None, server: str) -> Line | None:
    if old is not None and old.state == job.state:
        return None
    if old is not None and old.state is JobState.TAKING_OVER and job.state is JobState.RUNNING:
        severity, template = (
            Severity.WARNING,
            N_("Job {number} “{name}” was taken over, it runs on"),
        )
    else:
        known = _JOB_LINES.get((job.state, job.reason)) or _JOB_LINES.get((job.state, Reason.NONE))
        if known is None:
            return None
        severity, template = known
    fields = {
        "number": job.number,
        "name": job.name,
        "exit_code": "−" if job.exit_code is None else job.exit_code,
        "detail": job.detail,
    }
    source = server if job.state in {JobState.QUEUED, JobState.HELD} else (job.machine or server)
    return Line(
        at=at, severity=severity, source=source, template=template, fields=fields, job=job.number
    )


def _machine_line(at: float, machine: Machine, old: Machine | None) -> Line | None:
    if machine.server_type is ServerType.JMSS_SERVER:
        return None
    if old is not None and old.state == machine.state:
        return None
    fields: dict[str, object] = {"machine": machine.name, "node": machine.node or "−"}
    match machine.state:
        case MachineState.UP:
            severity, template = Severity.INFO, N_("{machine} works on {node}")
        case MachineState.TAKING_OVER:
            severity, template = Severity.WARNING, N_("{machine} is being taken over")
        case MachineState.DOWN:
            severity, template = Severity.ERROR, N_("{machine} is down")
    return Line(at=at, severity=severity, source=machine.name, template=template, fields=fields)


def _placement_line(placement: Placement) -> Line | None:
    fields: dict[str, object] = {
        "machine": placement.virtual_computer,
        "node": placement.node,
        "incarnation": placement.incarnation,
    }
    source = placement.virtual_computer
    if placement.ended is None:
        text = N_("{machine} started on {node} (incarnation {incarnation})")
        return Line(
            at=placement.began, severity=Severity.INFO, source=source, template=text, fields=fields
        )
    if placement.ending is Ending.FAILED:
        text = N_("{machine} failed on {node}")
        return Line(
            at=placement.ended, severity=Severity.ERROR, source=source, template=text, fields=fields
        )
    text = N_("{machine} left {node} in good order")
    return Line(
        at=placement.ended, severity=Severity.WARNING, source=source, template=text, fields=fields
    )


def _queue_line(at: float, queue: Queue, old: Queue | None, server: str) -> Line | None:
    if old is None or old.state == queue.state:
        return None
    stopped = queue.state is QueueState.STOPPED
    template = N_("Queue {queue} is stopped") if stopped else N_("Queue {queue} is open")
    severity = Severity.WARNING if stopped else Severity.INFO
    return Line(
        at=at, severity=severity, source=server, template=template, fields={"queue": queue.name}
    )


def _queue_gone_line(change: Change, gone: QueueGone, server: str) -> Line:
    return Line(
        at=change.at,
        severity=Severity.INFO,
        source=server,
        template=N_("Queue {queue} was removed by {by}"),
        fields={"queue": gone.name, "by": change.by or server},
    )


_WRITTEN: dict[type[NamedFact], str] = {
    Environment: N_("The environment was changed by {by}"),
    Schedule: N_("Schedule {name} was changed by {by}"),
    Calendar: N_("Business calendar {name} was changed by {by}"),
    Menu: N_("The menu was changed by {by}"),
}
_REMOVED = {
    kind_of(Schedule): N_("Schedule {name} was removed by {by}"),
    kind_of(Calendar): N_("Business calendar {name} was removed by {by}"),
}


def _named_line(change: Change, named: NamedFact, server: str) -> Line | None:
    """Tell what people write; what a schedule does shows in its jobs."""
    if isinstance(named, Environment) and not named.revision:
        return None  # what the server began with
    return _written_line(change, _WRITTEN.get(type(named)), named.name, server)


def _removed_line(change: Change, removed: Removed, server: str) -> Line | None:
    return _written_line(change, _REMOVED.get(removed.kind), removed.name, server)


def _written_line(change: Change, template: str | None, name: str, server: str) -> Line | None:
    if template is None:
        return None
    return Line(
        at=change.at,
        severity=Severity.INFO,
        source=server,
        template=template,
        fields={"name": name, "by": change.by or server},
    )
