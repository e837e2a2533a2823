# SPDX-License-Identifier: GPL-3.0-or-later
"""``jenv`` without a window, at a real server: show, check, load."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jmss.access.roles import AccessRole
from jmss.cluster.toml import write_toml
from jmss.commands import own_window
from jmss.commands.environment_file import as_data, as_toml, read_environment
from jmss.commands.jenv import WINDOW, jenv
from jmss.commands.jsched import jsched
from jmss.errors import BadConfiguration
from jmss.model.environment import Distribution, Environment, MachineSetting, QueueSetting
from jmss.model.retention import Bound, Retention
from jmss.settings import Site
from jmss.texts import Texts
from tests.fakes.jmssd import ADDRESS, CHECKOUT, Jmssd
from tests.fakes.token_house import server_with_sites

Run = Callable[..., Result]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Jmssd]:
    roles = {"admin": AccessRole.ADMINISTRATOR, "desk": AccessRole.OPERATOR}
    with server_with_sites(tmp_path, roles) as server:
        yield server


@pytest.fixture
def run(server: Jmssd) -> Run:
    def run_it(*words: str, who: str = "admin") -> Result:
        line = ["--site", str(server.root / f"{who}.toml"), "--timeout", "10", *words]
        return CliRunner().invoke(jenv(Texts("en")), line, prog_name="jenv")

    return run_it


def test_what_is_shown_can_be_edited_checked_and_loaded(run: Run, tmp_path: Path) -> None:
    shown = run("--show")
    assert shown.exit_code == 0
    assert tomllib.loads(shown.stdout)["revision"] == 0
    file = tmp_path / "night.toml"
    text = shown.stdout.replace("limit = 0", "limit = 2", 1)
    file.write_text(text.replace("machine_multiplicity", "cpu_use"))
    checked = run("--check", str(file))
    assert checked.exit_code == 0
    assert checked.stdout == (
        "queues.NIGHT.limit: 0 → 2\ndistribution: machine_multiplicity → cpu_use\n"
    )
    loaded = run("--load", str(file))
    assert loaded.exit_code == 0
    assert "revision 1 now" in loaded.stdout
    assert "jclusterenv --update" in loaded.stdout
    assert "CPU use is not available on a cluster" in loaded.stderr
    now = json.loads(run("--show", "--json").stdout)
    assert (now["revision"], now["queues"][0]["limit"]) == (1, 2)
    # The file is of revision 0: somebody changed it meanwhile.
    late = run("--load", str(file))
    assert late.exit_code == 1
    assert "changed meanwhile" in late.stderr
    assert run("--load", str(file), "--over").exit_code == 0
    assert run("--check", str(file)).stdout == "The file changes nothing.\n"


def test_every_fault_is_told_and_nothing_changes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    queues = [
        {"name": "A", "virtual_computer": "VCOM9"},
        {"name": "A", "virtual_computer": "VCOM2", "machines": ["VCOM3"]},
    ]
    file.write_text(json.dumps({"queues": queues}))
    for act in ("--check", "--load"):
        told = run(act, str(file))
        assert told.exit_code == 2
        lines = told.stderr.splitlines()
        assert "3 faults" in lines[0]
        assert [line.split(":")[0] for line in lines[1:]] == [
            "queues.0.virtual_computer",
            "queues.1.name",
            "queues.1.machines",
        ]
    assert json.loads(run("--show", "--json").stdout)["revision"] == 0
    faults = json.loads(run("--check", str(file), "--json").stdout)["faults"]
    assert faults[1] == {"field": "queues.1.name", "text": "“A” is there twice."}


def test_what_the_server_alone_knows_is_a_fault_too(
    run: Run, server: Jmssd, tmp_path: Path
) -> None:
    site = ["--site", str(server.root / "admin.toml")]
    words = [*site, "--queue", "STOCK", "--hold", "true"]
    subprocess.run([sys.executable, "-m", "jmss.commands.jsub", *words], check=True, cwd=CHECKOUT)
    file = tmp_path / "short.json"
    file.write_text('{"queues": [{"name": "NIGHT", "virtual_computer": "VCOM1"}]}')
    told = run("--load", str(file))
    assert told.exit_code == 2
    assert "Queue STOCK cannot go: these jobs are still in it: 1." in told.stderr


def test_a_queue_that_a_schedule_uses_is_named_before_anything_is_asked(
    run: Run, server: Jmssd, tmp_path: Path
) -> None:
    jobs = [{"name": "count", "command": "true", "queue": "STOCK"}]
    nightly = {"name": "nightly", "owner": "sato", "cron": "0 1 * * *", "jobs": jobs}
    schedule = tmp_path / "nightly.json"
    schedule.write_text(json.dumps(nightly))
    words = ["put", str(schedule), "--site", str(server.root / "admin.toml")]
    put = CliRunner().invoke(jsched(Texts("en")), words, prog_name="jsched")
    assert put.exit_code == 0, put.output
    file = tmp_path / "short.json"
    file.write_text('{"queues": [{"name": "NIGHT", "virtual_computer": "VCOM1"}]}')
    for act in ("--check", "--load"):
        told = run(act, str(file))
        assert told.exit_code == 2
        assert (
            "queues: Queue STOCK cannot go: these schedules submit jobs to it: nightly. Give them"
            " another queue in JSchedule first."
        ) in told.stderr
    assert json.loads(run("--show", "--json").stdout)["revision"] == 0


def test_an_operator_may_look_and_not_change(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "same.json"
    file.write_text(run("--show", "--json", who="desk").stdout)
    told = run("--load", str(file), who="desk")
    assert told.exit_code == 1
    assert "needs the role administrator" in told.stderr


def test_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert run("--show", "--check", "x").exit_code == 2
    assert run("--show", "--over").exit_code == 2
    assert run("--check", str(tmp_path / "nowhere.json")).exit_code == 2


def test_without_a_server_it_says_so(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    write_toml(site, Site(hosts={"VCOM1": ADDRESS}, port=1))
    line = ["--site", str(site), "--timeout", "0", "--show"]
    assert CliRunner().invoke(jenv(Texts("en")), line).exit_code == 3


def test_without_an_act_it_becomes_the_window(
    run: Run, server: Jmssd, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(own_window.os, "execv", lambda _, words: started.append(words))
    assert run("--server", "VCOM1:7001").exit_code == 0
    site = str(server.root / "admin.toml")
    assert started == [[sys.executable, "-m", WINDOW, "--site", site, "VCOM1:7001"]]
    assert WINDOW == "jlook_client.apps.jenv"


WHOLE = Environment(
    revision=3,
    queues=(
        QueueSetting(name="夜間", virtual_computer="VCOM1", machines=("VCOM2",), time_limit=9.5),
        QueueSetting(name="A B", virtual_computer="VCOM2", limit=4),
    ),
    machines=(
        MachineSetting(name="VCOM2", multiplicity=2),
        MachineSetting(name="V", draining=True),
    ),
    distribution=Distribution.CPU_USE,
    performance_data=True,
    retention=Retention(jobs=5, days=2.0, queues={"A B": Bound(jobs=1)}),
)


@pytest.mark.parametrize("name", ["e.toml", "e.json"])
def test_a_file_holds_all_of_it(name: str) -> None:
    text = as_toml(WHOLE) if name.endswith("toml") else json.dumps(as_data(WHOLE))
    read = read_environment(Path(name), text.encode())
    assert not read.faults
    assert read.revision == 3
    assert read.environment is not None
    assert as_data(read.environment) | {"revision": 3} == as_data(WHOLE)


def faults(**fields: Any) -> list[tuple[str, str]]:
    read = read_environment(Path("e.json"), json.dumps(fields).encode())
    assert read.environment is None
    return [(fault.field, fault.known) for fault in read.faults]


def test_faults_of_a_file_hide_none_of_the_others() -> None:
    told = faults(
        queues=[{"name": 5, "virtual_computer": "V", "limit": -1}, 7, {"name": "A", "limits": 1}],
        machines=[{"multiplicity": "many"}],
        retention={"jobs": "all", "queues": {"A": {"days": None}}},
        queue=[],
    )
    assert [field for field, _ in told] == [
        "queue",
        "queues.0.name",
        "queues.0.limit",
        "queues.1",
        "queues.2.limits",
        "queues.2.virtual_computer",
        "machines.0.name",
        "machines.0.multiplicity",
        "retention.jobs",
        "retention.queues.A.days",
    ]
    assert dict(told)["machines.0.name"] == "it is missing"
    assert faults(revision="x", queues={}) != []
    assert faults(retention=5) != []
    assert faults(distribution="dice") != []


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff", b"[" * 100_000, b" " * 1_000_001])
def test_what_is_no_file_of_ours(data: bytes) -> None:
    with pytest.raises(BadConfiguration, match=r"e\.json"):
        read_environment(Path("e.json"), data)


def test_the_sample_can_hold() -> None:
    file = Path(CHECKOUT) / "resources" / "samples" / "environment.toml"
    assert read_environment(file, file.read_bytes()).environment is not None
