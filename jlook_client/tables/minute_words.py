# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of the minutes in words: lanes of the plot, rows of the table. No Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from jlook_client.looks import StateLook
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.job_columns import MISSING
from jlook_client.tables.takeovers import ServerTakeover
from jlook_client.tables.times import clock_text, minute_text
from jmss.errors import N_
from jmss.model.jobs import JobState
from jmss.model.machines import Ending
from jmss.model.statistics import SECONDS, Minute
from jmss.texts import Texts


@dataclass(frozen=True, slots=True)
class MinuteLane:
    """One line of the plot, on a scale of its own."""

    word: str
    """A msgid."""
    look: StateLook
    value: Callable[[Minute], int | None]
    adds_up: bool = False
    """Whether it counts what happened in a minute, not what was at its end."""


LANES = (
    MinuteLane(N_("Running"), JOB_LOOKS[JobState.RUNNING], lambda one: one.running),
    MinuteLane(N_("Queued"), JOB_LOOKS[JobState.QUEUED], lambda one: one.queued),
    MinuteLane(
        N_("Completed per minute"),
        JOB_LOOKS[JobState.ENDED_NORMALLY],
        lambda one: one.normal,
        adds_up=True,
    ),
    MinuteLane(
        N_("Failed per minute"),
        JOB_LOOKS[JobState.ENDED_ABNORMALLY],
        lambda one: one.abnormal,
        adds_up=True,
    ),
)
"""From top to bottom."""

HEADINGS = (
    N_("Minute"),
    N_("Running"),
    N_("Queued"),
    N_("Completed"),
    N_("Failed"),
    N_("Cancelled"),
)

_ENDINGS = {
    Ending.NONE: N_("{name} started again on {to} at {time}"),
    Ending.MOVED: N_("{name} moved from {node} to {to} at {time}"),
    Ending.FAILED: N_("{name} failed on {node}; {to} took over at {time}"),
}


def number_text(value: int | None, tr: Texts) -> str:
    """Write a count; one that nobody knows as −."""
    return MISSING if value is None else tr.count(value)


def begin_text(minute: int, now: float, tr: Texts) -> str:
    """Write when a minute begins, the day only where it is another one."""
    return minute_text(float(minute * SECONDS), now, tr)


def takeover_text(takeover: ServerTakeover, tr: Texts, now: float) -> str:
    """Say who took over from whom, and when."""
    return tr(
        _ENDINGS[takeover.ending],
        name=takeover.virtual_computer,
        node=takeover.from_node,
        to=takeover.to_node,
        time=clock_text(takeover.at, now, tr),
    )


def cells(minute: Minute, now: float, tr: Texts) -> list[str]:
    """Give the cells below ``HEADINGS``."""
    counts = (minute.running, minute.queued, minute.normal, minute.abnormal, minute.cancelled)
    return [begin_text(minute.minute, now, tr), *(number_text(count, tr) for count in counts)]


def reading(minute: Minute, tr: Texts, now: float) -> str:
    """Say the exact numbers of a minute in one line."""
    when, *numbers = cells(minute, now, tr)
    parts = [
        tr("{what} {n}", what=tr(heading), n=number)
        for heading, number in zip(HEADINGS[1:], numbers, strict=True)
    ]
    return tr("{time}: {numbers}", time=when, numbers=tr(", ").join(parts))


def csv_rows(minutes: Iterable[Minute], tr: Texts) -> list[Sequence[str]]:
    """Give headings and rows with plain numbers, the moments in ISO 8601 in UTC."""
    rows: list[Sequence[str]] = [[tr(heading) for heading in HEADINGS]]
    for one in minutes:
        when = datetime.fromtimestamp(one.minute * SECONDS, UTC).isoformat()
        counts = (one.running, one.queued, one.normal, one.abnormal, one.cancelled)
        rows.append([when, *("" if count is None else str(count) for count in counts)])
    return rows
