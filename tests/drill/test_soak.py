# SPDX-License-Identifier: GPL-3.0-or-later
"""The soak of ``./dev bench soak``, short and gentle: it still works, and nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).resolve().parents[2] / "benchmarks" / "soak.py"


@pytest.mark.slow
def test_a_short_soak_loses_nothing(tmp_path: Path) -> None:
    figures_file = tmp_path / "soak.json"
    words = ["--minutes", "0.33", "--rate", "200", "--every", "10", "--kept", "200"]
    subprocess.run(
        [sys.executable, SOAK, *words, "--folder", tmp_path / "soak", "--json", figures_file],
        timeout=110,
        check=False,  # how fast it is, and how flat, is for the bench itself to judge
    )
    found = {one["id"]: one["ours"] for one in json.loads(figures_file.read_text())["figures"]}
    assert found["failovers"] == 1
    assert found["changes"] > 1000
    assert found["facts_compared"] > 1000
    for lost in ("gaps", "told_twice", "snapshots_after_first", "facts_that_differ"):
        assert found[lost] == 0, lost
