# SPDX-License-Identifier: GPL-3.0-or-later
"""What storing, a takeover and a job in memory cost (`./dev bench store`).

Commits: the product's board and writer on SQLite, whose every sync takes 5 ms longer, as
a switching drive's does; a hundred changes to a commit beside one. Takeovers: a real
``jmssd`` that was killed, from the lock on its drive until it listens, with a long history
on its board beside a short one; the baseline is a start without the checkpoint.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.commits import durable_per_second
from benchmarks.parts.history import change, ended_job, fill
from benchmarks.parts.server_process import ServerProcess
from benchmarks.parts.slow_disk import SlowDisk
from benchmarks.report import NOT_RUN, Figure, end_in_order, report
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import load_layout
from jmss.cluster.toml import write_toml
from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.put_chunk import put_chunk
from jmss.commands.jmssd import SWITCH
from jmss.model.jobs import Job, JobState
from jmss.model.retention import Retention
from jmss.server.facts import Facts
from jmss.server.published import Published
from jmss.store.folders import ServerFolders

SYNC = 0.005
"""Seconds that each sync takes longer."""
GROUP = 100
LONG, SHORT = 1_000_000, 10_000
LATE = 1_000
"""Changes since the last checkpoint."""
LIVE = 200_000
_MORE = 3
"""So many takeovers to a round: one takes a second, but thirty milliseconds of it are measured."""
FIRST_START = 120.0
"""Seconds for a start that has to read everything."""


def commits(rounds: int) -> list[Figure]:
    """Measure durable changes a second, in groups and one by one, in turn."""
    sys.setswitchinterval(SWITCH)
    groups, singles = [], []
    with SlowDisk(SYNC):
        for _ in range(rounds + 1):
            singles.append(durable_per_second(1, 1.0))
            groups.append(durable_per_second(GROUP, 2.0))
    groups, singles = groups[1:], singles[1:]
    ratios = [group / single for group, single in zip(groups, singles, strict=True)]
    return [
        Figure(
            id="group_commit_vs_single",
            ours=statistics.median(ratios),
            low=min(ratios),
            high=max(ratios),
            unit="x",
            least=40.0,
        ),
        Figure(
            id="durable_per_s_100",
            ours=statistics.median(groups),
            low=min(groups),
            high=max(groups),
            baseline=statistics.median(singles),
            unit="/s",
            least=10_000.0,
        ),
    ]


class Takeovers:
    """A server with a history that is killed and started again."""

    def __init__(self, root: Path, jobs: int) -> None:
        self._server = ServerProcess(root)
        self._drive = ClusterFolders(root).drive("VCOM1")
        layout = ClusterFolders(root).layout
        # All of them stay on the board.
        keeps = Retention(jobs=2 * jobs)
        write_toml(layout, msgspec.structs.replace(load_layout(layout), retention=keeps))
        fill(self._drive, jobs)
        self.without = self._take_over(FIRST_START)
        self._wait_for_checkpoint()
        self._server.kill()
        change(self._drive, range(jobs - LATE, jobs))

    def again(self) -> float:
        """Start it; give the seconds from its lock until it listens; kill it."""
        took = self._take_over(FIRST_START)
        self._server.kill()
        return took

    def _take_over(self, within: float) -> float:
        self._server.start(within=within)
        owner = self._drive / "owner.json"
        deadline = time.monotonic() + 5.0
        # It says when it has the lock, and writes again as soon as it listens.
        while not (record := json.loads(owner.read_bytes()))["ready"]:
            if time.monotonic() > deadline:
                raise RuntimeError("jmssd does not get ready")
            time.sleep(0.005)
        return owner.stat().st_mtime - float(record["began"])

    def _wait_for_checkpoint(self) -> None:
        deadline = time.monotonic() + 60.0
        while not ServerFolders.on(self._drive).checkpoint.exists():
            if time.monotonic() > deadline:
                raise RuntimeError("jmssd writes no checkpoint")
            time.sleep(0.05)


def takeovers(folder: Path, rounds: int) -> list[Figure]:
    """Measure takeovers with a long and with a short history, in turn."""
    long, short = Takeovers(folder / "long", LONG), Takeovers(folder / "short", SHORT)
    longs, shorts = [], []
    for _ in range(rounds + 1):
        longs.append(long.again())
        shorts.append(short.again())
    longs, shorts = longs[1:], shorts[1:]
    shutil.rmtree(folder / "long")
    ratios = [one / other for one, other in zip(longs, shorts, strict=True)]
    return [
        Figure(
            id="takeover_1m_s",
            ours=statistics.median(longs),
            low=min(longs),
            high=max(longs),
            baseline=long.without,
            unit="s",
            most=1.0,
        ),
        Figure(id="takeover_10k_s", ours=statistics.median(shorts), unit="s"),
        Figure(
            id="takeover_1m_vs_10k",
            ours=statistics.median(ratios),
            low=min(ratios),
            high=max(ratios),
            unit="x",
            most=1.5,
        ),
    ]


def bytes_per_job() -> Figure:
    """Measure what a job that waits takes in the server's memory, besides its own texts."""
    before = tracemalloc_now()
    published = Published()
    texts = 0
    for begin in range(1, LIVE, 8192):
        jobs = [_waiting(n) for n in range(begin, min(begin + 8192, LIVE + 1))]
        texts += sum(len(job.name) + len(job.command) for job in jobs)
        put_chunk(published.jobs, chunk_of_jobs(jobs))
    del jobs
    facts = Facts(published)
    taken = tracemalloc_now() - before
    assert len(facts.jobs) == LIVE
    assert sum(map(len, facts.lanes.values())) == LIVE
    return Figure(
        id="server_bytes_per_job",
        ours=(taken - texts) / LIVE,
        baseline=_bytes_as_objects(),
        unit="B",
        most=200.0,
    )


def tracemalloc_now() -> int:
    if not tracemalloc.is_tracing():
        tracemalloc.start()
    return tracemalloc.get_traced_memory()[0]


def _waiting(number: int) -> Job:
    ended = ended_job(number, 1.8e9, LIVE)
    waits = {"state": JobState.QUEUED, "machine": None, "node": None, "attempt": 0}
    return msgspec.structs.replace(ended, **waits, started=None, ended=None, exit_code=None)


def _bytes_as_objects() -> float:
    """Give what the same jobs take as objects, twice by number and once in order of start."""
    count = LIVE // 10
    before = tracemalloc_now()
    jobs = {number: _waiting(number) for number in range(1, count + 1)}
    published = dict(jobs)
    ranks = [(-job.priority, job.number) for job in jobs.values()]
    taken = tracemalloc_now() - before
    texts = sum(len(job.name) + len(job.command) for job in published.values())
    return (taken - texts) / len(ranks)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = commits(chosen.rounds)
            found += takeovers(Path(folder), _MORE * chosen.rounds)
        found.append(bytes_per_job())
        tracemalloc.stop()
    except (OSError, RuntimeError, TimeoutError) as error:
        print(f"the bench could not run: {error!r}", file=sys.stderr)
        return NOT_RUN
    return report("store", found, chosen.json)


if __name__ == "__main__":
    sys.exit(main())
