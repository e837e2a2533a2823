# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands against a real cluster whose server's node is killed under them."""

import json
import socket
import subprocess
import sys
import time
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


def ended(name: str, *words: str) -> "subprocess.CompletedProcess[str]":
    child = started(name, *words)
    out, err = child.communicate(timeout=60)
    return subprocess.CompletedProcess(words, child.returncode, out.decode(), err.decode())


def queue_states() -> dict[str, str]:
    queues = json.loads(told("jstat", "--json", "--queues"))["queues"]
    return {queue["name"]: queue["state"] for queue in queues}


def state_of(number: str) -> tuple[str, str]:
    (job,) = json.loads(told("jstat", "--json", number))["jobs"]
    return job["state"], job["reason"]


def running_on(queue: str, command: str) -> str:
    number = told("jsub", "--queue", queue, "--name", "work", command).decode().strip()
    give_up = time.monotonic() + 20
    while state_of(number)[0] != "running":
        assert time.monotonic() < give_up
    return number


@pytest.mark.usefixtures("cluster")
def test_a_machine_is_moved_when_its_jobs_have_ended(tmp_path: Path) -> None:
    mark = tmp_path / "go"
    number = running_on("VCOM2", f"until test -e {mark}; do sleep 0.1; done")
    check = ended("jcluster", "move", "VCOM2", "SV3", "--check")
    assert (check.returncode, check.stdout) == (1, f"1 job runs on VCOM2: {number} work.\n")
    told_it = json.loads(ended("jcluster", "move", "VCOM2", "SV3", "--check", "--json").stdout)
    assert told_it["jobs"] == [{"number": int(number), "name": "work", "state": "running"}]
    late = ended("jcluster", "move", "VCOM2", "SV3", "--wait", "0.5")
    assert late.returncode == 1
    assert f"After 0.5 s jobs still run on VCOM2: {number} work." in late.stderr
    assert set(queue_states().values()) == {"open"}

    moving = started("jcluster", "move", "VCOM2", "SV3", "--wait", "40", "--json")
    assert moving.stderr is not None
    stopped = moving.stderr.readline().decode()
    assert stopped.startswith("Stopped for the move, to be opened again: ")
    assert f"Waiting for 1 job on VCOM2, for up to 40 s: {number} work" in (
        moving.stderr.readline().decode()
    )
    states = queue_states()
    assert [name for name, state in states.items() if state == "open"] == ["VCOM3", "VCOM4"]
    mark.touch()
    out, _ = moving.communicate(timeout=60)
    assert moving.returncode == 0
    status = json.loads(out)
    assert {g["name"]: g["node"] for g in status["groups"]}["VCOM2"] == "SV3"
    assert sorted(status["queues"]) == sorted(set(states) - {"VCOM3", "VCOM4"})
    assert state_of(number) == ("ended_normally", "")
    assert set(queue_states().values()) == {"open"}
    safe = ended("jcluster", "move", "VCOM2", "SV2", "--check")
    assert (safe.returncode, safe.stdout) == (
        0,
        "It is safe to move VCOM2: no job runs there.\n",
    )


@pytest.mark.usefixtures("cluster")
def test_a_move_at_once_names_what_it_interrupts_and_a_wait_can_be_broken_off() -> None:
    number = running_on("VCOM2", "sleep 50")
    moving = started("jcluster", "move", "VCOM2", "SV3")
    assert moving.stderr is not None
    assert moving.stderr.readline().startswith(b"Stopped for the move")
    moving.terminate()
    moving.communicate(timeout=60)
    assert moving.returncode == 130
    assert set(queue_states().values()) == {"open"}
    assert state_of(number)[0] == "running"
    # The JMSS server runs no jobs: it may be moved while they go on.
    assert ended("jcluster", "move", "VCOM1", "SV2", "--check").returncode == 0
    moved = ended("jcluster", "move", "VCOM1", "SV2")
    assert (moved.returncode, moved.stdout) == (0, "Group VCOM1 is on node SV2.\n")
    assert state_of(number)[0] == "running"

    at_once = ended("jcluster", "move", "VCOM2", "SV3", "--now")
    assert at_once.returncode == 0
    assert at_once.stderr == f"The move interrupts 1 job on VCOM2: {number} work.\n"
    give_up = time.monotonic() + 20
    while state_of(number)[0] == "taking_over":
        assert time.monotonic() < give_up
    assert state_of(number) == ("ended_abnormally", "interrupted")
    both = ended("jcluster", "move", "VCOM2", "SV3", "--now", "--check")
    assert (both.returncode, "Only one of" in both.stderr) == (2, True)
    unknown = ended("jcluster", "move", "VCOM9", "SV3")
    assert (unknown.returncode, "no failover group VCOM9" in unknown.stderr) == (1, True)
    told("jcluster", "kill", "SV4")
    down = ended("jcluster", "move", "VCOM2", "SV4")
    assert (down.returncode, down.stderr) == (
        1,
        "Node SV4 is not running. `jcluster start SV4` starts it.\n",
    )


def slots() -> dict[str, int]:
    machines = json.loads(told("jstat", "--json", "--machines"))["machines"]
    return {machine["name"]: machine.get("multiplicity", 0) for machine in machines}


@pytest.mark.usefixtures("cluster")
def test_a_stopped_machine_gets_no_jobs_and_what_it_interrupted_is_known_at_once() -> None:
    number = running_on("VCOM2", "sleep 50")
    stopping = started("jstop", "VCOM2", "--grace", "4", "--json")
    give_up = time.monotonic() + 20
    while slots()["VCOM2"] != 0:
        assert time.monotonic() < give_up
    later = told("jsub", "--queue", "VCOM2", "true").decode().strip()
    out, _ = stopping.communicate(timeout=60)
    assert stopping.returncode == 0
    assert [job["number"] for job in json.loads(out)["interrupted"]] == [int(number)]
    assert state_of(number) == ("ended_abnormally", "interrupted")
    assert state_of(later)[0] == "queued"
    assert ended("jstart", "VCOM2").stdout == "Group VCOM2 works on node SV2.\n"
    give_up = time.monotonic() + 20
    while state_of(later)[0] != "ended_normally":
        assert time.monotonic() < give_up
    assert slots()["VCOM2"] == 4
