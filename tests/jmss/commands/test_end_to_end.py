# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands against a real cluster whose server's node is killed under them."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="local cluster")]

LINES = 8
PRINT = f"n=0; while [ $n -lt {LINES} ]; do n=$((n + 1)); echo line $n; sleep 0.5; done; exit 8"


def started(name: str, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", f"jmss.commands.{name}", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def told(name: str, *words: str) -> bytes:
    child = started(name, *words)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err.decode()
    return out


def free_port() -> int:
    """Give a port that is free on the first address of the local cluster."""
    with socket.create_server(("127.0.0.101", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("JMSS_ROOT", str(tmp_path / "root"))
    up = started("jcluster", "up", "--lifeline", "--port", str(free_port()))
    assert up.stdout is not None
    try:
        assert up.stdout.readline(), "the cluster did not come up"
        yield
    finally:
        _, err = up.communicate(timeout=60)  # closes the lifeline
    assert up.returncode == 0, err.decode()


@pytest.mark.usefixtures("cluster")
def test_a_killed_server_is_no_more_than_a_pause() -> None:
    number = told("jsub", "--queue", "VCOM3", "--name", "print", PRINT).decode().strip()
    following = started("jout", "--follow", number)
    assert following.stdout is not None
    assert following.stdout.readline() == b"line 1\n"
    told("jcluster", "kill", "SV1")
    other = json.loads(told("jsub", "--json", "--queue", "VCOM4", "--wait", "true").splitlines()[0])
    assert other["job"] == int(number) + 1
    rest = following.stdout.read()  # what is buffered here as well
    following.communicate(timeout=60)
    assert following.returncode == 0
    assert rest.decode().splitlines() == [f"line {n}" for n in range(2, LINES + 1)]
    board = json.loads(told("jstat", "--json"))
    assert (board["node"], board["incarnation"]) == ("SV2", 2)
    ends = {job["number"]: (job["state"], job["exit_code"]) for job in board["jobs"]}
    assert ends == {
        int(number): ("ended_abnormally", 8),
        int(number) + 1: ("ended_normally", 0),
    }


@pytest.mark.usefixtures("cluster")
def test_the_same_operation_submits_once_on_the_real_server() -> None:
    words = ("jsub", "--operation", "0f0e0d0c-0b0a-4908-8706-050403020100", "--hold", "true")
    assert told(*words) == told(*words) == b"1\n"
    assert told("jrelease", "1") == b"Job 1 is released.\n"
    refused = started("jrelease", "1", "99")
    _, err = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert err.endswith(b"There is no job 99. `jstat` lists the jobs there are.\n")
