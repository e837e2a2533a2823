# SPDX-License-Identifier: GPL-3.0-or-later
"""The start and stop scripts for cluster managers (manual S7): real shells, every branch."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.ownership import Ownership, current_owner, is_owned
from jmss.cluster.records import write_record
from jmss.cluster.toml import write_toml
from tests.fakes.cluster import fake_layout
from tests.house.checkout import ROOT

SCRIPTS = ROOT / "resources" / "cluster"
RECORDER = """#!/bin/sh
printf '%s\\n' "$(basename "$0") $*" >> {record}
exit {code}
"""
FAMILIES = {"clusterpro-x": "CLP", "arm-2001": "ARMS"}


def put_on_path(folder: Path, record: Path, code: int) -> None:
    """Put programs there that only write down how they were called."""
    folder.mkdir(exist_ok=True)
    for name, ends in (("jstop", code), ("jstart", code), ("clplogcmd", 0), ("logger", 0)):
        program = folder / name
        program.write_text(RECORDER.format(record=record, code=ends))
        program.chmod(0o755)


def call(
    tmp_path: Path, family: str, script: str, *, code: int = 0, timeout: str = "", **told: str
) -> tuple[int, list[str], str]:
    """Run a script; give its exit code, what it called of ours, and what it said."""
    record = tmp_path / "record"
    record.write_text("")
    put_on_path(tmp_path / "bin", record, code)
    marks = {f"{FAMILIES[family]}_{name}": value for name, value in told.items()}
    done = subprocess.run(
        [SCRIPTS / family / script],
        env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "STOP_TIMEOUT": timeout, **marks},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    lines = record.read_text().splitlines()
    logged = [line for line in lines if line.startswith(("clplogcmd", "logger"))]
    assert len(logged) == len(done.stderr.splitlines()), "what is said is logged"
    return done.returncode, [line for line in lines if line not in logged], done.stderr


@pytest.mark.parametrize("server", ["HOME", "OTHER"])
@pytest.mark.parametrize("event", ["START", "FAILOVER"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_branch_stops_and_starts_the_group(
    tmp_path: Path, family: str, event: str, server: str
) -> None:
    told = {"EVENT": event, "SERVER": server, "DISK": "SUCCESS", "GROUPNAME": "VCOM1"}
    code, calls, said = call(tmp_path, family, "stop.sh", **told)
    assert (code, calls) == (0, ["jstop VCOM1"])
    assert ("other than" in said) == (server == "OTHER")
    assert ("after a failover" in said) == (event == "FAILOVER")
    code, calls, said = call(tmp_path, family, "start.sh", **told)
    adopting = "--adopt " if event == "FAILOVER" else ""
    assert (code, calls) == (0, [f"jstart {adopting}VCOM1"])
    assert ("other than" in said) == (server == "OTHER")
    for script in ("stop.sh", "start.sh"):
        assert call(tmp_path, family, script, code=1, **told)[0] == 1, "a failure is passed on"


@pytest.mark.parametrize("event", ["START", "FAILOVER"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("script", ["stop.sh", "start.sh"])
def test_without_the_drive_nothing_is_called(
    tmp_path: Path, family: str, script: str, event: str
) -> None:
    told = {"EVENT": event, "SERVER": "HOME", "DISK": "FAILURE", "GROUPNAME": "VCOM1"}
    code, calls, said = call(tmp_path, family, script, **told)
    assert (code, calls) == (1, [])
    assert "switching drive of VCOM1 is not there" in said


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("script", ["stop.sh", "start.sh"])
def test_without_the_cluster_manager_nothing_is_called(
    tmp_path: Path, family: str, script: str
) -> None:
    code, calls, said = call(tmp_path, family, script, GROUPNAME="VCOM1")
    assert (code, calls) == (1, [])
    assert "cluster manager does not run" in said


def test_a_server_that_came_back_starts_nothing(tmp_path: Path) -> None:
    code, calls, said = call(
        tmp_path, "clusterpro-x", "start.sh", EVENT="RECOVER", GROUPNAME="VCOM1"
    )
    assert (code, calls, said) == (0, [], "")


@pytest.mark.parametrize("family", FAMILIES)
def test_the_stop_timeout_is_handed_on(tmp_path: Path, family: str) -> None:
    told = {"EVENT": "START", "SERVER": "HOME", "GROUPNAME": "VCOM1"}
    _, calls, _ = call(tmp_path, family, "stop.sh", timeout="60", **told)
    assert calls == ["jstop --stop-timeout 60 VCOM1"]


def test_the_batch_file_has_the_manuals_branches() -> None:
    lines = (SCRIPTS / "arm-2001" / "STOP.BAT").read_bytes().split(b"\r\n")
    assert lines.count(b"JSTOP %ARMS_GROUPNAME%") == 4
    assert not [line for line in lines if b"\n" in line]
    labels = {line[1:] for line in lines if line.startswith(b":")}
    assert {line.split()[-1] for line in lines if b"GOTO" in line} == labels


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A cluster without agents, and the real commands on a path."""
    folders = ClusterFolders(tmp_path)
    write_toml(folders.layout, fake_layout(groups=2, nodes=2))
    drive = folders.drive("VCOM2")
    drive.mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    for name in ("jstop", "jstart"):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jmss.commands.{name} "$@"\n')
        program.chmod(0o755)
    yield tmp_path
    owner = current_owner(drive)
    if owner is not None and is_owned(drive):
        os.kill(owner.pid, signal.SIGKILL)


def test_a_group_goes_over_from_a_node_that_failed_and_stops_here(root: Path) -> None:
    drive = ClusterFolders(root).drive("VCOM2")
    before = Ownership.acquire(drive, virtual_computer="VCOM2", node="SV2")
    before.release()
    # Another machine had it, and never came to give it up.
    lost = msgspec.structs.replace(before.record, machine_id="far", ended=None, clean=False)
    write_record(drive / "owner.json", lost)

    def script(name: str, event: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [SCRIPTS / "clusterpro-x" / name],
            env={
                "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "JMSS_ROOT": str(root),
                "JMSS_NODE": "SV1",
                "CLP_EVENT": event,
                "CLP_DISK": "SUCCESS",
                "CLP_SERVER": "OTHER",
                "CLP_GROUPNAME": "VCOM2",
            },
            capture_output=True,
            text=True,
            timeout=40,
            check=False,
        )

    refused = script("start.sh", "START")
    assert refused.returncode == 1
    assert "did not start" in refused.stderr
    taken = script("start.sh", "FAILOVER")
    assert (taken.returncode, taken.stdout) == (0, "Group VCOM2 works on node SV1.\n")
    assert is_owned(drive)
    stopped = script("stop.sh", "FAILOVER")
    assert stopped.returncode == 0, stopped.stderr
    assert not is_owned(drive)
    owner = current_owner(drive)
    assert owner is not None
    assert (owner.node, owner.clean) == ("SV1", True)
    assert script("stop.sh", "FAILOVER").returncode == 0
