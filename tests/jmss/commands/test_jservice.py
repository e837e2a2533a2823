# SPDX-License-Identifier: GPL-3.0-or-later
"""JCluster Service and the two that it depends on (manual S5, S16): real agents, fake services."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.fence import processes_of
from jmss.cluster.local import LocalCluster
from jmss.cluster.presence import node_record
from jmss.cluster.toml import write_toml
from tests.fakes.cluster import carriers, fake_layout, left_over, until

FAKE = (sys.executable, str(Path(__file__).parents[2] / "fakes" / "schedule_service.py"))
WORDS = [sys.executable, "-m", "jmss.commands.jservice"]


def jservice(
    root: Path, *words: str, language: str = "C.UTF-8"
) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JMSS_")}
    return subprocess.run(
        [*WORDS, *words, "--root", str(root)],
        capture_output=True,
        text=True,
        env={**environment, "LC_ALL": language},
        timeout=60,
        check=False,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """Two nodes on disk, with fake services; nothing runs yet, and nothing does afterwards."""
    plan = fake_layout(groups=2, nodes=2)
    groups = tuple(msgspec.structs.replace(g, schedule_service=FAKE) for g in plan.groups)
    write_toml(tmp_path / "cluster.toml", msgspec.structs.replace(plan, groups=groups))
    cluster = LocalCluster(tmp_path)
    yield cluster
    cluster.down()
    assert left_over(cluster) == []


def states(root: Path, *words: str) -> dict[str, dict[str, str]]:
    told = json.loads(jservice(root, "status", "--json", *words).stdout)
    return {
        each["node"]: {one["name"]: one["state"] for one in each["services"]}
        for each in told["nodes"]
    }


STOPPED = {"JCluster": "stopped", "JLook": "stopped", "JSchedule": "stopped"}
WORKS = {"JCluster": "running", "JLook": "running", "JSchedule": "running"}


def test_jcluster_service_starts_and_stops_both_others(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    stopped = jservice(root, "status")
    assert (stopped.returncode, stopped.stderr) == (3, "")
    assert states(root) == {"SV1": STOPPED, "SV2": STOPPED}

    started = jservice(root, "start")
    assert (started.returncode, started.stderr) == (0, "")
    assert "ESMPRO/JMSS JSchedule Service" in started.stdout
    until(lambda: states(root)["SV1"] == WORKS)
    assert states(root)["SV2"] == {**WORKS, "JSchedule": "standing_by"}
    assert jservice(root, "status").returncode == 0
    assert jservice(root, "start", "jcluster service").returncode == 0, "so already"
    assert carriers(cluster) == {"VCOM1": "SV1", "VCOM2": "SV2"}

    assert jservice(root, "stop", "JCluster", "--node", "SV1").returncode == 0
    assert states(root)["SV1"] == STOPPED
    until(lambda: carriers(cluster) == {"VCOM1": "SV2", "VCOM2": "SV2"})
    until(lambda: states(root)["SV2"] == WORKS)
    assert jservice(root, "status", "JLook", "--node", "SV1").returncode == 3
    assert jservice(root, "status", "JLook", "--node", "SV2").returncode == 0

    assert jservice(root, "start", "--node", "SV1").returncode == 0
    assert states(root, "--node", "SV1") == {
        "SV1": {**WORKS, "JLook": "standing_by", "JSchedule": "standing_by"}
    }
    assert jservice(root, "stop").returncode == 0
    assert left_over(cluster) == []
    assert jservice(root, "stop").returncode == 0, "so already"


@pytest.mark.slow
def test_a_restart_of_jcluster_service_restarts_both_others(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    assert jservice(root, "start", "--node", "SV1").returncode == 0, "the first of a cluster"
    until(lambda: states(root)["SV1"] == WORKS)
    before = json.loads(jservice(root, "status", "--json").stdout)["nodes"][0]["services"]
    assert jservice(root, "restart", "--node", "SV1").returncode == 0
    until(lambda: states(root)["SV1"] == WORKS)
    after = json.loads(jservice(root, "status", "--json").stdout)["nodes"][0]["services"]
    pids = [[p["pid"] for p in one["processes"]] for one in (*before, *after)]
    assert not {pid for one in pids[:3] for pid in one} & {pid for one in pids[3:] for pid in one}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["JLook", "JSchedule"])
def test_neither_of_both_starts_stops_or_restarts_by_itself(
    cluster: LocalCluster, name: str
) -> None:
    root = cluster.folders.root
    alone = jservice(root, "start", name)
    assert (alone.returncode, alone.stdout) == (1, "")
    assert "`jservice start JCluster`" in alone.stderr
    assert jservice(root, "stop", name).returncode == 0, "so already"
    assert jservice(root, "start", "--node", "SV1").returncode == 0
    assert jservice(root, "start", name, "--node", "SV1").returncode == 0, "so already"
    stop = jservice(root, "stop", name, "--node", "SV1")
    assert stop.returncode == 1
    assert "ESMPRO/JMSS JCluster Service, which depends on it, runs" in stop.stderr
    restart = jservice(root, "restart", name)
    assert restart.returncode == 1
    assert restart.stderr == (
        f"To restart ESMPRO/JMSS {name} Service, restart ESMPRO/JMSS JCluster Service, which"
        " depends on it: `jservice restart JCluster`.\n"
    )
    japanese = jservice(root, "restart", name, "--json", language="ja_JP.UTF-8")
    error = json.loads(japanese.stdout)["error"]
    assert error["code"] == "RestartTied"
    assert f"ESMPRO/JMSS {name} Service" in error["text"]
    assert "ESMPRO/JMSS JCluster Service を再起動してください" in error["text"]


def test_what_is_wrong_is_said_with_its_exit_code(cluster: LocalCluster, tmp_path: Path) -> None:
    root = cluster.folders.root
    unknown = jservice(root, "start", "JEnv")
    assert unknown.returncode == 1
    assert "There are: JCluster, JLook, JSchedule." in unknown.stderr
    assert "no node SV9" in jservice(root, "start", "--node", "SV9").stderr
    nowhere = jservice(tmp_path / "nowhere", "status")
    assert nowhere.returncode == 1
    assert "No cluster runs in" in nowhere.stderr
    for wrong in ([], ["burn"], ["start", "--foreground"], ["restart", "--foreground"]):
        assert jservice(root, *wrong).returncode == 2
    (tmp_path / "preparing.lock").mkdir()
    unwritable = jservice(root, "start", "--node", "SV1")
    assert (unwritable.returncode, "Traceback" in unwritable.stderr) == (1, False)
    assert str(root) in unwritable.stderr
    (tmp_path / "preparing.lock").rmdir()
    (tmp_path / "cluster.toml").rename(tmp_path / "kept")
    (tmp_path / "cluster.toml").write_text("nodes = 7")
    assert "cluster.toml" in jservice(root, "status").stderr
    (tmp_path / "kept").rename(tmp_path / "cluster.toml")


@pytest.mark.slow
def test_a_silent_agent_is_told(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    assert jservice(root, "start", "--node", "SV1").returncode == 0
    cluster.pause("SV1")
    until(lambda: states(root)["SV1"]["JCluster"] == "silent")
    assert jservice(root, "status").returncode == 3
    assert jservice(root, "stop", "--node", "SV1").returncode == 0
    assert states(root)["SV1"] == STOPPED


@pytest.mark.slow
def test_all_nodes_may_start_at_once_and_end_in_order(cluster: LocalCluster) -> None:
    """As systemd starts them when a computer comes up."""
    root = cluster.folders.root
    for _ in range(3):
        agents = [
            subprocess.Popen(
                [*WORDS, "start", "--foreground", "--node", node, "--root", str(root)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for node in cluster.layout.nodes
        ]
        try:
            until(lambda: {one["JCluster"] for one in states(root).values()} == {"running"})
            assert jservice(root, "stop").returncode == 0
            assert [agent.wait(20) for agent in agents] == [0] * len(agents), "nobody was killed"
        finally:
            for agent in agents:
                agent.kill()
                agent.wait()


@pytest.mark.slow
def test_in_the_foreground_it_is_the_agent_itself(cluster: LocalCluster) -> None:
    """What the systemd unit runs."""
    root = cluster.folders.root
    words = [*WORDS, "start", "JCluster", "--foreground", "--node", "SV1", "--root", str(root)]
    with (root / "agent.log").open("wb") as log:
        agent = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        until(lambda: states(root)["SV1"] == WORKS)
        record = node_record(cluster.folders.node("SV1"))
        assert record is not None
        assert record.pid == agent.pid
        twice = jservice(root, "start", "--foreground", "--node", "SV1")
        assert twice.returncode == 1
        assert "running already" in twice.stderr
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(20) == 0
        assert processes_of(record.boot) == []
    finally:
        agent.kill()
        agent.wait()
