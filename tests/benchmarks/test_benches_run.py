# SPDX-License-Identifier: GPL-3.0-or-later
"""The benches still run on what they measure; what they measure here says nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURED = (0, 1)
"""Exit codes of a bench that could run, whether its bars held or not."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bench", "options", "figures"),
    [
        ("wire", ["--rows", "5000", "--rounds", "1"], {"painted_p99_ms", "snapshot_1m_vs_json"}),
        ("table", ["--rows", "20000"], {"repaint_vs_naive", "storm_1m_cpu_pct"}),
        ("startup", ["--quick"], {"first_paint_vs_eager"}),
        ("idle", ["--quick"], {"client_cpu_pct"}),
    ],
)
def test_a_bench_runs(bench: str, options: list[str], figures: set[str], tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    run = subprocess.run(
        [sys.executable, f"benchmarks/{bench}.py", *options, "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode in MEASURED, run.stdout + run.stderr
    assert figures <= {figure["id"] for figure in json.loads(file.read_text())["figures"]}
