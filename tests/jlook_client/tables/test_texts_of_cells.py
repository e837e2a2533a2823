# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io

import pytest
from pytestqt.qtbot import QtBot

from jlook_client.tables.csv_text import clipboard_data, csv_text
from jlook_client.tables.job_columns import reason_text
from jlook_client.tables.natural import natural_order
from jlook_client.tables.times import clock_text, span_text
from jmss.model.jobs import JobState, Reason
from jmss.texts import Texts
from tests.fakes.desk_board import NOON, a_job


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59.9, "0:59"),
        (116, "1:56"),
        (3600, "1:00:00"),
        (93784, "26:03:04"),
        (-3, "0:00"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert span_text(seconds) == text


def test_times_carry_their_date_on_another_day() -> None:
    assert clock_text(None, NOON) == ""
    assert len(clock_text(NOON, NOON)) == len("14:29:41")
    assert len(clock_text(NOON - 5 * 86400, NOON)) == len("11-21 23:50")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    text = csv_text([[f'{start}HYPERLINK("x")', "plain, with comma", "a\nb"]])
    cells = next(csv.reader(io.StringIO(text, newline="")))
    assert cells == [f'\'{start}HYPERLINK("x")', "plain, with comma", "a\nb"]


def test_the_clipboard_gets_csv_and_tabs(qtbot: QtBot) -> None:
    data = clipboard_data([["番号", "状態"], ["1", "異常終了"]])
    assert data.text() == "番号,状態\r\n1,異常終了\r\n"
    assert bytes(data.data("text/csv")).decode() == data.text()
    assert bytes(data.data("text/tab-separated-values")).decode() == "番号\t状態\r\n1\t異常終了\r\n"


def test_reasons() -> None:
    tr = Texts("en")
    failed = a_job(1, JobState.ENDED_ABNORMALLY, reason=Reason.EXIT_CODE)
    assert reason_text(failed, tr) == "Ended with exit code 8"
    assert reason_text(a_job(2), tr) == ""
    for reason in Reason:
        if reason is not Reason.NONE:
            assert reason_text(a_job(3, reason=reason), tr)


def test_numbers_in_names_count() -> None:
    names = ["VCOM10", "SV2", "VCOM9", "VCOM", ""]
    assert sorted(names, key=natural_order) == ["", "SV2", "VCOM", "VCOM9", "VCOM10"]
