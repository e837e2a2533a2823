# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np
import pytest

from jlook_client.tables import next_match
from jlook_client.tables.next_match import NextMatch
from jmss.columns.jobs import JobColumns
from tests.fakes.desk_board import a_job

NAMES = ["Backup", "夜間集計", "report", "ﾃﾞｰﾀ連携", "backup-2"]


def found(typed: str, begin: int = 0, *, backwards: bool = False) -> int | None:
    columns = JobColumns()
    for at, name in enumerate(NAMES * 2):
        columns.put(a_job(100 + at, name=name))
    rows = columns.all_rows().astype(np.uint32)
    match = NextMatch(columns, rows, begin, typed, backwards=backwards)
    while not match.is_over:
        match.go_on()
    return match.place


@pytest.mark.parametrize("size", [3, 100])
def test_the_next_one_is_found_and_the_search_goes_round(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(next_match, "SLICE", size)
    assert found("back") == 0
    assert found("BACK", 1) == 4
    assert found("夜", 7) == 1
    assert found("データ", 4) == 8
    assert found("108") == 8
    assert found("back", 3, backwards=True) == 0
    assert found("rep", 1, backwards=True) == 7
    assert found("nothing") is None


def test_nothing_is_found_in_an_empty_table() -> None:
    match = NextMatch(JobColumns(), np.zeros(0, np.uint32), 0, "a")
    assert match.is_over
    assert match.place is None
