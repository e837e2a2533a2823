# SPDX-License-Identifier: GPL-3.0-or-later
"""``jstat``: the board on a terminal and as JSON."""

import json
import re

import pytest

from tests.fakes.command_runs import Run
from tests.fakes.fake_server import FakeServer


@pytest.fixture(autouse=True)
def board(server: FakeServer) -> None:
    server.add_job(3, name="在庫引当", queue="STOCK", state="held", submitted=5.0)
    server.add_job(
        1, state="running", machine="VCOM2", node="SV2", started=10.0, submitted=5.0, attempt=1
    )
    server.add_job(
        2, state="ended_abnormally", started=10.0, ended=3735.0, exit_code=8, submitted=5.0
    )


def test_jobs_in_the_order_of_their_numbers(run: Run) -> None:
    result = run("jstat")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].split()[:2] == ["State", "Job"]
    assert [line.split()[0] for line in lines[1:4]] == ["Running", "Failed", "Held"]
    assert "VCOM2 (SV2)" in lines[1]
    assert lines[2].split()[-2:] == ["1:02:05", "8"]
    assert "在庫引当" in lines[3]
    assert re.fullmatch(r"VCOM1 on SV1, as of \d\d:\d\d:\d\d", lines[4])


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["2", "3"], [2, 3]),
        (["--queue", "STOCK"], [3]),
        (["--state", "held", "--state", "running"], [1, 3]),
        (["--machine", "VCOM2"], [1]),
        (["--queue", "REPORT"], []),
    ],
)
def test_only_the_jobs_that_are_wanted(run: Run, words: list[str], numbers: list[int]) -> None:
    result = run("jstat", "--json", *words)
    assert result.exit_code == 0
    assert [job["number"] for job in json.loads(result.stdout)["jobs"]] == numbers


def test_json_has_every_field_and_says_whose_board_it_is(run: Run) -> None:
    told = json.loads(run("jstat", "--json", "3").stdout)
    assert (told["server"], told["node"], told["incarnation"]) == ("VCOM1", "SV1", 1)
    assert told["jobs"][0]["name"] == "在庫引当"
    assert told["jobs"][0]["exit_code"] is None
    assert told["jobs"][0]["state"] == "held"


def test_queues(run: Run) -> None:
    lines = run("jstat", "--queues").stdout.splitlines()
    assert lines[1].split() == ["NIGHT", "VCOM1", "Open", "0", "0"]
    assert lines[3].split() == ["STOCK", "VCOM1", "Open", "0", "1"]
    told = json.loads(run("jstat", "--queues", "--json").stdout)
    assert told["queues"][0] == {
        "name": "NIGHT",
        "virtual_computer": "VCOM1",
        "state": "open",
        "limit": 0,
        "machines": [],
        "time_limit": 0.0,
    }


def test_machines(run: Run) -> None:
    lines = run("jstat", "--machines").stdout.splitlines()
    assert lines[1].split() == ["VCOM2", "Execution", "Up", "SV2", "J:", "1/4"]
    told = json.loads(run("jstat", "--machines", "--json").stdout)
    assert told["machines"][0]["multiplicity"] == 4


def test_an_unknown_job_is_told_beside_the_others(run: Run) -> None:
    result = run("jstat", "1", "99")
    assert result.exit_code == 1
    assert "Running" in result.stdout
    assert result.stderr == "There is no job 99. `jstat` lists the jobs there are.\n"
    told = json.loads(run("jstat", "--json", "99").stdout)
    assert told["errors"][0]["code"] == "NoSuchJob"


def test_a_misspelt_queue_or_machine_is_no_empty_list(run: Run) -> None:
    result = run("jstat", "--queue", "STOKC")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There are: NIGHT, ACCOUNT, STOCK, REPORT" in result.stderr
    assert "There are: VCOM2" in run("jstat", "--machine", "VCOM9").stderr


def test_an_unknown_state_is_wrong_usage(run: Run) -> None:
    assert run("jstat", "--state", "sleeping").exit_code == 2


def test_an_empty_board(server: FakeServer, run: Run) -> None:
    server.jobs.clear()
    result = run("jstat")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
