# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmenu`` without a window, at a real server: list, start, check, import, export."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from jmss.access.roles import AccessRole
from jmss.commands.jcancel import jcancel
from jmss.commands.jmenu import WINDOW, jmenu
from jmss.commands.jstat import jstat
from jmss.texts import Texts
from tests.fakes.jmssd import CHECKOUT, Jmssd
from tests.fakes.token_house import server_with_sites

MENU: dict[str, Any] = {
    "format": "jlook-menu",
    "version": 1,
    "entries": [
        {
            "id": "night",
            "title": "夜間処理",
            "entries": [
                {
                    "id": "backup",
                    "title": "バックアップ",
                    "note": "Saves a database.",
                    "job": {"name": "backup", "command": "echo {db} {days}", "queue": "VCOM2"},
                    "parameters": [
                        {"name": "db", "label": "Database", "pattern": "[A-Z]+\\d"},
                        {"name": "days", "type": "number", "most": 31, "default": "7"},
                    ],
                },
                {
                    "id": "restore",
                    "title": "Restore",
                    "role": "operator",
                    "confirm": "Restore over what is there?",
                    "job": {"name": "restore", "command": "true", "queue": "VCOM2"},
                },
            ],
        }
    ],
}

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jmssd]:
    roles = {"admin": AccessRole.ADMINISTRATOR, "desk": AccessRole.STARTER}
    with server_with_sites(tmp_path_factory.mktemp("jmenu"), roles) as server:
        yield server


@pytest.fixture
def run(server: Jmssd) -> Run:
    commands = {"jmenu": jmenu, "jstat": jstat, "jcancel": jcancel}

    def run_it(*words: str, who: str = "admin", name: str = "jmenu", **more: Any) -> Result:
        command: click.Command = commands[name](Texts("en"))
        line = ["--site", str(server.root / f"{who}.toml"), *words]
        return CliRunner().invoke(command, line, prog_name=name, **more)

    return run_it


@pytest.fixture
def file(tmp_path: Path, run: Run) -> Path:
    """The menu's file, which holds at the server."""
    path = tmp_path / "menu.json"
    path.write_text(json.dumps(MENU), encoding="utf-8")
    brought = run("--import", str(path))
    assert brought.exit_code == 0, brought.stderr
    return path


def jobs(run: Run) -> list[dict[str, Any]]:
    told = run("--json", name="jstat")
    found: list[dict[str, Any]] = json.loads(told.stdout)["jobs"]
    return found


def test_importing_says_the_revision_and_exporting_gives_it_back(
    run: Run, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.json"
    exported = run("--export", str(copy))
    assert exported.exit_code == 0
    assert exported.stdout == f"The menu is in {copy}: 3 entries.\n"
    whole = json.loads(copy.read_text(encoding="utf-8"))
    assert whole["entries"][0]["title"] == "夜間処理"
    again = run("--import", str(copy))
    assert again.stdout == f"The menu is at revision {whole['revision'] + 1} now.\n"
    # The same file once more: somebody, we, has written a newer revision since.
    late = run("--import", str(copy))
    assert late.exit_code == 1
    assert "was changed meanwhile" in late.stderr
    assert run("--import", str(copy), "--over").exit_code == 0
    # One that says nothing of a revision takes the place of whatever is there.
    assert run("--import", str(file)).exit_code == 0
    assert json.loads(run("--export", "-").stdout)["format"] == "jlook-menu"


def test_listing(run: Run, file: Path) -> None:
    told = run("--list", who="desk")
    assert told.exit_code == 0
    head, backup, restore = told.stdout.splitlines()
    assert head.split() == ["Id", "Entry", "Role", "Values"]
    assert "夜間処理 › バックアップ" in backup
    assert backup.endswith("db=text [days=7]")
    assert "operator" in restore
    data = json.loads(run("--list", "--json").stdout)
    assert [entry["id"] for entry in data["entries"]] == ["backup", "restore"]
    assert data["entries"][0]["parameters"][0]["pattern"] == "[A-Z]+\\d"


def test_an_empty_menu_is_told(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text('{"format": "jlook-menu", "version": 1, "entries": []}')
    assert run("--import", str(empty)).exit_code == 0
    assert run("--list").stdout == "The menu has no entries yet.\n"


def test_starting_says_the_number_and_the_job_is_the_starter_s(run: Run, file: Path) -> None:
    told = run("--start", "backup", "db=DB1", who="desk")
    assert told.exit_code == 0, told.stderr
    (job,) = [job for job in jobs(run) if job["number"] == int(told.stdout)]
    assert (job["command"], job["owner"]) == ("echo 'DB1' '7'", "desk")
    data = json.loads(run("--json", "--start", "backup", "db=DB2", "days=1", who="desk").stdout)
    assert data["entry"] == "backup"
    assert data["job"] == int(told.stdout) + 1


def test_the_same_operation_is_one_job(run: Run, file: Path) -> None:
    op = "11111111-2222-3333-4444-555555555555"
    words = ("--operation", op, "--start", "backup", "db=DB3")
    assert run(*words, who="desk").stdout == run(*words, who="desk").stdout


def test_everything_wrong_with_the_values_is_told_at_once(run: Run, file: Path) -> None:
    told = run("--start", "backup", "days=40", "x=1", who="desk")
    assert told.exit_code == 1
    assert told.stderr.splitlines() == [
        "バックアップ was not started:",
        "db: Database is missing: enter it.",
        "days: days is 40: it must be at most 31.",
        "x: There is no parameter x. There are: days, db.",
    ]
    data = json.loads(run("--json", "--start", "backup", "db=db1").stdout)
    assert data["error"]["code"] == "BadEntryValues"
    assert [fault["place"] for fault in data["faults"]] == ["db"]


def test_waiting_ends_with_the_job(run: Run, server: Jmssd, file: Path) -> None:
    line = [sys.executable, "-m", "jmss.commands.jmenu", "--site", str(server.root / "desk.toml")]
    with subprocess.Popen(
        [*line, "--start", "backup", "db=DB4", "--wait"],
        cwd=CHECKOUT,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as waiting:
        try:
            assert waiting.stdout is not None
            number = waiting.stdout.readline().strip()
            assert run(number, name="jcancel").exit_code == 0
            assert waiting.stdout.readline() == f"Job {number}: Cancelled\n"
            assert waiting.wait(30) == 1
        finally:
            waiting.kill()


def test_what_may_not_be_started(run: Run, file: Path) -> None:
    for entry in ("noon", "night"):
        told = run("--start", entry)
        assert told.exit_code == 1
        assert "jmenu --list" in told.stderr
    told = run("--start", "restore", "--yes", who="desk")
    assert told.exit_code == 1
    assert "operator" in told.stderr
    assert run("--import", str(file), who="desk").exit_code == 1


def test_an_entry_that_asks_to_be_confirmed(run: Run, file: Path) -> None:
    told = run("--start", "restore")
    assert told.exit_code == 2
    assert "Restore over what is there? Add --yes." in told.stderr
    assert run("--start", "restore", "--yes").exit_code == 0


def test_checking_needs_no_server(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(MENU))
    told = run("--check", str(good), "--server", "nowhere.invalid")
    assert (told.exit_code, told.stdout) == (0, f"{good} can be imported: 3 entries.\n")
    broken = json.loads(json.dumps(MENU))
    broken["entries"][0]["entries"][0]["job"]["command"] = "echo '{db}' {days}"
    broken["entries"][0]["entries"][1]["title"] = ""
    bad.write_text(json.dumps(broken))
    told = run("--check", str(bad))
    assert told.exit_code == 2
    lines = told.stderr.splitlines()
    assert lines[0] == f"{bad} cannot be imported: 2 faults are in it. Nothing was changed."
    assert lines[1].startswith("night/backup: job.command: {db} cannot be put in safely")
    assert lines[2] == "night/restore: title: It is missing: enter it."
    data = json.loads(run("--json", "--check", str(bad)).stdout)
    assert [fault["place"] for fault in data["faults"]] == [
        "night/backup: job.command",
        "night/restore: title",
    ]


def test_a_queue_that_the_server_does_not_have_is_told_before_anything_is_sent(
    run: Run, tmp_path: Path
) -> None:
    elsewhere = json.loads(json.dumps(MENU))
    elsewhere["entries"][0]["entries"][0]["job"]["queue"] = "NOON"
    path = tmp_path / "menu.json"
    path.write_text(json.dumps(elsewhere))
    told = run("--import", str(path))
    assert told.exit_code == 2
    assert "There is no job queue NOON. There are: " in told.stderr


def test_files_that_cannot_be_read_or_written(run: Run, file: Path, tmp_path: Path) -> None:
    assert run("--import", str(tmp_path / "nothing.json")).exit_code == 2
    assert run("--export", str(tmp_path / "no" / "folder.json")).exit_code == 2
    (tmp_path / "text").write_text("hello")
    told = run("--import", str(tmp_path / "text"))
    assert told.exit_code == 2
    assert "This is no JSON" in told.stderr


def test_standard_input(run: Run) -> None:
    assert run("--import", "-", input=json.dumps(MENU)).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--list", "--export", "x"),
        ("--yes",),
        ("--list", "--wait"),
        ("--over",),
        ("--list", "db=1"),
        ("--start", "backup", "db"),
        ("--start", "backup", "db=1", "db=2"),
    ],
)
def test_what_makes_no_sense_together(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_a_server_that_is_away(server: Jmssd) -> None:
    words = ["--server", "127.0.0.1:9", "--timeout", "0.2", "--list"]
    assert CliRunner().invoke(jmenu(Texts("en")), words, prog_name="jmenu").exit_code == 3


def test_without_a_window_there_is_no_qt(server: Jmssd) -> None:
    code = (
        "import sys, jmss.commands.jmenu as j; j.jmenu(__import__('jmss.texts').texts.Texts('en'));"
        "assert not any(name.startswith(('PyQt6', 'jlook_client')) for name in sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, env=dict(os.environ), check=True, timeout=30
    )
    assert WINDOW == "jlook_client.apps.jmenu"
