# SPDX-License-Identifier: GPL-3.0-or-later
"""Chapter 4: JCluster Service depends on JLook Service and JSchedule Service (manual S5, S16).

Stopping it stops both, starting it starts both, and to restart one of the two it is restarted:
real services, and a desk that watches through it.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from jlook_client.clock import Clock
from jlook_client.connection import Connection
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jmss.cluster.layout import figure
from jmss.cluster.local import LocalCluster
from jmss.link.dial import Target
from jmss.link.site_dialler import site_dialler
from jmss.link.view import LinkState
from jmss.settings import load_site
from tests.fakes.cluster import free_port, left_over

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
PROGRAMS = {"JCluster": "jnode", "JLook": "jmssd", "JSchedule": "jscheduled"}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    cluster = LocalCluster(tmp_path / "cluster")
    cluster.up(layout=figure(free_port()))
    yield cluster
    cluster.down()
    assert left_over(cluster) == []


def jservice(cluster: LocalCluster, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JMSS_")}
    line = [sys.executable, "-m", "jmss.commands.jservice", *words]
    return subprocess.run(
        [*line, "--root", str(cluster.folders.root)],
        capture_output=True,
        text=True,
        env={**environment, "LC_ALL": "C.UTF-8"},
        timeout=60,
        check=False,
    )


def processes(cluster: LocalCluster, node: str) -> dict[str, list[int]]:
    """Give the processes of each service of a node, each looked at for what it really is."""
    told = json.loads(jservice(cluster, "status", "--node", node, "--json").stdout)
    found: dict[str, list[int]] = {}
    for service in told["nodes"][0]["services"]:
        pids = [process["pid"] for process in service["processes"]]
        for pid in pids:
            words = " ".join(psutil.Process(pid).cmdline())
            assert "jexecd" in words or PROGRAMS[service["name"]] in words
        found[service["name"]] = pids
    return found


def works(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.05)


@pytest.mark.slow
def test_both_others_go_and_come_with_jcluster_service(cluster: LocalCluster) -> None:
    site = load_site(cluster.folders.site)
    connection = Connection(
        target=Target(site.server, site.port),
        dialler=site_dialler(site, agent="test"),
        mirror=Mirror(),
        timeline=Timeline(),
        user="test",
        agent="test",
        clock=Clock(),
    )

    def live_on(node: str) -> bool:
        return connection.view.state is LinkState.LIVE and connection.view.node == node

    async def story() -> None:
        running = asyncio.create_task(connection.run())
        await until(lambda: live_on("SV1"))
        await until(lambda: len(processes(cluster, "SV1")["JSchedule"]) == 1)
        before = processes(cluster, "SV1")

        for service in ("JLook", "JSchedule"):
            refused = await asyncio.to_thread(jservice, cluster, "restart", service)
            assert refused.returncode == 1
            assert "restart ESMPRO/JMSS JCluster Service" in refused.stderr
        assert processes(cluster, "SV1") == before, "a refusal touches nothing"

        done = await asyncio.to_thread(jservice, cluster, "stop", "JCluster", "--node", "SV1")
        assert done.returncode == 0, done.stderr
        assert processes(cluster, "SV1") == {"JCluster": [], "JLook": [], "JSchedule": []}
        assert not any(works(pid) for pids in before.values() for pid in pids)
        await until(lambda: live_on("SV2"))
        await until(lambda: len(processes(cluster, "SV2")["JSchedule"]) == 1)

        done = await asyncio.to_thread(jservice, cluster, "restart", "--node", "SV2")
        assert done.returncode == 0, done.stderr
        await until(lambda: connection.view.state is LinkState.LIVE)
        assert jservice(cluster, "status", "--node", "SV2").returncode == 0
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(story())
