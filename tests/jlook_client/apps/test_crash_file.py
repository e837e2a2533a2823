# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that is brought down leaves word; one that ends in order leaves nothing."""

import os
import subprocess
import sys
from pathlib import Path

from jlook_client.apps.crash_file import MOST_TOLD, CrashFile

PROGRAM = """
import faulthandler, os, sys
from pathlib import Path
from jlook_client.apps.crash_file import CrashFile
CrashFile(Path(sys.argv[1]), "jlook").begin()
if sys.argv[2] == "crash":
    faulthandler._sigsegv()
if sys.argv[2] == "kill":
    os._exit(9)
"""


def run(folder: Path, how: str) -> int:
    words = [sys.executable, "-c", PROGRAM, str(folder), how]
    return subprocess.run(words, capture_output=True, timeout=60, check=False).returncode


def test_an_orderly_end_leaves_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "quit") == 0
    assert list(tmp_path.iterdir()) == []


def test_a_crash_is_told_the_next_time(tmp_path: Path) -> None:
    assert run(tmp_path, "crash") != 0
    (left,) = CrashFile(tmp_path, "jlook").left_behind()
    assert "Segmentation fault" in left.read_text(encoding="utf-8")
    assert CrashFile(tmp_path, "run").left_behind() == []


def test_a_program_that_was_killed_says_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "kill") == 9
    assert len(list(tmp_path.iterdir())) == 1
    assert CrashFile(tmp_path, "jlook").left_behind() == []
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    running = tmp_path / f"jlook-crash-{os.getppid()}.txt"
    running.write_text("dumped, and went on")
    assert CrashFile(tmp_path, "jlook").left_behind() == []
    assert running.exists()


def test_another_program_may_have_the_number_by_now(tmp_path: Path) -> None:
    old = tmp_path / f"jlook-crash-{os.getppid()}.txt"
    old.write_text("Segmentation fault")
    os.utime(old, (1.0, 1.0))
    assert CrashFile(tmp_path, "jlook").left_behind() == [old]


def test_of_many_the_newest_are_told_and_the_others_dropped(tmp_path: Path) -> None:
    for n in range(MOST_TOLD + 2):
        path = tmp_path / f"jlook-crash-x{n}.txt"
        path.write_text("x")
        os.utime(path, (n, n))
    left = CrashFile(tmp_path, "jlook").left_behind()
    assert [path.stem[-1] for path in left] == ["4", "3", "2"]
    assert len(list(tmp_path.iterdir())) == MOST_TOLD
