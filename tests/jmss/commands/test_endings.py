# SPDX-License-Identifier: GPL-3.0-or-later
"""How commands end: full disks, closed pipes, Ctrl+C, wrong usage."""

import json
import os
import signal
from pathlib import Path

import pytest

from jmss.commands.endings import AWAY, REFUSED, UNWRITTEN, USAGE, exit_code
from jmss.errors import (
    BadConfiguration,
    JmssError,
    NoSuchJob,
    OutcomeUnknown,
    ServerAway,
    Unwritten,
    WireError,
)
from tests.fakes.command_runs import Process, Run
from tests.fakes.fake_server import FakeServer

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoSuchJob(job=1), REFUSED),
        (BadConfiguration(where="x", why="y"), USAGE),
        (ServerAway(server="x", why="y"), AWAY),
        (OutcomeUnknown(id="x"), AWAY),
        (WireError(why="x"), AWAY),
        (Unwritten(why="x", text="y"), UNWRITTEN),
    ],
)
def test_an_exit_code_for_each_error(error: JmssError, code: int) -> None:
    assert exit_code(error) == code


@needs_full
def test_a_full_disk_is_told_with_what_could_not_be_written(
    server: FakeServer, process: Process
) -> None:
    with FULL.open("wb") as full:
        child = process("jsub", "--queue", "NIGHT", "x", stdout=full)
        _, err = child.communicate(timeout=20)
    assert child.returncode == UNWRITTEN
    assert err.decode() == (
        "This could not be written to standard output (No space left on device): 1\n"
    )
    assert list(server.jobs) == [1]


@needs_full
@pytest.mark.parametrize("words", [["jstat"], ["jout", "7"], ["jhold", "--json", "99"]])
def test_a_full_disk_ends_no_command_in_a_traceback(
    server: FakeServer, process: Process, words: list[str]
) -> None:
    server.add_job(7, attempt=1)
    server.output[7, 1, "stdout"] = b"output"
    with FULL.open("wb") as full:
        child = process(*words, stdout=full)
        _, err = child.communicate(timeout=20)
    assert child.returncode == UNWRITTEN
    assert err.startswith(b"This could not be written to standard output")
    assert b"Traceback" not in err


def test_a_closed_pipe_ends_it_quietly(server: FakeServer, process: Process) -> None:
    for number in range(1, 2000):
        server.add_job(number)
    reading, writing = os.pipe()
    os.close(reading)
    child = process("jstat", stdout=writing)
    os.close(writing)
    _, err = child.communicate(timeout=20)
    assert (child.returncode, err) == (130, b"")


def test_ctrl_c_ends_it_quietly(server: FakeServer, process: Process) -> None:
    server.add_job(7, state="running", attempt=1)
    server.output[7, 1, "stdout"] = b"one\n"
    child = process("jout", "7", "--follow")
    assert child.stdout is not None
    assert child.stdout.readline() == b"one\n"
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=20)
    assert (child.returncode, err.strip()) == (130, b"")


def test_ctrl_c_while_waiting_for_a_server(server: FakeServer, process: Process) -> None:
    server.stop()
    child = process("jstat")
    assert child.stderr is not None
    assert child.stderr.readline().startswith(b"Waiting for the JMSS server")
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=20)
    assert (child.returncode, err.strip()) == (130, b"")


def test_wrong_usage_as_json(run: Run) -> None:
    result = run("jhold", "--json")
    assert (result.exit_code, result.stderr) == (2, "")
    assert json.loads(result.stdout)["error"]["code"] == "Usage"


def test_wrong_usage_in_words(run: Run) -> None:
    result = run("jhold")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Missing argument 'JOB...'" in result.stderr


def test_the_help_tells_the_exit_codes(run: Run) -> None:
    on_jobs = ("jhold", "jrelease", "jcancel", "jrerun", "jpriority", "jmovequeue", "jsettle")
    for name in ("jsub", "jstat", *on_jobs, "jout", "jworkload"):
        result = run(name, "--help")
        assert result.exit_code == 0
        assert "Exit codes: 0 done; 1 refused; 2 wrong usage; 3" in result.stdout


def test_it_speaks_the_language_of_the_environment(process: Process, server: FakeServer) -> None:
    japanese = {**os.environ, "LC_ALL": "ja_JP.UTF-8"}
    _, err = process("jhold", "99", env=japanese).communicate(timeout=20)
    assert "ジョブ 99" in err.decode()
