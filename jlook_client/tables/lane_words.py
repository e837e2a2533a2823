# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover history in words: for who points at it, for the list, as CSV and as JSON. No Qt."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from jlook_client.tables.csv_text import csv_file
from jlook_client.tables.lanes import Lane, Span, SpanKind
from jlook_client.tables.times import iso_text, moment_text, span_text
from jmss.errors import N_
from jmss.model.machines import Ending
from jmss.texts import Texts

HEADINGS = (
    N_("Virtual computer"),
    N_("What"),
    N_("Node"),
    N_("Began"),
    N_("Ended"),
    N_("Length"),
    N_("Incarnation"),
    N_("Ending"),
)

KIND_WORDS = {
    SpanKind.HOME: N_("at home"),
    SpanKind.AWAY: N_("away from its home"),
    SpanKind.OUTAGE: N_("outage"),
    SpanKind.UNKNOWN: N_("not known"),
}

_ENDINGS = {
    Ending.NONE: "",
    Ending.MOVED: N_("moved in good order"),
    Ending.FAILED: N_("failed"),
}


def kind_text(span: Span, tr: Texts) -> str:
    """Say where a virtual computer is during a span."""
    match span.kind:
        case SpanKind.HOME:
            return span.node
        case SpanKind.AWAY:
            return tr("{node}, away from its home", node=span.node)
        case SpanKind.OUTAGE:
            return tr("outage")
        case SpanKind.UNKNOWN:
            return tr("not known")


def span_words(name: str, span: Span, tr: Texts) -> list[str]:
    """Say everything of a span: what it is, its exact times, incarnation and ending."""
    times = tr(
        "{began} – {ended} ({length})",
        began=moment_text(span.began, tr),
        ended=tr("Now") if span.open else moment_text(span.ended, tr),
        length=span_text(span.ended - span.began),
    )
    words = [f"{name}: {kind_text(span, tr)}", times]
    if span.incarnation:
        words.append(tr("incarnation {incarnation}", incarnation=span.incarnation))
    if ending := ending_text(span, tr):
        words.append(ending)
    return words


def ending_text(span: Span, tr: Texts) -> str:
    """Say how a stay ended; nothing while it lasts."""
    ending = _ENDINGS[span.ending]
    return tr(ending) if ending and not span.open else ""


def cells(lane: Lane, span: Span, tr: Texts) -> list[str]:
    """Give a span as cells below ``HEADINGS``."""
    return [
        lane.virtual_computer,
        tr(KIND_WORDS[span.kind]),
        span.node,
        iso_text(span.began, milliseconds=True),
        "" if span.open else iso_text(span.ended, milliseconds=True),
        span_text(span.ended - span.began),
        str(span.incarnation) if span.incarnation else "",
        ending_text(span, tr),
    ]


def lanes_csv(lanes: Iterable[Lane], tr: Texts) -> bytes:
    """Write lanes for a spreadsheet, a span a row."""
    rows = [cells(lane, span, tr) for lane in lanes for span in lane.spans]
    return csv_file([[tr(heading) for heading in HEADINGS], *rows])


def lanes_json(lanes: Iterable[Lane]) -> bytes:
    """Write lanes for programs: a span an object, times ISO 8601 in UTC."""
    told = [
        {
            "virtual_computer": lane.virtual_computer,
            "kind": span.kind.value,
            "node": span.node,
            "began": _iso(span.began),
            "ended": None if span.open else _iso(span.ended),
            "incarnation": span.incarnation,
            "ending": span.ending.value,
        }
        for lane in lanes
        for span in lane.spans
    ]
    return msgspec.json.format(msgspec.json.encode(told)) + b"\n"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
