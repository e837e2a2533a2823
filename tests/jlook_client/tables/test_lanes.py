# SPDX-License-Identifier: GPL-3.0-or-later
from jlook_client.tables.lanes import Span, SpanKind, lanes
from jlook_client.timeline import Outage
from jmss.link.view import Cause
from jmss.model.machines import Ending, Placement
from tests.fakes.desk_board import NOON, a_machine


def a_stay(incarnation: int, node: str, began: float, ended: float | None = None) -> Placement:
    return Placement(
        virtual_computer="VCOM1",
        incarnation=incarnation,
        node=node,
        began=NOON + began,
        ended=None if ended is None else NOON + ended,
        ending=Ending.NONE if ended is None else Ending.FAILED,
    )


def spans_of(
    *stays: Placement, stale_since: float | None = None, outages: tuple[Outage, ...] = ()
) -> list[tuple[SpanKind, float, float]]:
    found = lanes(
        {"VCOM1": a_machine("VCOM1", "SV1")}, stays, outages, now=NOON, stale_since=stale_since
    )
    return [(span.kind, span.began - NOON, span.ended - NOON) for span in found[0].spans]


def test_home_outage_away() -> None:
    assert spans_of(a_stay(2, "SV2", -50), a_stay(1, "SV1", -500, -60)) == [
        (SpanKind.HOME, -500, -60),
        (SpanKind.OUTAGE, -60, -50),
        (SpanKind.AWAY, -50, 0),
    ]


def test_outage_goes_on_while_nobody_follows() -> None:
    assert spans_of(a_stay(1, "SV1", -500, -60))[-1] == (SpanKind.OUTAGE, -60, 0)


def test_a_stay_whose_end_nobody_saw_ends_where_the_next_begins() -> None:
    assert spans_of(a_stay(1, "SV1", -500), a_stay(2, "SV2", -50)) == [
        (SpanKind.HOME, -500, -50),
        (SpanKind.AWAY, -50, 0),
    ]


def test_not_known_while_stale() -> None:
    assert spans_of(a_stay(1, "SV1", -500), stale_since=NOON - 30) == [
        (SpanKind.HOME, -500, -30),
        (SpanKind.UNKNOWN, -30, 0),
    ]


def test_an_absence_that_was_not_replayed_stays_unknown() -> None:
    def blind(*, complete: bool) -> Outage:
        return Outage(
            heard=NOON - 100,
            noticed=NOON - 98,
            cause=Cause.CUT,
            from_node="SV1",
            ended=NOON - 80,
            complete=complete,
        )

    stay = a_stay(1, "SV1", -500)
    assert spans_of(stay, outages=(blind(complete=True),)) == [(SpanKind.HOME, -500, 0)]
    assert spans_of(stay, outages=(blind(complete=False),)) == [
        (SpanKind.HOME, -500, -100),
        (SpanKind.UNKNOWN, -100, -80),
        (SpanKind.HOME, -80, 0),
    ]


def test_every_machine_has_a_lane_in_natural_order() -> None:
    machines = {name: a_machine(name) for name in ("VCOM10", "VCOM9", "VCOM1")}
    found = lanes(machines, [], [], now=NOON, stale_since=None)
    assert [lane.virtual_computer for lane in found] == ["VCOM1", "VCOM9", "VCOM10"]
    assert found[0].spans == ()


def test_the_running_stay_is_open() -> None:
    found = lanes({}, [a_stay(1, "SV1", -5)], [], now=NOON, stale_since=None)
    assert found[0].spans == (
        Span(kind=SpanKind.HOME, began=NOON - 5, ended=NOON, node="SV1", incarnation=1, open=True),
    )
