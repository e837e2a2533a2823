# SPDX-License-Identifier: GPL-3.0-or-later
import os
import signal
import subprocess
from pathlib import Path

from jmss.machine.claims import Claims
from jmss.machine.keepers import FOLDER_VARIABLE
from jmss.machine.leftovers import end_leftovers
from tests.fakes.attempts import a_claim, becomes, kept, lives, number_in, over, ready


def lose_keeper(claims: Claims, command: str) -> None:
    keeper = kept(claims, a_claim(command=command))
    ready(keeper)
    assert becomes((claims.folder((1, 1)) / "work" / "pid").exists)
    os.kill(keeper.pid, signal.SIGKILL)
    over(keeper)


def test_everything_of_an_attempt_is_ended_even_in_a_session_of_its_own(tmp_path: Path) -> None:
    claims = Claims(tmp_path)
    claims.prepare()
    lose_keeper(claims, "setsid sleep 600 & echo $! > other; echo $$ > pid; sleep 600")
    work = claims.folder((1, 1)) / "work"
    pids = [number_in(work / "pid"), number_in(work / "other")]
    assert all(lives(pid) for pid in pids)
    assert end_leftovers([claims.folder((1, 1))])
    assert not any(lives(pid) for pid in pids)


def test_a_job_that_cleared_its_environment_is_ended_by_its_number(tmp_path: Path) -> None:
    claims = Claims(tmp_path)
    claims.prepare()
    lose_keeper(claims, "echo $$ > pid; exec env -i sleep 600")
    pid = number_in(claims.folder((1, 1)) / "work" / "pid")
    assert end_leftovers([claims.folder((1, 1))])
    assert becomes(lambda: not lives(pid))


def test_other_attempts_are_left_alone(tmp_path: Path) -> None:
    mark = {**os.environ, FOLDER_VARIABLE: str(tmp_path / "jobs" / "1.10")}
    with subprocess.Popen(["sleep", "600"], env=mark) as other:
        try:
            assert end_leftovers([tmp_path / "jobs" / "1.1"])
            assert other.poll() is None
        finally:
            other.kill()


def test_a_number_that_was_given_again_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as stranger:
        try:
            (tmp_path / "lock").write_text(f"1\n{stranger.pid} 12345\n")
            assert end_leftovers([tmp_path])
            assert stranger.poll() is None
        finally:
            stranger.kill()
