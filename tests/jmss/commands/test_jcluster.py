# SPDX-License-Identifier: GPL-3.0-or-later
"""The command itself, as a process, on a cluster of fake services."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jmss.access.token import read_token
from jmss.access.token_file import TokenFile, access_folder, find
from jmss.cluster.fence import kill_all, processes_of
from jmss.cluster.local import LocalCluster
from jmss.cluster.presence import node_record
from jmss.cluster.toml import write_toml
from jmss.server.encryption import server_context
from jmss.settings import load_site
from tests.fakes.cluster import carriers, fake_layout, until

LIFELINE = [sys.executable, "-m", "jmss.commands.jcluster", "up", "--lifeline"]


def jcluster(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jmss.commands.jcluster", *words, "--root", str(root)],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=60,
        check=False,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """A layout on disk; nothing runs yet, and nothing does afterwards."""
    write_toml(tmp_path / "cluster.toml", fake_layout(groups=2, nodes=2))
    cluster = LocalCluster(tmp_path)
    yield cluster
    left = boots(cluster)
    cluster.down()
    assert [process for boot in left for process in processes_of(boot)] == []


def boots(cluster: LocalCluster) -> list[str]:
    records = [node_record(cluster.folders.node(name)) for name in cluster.layout.nodes]
    return [record.boot for record in records if record is not None]


def all_gone(cluster: LocalCluster) -> bool:
    return not any(processes_of(boot) for boot in boots(cluster))


def test_the_whole_round(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    up = jcluster(root, "up")
    assert (up.returncode, up.stderr) == (0, "")
    assert [line.split()[:3] for line in up.stdout.splitlines()[-2:]] == [
        ["VCOM1", "Up", "SV1"],
        ["VCOM2", "Up", "SV2"],
    ]
    again = jcluster(root, "up")
    assert again.returncode == 1
    assert "is running already" in again.stderr

    told = json.loads(jcluster(root, "status", "--json").stdout)
    assert told["root"] == str(root)
    assert [node["state"] for node in told["nodes"]] == ["up", "up"]
    assert told["groups"][0] == {
        "name": "VCOM1",
        "server_type": "jmss_server",
        "node": "SV1",
        "state": "up",
        "incarnation": 1,
        "home_node": "SV1",
        "drive": "I:",
        "address": "127.0.0.101",
        "multiplicity": 0,
    }

    moved = json.loads(jcluster(root, "move", "VCOM1", "SV2", "--json").stdout)
    assert moved["groups"][0]["node"] == "SV2"
    assert jcluster(root, "kill", "SV1").stdout == "Node SV1 is dead.\n"
    dead = jcluster(root, "kill", "SV1", "--json")
    assert dead.returncode == 1
    assert json.loads(dead.stdout)["error"]["code"] == "NodeDown"
    assert jcluster(root, "start", "SV1").returncode == 0
    assert jcluster(root, "pause", "SV1").returncode == 0
    assert jcluster(root, "resume", "SV1").returncode == 0

    down = jcluster(root, "down")
    assert (down.returncode, down.stdout) == (0, "The cluster is down.\n")
    assert all_gone(cluster)


def test_what_is_wrong_is_said_with_its_exit_code(cluster: LocalCluster, tmp_path: Path) -> None:
    unknown = jcluster(tmp_path, "kill", "SV9")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr == "There is no node SV9. There are: SV1, SV2.\n"
    nowhere = jcluster(tmp_path / "nowhere", "status")
    assert nowhere.returncode == 1
    assert "No cluster runs in" in nowhere.stderr
    for wrong in (["up", "--port", "0"], ["kill"], ["burn", "SV1"], []):
        assert jcluster(tmp_path, *wrong).returncode == 2
    (tmp_path / "cluster.toml").write_text("nodes = 7")
    damaged = jcluster(tmp_path, "status")
    assert damaged.returncode == 1
    assert "cluster.toml" in damaged.stderr
    write_toml(tmp_path / "cluster.toml", fake_layout(groups=2, nodes=2))


@pytest.mark.parametrize("end", ["end of input", "kill"])
def test_with_a_lifeline_everything_ends_with_the_command(cluster: LocalCluster, end: str) -> None:
    root = cluster.folders.root
    # A program that hides its environment and outlives its parents must end as well.
    child = cluster.folders.drive("VCOM2") / "child"
    child.parent.mkdir(parents=True)
    child.touch()
    with subprocess.Popen(
        [*LIFELINE, "--root", str(root), "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as command:
        assert command.stdin is not None
        assert command.stdout is not None
        told = json.loads(command.stdout.readline())
        assert [group["state"] for group in told["groups"]] == ["up", "up"]
        # A node that somebody else starts hangs on the same lifeline.
        assert jcluster(root, "kill", "SV1").returncode == 0
        assert jcluster(root, "start", "SV1").returncode == 0
        until(lambda: carriers(cluster) == {"VCOM1": "SV2", "VCOM2": "SV2"})
        alive = boots(cluster)
        if end == "kill":
            command.kill()
        else:
            command.stdin.close()
        command.wait(20)
        assert command.returncode == (0 if end == "end of input" else -9)
    until(lambda: all_gone(cluster))
    assert alive == boots(cluster)


def test_a_hung_node_does_not_outlive_the_lifeline(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    with subprocess.Popen(
        [*LIFELINE, "--root", str(root), "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        assert command.stdout.readline()
        cluster.pause("SV1")
        command.kill()
        command.wait(20)
    until(lambda: all_gone(cluster))


def test_an_agent_started_by_hand_marks_itself(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    cluster.up()
    cluster.kill("SV2")
    agent = [sys.executable, "-m", "jmss.commands.jnode", "--root", str(root), "--node", "SV2"]
    with subprocess.Popen(agent, stderr=subprocess.PIPE) as process:
        until(lambda: cluster.status().node("SV2").state == "up")
        boot = cluster.status().node("SV2").boot
        assert process.pid in [found.pid for found in processes_of(boot)]
        second = subprocess.run(agent, capture_output=True, text=True, timeout=30, check=False)
        assert second.returncode == 1
        assert "Node SV2 is running already" in second.stderr
        assert kill_all(boot, node="SV2") >= 1


def test_tokens_are_made_shown_once_listed_and_removed(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    made = jcluster(root, "token", "add", "ueda", "--role", "operator")
    assert made.returncode == 0
    assert made.stdout.startswith("jmss_")
    assert "not shown again" in made.stderr
    again = jcluster(root, "token", "add", "ueda", "--role", "viewer", "--json")
    assert again.returncode == 1
    assert json.loads(again.stdout)["error"]["code"] == "TokenTaken"
    shown = jcluster(root, "token", "list")
    assert "ueda" in shown.stdout
    assert "Operator" in shown.stdout
    assert made.stdout.strip() not in shown.stdout
    assert jcluster(root, "token", "remove", "ueda").returncode == 0
    assert json.loads(jcluster(root, "token", "list", "--json").stdout) == {"tokens": []}
    assert jcluster(root, "token", "remove", "ueda").returncode == 1
    assert jcluster(root, "token", "add", "ueda", "--role", "king").returncode == 2


def test_a_cluster_makes_its_own_tokens_and_keeps_them(cluster: LocalCluster) -> None:
    cluster.up()
    folders = cluster.folders
    paths = [folders.token, folders.scheduler_token("VCOM1"), folders.machine_token("VCOM2")]
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600] * 3
    entries = TokenFile(access_folder(cluster.folders.drive("VCOM1"))).read()
    assert [(e.name, e.role.value, e.shared) for e in entries] == [
        ("site", "administrator", True),
        ("JSchedule", "scheduler", False),
        ("VCOM2", "machine", False),
    ]
    assert [find(entries, read_token(path)) for path in paths] == list(entries)
    kept = [path.read_text() for path in paths]
    cluster.down()
    paths[2].unlink()
    cluster.up()
    assert [path.read_text() for path in paths[:2]] == kept[:2]
    assert paths[2].read_text() != kept[2]


def test_certificates_are_made_for_the_next_start(cluster: LocalCluster) -> None:
    root = cluster.folders.root
    cluster.up()
    assert "running already" in jcluster(root, "cert").stderr
    assert load_site(root / "site.toml").tls is False
    cluster.down()
    made = jcluster(root, "cert")
    assert (made.returncode, made.stderr) == (0, "")
    assert str(root / "certificates" / "ca.crt") in made.stdout
    cluster.up()
    site = load_site(root / "site.toml")
    assert (site.tls, site.ca_file) == (True, str(root / "certificates" / "ca.crt"))
    layout = cluster.layout
    assert server_context(root / layout.certificate, root / layout.key)
    assert (root / layout.key).stat().st_mode & 0o777 == 0o600
