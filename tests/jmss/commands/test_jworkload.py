# SPDX-License-Identifier: GPL-3.0-or-later
"""``jworkload``: a steady night, through failovers, until it is told to end."""

import json
import signal
import subprocess
import time
from collections.abc import Callable

from jmss.model.operations import Hold, Release, Submit
from tests.fakes.command_runs import Process, Run
from tests.fakes.fake_server import FakeServer, Fault

FAST = ("--rate", "6000")


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_ends_after_so_many_jobs(server: FakeServer, run: Run) -> None:
    result = run("jworkload", "--count", "30", "--language", "ja", *FAST)
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(server.jobs) == 30
    assert result.stdout.splitlines()[0] == f"Job 1 {server.jobs[1].name}"
    assert not server.jobs[1].name.isascii()
    assert {job.queue for job in server.jobs.values()} == {"NIGHT", "ACCOUNT", "STOCK", "REPORT"}


def test_the_operator_holds_and_releases(server: FakeServer, run: Run) -> None:
    run("jworkload", "--count", "60", *FAST)
    kinds = [type(ask.operation) for ask in server.asked]
    assert kinds.count(Submit) == 60
    assert kinds.count(Hold) >= 3
    assert kinds.count(Release) >= 3
    assert sum(job.state == "held" for job in server.jobs.values()) <= 4


def test_the_same_seed_submits_anew(server: FakeServer, run: Run) -> None:
    for _ in range(2):
        run("jworkload", "--count", "5", "--seed", "3", *FAST)
    names = [server.jobs[number].name for number in range(1, 11)]
    assert names[:5] == names[5:]


def test_json_lines_name_job_and_operation(server: FakeServer, run: Run) -> None:
    lines = run("jworkload", "--json", "--count", "3").stdout.splitlines()
    told = [json.loads(line) for line in lines]
    assert [line["job"] for line in told] == [1, 2, 3]
    assert {line["operation"] for line in told} <= set(server.done)


def test_a_failover_loses_and_doubles_nothing(server: FakeServer, process: Process) -> None:
    server.faults = [Fault.CUT_AFTER, Fault.CUT_BEFORE, Fault.SILENT]
    child = process("jworkload", "--json", "--count", "35", *FAST)
    until(lambda: len(server.jobs) >= 10)
    server.stop()
    server.incarnation += 1
    server.start()
    out, _ = child.communicate(timeout=30)
    assert child.returncode == 0
    assert [json.loads(line)["job"] for line in out.splitlines()] == list(range(1, 36))
    assert len(server.jobs) == 35


def test_it_begins_at_once_and_then_takes_its_time(server: FakeServer, process: Process) -> None:
    child = process("jworkload", "--rate", "1")
    until(lambda: len(server.jobs) >= 25)
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, err) == (0, b"")
    assert len(out.splitlines()) == len(server.jobs) == 25


def test_it_ends_with_its_lifeline(server: FakeServer, process: Process) -> None:
    child = process("jworkload", "--lifeline", "--rate", "1", stdin=subprocess.PIPE)
    until(lambda: len(server.jobs) >= 25)
    _, err = child.communicate(timeout=20)
    assert (child.returncode, err) == (0, b"")


def test_it_ends_while_it_waits_for_a_server(server: FakeServer, process: Process) -> None:
    server.stop()
    child = process("jworkload", "--lifeline", stdin=subprocess.PIPE)
    assert child.stderr is not None
    assert child.stderr.readline().startswith(b"Waiting for the JMSS server")
    child.communicate(timeout=20)
    assert child.returncode == 0


def test_a_site_without_the_queues_of_the_night_is_told(server: FakeServer, run: Run) -> None:
    server.queues = []
    result = run("jworkload")
    assert result.exit_code == 1
    assert "There is no job queue" in result.stderr
