# SPDX-License-Identifier: GPL-3.0-or-later
"""The columns of the job table and how a job reads in each."""

from collections.abc import Callable

from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.column import Column
from jlook_client.tables.folding import folded
from jlook_client.tables.times import clock_text, iso_text, moment_text, span_text, widest
from jmss.errors import N_
from jmss.model.jobs import ENDED, ON_MACHINE, Job, JobState, Reason
from jmss.texts import Texts

MISSING = "−"

STATE_ORDER = {state: at for at, state in enumerate((
    JobState.ENDED_ABNORMALLY, JobState.TAKING_OVER, JobState.UNKNOWN, JobState.STOPPING,
    JobState.RUNNING, JobState.STARTING, JobState.QUEUED, JobState.HELD, JobState.CANCELLED,
    JobState.ENDED_NORMALLY,
))}  # fmt: skip
"""Sorted by state, what needs an operator comes first."""

REASONS_SAID: dict[Reason, str] = {
    Reason.EXIT_CODE: N_("Ended with exit code {exit_code}"),
    Reason.SIGNAL: N_("Ended by {detail}"),
    Reason.INTERRUPTED: N_("Interrupted: its machine went down"),
    Reason.NOT_STARTED: N_("Could not be started: {detail}"),
    Reason.OPERATOR: N_("Cancelled by an operator"),
    Reason.REQUEUED: N_("Queued again: its machine went down"),
    Reason.FAILOVER: N_("Its machine is being taken over"),
    Reason.TIME_LIMIT: N_("Ran for longer than its queue allows"),
    Reason.SETTLED: N_("An operator said so: the server did not know"),
}


def reason_text(job: Job, tr: Texts) -> str:
    """Say why a job is in its state; empty when the state says it all."""
    if job.state is JobState.UNKNOWN and job.reason is Reason.FAILOVER:
        return tr("Its machine went down and has not come back")
    template = REASONS_SAID.get(job.reason)
    if template is None:
        return job.detail
    exit_code = MISSING if job.exit_code is None else job.exit_code
    return tr(template, exit_code=exit_code, detail=job.detail or MISSING)


def elapsed_seconds(job: Job, now: float) -> float | None:
    """Give how long a job has run or ran; None before its start."""
    if job.started is None:
        return None
    if job.ended is not None:
        return job.ended - job.started
    return max(0.0, now - job.started) if job.state in ON_MACHINE else None


def _exit_code_text(job: Job) -> str:
    if job.exit_code is not None:
        return str(job.exit_code)
    return MISSING if job.state in ENDED else ""


def job_columns(tr: Texts, now: Callable[[], float]) -> tuple[Column[Job], ...]:
    """Give the columns in their default order.

    Args:
        tr: the words.
        now: the moment that the table shows, seconds since 1970 by the server's clock.
    """

    def state(job: Job) -> str:
        return tr(JOB_LOOKS[job.state].word)

    def elapsed(job: Job) -> str:
        seconds = elapsed_seconds(job, now())
        return "" if seconds is None else span_text(seconds)

    return (
        Column(
            id="state",
            heading=N_("State"),
            text=state,
            value=lambda job: STATE_ORDER[job.state],
            samples=tuple(tr(look.word) for look in JOB_LOOKS.values()),
            shows_state=True,
            strong=True,
        ),
        Column(
            id="name",
            heading=N_("Job name"),
            text=lambda job: job.name,
            value=lambda job: folded(job.name),
            samples=("0" * 12,),
            strong=True,
            stretches=True,
        ),
        Column(
            id="number",
            heading=N_("No."),
            text=lambda job: str(job.number),
            value=lambda job: job.number,
            right=True,
            samples=("00000",),
        ),
        Column(
            id="queue",
            heading=N_("Queue"),
            text=lambda job: job.queue,
            value=lambda job: folded(job.queue),
            gives_way=True,
        ),
        Column(
            id="machine",
            heading=N_("Machine"),
            text=lambda job: job.machine or MISSING,
            value=lambda job: job.machine,
            samples=("VCOM4",),
        ),
        Column(
            id="owner",
            heading=N_("Owner"),
            text=lambda job: job.owner,
            value=lambda job: folded(job.owner),
            samples=("operator",),
            gives_way=True,
        ),
        Column(
            id="submitted",
            heading=N_("Submitted"),
            text=lambda job: clock_text(job.submitted, now(), tr),
            filed=lambda job: iso_text(job.submitted),
            in_full=lambda job: moment_text(job.submitted, tr),
            value=lambda job: job.submitted,
            right=True,
            samples=(widest(tr),),
        ),
        Column(
            id="started",
            heading=N_("Started"),
            text=lambda job: clock_text(job.started, now(), tr),
            filed=lambda job: iso_text(job.started),
            in_full=lambda job: moment_text(job.started, tr),
            value=lambda job: job.started,
            right=True,
            samples=(widest(tr),),
        ),
        Column(
            id="elapsed",
            heading=N_("Elapsed"),
            text=elapsed,
            value=lambda job: elapsed_seconds(job, now()),
            right=True,
            samples=("0:00:00",),
        ),
        Column(
            id="exit_code",
            heading=N_("Exit code"),
            text=_exit_code_text,
            value=lambda job: job.exit_code,
            right=True,
        ),
        *_columns_to_choose(tr, now),
    )


def _columns_to_choose(tr: Texts, now: Callable[[], float]) -> tuple[Column[Job], ...]:
    """Give the columns that are hidden until the operator asks for them."""
    return (
        Column(
            id="ended",
            heading=N_("Ended"),
            text=lambda job: clock_text(job.ended, now(), tr),
            filed=lambda job: iso_text(job.ended),
            in_full=lambda job: moment_text(job.ended, tr),
            value=lambda job: job.ended,
            right=True,
            samples=(widest(tr),),
            shown=False,
        ),
        Column(
            id="node",
            heading=N_("Node"),
            text=lambda job: job.node or MISSING,
            value=lambda job: job.node,
            shown=False,
        ),
        Column(
            id="priority",
            heading=N_("Priority"),
            text=lambda job: str(job.priority),
            value=lambda job: job.priority,
            right=True,
            shown=False,
        ),
        Column(
            id="attempt",
            heading=N_("Attempt"),
            text=lambda job: str(job.attempt) if job.attempt else "",
            value=lambda job: job.attempt,
            right=True,
            shown=False,
        ),
        Column(
            id="takeovers",
            heading=N_("Takeovers"),
            text=lambda job: str(job.takeovers) if job.takeovers else "",
            value=lambda job: job.takeovers,
            right=True,
            shown=False,
        ),
        Column(
            id="reason",
            heading=N_("Reason"),
            text=lambda job: reason_text(job, tr),
            value=lambda job: reason_text(job, tr) or None,
            gives_way=True,
            shown=False,
        ),
        Column(
            id="command",
            heading=N_("Command"),
            text=lambda job: job.command,
            value=lambda job: job.command,
            gives_way=True,
            shown=False,
        ),
    )
