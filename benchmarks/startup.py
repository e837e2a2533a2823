# SPDX-License-Identifier: GPL-3.0-or-later
"""From the command to the first paint, and to a window that can be used (`./dev bench startup`).

The real program, started over and over in a home where a server is remembered and its board was
saved; in turns with itself when everything is imported first, and with a bare PyQt6 window.
A start waits for nothing but the processor, so the bars are on the processor's time: on a machine
with neighbours the clock on the wall measures these. It is shown beside (``…_wall_ms``).
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.report import NOT_RUN, Figure, end_in_order, report
from jlook_client.board_packing import BoardPacking
from jlook_client.mirror import Mirror
from jlook_client.saved_board import BoardFolder, board_of, head_of
from jlook_client.settings import Profile, Settings, SettingsFile
from jlook_client.shadow import Shadow
from jmss.model.changes import Position

CHECKOUT = sys.path[0]

LONGEST = 60.0
"""Seconds after which a start has failed."""

PORT = 1
"""Of a server that is not there: a start does not wait for one."""


NOTHING = """
import sys, time
print("end", time.monotonic() - float(sys.argv[1]), time.process_time())
"""


def make_home(home: Path) -> dict[str, str]:
    """Remember a server and its board; give the environment of a start in this home."""
    profile = Profile(name="VCOM1", server="127.0.0.1", port=PORT)
    settings = Settings(language="ja", profiles=(profile,), last=profile.name)
    SettingsFile(home / "config" / "jlook" / "jlook.json").save(settings)
    mirror = Mirror()
    mirror.swap(Shadow(), Position(epoch="bench", seq=1, inc=1))
    head = head_of(mirror, server=profile.server, at=time.time(), ahead=0.0)
    assert head is not None
    folder = BoardFolder(home / "cache" / "jlook" / "boards", profile.server, PORT)
    folder.save(board_of(head, BoardPacking(mirror)))
    named = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA")}
    named |= {"XDG_STATE_HOME": str(home / "state"), "HOME": str(home)}
    # A start that is cut short leaves its lock and its socket there.
    running = home / "runtime"
    running.mkdir(mode=0o700)
    named["XDG_RUNTIME_DIR"] = str(running)
    ours = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **named}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed was compiled once
    return ours


def program(name: str) -> list[str]:
    """Give the words that run a part as what is installed runs: imported, so compiled once."""
    path = f"import sys; sys.path.insert(0, {CHECKOUT!r})"
    return ["-c", f"{path}; from benchmarks.parts import {name}; {name}.main()"]


def start(
    words: list[str], environment: dict[str, str], *more: str
) -> dict[str, tuple[float, float]]:
    """Start a program that is handed the time of its start.

    Returns the milliseconds by the wall and by the processor of each moment that it tells.
    """
    command = [sys.executable, *words, str(time.monotonic()), *more]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told = (line.split() for line in done.stdout.splitlines())
    return {what: (float(wall) * 1000, float(cpu) * 1000) for what, wall, cpu in told}


def modules_of_a_start(environment: dict[str, str]) -> str:
    """Give everything that is imported once the window can be used, in the order of import."""
    command = [sys.executable, *program("jlook_start"), str(time.monotonic()), "modules"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=LONGEST, check=True
    )
    names = done.stdout.splitlines()[-1].split()
    return " ".join(name for name in names if name != "__main__" and _importable(name))


def _importable(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def measured(rounds: int, home: Path) -> dict[str, list[float]]:
    """Start each in turns; give the milliseconds of each round, the first one left out."""
    environment = make_home(home)
    listed = home / "modules.txt"
    listed.write_text(modules_of_a_start(environment))
    ours, bare = program("jlook_start"), program("bare_window")
    taken: dict[str, list[float]] = defaultdict(list)
    for at in range(rounds + 1):
        found = {
            "ours": start(ours, environment, "paint")["first_paint"],
            "bare": start(bare, environment)["first_paint"],
            "eager": start(ours, environment, f"eager:{listed}")["first_paint"],
            "usable": start(ours, environment, "use")["usable"],
            "pass": start(["-c", NOTHING], environment)["end"],
        }
        for name, (wall, cpu) in found.items() if at else ():
            taken[name].append(cpu)
            taken[f"{name}_wall"].append(wall)
    return taken


def figures(taken: dict[str, list[float]]) -> list[Figure]:
    """Compare round by round: what the neighbours of a machine do falls on all of a round."""
    ratios = [a / b for a, b in zip(taken["ours"], taken["eager"], strict=True)]
    over = [a - b for a, b in zip(taken["ours"], taken["bare"], strict=True)]

    def shown(id_: str, name: str) -> Figure:
        low, high = min(taken[name]), max(taken[name])
        return Figure(id=id_, ours=median(taken[name]), unit="ms", low=low, high=high)

    return [
        Figure(
            id="first_paint_vs_eager",
            ours=median(ratios),
            unit="",
            low=min(ratios),
            high=max(ratios),
            most=0.5,
        ),
        Figure(
            id="first_paint_over_bare_ms",
            ours=median(over),
            unit="ms",
            low=min(over),
            high=max(over),
            most=40.0,
        ),
        shown("first_paint_ms", "ours"),
        shown("first_paint_eager_ms", "eager"),
        shown("first_paint_bare_ms", "bare"),
        shown("usable_ms", "usable"),
        shown("python_pass_ms", "pass"),
        shown("first_paint_wall_ms", "ours_wall"),
        shown("first_paint_eager_wall_ms", "eager_wall"),
        shown("first_paint_bare_wall_ms", "bare_wall"),
        shown("usable_wall_ms", "usable_wall"),
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="5 rounds instead of 15")
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    try:
        with tempfile.TemporaryDirectory() as home:
            taken = measured(5 if chosen.quick else 15, Path(home))
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"the bench could not run: {error!r}", file=sys.stderr)
        return NOT_RUN
    return report("startup", figures(taken), chosen.json)


if __name__ == "__main__":
    sys.exit(main())
