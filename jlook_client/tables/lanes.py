# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover history as lanes: which node carried each virtual computer, and when. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from jlook_client.tables.natural import natural_order
from jlook_client.timeline import Outage
from jmss.model.machines import Ending, Machine, Placement


class SpanKind(StrEnum):
    """What is known of a stretch of time."""

    HOME = "home"
    """Carried by its home node."""
    AWAY = "away"
    """Carried by another node."""
    OUTAGE = "outage"
    """Carried by nobody."""
    UNKNOWN = "unknown"
    """This desk did not see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a lane, in seconds since 1970, UTC."""

    kind: SpanKind
    began: float
    ended: float
    node: str = ""
    incarnation: int = 0
    ending: Ending = Ending.NONE
    open: bool = False
    """It still goes on; ``ended`` is only where the picture ends."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The history of one virtual computer; spans do not overlap and go from old to new."""

    virtual_computer: str
    spans: tuple[Span, ...]


def lanes(
    machines: Mapping[str, Machine],
    placements: Iterable[Placement],
    outages: Iterable[Outage],
    *,
    now: float,
    stale_since: float | None,
    ahead: float = 0.0,
) -> list[Lane]:
    """Give a lane for every virtual computer, by name.

    Args:
        machines: the board's machines; they know their home nodes.
        placements: the stays of virtual computers on nodes.
        outages: the desk's blind periods; those whose changes could not be replayed stay unknown.
        now: where the picture ends.
        stale_since: when anything was last heard, while the link is down; else None.
        ahead: seconds by which the clock of the others is ahead of that of the blind periods.
    """
    seen_until = now if stale_since is None else min(stale_since, now)
    blind = [
        (gap.heard + ahead, gap.ended + ahead)
        for gap in outages
        if gap.ended is not None and not gap.complete
    ]
    stays = sorted(placements, key=lambda stay: (stay.virtual_computer, stay.incarnation))
    by_name = {
        name: list(group) for name, group in groupby(stays, key=lambda stay: stay.virtual_computer)
    }
    known = sorted(machines.keys() | by_name.keys(), key=natural_order)
    found = []
    for name in known:
        home = machines[name].home_node if name in machines else None
        spans = _spans(by_name.get(name, []), home, seen_until)
        for began, ended in blind:
            spans = _covered(spans, began, ended)
        if stale_since is not None and now > seen_until:
            spans.append(Span(kind=SpanKind.UNKNOWN, began=seen_until, ended=now, open=True))
        found.append(Lane(name, tuple(spans)))
    return found


def _spans(stays: list[Placement], home: str | None, until: float) -> list[Span]:
    spans: list[Span] = []
    for stay, following in pairwise([*stays, None]):
        assert stay is not None
        end = stay.ended
        if end is None:
            end = until if following is None else following.began
        kind = SpanKind.HOME if home in {None, stay.node} else SpanKind.AWAY
        spans.append(
            Span(
                kind=kind,
                began=stay.began,
                ended=max(end, stay.began),
                node=stay.node,
                incarnation=stay.incarnation,
                ending=stay.ending,
                open=stay.ended is None and following is None,
            )
        )
        back = until if following is None else following.began
        if stay.ended is not None and back > end:
            spans.append(Span(kind=SpanKind.OUTAGE, began=end, ended=back, open=following is None))
    return spans


def _covered(spans: list[Span], began: float, ended: float) -> list[Span]:
    """Lay an unknown stretch over the spans."""
    unknown = Span(kind=SpanKind.UNKNOWN, began=began, ended=ended)
    before = [_cut(span, span.began, min(span.ended, began)) for span in spans]
    after = [_cut(span, max(span.began, ended), span.ended) for span in spans]
    return [
        *(span for span in before if span.ended > span.began),
        unknown,
        *(span for span in after if span.ended > span.began),
    ]


def _cut(span: Span, began: float, ended: float) -> Span:
    return Span(
        kind=span.kind,
        began=began,
        ended=ended,
        node=span.node,
        incarnation=span.incarnation,
        ending=span.ending,
        open=span.open and ended == span.ended,
    )
