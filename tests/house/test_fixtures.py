# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that hold for every test are themselves tested, in sessions of their own."""

import textwrap
from collections.abc import Callable
from pathlib import Path

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


def test_an_unannounced_warning_fails(play: Play) -> None:
    result = play(
        """
        import logging
        def test_it():
            logging.getLogger("jmss.x").warning("boom %d", 7)
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*WARNING jmss.x: boom 7*"])


def test_an_announced_warning_passes(play: Play) -> None:
    result = play(
        """
        import logging
        def test_expected(expect_log):
            expect_log(r"boom \\d")
            logging.getLogger("jmss.x").warning("boom %d", 7)
        def test_allowed(allow_log):
            allow_log("boom")
        """
    )
    result.assert_outcomes(passed=2)


def test_an_announced_warning_must_come(play: Play) -> None:
    result = play("def test_it(expect_log): expect_log('boom')")
    result.assert_outcomes(passed=1, errors=1)


def test_the_log_is_put_back(play: Play) -> None:
    result = play(
        """
        import logging
        from jmss.logs import start_log
        def test_first(tmp_path): start_log(tmp_path / "x.log")
        def test_second(): logging.getLogger().warning("heard again")
        """
    )
    result.assert_outcomes(passed=2, errors=1)


@pytest.mark.parametrize("session", ["False", "True"], ids=["child", "of its own session"])
def test_a_process_left_behind_fails_the_session(play: Play, session: str) -> None:
    result = play(
        f"""
        import subprocess, sys
        children = []
        def test_it():
            code = "import time; time.sleep(60)"
            children.append(
                subprocess.Popen([sys.executable, "-c", code], start_new_session={session})
            )
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*time.sleep(60) (started by *test_it*"])


def test_an_orphan_fails_the_session(play: Play) -> None:
    result = play(
        """
        import subprocess, sys
        def test_it():
            child = "import time; time.sleep(60)"
            parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{child}'])"
            subprocess.run([sys.executable, "-c", parent], check=True)
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*time.sleep(60) (started by *test_it*"])


def test_the_users_folders_are_out_of_reach(tmp_path: Path) -> None:
    assert default_root().parent.parent == tmp_path.parent
    assert Path.home().parent.parent == tmp_path.parent
    assert not any(tmp_path.iterdir())
