# SPDX-License-Identifier: GPL-3.0-or-later
"""``./dev`` says what is wrong and which way out, whatever the system lacks."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.checkout import ROOT

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="dev is a POSIX shell script")
TOOLS = ("sh", "dirname", "basename", "cat", "cksum", "grep", "find", "env")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a checkout with nothing set up."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("packaging", "requirements", "resources"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("dev", "pyproject.toml"):
        shutil.copy2(ROOT / name, folder)
    (folder / "benchmarks").mkdir()
    (folder / "benchmarks" / "first_paint.py").write_text("")
    return folder


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """Give a PATH that holds no Python, no apt-get, no sudo, and a loader that knows no library."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in TOOLS:
        (programs / name).symlink_to(str(shutil.which(name)))
    add(programs, "ldconfig", "exit 0")
    add(programs, "id", "echo 1000")
    return programs


def add(programs: Path, name: str, body: str) -> None:
    """Put a program of ours on that PATH."""
    file = programs / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def dev(checkout: Path, *words: str, system: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "dev", *words],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={"PATH": str(system)},
        timeout=60,
    )


def test_help_names_every_command(checkout: Path, system: Path) -> None:
    told = dev(checkout, "help", system=system)
    assert told.returncode == 0
    for word in ("run", "test", "check", "bench", "messages", "lock"):
        assert f"./dev {word}" in told.stdout


def test_an_unknown_command_exits_2(checkout: Path, system: Path) -> None:
    told = dev(checkout, "fly", system=system)
    assert told.returncode == 2
    assert "./dev run" in told.stderr


@pytest.mark.parametrize("words", [(), ("nothing",)])
def test_an_unknown_benchmark_lists_them(
    checkout: Path, system: Path, words: tuple[str, ...]
) -> None:
    told = dev(checkout, "bench", *words, system=system)
    assert told.returncode == 2
    assert told.stderr == "dev: benchmarks: first_paint\n"


def test_without_apt_it_names_the_packages_and_exits_3(checkout: Path, system: Path) -> None:
    told = dev(checkout, "test", system=system)
    assert told.returncode == 3
    assert told.stderr.startswith("dev: this system lacks (names as in Debian): libegl1 libgl1 ")
    assert " python3 python3-venv" in told.stderr
    assert told.stderr.count("\n") == 1
    assert told.stderr.count(" libglib2.0-0 ") == 1
    assert not (checkout / ".venv").exists()


def test_without_root_it_gives_the_command_and_exits_3(checkout: Path, system: Path) -> None:
    add(system, "apt-get", "echo must not run >&2; exit 1")
    told = dev(checkout, "run", system=system)
    assert told.returncode == 3
    assert "as root: apt-get install --no-install-recommends libegl1 " in told.stderr
    assert told.stderr.count("\n") == 1


def test_as_root_it_installs_under_the_names_of_the_release(checkout: Path, system: Path) -> None:
    add(system, "id", "echo 0")
    add(
        system,
        "apt-get",
        'echo "$@" >>"$0.calls"; [ "$3" = update ] || [ "$4" = update ] || exit 9',
    )
    add(system, "apt-cache", "case $2 in libglib2.0-0) exit 1 ;; esac")
    told = dev(checkout, "run", system=system)
    assert told.returncode == 3
    assert "apt-get could not install" in told.stderr
    update, install = (system / "apt-get.calls").read_text().splitlines()
    assert update.endswith("update")
    assert " libglib2.0-0t64 " in install
    assert " libegl1 " in install
    assert "--no-install-recommends" in install


def test_the_slow_tests_ask_for_network_tools_if_they_can_use_them(
    checkout: Path, system: Path
) -> None:
    slow = ("test", "--all")
    assert "iproute2" not in dev(checkout, *slow, system=system).stderr
    add(system, "id", "echo 0")
    assert "iproute2" not in dev(checkout, "test", system=system).stderr
    # This machine's own may lie where root looks for programs.
    there = shutil.which("ip", path="/usr/sbin:/sbin") is not None
    assert ("iproute2" in dev(checkout, *slow, system=system).stderr) is not there


def test_lock_says_how_to_get_uv(checkout: Path, system: Path) -> None:
    told = dev(checkout, "lock", system=system)
    assert told.returncode == 3
    assert "pipx install uv" in told.stderr
