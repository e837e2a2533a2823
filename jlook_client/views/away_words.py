# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of an absence in words: what became of which jobs, each number with its jobs."""

from dataclasses import dataclass

from jlook_client.away import Away, Fate
from jmss.errors import N_
from jmss.link.view import Cause
from jmss.texts import Texts


@dataclass(frozen=True, slots=True)
class Count:
    """A number that leads to the jobs which it counts."""

    text: str
    jobs: frozenset[int]
    tip: str = ""


_FATES: dict[Fate, str] = {
    Fate.RUNS_ON: N_("{n} runs on"),
    Fate.COMPLETED: N_("{n} has completed"),
    Fate.FAILED: N_("{n} has failed"),
    Fate.INTERRUPTED: N_("{n} was interrupted"),
    Fate.CANCELLED: N_("{n} was cancelled"),
    Fate.QUEUED_AGAIN: N_("{n} is queued again"),
    Fate.OPEN: N_("{n} not yet decided"),
}


_ORDERLY = {
    Cause.MOVING: N_("{server} was moved in good order ({from_node} → {to_node}, {seconds} s)."),
    Cause.GOODBYE: N_(
        "{server} stopped in good order and is back ({from_node} → {to_node}, {seconds} s)."
    ),
}
"""The headline of an absence that somebody wanted."""


def headline(tr: Texts, away: Away) -> str:
    """Say that the link is back, on which node and after how long."""
    seconds = max(1, round(away.seconds))
    if away.cause in _ORDERLY:
        return tr(
            _ORDERLY[away.cause],
            server=away.server,
            from_node=away.from_node,
            to_node=away.to_node,
            seconds=seconds,
        )
    if away.from_node and away.from_node != away.to_node:
        return tr(
            "Reconnected to {server} ({from_node} → {to_node}, down {seconds} s).",
            server=away.server,
            from_node=away.from_node,
            to_node=away.to_node,
            seconds=seconds,
        )
    return tr(
        "Reconnected to {server} ({to_node}, down {seconds} s).",
        server=away.server,
        to_node=away.to_node,
        seconds=seconds,
    )


def lead(tr: Texts, away: Away) -> str:
    """Say what stands before the counts, or that nothing changed."""
    if not away.knows_jobs:
        return tr("JLook shows what became of the jobs.")
    return tr("While away:") if away.jobs else tr("Nothing changed while away.")


def counts(tr: Texts, away: Away) -> list[Count]:
    """Give what changed meanwhile, worst things first, and what was taken over last."""
    kinds = (
        (away.ended_abnormally, N_("{n} failed")),
        (away.interrupted, N_("{n} interrupted")),
        (away.ended_normally, N_("{n} completed")),
        (away.cancelled, N_("{n} cancelled")),
        (away.started, N_("{n} started")),
        (away.submitted, N_("{n} submitted")),
        (away.taken_over, N_("{n} taken over")),
    )
    told = [Count(tr(template, n=len(jobs)), jobs) for jobs, template in kinds if jobs]
    tip = tr("What became of a job that was taken over")
    fates = [
        Count(tr(template, n=len(away.fates[fate])), away.fates[fate], tip)
        for fate, template in _FATES.items()
        if away.fates.get(fate)
    ]
    return told + fates


def gap(tr: Texts, away: Away) -> str:
    """Say that the changes could not be replayed; nothing when they were."""
    if away.complete:
        return ""
    return tr(
        "There is a gap: the changes of these {seconds} s could not be replayed. The tables show"
        " how things are now; what happened in between is not known.",
        seconds=max(1, round(away.seconds)),
    )


def story(tr: Texts, away: Away) -> str:
    """Say all of it in a row, for those who are read to."""
    told = lead(tr, away)
    parts = [count.text for count in counts(tr, away)]
    if parts:
        listed = parts[0]
        for part in parts[1:]:
            listed = tr("{list}, {item}", list=listed, item=part)
        told = tr("{lead} {list}", lead=told, list=listed)
    unknown = gap(tr, away)
    return tr("{list}. {gap}", list=told, gap=unknown) if unknown else told
