# SPDX-License-Identifier: GPL-3.0-or-later
"""``jsub``: submits once, says the number, tells errors apart."""

import json
import threading
import uuid

import pytest

from jmss.errors import BadValue
from jmss.model.operations import Submit
from tests.fakes.command_runs import Process, Run
from tests.fakes.fake_server import FakeServer, Fault


def submitted(server: FakeServer) -> Submit:
    operation = server.asked[-1].operation
    assert isinstance(operation, Submit)
    return operation


def test_it_prints_the_number(server: FakeServer, run: Run) -> None:
    result = run("jsub", "--queue", "STOCK", "--name", "棚卸", "sleep 1; echo done")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1\n", "")
    assert server.jobs[1].command == "sleep 1; echo done"
    assert (server.jobs[1].name, server.jobs[1].owner) == ("棚卸", "batch")


def test_several_words_are_one_command_with_its_arguments(server: FakeServer, run: Run) -> None:
    assert run("jsub", "printf", "%s --json", "a b").exit_code == 0
    assert server.jobs[1].command == "printf '%s --json' 'a b'"
    assert server.jobs[1].name == "printf"


def test_options_after_the_command_belong_to_the_command(server: FakeServer, run: Run) -> None:
    assert run("jsub", "ls", "--json", "-l").exit_code == 0
    assert server.jobs[1].command == "ls --json -l"


def test_every_option_reaches_the_server(server: FakeServer, run: Run) -> None:
    words = ["--queue=NIGHT", "--priority=7", "--restartable", "--hold", "--machine=VCOM2", "x"]
    assert run("jsub", *words).exit_code == 0
    wish = submitted(server)
    assert (wish.queue, wish.priority, wish.wanted_machine) == ("NIGHT", 7, "VCOM2")
    assert wish.restartable
    assert wish.hold


def test_without_a_queue_it_takes_the_one_of_the_environment_or_the_first(
    server: FakeServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("jsub", "x").exit_code == 0
    assert submitted(server).queue == "NIGHT"
    monkeypatch.setenv("JMSS_QUEUE", "STOCK")
    assert run("jsub", "x").exit_code == 0
    assert submitted(server).queue == "STOCK"


def test_a_server_without_queues_is_told(server: FakeServer, run: Run) -> None:
    server.queues = []
    result = run("jsub", "x")
    assert result.exit_code == 1
    assert "There is no job queue" in result.stderr


def test_a_bad_queue_names_the_queues_there_are(run: Run) -> None:
    result = run("jsub", "--queue", "NIHGT", "x")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        result.stderr == "There is no job queue NIHGT. There are: NIGHT, ACCOUNT, STOCK, REPORT.\n"
    )


def test_an_error_as_json(run: Run) -> None:
    result = run("jsub", "--json", "--queue", "NIHGT", "x")
    assert (result.exit_code, result.stderr) == (1, "")
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "NoSuchQueue"
    assert error["fields"]["queue"] == "NIHGT"
    assert error["text"].startswith("There is no job queue NIHGT.")


@pytest.mark.parametrize("priority", ["100", "-1", "high"])
def test_a_bad_priority_is_wrong_usage(server: FakeServer, run: Run, priority: str) -> None:
    result = run("jsub", "--priority", priority, "x")
    assert result.exit_code == 2
    assert "--priority" in result.stderr
    assert server.asked == []


def test_a_value_that_only_the_server_judges(server: FakeServer, run: Run) -> None:
    server.refuse = BadValue(field="priority", value="77", rule="0 to 50 here")
    result = run("jsub", "--priority", "77", "x")
    assert (result.exit_code, result.stderr) == (1, "Priority is 77: 0 to 50 here.\n")


@pytest.mark.parametrize("words", [[], [""], ["  "]])
def test_no_command_is_wrong_usage(run: Run, words: list[str]) -> None:
    assert run("jsub", *words).exit_code == 2


def test_json_gives_the_number_and_the_operation(server: FakeServer, run: Run) -> None:
    op = str(uuid.uuid4())
    told = json.loads(run("jsub", "--json", "--operation", op, "x").stdout)
    assert told == {"job": 1, "operation": op}
    again = json.loads(run("jsub", "--json", "--operation", op, "x").stdout)
    assert again == told
    assert list(server.jobs) == [1]


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.SILENT])
def test_a_lost_answer_submits_once(server: FakeServer, process: Process, fault: Fault) -> None:
    server.faults = [fault]
    child = process("jsub", "--queue", "NIGHT", "x")
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out) == (0, b"1\n")
    assert err.startswith(b"Waiting for the JMSS server: ")
    assert err.count(b"\n") == 1
    assert len(server.asked) == 2
    assert len({ask.id for ask in server.asked}) == 1
    assert list(server.jobs) == [1]


def test_no_answer_at_all_names_the_operation_to_ask_for(server: FakeServer, run: Run) -> None:
    server.faults = [Fault.CUT_BEFORE] * 50
    result = run("jsub", "--queue", "NIGHT", "x", timeout=0.5)
    assert result.exit_code == 3
    assert f"--operation {server.asked[0].id}" in result.stderr


def test_typed_during_a_failover_it_waits_for_the_new_server(
    server: FakeServer, process: Process
) -> None:
    server.stop()
    child = process("jsub", "--queue", "NIGHT", "x")
    assert child.stderr is not None
    assert b"Waiting for the JMSS server" in child.stderr.readline()
    coming = threading.Timer(0.5, server.start)
    coming.start()
    out, err = child.communicate(timeout=20)
    coming.join()
    assert (child.returncode, out, err) == (0, b"1\n", b"")


def test_no_server_is_exit_code_3(server: FakeServer, run: Run) -> None:
    server.stop()
    result = run("jsub", "--queue", "NIGHT", "x", timeout=0.3)
    assert result.exit_code == 3
    assert f"No JMSS server answers at {server.url()}: nobody listens" in result.stderr


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("ended_normally", 0, "Job 1: Completed (exit code 0)"),
        ("ended_abnormally", 1, "Job 1: Failed (exit code 0)"),
    ],
)
def test_wait_tells_how_the_job_ended(
    server: FakeServer, process: Process, state: str, code: int, words: str
) -> None:
    child = process("jsub", "--queue", "NIGHT", "--wait", "x")
    assert child.stdout is not None
    assert child.stdout.readline() == b"1\n"
    server.add_job(1, state=state, exit_code=0)
    out, _ = child.communicate(timeout=20)
    assert (child.returncode, out.decode()) == (code, f"{words}\n")


def test_wait_survives_a_failover(server: FakeServer, process: Process) -> None:
    child = process("jsub", "--queue", "NIGHT", "--wait", "--json", "x")
    assert child.stdout is not None
    assert json.loads(child.stdout.readline())["job"] == 1
    server.stop()
    server.add_job(1, state="cancelled")
    server.start()
    out, _ = child.communicate(timeout=20)
    assert child.returncode == 1
    assert json.loads(out)["state"] == "cancelled"
