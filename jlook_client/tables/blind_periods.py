# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's blind periods in words: for the list on screen, as CSV and as JSON. No Qt."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from jlook_client.causes import cause_sentence
from jlook_client.tables.csv_text import csv_file
from jlook_client.tables.times import clock_text, day_text, exact_clock, iso_text
from jlook_client.timeline import Attempt, Outage
from jmss.errors import N_
from jmss.link.view import Cause, LinkState, LinkView
from jmss.texts import Texts

HEADINGS = (
    N_("Last heard"),
    N_("Noticed"),
    N_("First answer"),
    N_("Live again"),
    N_("Blind for (s)"),
    N_("Server"),
    N_("From node"),
    N_("To node"),
    N_("Cause"),
    N_("Failed attempts"),
    N_("Replayed changes"),
)
"""Of files."""

SHOWN = (
    N_("Last heard"),
    N_("Noticed"),
    N_("First answer"),
    N_("Live again"),
    N_("Blind for (s)"),
    N_("Server"),
    N_("Node"),
    N_("Cause"),
    N_("Retries"),
    N_("Replayed"),
)
"""On screen, where a row has to have room."""

CAUSE = SHOWN.index("Cause")


def shown_cells(tr: Texts, outage: Outage) -> list[str]:
    """Give the cells below ``SHOWN``: a day stands only where it is another one."""
    nodes = filter(None, (outage.from_node, outage.to_node))
    replayed = tr.count(outage.replayed) if outage.complete else _gap(tr)
    return [
        f"{day_text(outage.heard, tr)} {clock_text(outage.heard, outage.heard, tr)}",
        *(clock_text(at, outage.heard, tr) for at in moments(outage)[1:]),
        "" if outage.ended is None else f"{outage.ended - outage.heard:.1f}",
        outage.server,
        " → ".join(nodes),
        reason_text(tr, outage.server, outage.cause, outage.detail),
        tr.count(outage.attempts),
        replayed if outage.ended is not None else "",
    ]


def moments(outage: Outage) -> tuple[float | None, ...]:
    """Give when it was last heard, noticed, answered and live: the first four columns."""
    return outage.heard, outage.noticed, outage.accepted, outage.ended


def reason_text(tr: Texts, server: str, cause: Cause, detail: str) -> str:
    """Say a cause in a sentence."""
    view = LinkView(state=LinkState.WAITING, server=server, cause=cause, detail=detail)
    return cause_sentence(tr, view)


def attempt_text(tr: Texts, outage: Outage, attempt: Attempt) -> str:
    """Say when an attempt began, how long it took and why it failed."""
    return tr(
        "{began}, {seconds} s: {reason}",
        began=exact_clock(attempt.began),
        seconds=f"{attempt.ended - attempt.began:.1f}",
        reason=reason_text(tr, outage.server, attempt.cause, attempt.detail),
    )


def cells(tr: Texts, outage: Outage) -> list[str]:
    """Give the cells below ``HEADINGS`` for files; what is not there yet is empty."""
    blind = "" if outage.ended is None else f"{outage.ended - outage.heard:.1f}"
    replayed = str(outage.replayed) if outage.complete else _gap(tr)
    return [
        iso_text(outage.heard, milliseconds=True),
        iso_text(outage.noticed, milliseconds=True),
        iso_text(outage.accepted, milliseconds=True),
        iso_text(outage.ended, milliseconds=True),
        blind,
        outage.server,
        outage.from_node,
        outage.to_node,
        reason_text(tr, outage.server, outage.cause, outage.detail),
        str(outage.attempts),
        replayed if outage.ended is not None else "",
    ]


def _gap(tr: Texts) -> str:
    return tr("gap: not replayed")


def periods_csv(tr: Texts, outages: Iterable[Outage]) -> bytes:
    """Write blind periods for a spreadsheet, one a row, their attempts in the last cell."""
    rows = [[*map(tr, HEADINGS), tr("Attempts (first and last)")]]
    for outage in outages:
        tried = " / ".join(attempt_text(tr, outage, attempt) for attempt in outage.failed)
        rows.append([*cells(tr, outage), tried])
    return csv_file(rows)


def periods_json(outages: Iterable[Outage]) -> bytes:
    """Write blind periods for programs: fields as ``Outage`` has them, times ISO 8601 in UTC."""
    told = [_with_times(msgspec.to_builtins(outage)) for outage in outages]
    return msgspec.json.format(msgspec.json.encode(told)) + b"\n"


_TIMES = frozenset({"heard", "noticed", "accepted", "ended", "began"})


def _with_times(fields: dict[str, object]) -> dict[str, object]:
    return {name: _told(name, value) for name, value in fields.items()}


def _told(name: str, value: object) -> object:
    if isinstance(value, list | tuple):
        return [_with_times(one) for one in value]
    if name in _TIMES and isinstance(value, float | int):
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="milliseconds")
    return value
