# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io

import pytest
from pytestqt.qtbot import QtBot

from jlook_client.tables.csv_text import clipboard_data, csv_text
from jlook_client.tables.job_columns import reason_text
from jlook_client.tables.natural import natural_order
from jmss.model.jobs import JobState, Reason
from jmss.texts import Texts
from tests.fakes.desk_board import a_job


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
