# SPDX-License-Identifier: GPL-3.0-or-later
"""The job table at a million rows, in the real JLook window (`./dev bench table`).

Each part runs in a process of its own, offscreen or, with ``QT_QPA_PLATFORM=xcb``, on a
display. Processor time is that of the window's thread; a stall is how late a timer of 4 ms
comes.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.report import NOT_RUN, Figure, end_in_order, report

PARTS = Path(__file__).parent / "parts" / "table_parts.py"
LONGEST = 300.0
MILLION = 1_000_000

Measured = dict[str, float]


def measured(part: str, rows: int) -> Measured:
    """Run a part and give its figures."""
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
    done = subprocess.run(
        [sys.executable, str(PARTS), part, str(rows)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{part}: {done.stderr.strip()[-2000:]}")
    figures: Measured = json.loads(done.stdout.splitlines()[-1])
    return figures


def repaint_figures(rows: int) -> list[Figure]:
    one = measured("repaint", rows)
    print(f"{one['rows']:.0f} rows of {one['columns']:.0f} columns, {one['ours']:.2f} ms a picture")
    return [
        Figure(id=f"repaint_vs_{name}", ours=one[f"vs_{name}"], unit="times", baseline=one[name],
               low=one[f"vs_{name}_low"], least=least)
        for name, least in (("cpp", 3.5), ("naive", 8.0))
    ]  # fmt: skip


def storm_figures(part: str, name: str, rows: int, cpu: float, stall: float) -> list[Figure]:
    one = measured(part, rows)
    figures = [
        Figure(id=f"{name}_cpu_pct", ours=one["cpu_pct"], unit="%", most=cpu,
               low=one["cpu_pct_low"], high=one["cpu_pct_high"]),
        Figure(id=f"{name}_stall_ms", ours=one["stall_ms"], unit="ms", most=stall),
        Figure(id=f"{name}_changes_per_s", ours=one["changes"], unit="/s"),
    ]  # fmt: skip
    if part == "sorted":
        fps = Figure(id=f"{name}_fps", ours=one["pictures"], unit="/s", least=30.0)
        figures.insert(1, fps)
    return figures


def click_figures(rows: int) -> list[Figure]:
    one = measured("clicks", rows)
    return [
        Figure(id="sort_1m_ms", ours=one["sort_ms"], unit="ms", most=50.0,
               high=one["sort_worst_ms"]),
        Figure(id="sort_1m_stall_ms", ours=one["sort_stall_ms"], unit="ms"),
        Figure(id="search_1m_first_ms", ours=one["search_first_ms"], unit="ms", most=40.0),
        Figure(id="search_1m_all_ms", ours=one["search_all_ms"], unit="ms"),
        Figure(id="select_all_1m_stall_ms", ours=one["select_all_stall_ms"], unit="ms", most=50.0),
        Figure(id="copy_10k_stall_ms", ours=one["copy_10k_stall_ms"], unit="ms", most=50.0),
        Figure(id="clear_filter_1m_stall_ms", ours=one["clear_stall_ms"], unit="ms", most=50.0),
        Figure(id="rss_1m_mib", ours=one["rss_mib"], unit="MiB", most=260.0),
    ]  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=MILLION, help="instead of a million")
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    rows = chosen.rows
    try:
        figures = [
            *repaint_figures(rows),
            *storm_figures("storm", "storm_1m", rows, 10.0, 16.0),
            *storm_figures("storm_big", "storm_5m", rows * 5, 15.0, 16.0),
            *storm_figures("sorted", "sorted_1m", rows, 35.0, 50.0),
            *click_figures(rows),
        ]
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"table: {error}", file=sys.stderr)
        return NOT_RUN
    return report("table", figures, chosen.json)


if __name__ == "__main__":
    sys.exit(main())
