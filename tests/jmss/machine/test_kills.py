# SPDX-License-Identifier: GPL-3.0-or-later
"""Execution machines and keepers killed at random moments: nothing runs twice, nothing is lost."""

import asyncio
import os
import random
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from jmss.machine.claims import Claims
from jmss.machine.keepers import read_lock
from jmss.wire.messages import StartOrder
from tests.fakes.attempts import an_order
from tests.fakes.fake_orders import FakeOrders
from tests.fakes.machine_process import kill, make_root, no_keeper_left, start_machine


class Storm:
    """A server that orders jobs from a machine which dies again and again.

    Each job writes its number into one ledger when it begins and into another when it has
    come to its end.
    """

    def __init__(self, root: Path, server: FakeOrders, seed: int) -> None:
        self.root = root
        self.server = server
        self.random = random.Random(seed)
        self.drive = make_root(root, server.port)
        self.orders: dict[int, StartOrder] = {}
        self.keepers_killed = 0
        self.machines_killed = 0
        self.machine = start_machine(root)

    async def give_orders(self, count: int) -> None:
        for _ in range(count):
            job = len(self.orders)
            pause = self.random.uniform(0, 0.4)
            begin, end = (f"echo {job} >> {self.root}/{ledger}" for ledger in ("begun", "done"))
            command = f"{begin}; sleep {pause:.2f}; {end}"
            self.orders[job] = an_order(job, command=command)
        await self.send_open()

    async def send_open(self) -> None:
        """Order everything again whose end is not known, as the real server may."""
        ended = {job for job, _ in self.server.ends()}
        await self.server.send(*(o for job, o in self.orders.items() if job not in ended))

    def kill_a_keeper(self) -> None:
        claims = Claims(self.drive)
        notes = [read_lock(claims.folder(key)) for key in claims.keys()]  # noqa: SIM118 - a method of ours
        living = [n for n in notes if n and (Path("/proc") / str(n.keeper) / "cmdline").exists()]
        living = [n for n in living if b"jkeeper" in _command_line(n.keeper)]
        if living:
            os.kill(self.random.choice(living).keeper, signal.SIGKILL)
            self.keepers_killed += 1

    async def kill_the_machine(self) -> None:
        kill(self.machine)
        self.machines_killed += 1
        seen = len(self.server.inventories)
        self.machine = start_machine(self.root)
        await self.server.until(lambda: len(self.server.inventories) > seen)

    def ledger(self, name: str) -> Counter[int]:
        path = self.root / name
        return Counter(map(int, path.read_text().split())) if path.exists() else Counter()

    def stop(self) -> None:
        self.machine.terminate()
        try:
            self.machine.wait(20)
        except subprocess.TimeoutExpired:
            kill(self.machine)


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


async def weather(root: Path, seed: int, rounds: int, jobs: int) -> None:
    async with FakeOrders().listening() as server:
        storm = Storm(root, server, seed)
        with no_keeper_left(storm.drive):
            try:
                await server.until(lambda: bool(server.inventories))
                for _ in range(rounds):
                    await storm.give_orders(jobs)
                    await asyncio.sleep(storm.random.uniform(0, 0.5))
                    if storm.random.random() < 0.5:
                        storm.kill_a_keeper()
                    await storm.kill_the_machine()
                await storm.send_open()
                await server.until(lambda: len(set(server.ends())) == len(storm.orders), 60)
            finally:
                storm.stop()
        judge(storm)


def judge(storm: Storm) -> None:
    begun, done = storm.ledger("begun"), storm.ledger("done")
    assert max(begun.values()) == 1, "a job ran twice"
    assert set(done) <= set(begun)
    last = {r.job: r for r in storm.server.reports if r.state != "running"}
    told: dict[int, set[str]] = {}
    for report in storm.server.reports:
        if report.state != "running":
            told.setdefault(report.job, set()).add(report.state)
    assert all(len(states) == 1 for states in told.values()), "a report changed its mind"
    for job, report in last.items():
        if report.state == "ended":
            assert report.exit_code == 0
            assert done[job] == 1, "told as ended, and it was not"
    interrupted = [job for job, report in last.items() if report.state != "ended"]
    assert len(interrupted) <= storm.keepers_killed + storm.machines_killed
    assert set(last) == set(storm.orders), "a job was lost"


def test_a_few_kills(tmp_path: Path) -> None:
    asyncio.run(weather(tmp_path, seed=1, rounds=5, jobs=6))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 5))
def test_many_kills(tmp_path: Path, seed: int) -> None:
    asyncio.run(weather(tmp_path, seed=seed, rounds=25, jobs=10))
