# SPDX-License-Identifier: GPL-3.0-or-later
"""Real keepers with real jobs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jmss.machine.claims import Claims
from jmss.machine.keeper import INTERRUPT, KILL, STOP
from jmss.machine.keepers import FOLDER_VARIABLE, Keeper, is_kept, read_lock
from jmss.machine.status import Outcome, Status, read_status
from tests.fakes.attempts import a_claim, becomes, kept, lives, number_in, over, ready, run_through


@pytest.fixture
def claims(tmp_path: Path) -> Claims:
    claims = Claims(tmp_path)
    claims.prepare()
    return claims


def end(claims: Claims, keeper: Keeper) -> Status:
    over(keeper)
    status = read_status(claims.folder((1, 1)))
    assert status is not None
    assert not is_kept(claims.folder((1, 1)))
    return status


def test_a_job_runs_in_its_folder_and_its_output_is_kept(claims: Claims) -> None:
    began = time.time()
    status = run_through(claims, a_claim(command="pwd; echo oops >&2; cat; exit 3"))
    folder = claims.folder((1, 1))
    assert (status.outcome, status.exit_code, status.signal) == (Outcome.ENDED, 3, 0)
    assert status.started is not None
    assert began <= status.started <= status.ended <= time.time()
    assert (folder / "stdout").read_text() == f"{folder}/work\n"
    assert (folder / "stderr").read_text() == "oops\n"


def test_a_job_knows_who_it_is(claims: Claims) -> None:
    run_through(claims, a_claim(12, 3, "env"))
    folder = claims.folder((12, 3))
    said = dict(line.split("=", 1) for line in (folder / "stdout").read_text().splitlines())
    assert {
        name: said[name] for name in said if name.startswith("JMSS_") and name != "JMSS_ROOT"
    } == {
        "JMSS_JOB": "12",
        "JMSS_ATTEMPT": "3",
        "JMSS_JOB_NAME": "job12",
        "JMSS_OWNER": "batch",
        "JMSS_MACHINE": "VCOM2",
        FOLDER_VARIABLE: str(folder),
    }


def test_a_command_that_does_not_exist_is_exit_code_127(claims: Claims) -> None:
    status = run_through(claims, a_claim(command="no-such-command-here"))
    assert status.exit_code == 127
    assert "not found" in (claims.folder((1, 1)) / "stderr").read_text()


def test_a_signal_is_recorded(claims: Claims) -> None:
    status = run_through(claims, a_claim(command="kill -SEGV $$"))
    assert (status.exit_code, status.signal_name) == (None, "SIGSEGV")


def test_the_lock_is_held_while_the_job_runs_and_says_by_whom(claims: Claims) -> None:
    keeper = kept(claims, a_claim(command="sleep 600"))
    began = ready(keeper)
    note = read_lock(claims.folder((1, 1)))
    assert is_kept(claims.folder((1, 1)))
    assert read_status(claims.folder((1, 1))) is None
    assert note is not None
    assert note.keeper == keeper.pid
    assert os.getsid(note.job) == note.job != os.getsid(keeper.pid) == keeper.pid
    keeper.tell(STOP)
    status = end(claims, keeper)
    assert status.started == began
    assert status.signal_name == "SIGTERM"
    keeper.tell(STOP)  # too late, and harmless


def test_a_job_starts_with_no_signal_blocked_or_ignored_and_no_file_open(claims: Claims) -> None:
    look = "grep -E 'SigBlk|SigIgn' /proc/self/status; ls /proc/$$/fd | sort | tr '\\n' ' '"
    leaked = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(leaked, True)
    run_through(claims, a_claim(command=look))
    os.close(leaked)
    lines = (claims.folder((1, 1)) / "stdout").read_text().splitlines()
    masks = [int(line.split()[1], 16) & 0x7FFFFFFF for line in lines[:2]]  # signals 1 to 31
    assert masks == [0, 0]
    assert lines[2].split() == ["0", "1", "2"]


def test_a_job_that_ignores_sigterm_is_killed_after_the_grace(claims: Claims) -> None:
    keeper = kept(claims, a_claim(command="trap '' TERM; echo deaf; sleep 600"), grace=0.3)
    ready(keeper)
    assert becomes(lambda: "deaf" in (claims.folder((1, 1)) / "stdout").read_text())
    told = time.monotonic()
    keeper.tell(STOP)
    status = end(claims, keeper)
    assert (status.outcome, status.signal_name) == (Outcome.ENDED, "SIGKILL")
    assert 0.3 <= time.monotonic() - told < 10


def test_force_does_not_wait_for_the_grace(claims: Claims) -> None:
    keeper = kept(claims, a_claim(command="trap '' TERM; echo set; sleep 600"), grace=1000)
    ready(keeper)
    stdout = claims.folder((1, 1)) / "stdout"
    assert becomes(lambda: stdout.read_text() == "set\n")
    keeper.tell(STOP)
    keeper.tell(KILL)
    assert end(claims, keeper).signal_name == "SIGKILL"


@pytest.mark.parametrize(
    ("command", "outcome", "code"),
    [
        ("sleep 600", Outcome.INTERRUPTED, None),
        ("trap 'exit 9' TERM; echo set; while :; do sleep 0.05; done", Outcome.INTERRUPTED, 9),
        ("trap 'exit 0' TERM; echo set; while :; do sleep 0.05; done", Outcome.ENDED, 0),
    ],
)
def test_a_job_whose_machine_moves_is_interrupted_unless_it_succeeds(
    claims: Claims, command: str, outcome: Outcome, code: int | None
) -> None:
    keeper = kept(claims, a_claim(command=command))
    ready(keeper)
    stdout = claims.folder((1, 1)) / "stdout"
    assert "trap" not in command or becomes(lambda: stdout.read_text() == "set\n")
    keeper.tell(INTERRUPT)
    status = end(claims, keeper)
    assert (status.outcome, status.exit_code) == (outcome, code)


def test_an_order_that_comes_before_the_job_is_not_lost(claims: Claims) -> None:
    keeper = kept(claims, a_claim(command="sleep 600"))
    keeper.tell(STOP)
    assert end(claims, keeper).signal_name == "SIGTERM"


def test_what_a_job_leaves_in_its_group_ends_with_it(claims: Claims, tmp_path: Path) -> None:
    keeper = kept(claims, a_claim(command=f"sleep 600 & echo $! > {tmp_path}/child"))
    over(keeper)
    child = int((tmp_path / "child").read_text())
    assert becomes(lambda: not lives(child))


def test_a_job_that_daemonises_does_not_hold_its_attempt_for_ever(
    claims: Claims, tmp_path: Path
) -> None:
    daemon = f"setsid sh -c 'echo $$ > {tmp_path}/daemon; exec sleep 600'"
    wait = f"while [ ! -s {tmp_path}/daemon ]; do sleep 0.02; done"
    status = run_through(claims, a_claim(command=f"{daemon} & {wait}"))
    pid = number_in(tmp_path / "daemon")
    try:
        assert status.exit_code == 0
        assert lives(pid)
        assert not is_kept(claims.folder((1, 1)))
    finally:
        os.kill(pid, signal.SIGKILL)


def test_a_job_that_cannot_be_started_is_recorded_with_the_reason(claims: Claims) -> None:
    lock = claims.claim(a_claim())
    assert lock is not None
    (claims.folder((1, 1)) / "work").rmdir()
    keeper = Keeper.start(
        claims.folder((1, 1)), a_claim(), lock=lock, environment=os.environ, grace=1
    )
    assert ready(keeper) is None
    status = end(claims, keeper)
    assert (status.outcome, status.detail) == (Outcome.NOT_STARTED, "No such file or directory")


@pytest.mark.parametrize(("command", "kind"), [("x" * 200_000, OSError), ("a\0b", ValueError)])
def test_a_command_that_no_process_can_have_is_refused(
    claims: Claims, command: str, kind: type[Exception]
) -> None:
    lock = claims.claim(a_claim())
    assert lock is not None
    folder = claims.folder((1, 1))
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(kind):
        Keeper.start(folder, a_claim(command=command), lock=lock, environment={}, grace=1)
    assert not is_kept(folder)
    assert len(list(Path("/proc/self/fd").iterdir())) == before - 1


def test_a_drive_that_takes_no_status_keeps_the_attempt_running_until_it_does(
    claims: Claims,
) -> None:
    folder = claims.folder((1, 1))
    keeper = kept(claims, a_claim(command="exec sleep 600"))
    ready(keeper)
    in_the_way = folder / ".status.json.new"
    in_the_way.mkdir()
    note = read_lock(folder)
    assert note is not None
    os.kill(note.job, signal.SIGKILL)
    assert becomes(lambda: not Path(f"/proc/{note.job}").exists())
    assert is_kept(folder)
    in_the_way.rmdir()
    assert end(claims, keeper).signal_name == "SIGKILL"


def test_a_keeper_outlives_whoever_started_it(tmp_path: Path) -> None:
    script = (
        "import os, pathlib\n"
        "from jmss.machine.claims import Claims\n"
        "from tests.fakes.attempts import a_claim, kept, ready\n"
        f"claims = Claims(pathlib.Path({str(tmp_path)!r})); claims.prepare()\n"
        "ready(kept(claims, a_claim(command='sleep 0.5; echo done')))\n"
        "os.kill(0, 9)\n"
    )
    starter = subprocess.run([sys.executable, "-c", script], check=False, start_new_session=True)
    assert starter.returncode == -signal.SIGKILL
    folder = tmp_path / "jobs" / "1.1"
    keeper = Keeper.find(folder)
    assert keeper is not None
    over(keeper)
    status = read_status(folder)
    assert status is not None
    assert status.exit_code == 0
    assert (folder / "stdout").read_text() == "done\n"


def test_a_keeper_imports_little() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import jmss.machine.keeper;"
        "print(sorted(m for m in ('json','signal','subprocess','msgspec','pathlib','re','enum')"
        " if m in sys.modules))"
    )
    root = str(Path(__file__).parents[3])
    said = subprocess.run(
        [sys.executable, "-ISEc", script, root], check=True, capture_output=True, text=True
    )
    assert said.stdout == "[]\n"
