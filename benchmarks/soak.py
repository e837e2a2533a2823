# SPDX-License-Identifier: GPL-3.0-or-later
"""A long run under load with failovers (`./dev bench soak`): nothing is lost, nothing grows.

A real server on a drive, with a made-up site at work on its board, and the real JLook in
front of it. Each minute the server is killed and another node takes the drive over. The
desk accounts for every row of the journal; at the end its board is held against the
server's, fact by fact. The memory of both is looked at each second.

Flat is: after the warm-up the slope, the median of those between all pairs of samples, is
at most 1 MiB a minute, and the last quarter of the samples is at most 1.05 times the first.
A server is another process after each failover, so its samples are what each one held in
the last quarter of its life. A run with less than four minutes after the warm-up shows
these figures and does not judge them.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.desk_process import DeskProcess
from benchmarks.parts.flatness import FEWEST, Sample, course
from benchmarks.parts.server_process import ServerProcess
from benchmarks.report import NOT_RUN, Figure, end_in_order, report
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import load_layout
from jmss.cluster.toml import write_toml
from jmss.model.retention import Retention
from jmss.server.place import JOURNAL_FOR
from jmss.server.service import TRIM_EVERY
from jmss.store.folders import ServerFolders

PROGRAM = (str(Path(__file__).parent / "parts" / "busy_jmssd.py"),)
NODES = ("SV1", "SV2")
KEPT = 5_000
"""Ended jobs that each of the four queues keeps on the board."""
LIVE_WITHIN = 60.0
QUIET_WITHIN = 60.0
MIB = 1 << 20
MOST_SLOPE = 1.0
MOST_GROWTH = 1.05
JUDGED_FROM = 240.0
"""Seconds after the warm-up from which on a course says something."""


@dataclass
class Life:
    """One process of the server, from listening to its end."""

    node: str
    began: float
    memory: list[Sample] = field(default_factory=list)


@dataclass
class Run:
    """What was seen."""

    lives: list[Life] = field(default_factory=list)
    desk: list[Sample] = field(default_factory=list)
    files: list[Sample] = field(default_factory=list)
    """What the drive holds."""
    journal: list[Sample] = field(default_factory=list)
    """… of which this is the database with the journal."""
    listening: list[float] = field(default_factory=list)
    """Seconds from each kill to the next server's listening."""
    answered: list[float] = field(default_factory=list)
    """Seconds from each kill to the new server's welcome."""
    blind: list[float] = field(default_factory=list)
    """Seconds from each kill to the desk's being live again."""
    first_live: float = 0.0
    compared: dict[str, Any] = field(default_factory=dict)
    server_cpu: float = 0.0


class Soak:
    """Plays the run.

    Args:
        server: not started yet.
        drive: the server's.
        seconds: how long.
        every: seconds between two failovers; 0: none.
    """

    def __init__(self, server: ServerProcess, drive: Path, *, seconds: float, every: float) -> None:
        self._server = server
        self._drive = drive
        self._seconds = seconds
        self._every = every
        self.run = Run()

    def play(self, desk: DeskProcess) -> None:
        self._born(self._server.start(NODES[0]))
        self.run.first_live = desk.when("live", NODES[0], 0.0, LIVE_WITHIN)
        began = time.monotonic()
        turn = began + (self._every or self._seconds * 2)
        while time.monotonic() < began + self._seconds:
            # The last failover leaves the desk time to settle.
            if turn <= time.monotonic() < began + self._seconds - self._every / 4:
                turn += self._every
                self._fail_over(desk)
            self._look(desk)
            time.sleep(1.0)
        self._compare(desk)

    def _fail_over(self, desk: DeskProcess) -> None:
        self.run.server_cpu += _cpu(self._server.about)
        self._server.kill()
        killed = time.monotonic()
        node = NODES[len(self.run.lives) % len(NODES)]
        self._born(self._server.start(node))
        self.run.listening.append(self.run.lives[-1].began - killed)
        self.run.blind.append(desk.when("live", node, killed, LIVE_WITHIN) - killed)
        self.run.answered.append(desk.when("syncing", node, killed, LIVE_WITHIN) - killed)
        print(
            f"{node} listens {self.run.listening[-1]:.2f} s after the kill,"
            f" answers the desk after {self.run.answered[-1]:.2f} s,"
            f" it is live after {self.run.blind[-1]:.2f} s",
            flush=True,
        )

    def _born(self, at: float) -> None:
        self.run.lives.append(Life(NODES[len(self.run.lives) % len(NODES)], at))

    def _look(self, desk: DeskProcess) -> None:
        now, run = time.monotonic(), self.run
        run.desk.append(Sample(now, desk.about.memory_info().rss / MIB))
        run.lives[-1].memory.append(Sample(now, self._server.about.memory_info().rss / MIB))
        size = sum(file.stat().st_size for file in self._drive.rglob("*") if file.is_file())
        run.files.append(Sample(now, size / MIB))
        run.journal.append(Sample(now, ServerFolders.on(self._drive).journal.stat().st_size / MIB))
        if len(run.desk) % 10 == 0:
            self._say(desk)

    def _say(self, desk: DeskProcess) -> None:
        run, seconds = self.run, desk.seconds
        if len(seconds) < 12:
            return
        sooner, later = seconds[-11], seconds[-1]
        rate = (later["told"] - sooner["told"]) / (later["at"] - sooner["at"])
        stalls = max(second["stalls"]["own_worst"] for second in seconds[-10:])
        print(
            f"{run.desk[-1].at - run.desk[0].at:6.0f} s  {rate:6.0f} changes/s"
            f"  desk {run.desk[-1].value:6.1f} MiB"
            f"  server {run.lives[-1].memory[-1].value:6.1f} MiB"
            f"  drive {run.files[-1].value:7.1f} MiB"
            f"  journal {run.journal[-1].value:6.1f} MiB  {later['jobs']} jobs"
            f"  behind {later['behind']:.2f} s  worst stall {stalls:5.1f} ms  gaps {later['gaps']}",
            flush=True,
        )

    def _compare(self, desk: DeskProcess) -> None:
        file = self._drive / "board.json"
        self._server.signal(signal.SIGUSR1)
        desk.until(file.exists, QUIET_WITHIN, "the server's rest")
        self.run.compared = desk.compare(file, QUIET_WITHIN)
        told = len(desk.seconds)
        desk.until(lambda: len(desk.seconds) > told, QUIET_WITHIN, "the desk's last word")
        self.run.server_cpu += _cpu(self._server.about)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def figures(
    run: Run, desk: DeskProcess, *, rate: float, warm_up: float, journal: float
) -> list[Figure]:
    """Make the account of a run."""
    last = desk.seconds[-1]
    took = run.desk[-1].at - run.desk[0].at
    warm = run.desk[0].at + warm_up
    judged = took - warm_up >= JUDGED_FROM
    # The desk's start is another bench's.
    stalls = [second["stalls"] for second in desk.seconds if second["at"] > run.first_live + 2.0]
    steady = [second for second in desk.seconds if second["at"] <= run.desk[-1].at]
    told = steady[-1]["told"] - steady[0]["told"]
    seen = steady[-1]["at"] - steady[0]["at"] - sum(run.listening)
    worst = [each["own_worst"] for each in stalls]
    return [
        Figure(id="changes_per_s", ours=told / seen, unit="1/s", least=0.95 * rate),
        Figure(id="changes", ours=last["told"], unit="", least=1),
        Figure(id="gaps", ours=last["gaps"], unit="", most=0),
        Figure(id="told_twice", ours=last["repeated"], unit="", most=0),
        Figure(id="snapshots_after_first", ours=last["snapshots"], unit="", most=0),
        Figure(id="rows_behind_at_end", ours=_behind(run), unit="", most=0),
        Figure(id="facts_compared", ours=run.compared["facts"], unit="", least=1),
        Figure(id="facts_that_differ", ours=run.compared["differ"], unit="", most=0),
        Figure(id="failovers", ours=len(run.blind), unit=""),
        *_spread("listening_s", run.listening, "s"),
        *_spread("answered_s", run.answered, "s"),
        *_spread("blind_s", run.blind, "s"),
        *_flat("desk_rss", _after(run.desk, warm), judged=judged),
        *_flat("server_rss", _after(_of_lives(run.lives), warm), judged=judged),
        *_spread("drive_mib", [sample.value for sample in run.files], "MiB"),
        *_level(run.journal, journal),
        *_spread("desk_behind_s", [second["behind"] for second in desk.seconds], "s"),
        *_spread("desk_worst_stall_ms", worst, "ms"),
        Figure(id="desk_stalls_over_50", ours=sum(each["own_over_50"] for each in stalls), unit=""),
        Figure(id="desk_stalls_over_16", ours=sum(each["own_over_16"] for each in stalls), unit=""),
        Figure(id="desk_cpu_pct", ours=last["cpu"] / took * 100, unit="%"),
        Figure(id="server_cpu_pct", ours=run.server_cpu / took * 100, unit="%"),
    ]


def _behind(run: Run) -> float:
    return float(abs(run.compared["server_seq"] - run.compared["desk_seq"]))


def _spread(id_: str, values: list[float], unit: str) -> list[Figure]:
    if not values:
        return []
    return [Figure(id=id_, ours=median(values), unit=unit, low=min(values), high=max(values))]


def _level(samples: list[Sample], kept: float) -> list[Figure]:
    """Say how big the journal's file is, and how it grows once its first rows are old enough."""
    begun = samples[0].at + kept + 2 * TRIM_EVERY
    old = [sample.value for sample in samples if sample.at > begun]
    found = _spread("journal_mib", [sample.value for sample in samples], "MiB")
    if len(old) >= FEWEST:
        half = len(old) // 2
        growth = max(old[half:]) / max(old[:half])
        found.append(Figure(id="journal_growth", ours=growth, unit="", most=MOST_GROWTH))
    return found


def _flat(id_: str, samples: list[Sample], *, judged: bool) -> list[Figure]:
    if len(samples) < FEWEST:
        return []
    memory, values = course(samples), [sample.value for sample in samples]
    slope, growth = (MOST_SLOPE, MOST_GROWTH) if judged else (None, None)
    return [
        Figure(id=f"{id_}_mib", ours=memory.last, unit="MiB", low=min(values), high=max(values)),
        Figure(id=f"{id_}_mib_per_min", ours=memory.per_minute, unit="MiB", most=slope),
        Figure(id=f"{id_}_last_by_first", ours=memory.growth, unit="", most=growth),
    ]


def _after(samples: list[Sample], moment: float) -> list[Sample]:
    return [sample for sample in samples if sample.at >= moment]


def _of_lives(lives: list[Life]) -> list[Sample]:
    """Give what each server held in the end, or the samples of the only one."""
    if len(lives) == 1:
        return lives[0].memory
    # The last one has not come to its age.
    return [
        Sample(
            life.began, median(one.value for one in life.memory[-max(1, len(life.memory) // 4) :])
        )
        for life in lives[:-1]
        if life.memory
    ]


def main() -> int:
    options = argparse.ArgumentParser(description="A long run under load with failovers.")
    options.add_argument("--minutes", type=float, default=30.0)
    options.add_argument("--rate", type=float, default=10_000.0, help="changes a second")
    options.add_argument(
        "--every", type=float, default=60.0, help="seconds between failovers; 0: none"
    )
    options.add_argument("--kept", type=int, default=KEPT, help="ended jobs that each queue keeps")
    options.add_argument(
        "--journal", type=float, default=JOURNAL_FOR, help="seconds for which a row is kept"
    )
    options.add_argument("--warm-up", type=float, help="seconds; a quarter of the run, at most 180")
    options.add_argument("--folder", type=Path, help="where the drive and the logs stay afterwards")
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    os.environ["JMSS_SOAK_RATE"] = str(chosen.rate)
    os.environ["JMSS_SOAK_JOURNAL"] = str(chosen.journal)
    seconds = chosen.minutes * 60
    warm_up = min(180.0, seconds / 4) if chosen.warm_up is None else chosen.warm_up
    with tempfile.TemporaryDirectory(prefix="jlook-soak-") as scratch:
        folder = chosen.folder or Path(scratch)
        server = ServerProcess(folder / "cluster", program=PROGRAM)
        folders = ClusterFolders(folder / "cluster")
        layout = msgspec.structs.replace(
            load_layout(folders.layout), retention=Retention(jobs=chosen.kept)
        )
        write_toml(folders.layout, layout)
        soak = Soak(server, folders.drive("VCOM1"), seconds=seconds, every=chosen.every)
        try:
            with DeskProcess(server.port, folder / "desk") as desk:
                soak.play(desk)
        except (OSError, RuntimeError, TimeoutError, psutil.Error) as error:
            print(f"the bench could not run: {error!r}", file=sys.stderr)
            return NOT_RUN
        finally:
            server.end()
        for example in soak.run.compared["examples"]:
            print(f"differs: {example}")
        found = figures(soak.run, desk, rate=chosen.rate, warm_up=warm_up, journal=chosen.journal)
    return report("soak", found, chosen.json)


if __name__ == "__main__":
    sys.exit(main())
