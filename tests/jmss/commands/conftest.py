# SPDX-License-Identifier: GPL-3.0-or-later
"""A fake server, and commands run against it: in the test's process or as real ones."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from jmss.commands.jcancel import jcancel
from jmss.commands.jhold import jhold
from jmss.commands.jmovequeue import jmovequeue
from jmss.commands.jout import jout
from jmss.commands.jpriority import jpriority
from jmss.commands.jrelease import jrelease
from jmss.commands.jrerun import jrerun
from jmss.commands.jsettle import jsettle
from jmss.commands.jstat import jstat
from jmss.commands.jsub import jsub
from jmss.commands.jworkload import jworkload
from jmss.model.queues import Queue
from jmss.texts import Texts
from tests.fakes.command_runs import Process, Run
from tests.fakes.fake_server import FakeServer

_COMMANDS: Mapping[str, Callable[[Texts], click.Command]] = {
    "jcancel": jcancel,
    "jhold": jhold,
    "jmovequeue": jmovequeue,
    "jout": jout,
    "jpriority": jpriority,
    "jrelease": jrelease,
    "jrerun": jrerun,
    "jsettle": jsettle,
    "jstat": jstat,
    "jsub": jsub,
    "jworkload": jworkload,
}


@pytest.fixture(autouse=True)
def no_site_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JMSS_ROOT", str(tmp_path / "root"))
    monkeypatch.delenv("JMSS_SITE", raising=False)
    monkeypatch.delenv("JMSS_QUEUE", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        names = ("NIGHT", "ACCOUNT", "STOCK", "REPORT")
        running.queues = [Queue(name=name, virtual_computer="VCOM1") for name in names]
        yield running


@pytest.fixture
def run(server: FakeServer) -> Run:
    """Run a command against the server: ``run("jhold", "7")``."""

    def run_it(name: str, *words: str, at: str = "", timeout: float = 5.0) -> Result:
        options = ["--server", at or server.url(), "--timeout", str(timeout), "--user", "batch"]
        return CliRunner().invoke(_COMMANDS[name](Texts("en")), [*options, *words], prog_name=name)

    return run_it


@pytest.fixture
def process(server: FakeServer) -> Iterator[Process]:
    """Start a command as a real process; what still runs at the end of the test is ended."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str, **settings: object) -> "subprocess.Popen[bytes]":
        line = [sys.executable, "-m", f"jmss.commands.{name}", "--server", server.url(), *words]
        pipes: dict[str, object] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "env": {**os.environ, "PYTHONWARNINGS": "error"},
        }
        started.append(
            subprocess.Popen(
                line,
                **(pipes | settings),  # type: ignore[call-overload]  # Popen's own names
            )
        )
        return started[-1]

    yield start
    for child in started:
        if child.poll() is None:
            child.kill()
        child.communicate()
