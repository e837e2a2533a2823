# SPDX-License-Identifier: GPL-3.0-or-later
"""A bench says how much of the machine it did not have."""

import json
from pathlib import Path

import pytest

from benchmarks.report import BROKEN, HELD, Figure, report, stolen_pct, ticks


def test_what_other_guests_took_is_told_in_percent() -> None:
    assert stolen_pct((10, 1_000), (60, 1_500)) == 10.0
    assert stolen_pct((0, 0), (0, 0)) == 0.0


def test_all_ticks_are_more_than_those_that_were_taken() -> None:
    stolen, every = ticks()
    assert 0 <= stolen <= every


@pytest.mark.parametrize(("ours", "code"), [(1.0, HELD), (3.0, BROKEN)])
def test_the_report_says_whether_the_bars_hold(
    ours: float, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "found.json"
    assert report("table", [Figure(id="a_ms", ours=ours, unit="ms", most=2.0)], file) == code
    assert "taken by other guests" in capsys.readouterr().out
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["figures"][0]["holds"] is (code == HELD)
    assert 0.0 <= told["stolen_pct"] <= 100.0
    assert all(took > 0.0 for took in told["loop_ms"])
