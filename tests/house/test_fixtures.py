# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that hold for every test are themselves tested, in sessions of their own."""

import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from jmss.settings import default_root
from tests.house.checkout import ROOT

pytest_plugins = ["pytester"]

Play = Callable[[str], pytest.RunResult]


@pytest.fixture
def play(pytester: pytest.Pytester) -> Play:
    """Run one test file under the project's conftest, in a process of its own."""
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyprojecttoml(f'[tool.pytest.ini_options]\npythonpath = ["{ROOT}"]\n')

    def run(text: str) -> pytest.RunResult:
        pytester.makepyfile(textwrap.dedent(text))
        return pytester.runpytest_subprocess("-p", "no:looptime_plugin")

    return run


def test_the_log_is_watched(play: Play) -> None:
    result = play(
        """
        import logging
        from jmss.logs import start_log

        def warn():
            logging.getLogger("jmss.x").warning("boom %d", 7)
        def test_unannounced():
            warn()
        def test_expected(expect_log):
            expect_log(r"boom \\d")
            warn()
        def test_expected_but_not_there(expect_log):
            expect_log("bang")
        def test_allowed_but_not_there(allow_log):
            allow_log("boom")
        def test_handlers_thrown_out(tmp_path):
            start_log(tmp_path / "x.log")
        def test_heard_again():
            warn()
        """
    )
    result.assert_outcomes(passed=6, errors=3)
    result.stdout.fnmatch_lines_random(
        [
            "*at teardown of test_unannounced*",
            "WARNING jmss.x: boom 7",
            "*at teardown of test_expected_but_not_there*",
            "expected in the log, but not there: [[]'bang'[]]",
            "*at teardown of test_heard_again*",
        ]
    )


def test_a_process_left_behind_fails_the_session(play: Play) -> None:
    result = play(
        """
        import subprocess, sys

        SLEEP = "import time; time.sleep(60)"
        PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{SLEEP}'])"
        children = []

        def test_child():
            children.append(subprocess.Popen([sys.executable, "-c", SLEEP]))
        def test_session():
            command = [sys.executable, "-c", SLEEP]
            children.append(subprocess.Popen(command, start_new_session=True))
        def test_orphan():
            subprocess.run([sys.executable, "-c", PARENT], check=True)
        """
    )
    result.assert_outcomes(passed=3, errors=1)
    for test in ("child", "session", "orphan"):
        result.stdout.fnmatch_lines_random([f"*time.sleep(60) (started by *::test_{test} *"])


def test_nothing_is_left_behind_by_a_session_that_is_killed(play: Play, tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    play(
        f"""
        import os, signal, subprocess, sys, textwrap, time

        AGAIN = '''
        import subprocess, sys, time
        while True:
            there = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            print(there.pid, file=open({str(noted)!r}, "a"), flush=True)
            there.wait()
        '''
        def test_killed():
            line = [sys.executable, "-c", textwrap.dedent(AGAIN)]
            there = subprocess.Popen(line, start_new_session=True)
            print(there.pid, file=open({str(noted)!r}, "a"))
            while len(open({str(noted)!r}).readlines()) < 2:
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    pids = [int(line) for line in noted.read_text().split()]
    assert len(pids) > 1
    deadline = time.monotonic() + 20
    while left := [pid for pid in pids if psutil.pid_exists(pid)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_the_users_folders_are_out_of_reach(tmp_path: Path) -> None:
    assert default_root().parent.parent == tmp_path.parent
    assert Path.home().parent.parent == tmp_path.parent
    assert not any(tmp_path.iterdir())
