# SPDX-License-Identifier: GPL-3.0-or-later
import json

from jlook_client.tables.lane_words import lanes_csv, lanes_json, span_words
from jlook_client.tables.lanes import Lane, Span, SpanKind
from jmss.model.machines import Ending
from jmss.texts import Texts
from tests.fakes.desk_board import NOON

TR = Texts("en")
HOME = Span(
    kind=SpanKind.HOME,
    began=NOON - 3600,
    ended=NOON - 60,
    node="SV1",
    incarnation=1,
    ending=Ending.FAILED,
)
GONE = Span(kind=SpanKind.OUTAGE, began=NOON - 60, ended=NOON - 58.5)
AWAY = Span(
    kind=SpanKind.AWAY, began=NOON - 58.5, ended=NOON, node="=SV2", incarnation=2, open=True
)
LANE = Lane("VCOM1", (HOME, GONE, AWAY))


def test_a_span_in_words() -> None:
    name, times, incarnation, ending = span_words("VCOM1", HOME, TR)
    assert (name, incarnation, ending) == ("VCOM1: SV1", "incarnation 1", "failed")
    assert times.endswith("(59:00)")
    assert span_words("VCOM1", GONE, TR)[0] == "VCOM1: outage"
    last = span_words("VCOM1", AWAY, TR)
    assert last[0] == "VCOM1: =SV2, away from its home"
    assert "– Now (" in last[1]
    assert len(last) == 3


def test_csv_is_safe_and_complete() -> None:
    head, *rows = lanes_csv([LANE], TR).decode("utf-8-sig").splitlines()
    assert head == "Virtual computer,What,Node,Began,Ended,Length,Incarnation,Ending"
    assert [row.split(",")[1:3] for row in rows] == [
        ["at home", "SV1"],
        ["outage", ""],
        ["away from its home", "'=SV2"],
    ]
    assert rows[0].endswith(",59:00,1,failed")
    assert rows[2].split(",")[4] == ""


def test_json_is_for_programs() -> None:
    told = json.loads(lanes_json([LANE]))
    assert [span["kind"] for span in told] == ["home", "outage", "away"]
    assert told[0]["ended"] == told[1]["began"] == "2027-01-15T07:59:00.000+00:00"
    assert told[2]["ended"] is None
