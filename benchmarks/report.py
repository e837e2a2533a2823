# SPDX-License-Identifier: GPL-3.0-or-later
"""What every bench reports: its figures, their bars, and the machine they were taken on."""

import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

HELD, BROKEN, NOT_RUN = 0, 1, 2


def ticks() -> tuple[int, int]:
    """Give the ticks that other guests of the machine's host took from it, and all ticks."""
    try:
        words = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    except OSError:
        return 0, 0
    numbers = [int(word) for word in words[1:9]]
    return numbers[-1], sum(numbers)


def loop_ms() -> float:
    """Give how long a plain loop takes just now, the median of nine, in milliseconds.

    What a neighbour takes of a core that two processors share is counted nowhere, but it is felt.
    """
    took = []
    for _ in range(9):
        began, total = time.perf_counter(), 0
        for number in range(100_000):
            total += number * number
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


_AT_FIRST = ticks()
_LOOP_AT_FIRST = loop_ms()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure; ``most`` or ``least`` is its bar, neither when it is only shown."""

    id: str
    ours: float
    unit: str
    baseline: float | None = None
    low: float | None = None
    high: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        enough = self.least is None or self.ours >= self.least
        return enough and (self.most is None or self.ours <= self.most)

    @property
    def bar(self) -> str:
        if self.most is not None:
            return f"<= {self.most:g}"
        return "" if self.least is None else f">= {self.least:g}"

    @property
    def ratio(self) -> float | None:
        return None if not self.baseline or not self.ours else self.baseline / self.ours

    def as_json(self) -> dict[str, object]:
        fields = asdict(self) | {"ratio": self.ratio, "holds": self.holds}
        fields["min"], fields["max"] = fields.pop("low"), fields.pop("high")
        del fields["most"], fields["least"]
        return fields | {"bar": self.bar or None}


def end_in_order() -> None:
    """Leave no process behind when the bench is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(NOT_RUN))


def _of(
    all_of: Callable[[list[float]], float],
    id_: str,
    values: list[float],
    unit: str,
    most: float,
    baseline: list[float] | None,
) -> Figure:
    return Figure(
        id=id_,
        ours=all_of(values),
        unit=unit,
        baseline=all_of(baseline) if baseline else None,
        low=min(values),
        high=max(values),
        most=most,
    )


def worst(
    id_: str, values: list[float], unit: str, most: float, baseline: list[float] | None = None
) -> Figure:
    """A figure that is the worst of many; so is its baseline."""
    return _of(max, id_, values, unit, most, baseline)


def middle(
    id_: str, values: list[float], unit: str, most: float, baseline: list[float] | None = None
) -> Figure:
    """A figure that is the median of many; so is its baseline."""
    return _of(median, id_, values, unit, most, baseline)


def stolen_pct(began: tuple[int, int], ended: tuple[int, int]) -> float:
    """Give how much of the time in between others took, in percent."""
    return 100 * (ended[0] - began[0]) / max(1, ended[1] - began[1])


def report(bench: str, figures: list[Figure], file: Path | None) -> int:
    """Print the table, write the JSON, give the exit code."""
    machine = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    load = os.getloadavg()[0]
    stolen, loop = stolen_pct(_AT_FIRST, ticks()), (_LOOP_AT_FIRST, loop_ms())
    print(
        f"{machine['system']}, Python {machine['python']}, {machine['cores']} cores, "
        f"load {load:.1f}, {stolen:.1f} % of the time taken by other guests of the host, "
        f"a loop takes {loop[0]:.1f} ms at the beginning and {loop[1]:.1f} ms at the end"
    )
    print(f"{'figure':28}{'ours':>10}{'least':>10}{'most':>10}{'baseline':>10}  bar")
    for figure in figures:
        cells = (figure.ours, figure.low, figure.high, figure.baseline)
        row = "".join(f"{'-' if cell is None else format(cell, '.3f'):>10}" for cell in cells)
        word = "" if figure.holds else "  DOES NOT HOLD"
        print(f"{figure.id:28}{row}  {figure.unit:4} {figure.bar}{word}")
    if file is not None:
        whole = {
            "bench": bench,
            "machine": machine,
            "load": load,
            "stolen_pct": stolen,
            "loop_ms": loop,
            "figures": [figure.as_json() for figure in figures],
        }
        file.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return HELD if all(figure.holds for figure in figures) else BROKEN
