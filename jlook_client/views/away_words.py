# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of an absence, told in two sentences."""

from jlook_client.away import Away
from jmss.errors import N_
from jmss.texts import Texts


def headline(tr: Texts, away: Away) -> str:
    """Say that the link is back, on which node and after how long."""
    seconds = max(1, round(away.seconds))
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


def story(tr: Texts, away: Away) -> str:
    """Say what changed meanwhile, worst things not left out."""
    counted = (
        (away.ended_normally, N_("{n} completed")),
        (away.ended_abnormally, N_("{n} failed")),
        (away.interrupted, N_("{n} interrupted")),
        (away.taken_over, N_("{n} taken over")),
        (away.cancelled, N_("{n} cancelled")),
        (away.started, N_("{n} started")),
        (away.submitted, N_("{n} submitted")),
    )
    parts = [tr(template, n=len(jobs)) for jobs, template in counted if jobs]
    if not parts:
        told = tr("Nothing changed while away.")
    else:
        told = parts[0]
        for part in parts[1:]:
            told = tr("{list}, {item}", list=told, item=part)
        told = tr("While away: {changes}", changes=told)
    if not away.complete:
        told = " ".join((told, tr("(some steps in between are not known)")))
    return told
