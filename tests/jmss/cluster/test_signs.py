# SPDX-License-Identifier: GPL-3.0-or-later
"""The small signs on disk and in the kernel: wishes, the lifeline, deaths, who is who."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jmss.cluster import identity
from jmss.cluster.deaths import Deaths
from jmss.cluster.identity import boot_id, machine_id, process_start
from jmss.cluster.lifeline import Lifeline, held_by
from jmss.cluster.wish import forget_wish, wanted_node, wish


def test_a_wish_is_told_and_taken_back(tmp_path: Path) -> None:
    assert wanted_node(tmp_path) is None
    wish(tmp_path, "SV2")
    wish(tmp_path, "SV3")
    assert wanted_node(tmp_path) == "SV3"
    forget_wish(tmp_path)
    forget_wish(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_the_lifeline_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "lifeline"
    lifeline = Lifeline(path)
    told: list[str] = []

    async def watch() -> None:
        with held_by(path, lambda: told.append("ended")):
            await asyncio.sleep(0.02)
            assert told == []
            lifeline.let_go()
            lifeline.let_go()
            await asyncio.sleep(0.02)
            assert told == ["ended"]

    asyncio.run(watch())
    assert not path.exists()


def test_a_lifeline_without_a_holder_has_ended(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lifeline")
    told: list[str] = []

    async def watch() -> None:
        with held_by(tmp_path / "lifeline", lambda: told.append("ended")):
            assert told == ["ended"]

    asyncio.run(watch())


def test_no_lifeline_never_ends(tmp_path: Path) -> None:
    told: list[str] = []

    async def watch() -> None:
        with held_by(tmp_path / "lifeline", lambda: told.append("ended")):
            await asyncio.sleep(0)

    asyncio.run(watch())
    assert told == []


def test_no_program_inherits_the_lifeline(tmp_path: Path) -> None:
    path = tmp_path / "lifeline"
    lifeline = Lifeline(path)
    child = subprocess.Popen(["sleep", "1000"], close_fds=False)
    told: list[str] = []

    async def watch() -> None:
        with held_by(path, lambda: told.append("ended")):
            lifeline.let_go()
            await asyncio.sleep(0.02)

    asyncio.run(watch())
    assert told == ["ended"]
    child.kill()
    child.wait()


def test_a_death_wakes_at_once(tmp_path: Path) -> None:
    async def watch() -> None:
        woken = asyncio.Event()
        deaths = Deaths(woken.set)
        program = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        with subprocess.Popen(program, stdin=subprocess.PIPE) as process:
            deaths.watch("SV1", process.pid)
            deaths.watch("SV1", process.pid)
            await asyncio.sleep(0.02)
            assert not woken.is_set()
            process.kill()
            await asyncio.wait_for(woken.wait(), 5)
            process.wait()
        deaths.watch("SV2", process.pid)
        deaths.watch("SV3", os.getpid())
        deaths.watch("SV3", os.getppid())
        deaths.close()

    before = len(list(Path("/proc/self/fd").iterdir()))
    asyncio.run(watch())
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_machine_without_an_id_goes_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_MACHINE_ID", tmp_path / "missing")
    assert machine_id() == os.uname().nodename
    (tmp_path / "missing").write_text("\n")
    assert machine_id() == os.uname().nodename
    (tmp_path / "missing").write_text("abc\n")
    assert machine_id() == "abc"


def test_a_run_of_the_kernel_and_a_process_are_named_for_good() -> None:
    assert boot_id() == boot_id() != ""
    start = process_start(os.getpid())
    assert start is not None
    assert start > 0
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert process_start(ended.pid) is None
