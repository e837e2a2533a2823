# SPDX-License-Identifier: GPL-3.0-or-later
"""A job in words for the job detail subwindow: attributes, attempts, changes. No Qt."""

from collections.abc import Sequence

from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.attempts import Attempt
from jlook_client.tables.job_columns import MISSING, elapsed_seconds, reason_text
from jlook_client.tables.times import moment_text, span_text
from jmss.errors import N_
from jmss.model.changes import Change
from jmss.model.jobs import ENDED, ON_MACHINE, Job, JobState
from jmss.texts import Texts

ATTEMPT_HEADINGS = (
    N_("No."),
    N_("Machine"),
    N_("Node"),
    N_("Started"),
    N_("Ended"),
    N_("Elapsed"),
    N_("Exit code"),
    N_("Outcome"),
)
CHANGE_HEADINGS = (N_("Time"), N_("By"), N_("What happened"))

_ON = {JobState.STARTING, JobState.RUNNING}


def time_text(at: float | None, tr: Texts) -> str:
    """Write a moment with its date."""
    return moment_text(at, tr) or MISSING


def attributes(job: Job, tr: Texts, now: float) -> list[tuple[str, str]]:
    """Give each attribute but the command as its name and its value.

    Args:
        job: the job.
        tr: the words.
        now: the moment that is shown, by the server's clock.
    """
    elapsed = elapsed_seconds(job, now)
    return [
        (tr("Number"), str(job.number)),
        (tr("Job name"), job.name),
        (tr("Owner"), job.owner),
        (tr("Queue"), job.queue),
        (tr("Priority"), str(job.priority)),
        (tr("Wanted machine"), job.wanted_machine or tr("any")),
        (tr("Restartable"), tr("yes") if job.restartable else tr("no")),
        (tr("Machine"), job.machine or MISSING),
        (tr("Node"), job.node or MISSING),
        (tr("Attempt"), str(job.attempt)),
        (tr("Takeovers"), str(job.takeovers)),
        (tr("Submitted"), time_text(job.submitted, tr)),
        (tr("Started"), time_text(job.started, tr)),
        (tr("Ended"), time_text(job.ended, tr)),
        (tr("Elapsed"), MISSING if elapsed is None else span_text(elapsed)),
        (tr("Exit code"), MISSING if job.exit_code is None else str(job.exit_code)),
        (tr("Reason"), reason_text(job, tr) or MISSING),
    ]


def attempt_cells(attempt: Attempt, tr: Texts, now: float) -> list[str]:
    """Give the cells below ``ATTEMPT_HEADINGS``."""
    last = attempt.last
    if not attempt.known or last is None:
        outcome = tr("The journal no longer says.") if not attempt.known else ""
        return [str(attempt.number), *[MISSING] * 6, outcome]
    ended = attempt.ended if attempt.ended is not None else last.ended
    until = now if ended is None and last.state in ON_MACHINE else ended
    length = MISSING
    if attempt.started is not None and until is not None:
        length = span_text(until - attempt.started)
    return [
        str(attempt.number),
        attempt.machine or MISSING,
        attempt.node or MISSING,
        time_text(attempt.started, tr),
        time_text(ended, tr),
        length,
        MISSING if last.exit_code is None else str(last.exit_code),
        _outcome(last, tr),
    ]


def _outcome(job: Job, tr: Texts) -> str:
    reason = reason_text(job, tr)
    if job.state is JobState.QUEUED:
        return reason
    word = tr(JOB_LOOKS[job.state].word)
    return tr("{state}: {reason}", state=word, reason=reason) if reason else word


def change_rows(changes: Sequence[Change], tr: Texts) -> list[list[str]]:
    """Give the cells below ``CHANGE_HEADINGS`` for each change."""
    rows = []
    before: Job | None = None
    for change in changes:
        fact = change.fact
        if isinstance(fact, Job):
            what = _what(before, fact, tr)
            before = fact
        else:
            what = tr("It left the board.")
        rows.append(
            [moment_text(change.at, tr, milliseconds=True), change.by or tr("JMSS server"), what]
        )
    return rows


def _what(before: Job | None, job: Job, tr: Texts) -> str:
    said = []
    if before is None or before.state is not job.state or before.attempt != job.attempt:
        said.append(_state_words(before, job, tr))
    elif before.node != job.node and job.node:
        said.append(tr("On node {node}", node=job.node))
    if before is not None:
        said += _differences(before, job, tr)
    return tr("; ").join(said) if said else tr("Nothing that is shown here changed.")


def _state_words(before: Job | None, job: Job, tr: Texts) -> str:
    if before is not None and job.state is JobState.QUEUED and before.state in ENDED:
        return tr("Run again")
    if before is not None and job.state is JobState.QUEUED and before.state is JobState.HELD:
        return tr("Released")
    word = tr(JOB_LOOKS[job.state].word)
    if job.state in _ON and job.machine:
        place = f"{job.machine} ({job.node})" if job.node else job.machine
        return tr("{state} on {machine}, attempt {n}", state=word, machine=place, n=job.attempt)
    reason = reason_text(job, tr)
    if job.state in ENDED and not reason and job.exit_code is not None:
        reason = tr("exit code {exit_code}", exit_code=job.exit_code)
    return tr("{state}: {reason}", state=word, reason=reason) if reason else word


_SHOWN = (
    (N_("Priority"), "priority"),
    (N_("Queue"), "queue"),
    (N_("Wanted machine"), "wanted_machine"),
    (N_("Job name"), "name"),
    (N_("Owner"), "owner"),
)


def _differences(before: Job, job: Job, tr: Texts) -> list[str]:
    found = [
        tr("{field}: {old} → {new}", field=tr(word), old=_said(old), new=_said(new))
        for word, name in _SHOWN
        if (old := getattr(before, name)) != (new := getattr(job, name))
    ]
    if before.takeovers != job.takeovers:
        found.append(tr("taken over"))
    if before.command != job.command:
        found.append(tr("The command was changed."))
    return found


def _said(value: object) -> str:
    return MISSING if value is None else str(value)
