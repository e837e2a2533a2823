# SPDX-License-Identifier: GPL-3.0-or-later
"""A hundred random kills and hangs of nodes under load; every job and event accounted for."""

import asyncio
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jlook_client.apps.accounting import Events, Ledger, account
from jlook_client.clock import Clock
from jlook_client.connection import Asked, Connection, Phase
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jmss.cluster.base import GroupState, NodeState
from jmss.cluster.local import LocalCluster
from jmss.link.dial import Target
from jmss.link.site_dialler import site_dialler
from jmss.link.view import LinkState
from jmss.model.jobs import ENDED
from jmss.model.operations import Submit
from jmss.settings import load_site

SEED = 20261122
ALIVE = 30
"""Jobs that are queued or run at any time."""


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A cluster that hangs on this process."""
    root = tmp_path / "cluster"
    with socket.socket() as probe:
        probe.bind(("127.0.0.101", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jmss.commands.jcluster", "up", "--root", str(root)]
    with (tmp_path / "cluster.log").open("wb") as log:
        up = subprocess.Popen(
            [*command, "--port", str(port), "--lifeline"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    yield root
    assert up.stdin is not None
    up.stdin.close()
    up.wait(60)


class Load:
    """Keeps submitting jobs that account for themselves, and counts what the desk is told."""

    def __init__(self, root: Path, seed: int) -> None:
        site = load_site(root / "site.toml")
        self.random = random.Random(seed)
        self.mirror = Mirror()
        self.events = Events()
        self.ledger = Ledger(root.parent / "ledger")
        self.numbers: list[int] = []
        self.open: dict[str, Phase] = {}
        self.replays: list[bool] = []
        self.connection = Connection(
            target=Target(site.server, site.port),
            dialler=site_dialler(site, agent="test"),
            mirror=self.mirror,
            timeline=Timeline(),
            user="test",
            agent="test",
            clock=Clock(),
        )
        self.connection.watchers.append(self.events)

    @property
    def live(self) -> bool:
        return self.connection.view.state is LinkState.LIVE

    def unended(self) -> list[int]:
        jobs = self.mirror.jobs
        return [n for n in self.numbers if n not in jobs or jobs[n].state not in ENDED]

    async def keep_going(self) -> None:
        while True:
            missing = ALIVE - len(self.unended()) - len(self.open)
            for _ in range(max(0, missing) if self.live else 0):
                self.submit()
            await asyncio.sleep(0.1)

    def submit(self) -> None:
        seconds = round(self.random.uniform(0.1, 3.0), 2)
        operation = Submit(
            name="fault",
            command=self.ledger.command(seconds, self.random.choice([0, 0, 0, 8])),
            queue=self.random.choice(["NIGHT", "ACCOUNT", "VCOM2", "VCOM3"]),
            owner="test",
            restartable=self.random.random() < 0.5,
        )

        def told(asked: Asked) -> None:
            self.open[asked.id] = asked.phase
            if asked.phase in {Phase.DONE, Phase.REFUSED}:
                del self.open[asked.id]
            if asked.phase is Phase.DONE and asked.job is not None:
                self.numbers.append(asked.job)

        self.connection.ask(operation, told)


async def wait_for(condition: Callable[[], bool], what: str, seconds: float = 90.0) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, f"{what} did not come within {seconds} s"
        await asyncio.sleep(0.05)


async def order(root: Path, *words: str) -> None:
    """Run ``jcluster`` as an operator does."""
    command = [sys.executable, "-m", "jmss.commands.jcluster", *words, "--root", str(root)]
    await asyncio.to_thread(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)


class Faults:
    """Kills and hangs nodes at random; never all of them."""

    def __init__(self, root: Path, load: Load) -> None:
        self.root = root
        self.cluster = LocalCluster(root)
        self.load = load
        self.random = load.random
        self.on_server = 0
        self.struck: set[str] = set()
        """Nodes that were not started again; the cluster may not know yet that they are down."""

    async def strike(self) -> None:
        status = await asyncio.to_thread(self.cluster.status)
        server = status.group("VCOM1").node
        up = [
            node.name
            for node in status.nodes
            if node.state is NodeState.UP and node.name not in self.struck
        ]
        hits_server = server in up and self.random.random() < 0.6
        node = server if hits_server and server else self.random.choice(up)
        self.on_server += node == server
        incarnation = status.group("VCOM1").incarnation
        fault = self.random.choice(["kill", "pause"])
        await order(self.root, fault, node)
        self.struck.add(node)
        if node == server:
            await wait_for(
                lambda: self.load.live and self.load.connection.view.incarnation > incarnation,
                f"the return after {fault} {node}",
            )
        await self.mend()

    async def mend(self) -> None:
        """Start what is down, once everything has been taken over; leave one down at times."""

        def taken_over() -> bool:
            groups = self.cluster.status().groups
            return all(group.state is GroupState.UP for group in groups)

        def noticed() -> bool:
            nodes = self.cluster.status().nodes
            return self.struck <= {each.name for each in nodes if each.state is NodeState.DOWN}

        await wait_for(taken_over, "the take-over of all groups")
        if len(self.struck) > 1 or self.random.random() < 0.6:
            await wait_for(noticed, f"the end of {self.struck}")
            for node in sorted(self.struck):
                await order(self.root, "start", node)
            self.struck.clear()


async def struck(root: Path, faults: int, seed: int) -> None:
    await wait_for((root / "site.toml").exists, "the site file")
    load = Load(root, seed)
    running = asyncio.create_task(load.connection.run())
    load.connection.connect_now()
    try:
        await wait_for(lambda: load.live, "a server")
        start = load.mirror.position
        assert start is not None
        feeding = asyncio.create_task(load.keep_going())
        striking = Faults(root, load)
        for _ in range(faults):
            await asyncio.sleep(load.random.uniform(0.2, 1.5))
            await striking.strike()
        feeding.cancel()
        await wait_for(lambda: load.live and not load.open, "the answers")
        await wait_for(lambda: not load.unended(), "the end of all jobs", 240.0)
        await asyncio.sleep(2.0)
        end = load.mirror.position
        assert end is not None
        jobs = account(load.numbers, load.mirror.jobs, load.ledger)
        sys.stdout.write(
            f"\n{faults} faults, {striking.on_server} on the server: {jobs}; {end.seq} rows\n"
        )
        assert (jobs.lost, jobs.run_twice) == (0, 0)
        assert jobs.submitted > faults
        assert load.events.missing(start.seq, end.seq) == []
        assert load.events.duplicates(start.seq, end.seq) == 0
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_a_few_random_faults(root: Path, allow_log: Callable[[str], None]) -> None:
    asyncio.run(struck(root, 3, SEED))


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_a_hundred_random_faults(root: Path, allow_log: Callable[[str], None]) -> None:
    asyncio.run(struck(root, 100, SEED + 1))
