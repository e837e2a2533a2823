# SPDX-License-Identifier: GPL-3.0-or-later
"""``jhold``, ``jrelease``, ``jcancel``, ``jrerun``: several jobs, a result for each."""

import json
import uuid

import pytest

from jmss.errors import NotAllowed
from jmss.model.jobs import JobState
from jmss.model.operations import Cancel
from tests.fakes.command_runs import Process, Run
from tests.fakes.fake_server import FakeServer, Fault


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("jhold", "queued", "held", "Job 7 is held."),
        ("jrelease", "held", "queued", "Job 7 is released."),
        ("jcancel", "queued", "cancelled", "Job 7 is cancelled; if it runs, it is asked to end."),
        ("jrerun", "ended_abnormally", "queued", "Job 7 is queued again."),
    ],
)
def test_it_is_done_and_said(
    server: FakeServer, run: Run, name: str, before: str, after: str, words: str
) -> None:
    server.add_job(7, state=before)
    result = run(name, "7")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{words}\n", "")
    assert server.jobs[7].state == JobState(after)


def test_a_waiting_job_gets_a_priority_and_a_queue(server: FakeServer, run: Run) -> None:
    server.add_job(7)
    assert run("jpriority", "--priority", "80", "7").stdout == "Job 7 has another priority.\n"
    assert run("jmovequeue", "--queue", "STOCK", "7").stdout == "Job 7 is in the other queue.\n"
    assert (server.jobs[7].priority, server.jobs[7].queue) == (80, "STOCK")
    assert run("jpriority", "--priority", "100", "7").exit_code == 2


@pytest.mark.parametrize("fate", ["ended_normally", "ended_abnormally", "queued"])
def test_an_unknown_job_is_settled(server: FakeServer, run: Run, fate: str) -> None:
    server.add_job(7, state="unknown")
    assert run("jsettle", "--as", fate, "7").stdout == "Job 7 is settled.\n"
    assert server.jobs[7].state == fate
    assert run("jsettle", "--as", "running", "7").exit_code == 2


def test_the_wrong_state_is_named(server: FakeServer, run: Run) -> None:
    server.add_job(7, state="running")
    result = run("jrelease", "7")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Job 7 is running: release is not possible now.\n"


def test_a_refusal_does_not_stop_the_others(server: FakeServer, run: Run) -> None:
    server.add_job(7)
    server.add_job(9)
    result = run("jhold", "7", "8", "9", "7")
    assert result.exit_code == 1
    assert result.stdout == "Job 7 is held.\nJob 9 is held.\n"
    assert result.stderr == "There is no job 8. `jstat` lists the jobs there are.\n"
    assert len(server.asked) == 3


def test_results_as_json(server: FakeServer, run: Run) -> None:
    server.add_job(7)
    op = str(uuid.uuid4())
    result = run("jhold", "--json", "--operation", op, "7", "8")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["operation"] == op
    assert told["results"][0] == {"job": 7, "done": True}
    assert told["results"][1]["error"]["code"] == "NoSuchJob"


def test_force_reaches_the_server(server: FakeServer, run: Run) -> None:
    server.add_job(7, state="running")
    run("jcancel", "--force", "7")
    assert server.asked[-1].operation == Cancel(job=7, force=True)


def test_one_job_keeps_the_operation_several_get_their_own(server: FakeServer, run: Run) -> None:
    op = str(uuid.uuid4())
    run("jhold", "--operation", op, "7")
    assert [ask.id for ask in server.asked] == [op]
    run("jhold", "--operation", op, "7", "8")
    run("jhold", "--operation", op, "7", "8")
    assert len({ask.id for ask in server.asked}) == 3


def test_repeating_the_command_with_its_operation_does_nothing_twice(
    server: FakeServer, run: Run
) -> None:
    server.add_job(7)
    server.add_job(8)
    op = str(uuid.uuid4())
    for _ in range(2):
        assert run("jhold", "--operation", op, "7", "8").exit_code == 0
    assert len(server.done) == 2


def test_a_lost_answer_is_asked_for_again(server: FakeServer, process: Process) -> None:
    server.add_job(7)
    server.faults = [Fault.CUT_AFTER]
    child = process("jhold", "7")
    out, _ = child.communicate(timeout=20)
    assert (child.returncode, out) == (0, b"Job 7 is held.\n")
    assert len({ask.id for ask in server.asked}) == 1


def test_when_the_server_goes_away_the_rest_is_told_as_not_done(
    server: FakeServer, run: Run
) -> None:
    server.add_job(7)
    server.faults = [Fault.CUT_BEFORE] * 50
    op = str(uuid.uuid4())
    result = run("jhold", "--operation", op, "7", "8", timeout=0.4)
    assert result.exit_code == 3
    first, second = result.stderr.splitlines()[-2:]
    assert first.startswith("Job 7: The link was cut before the answer came")
    assert f"--operation {op} " in first
    assert second.startswith("Job 8: No JMSS server answers")


def test_no_server_is_exit_code_3_for_each_job(server: FakeServer, run: Run) -> None:
    server.stop()
    result = run("jhold", "--json", "7", "8", timeout=0.3)
    assert result.exit_code == 3
    codes = [told["error"]["code"] for told in json.loads(result.stdout)["results"]]
    assert codes == ["ServerAway", "ServerAway"]


def test_a_server_that_does_not_allow_it(server: FakeServer, run: Run) -> None:
    server.refuse = NotAllowed(server="VCOM1", why="only operators hold jobs")
    result = run("jhold", "7")
    assert result.exit_code == 1
    assert "only operators hold jobs" in result.stderr


@pytest.mark.parametrize("words", [[], ["seven"], ["0"], ["-1"], ["--operation", "no", "7"]])
def test_wrong_usage(run: Run, words: list[str]) -> None:
    assert run("jhold", *words).exit_code == 2
