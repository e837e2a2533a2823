# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written down of a blind period for people, spreadsheets and programs."""

import csv
import io
import json

from jlook_client.tables.blind_periods import (
    HEADINGS,
    SHOWN,
    cells,
    periods_csv,
    periods_json,
    shown_cells,
)
from jlook_client.tables.times import day_text
from jlook_client.timeline import Attempt, Outage
from jmss.link.view import Cause
from jmss.texts import LANGUAGES, Texts
from tests.fakes.desk_board import NOON

TR = Texts("en")


def outage(**fields: object) -> Outage:
    """A blind period of 12.3 s with two attempts."""
    known: dict[str, object] = {
        "server": "VCOM1",
        "heard": NOON,
        "noticed": NOON + 2.5,
        "cause": Cause.SILENT,
        "detail": "2.5",
        "from_node": "SV1",
        "to_node": "SV2",
        "accepted": NOON + 12.25,
        "ended": NOON + 12.3,
        "attempts": 2,
        "failed": (
            Attempt(
                began=NOON + 2.6, ended=NOON + 4.1, cause=Cause.TIMED_OUT, detail="127.0.0.101"
            ),
            Attempt(began=NOON + 5, ended=NOON + 5, cause=Cause.REFUSED, detail="127.0.0.101"),
        ),
        "replayed": 7,
    }
    return Outage(**(known | fields))  # type: ignore[arg-type] # the test's own fields


def test_every_cell_has_its_heading() -> None:
    told = dict(zip(HEADINGS, cells(TR, outage()), strict=True))
    assert told["Last heard"].endswith(".000")
    assert told["Noticed"].endswith(".500")
    assert told["First answer"].endswith(".250")
    assert told["Blind for (s)"] == "12.3"
    assert told["Cause"] == "Nothing was heard from the server for 2.5 s."
    assert (told["Failed attempts"], told["Replayed changes"]) == ("2", "7")
    assert (told["From node"], told["To node"]) == ("SV1", "SV2")


def test_what_is_not_there_yet_is_empty_and_a_gap_is_said() -> None:
    open_one = dict(zip(HEADINGS, cells(TR, outage(ended=None, accepted=None)), strict=True))
    assert open_one["Live again"] == open_one["Blind for (s)"] == open_one["First answer"] == ""
    assert open_one["Replayed changes"] == ""
    partly = dict(zip(HEADINGS, cells(TR, outage(complete=False)), strict=True))
    assert partly["Replayed changes"] == "gap: not replayed"


def test_on_screen_a_date_stands_only_where_it_is_another_one() -> None:
    for language in LANGUAGES:
        tr = Texts(language)
        cells_shown = shown_cells(tr, outage(ended=NOON + 2 * 86_400))
        heard, noticed, _answer, ended, *_ = cells_shown
        assert heard == f"{day_text(NOON, tr)} {noticed[:6]}00"
        assert len(noticed) == len("08:00:02")
        assert ended.startswith(day_text(NOON + 2 * 86_400, tr))
        assert cells_shown[6] == "SV1 → SV2"
        assert len(cells_shown) == len(SHOWN)


def test_csv_is_read_by_a_spreadsheet_and_runs_nothing() -> None:
    for language in LANGUAGES:
        told = periods_csv(Texts(language), [outage(to_node="=cmd|' /c calc'!A0"), outage()])
        assert told.startswith(b"\xef\xbb\xbf")
        heading, first, second = csv.reader(io.StringIO(told.decode("utf-8-sig")))
        assert len(heading) == len(first) == len(second) == len(HEADINGS) + 1
        assert first[7] == "'=cmd|' /c calc'!A0"
        assert second[7] == "SV2"
    assert "1.5 s: Nothing answers at 127.0.0.101. / " in periods_csv(TR, [outage()]).decode()


def test_json_has_every_field_and_times_that_any_program_reads() -> None:
    [told] = json.loads(periods_json([outage()]))
    assert told["heard"] == "2027-01-15T08:00:00.000+00:00"
    assert told["cause"] == "silent"
    assert [attempt["cause"] for attempt in told["failed"]] == ["timed_out", "refused"]
    assert told["failed"][0]["ended"] == "2027-01-15T08:00:04.100+00:00"
    assert set(told) == set(Outage.__slots__)
    assert json.loads(periods_json([])) == []
