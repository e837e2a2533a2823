# SPDX-License-Identifier: GPL-3.0-or-later
import itertools
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from jmss.cluster import fence
from jmss.cluster.fence import freeze, kill_all, processes_of, thaw
from jmss.cluster.identity import process_start
from jmss.errors import StillRunning
from tests.fakes.cluster import until

TREE = """
import os, subprocess, sys, time
subprocess.Popen(["env", "-i", "sleep", "1000"])
subprocess.Popen(["setsid", "sleep", "1001"])
print("ready", flush=True)
time.sleep(1000)
"""
BREEDER = """
import os, sys, time
print("ready", flush=True)
end = time.monotonic() + 10  # should nobody catch it, it ends by itself
while time.monotonic() < end:
    if os.fork():
        time.sleep(0.005)
        os._exit(0)
    os.setsid()
"""


@pytest.fixture
def boot() -> Iterator[str]:
    name = str(uuid.uuid4())
    yield name
    assert kill_all(name, node="SV1") == 0, "the test left processes behind"


def marked(boot: str, program: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "JMSS_BOOT": boot},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def done_with(process: subprocess.Popen[bytes]) -> None:
    with process:
        process.kill()


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_nobody_belongs_to_an_unknown_start(boot: str) -> None:
    assert processes_of(boot) == []
    assert kill_all(boot, node="SV1") == 0


def test_all_descendants_die_and_strangers_live(boot: str) -> None:
    stranger = subprocess.Popen(["sleep", "1000"], env={**os.environ, "JMSS_BOOT": "other"})
    process = marked(boot, TREE)
    until(lambda: len(processes_of(boot)) == 3)
    assert kill_all(boot, node="SV1") == 3
    assert process.wait(5) == -signal.SIGKILL
    assert processes_of(boot) == []
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
    done_with(process)


def test_a_program_that_hid_its_environment_is_found_by_its_session(boot: str) -> None:
    """Its parent is dead, so only the session still ties it to the node."""
    leader = marked(
        boot,
        'import os, subprocess, time; subprocess.run(["sh", "-c", "env -i sleep 1000 &"]);'
        'print("ready", flush=True); time.sleep(1000)',
    )
    until(lambda: len(processes_of(boot)) == 2)
    assert kill_all(boot, node="SV1") == 2
    done_with(leader)


def test_processes_that_multiply_are_caught(boot: str) -> None:
    process = marked(boot, BREEDER)
    process.wait(5)
    kill_all(boot, node="SV1")
    assert processes_of(boot) == []
    done_with(process)


def test_the_spared_process_lives(boot: str) -> None:
    process = marked(boot, TREE)
    until(lambda: len(processes_of(boot)) == 3)
    assert kill_all(boot, node="SV1", spare={process.pid}) == 2
    assert process.poll() is None
    assert kill_all(boot, node="SV1") == 1
    done_with(process)


def test_frozen_processes_stand_still_until_they_are_thawed_or_killed(boot: str) -> None:
    process = marked(boot, TREE)
    until(lambda: len(processes_of(boot)) == 3)
    assert freeze(boot) == 3
    until(lambda: {state(p.pid) for p in processes_of(boot)} == {"T"})
    assert thaw(boot) == 3
    until(lambda: {state(p.pid) for p in processes_of(boot)} == {"S"})
    freeze(boot)
    assert kill_all(boot, node="SV1") == 3
    done_with(process)


def test_a_process_with_the_same_number_but_another_start_is_not_touched(
    boot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = marked(boot, TREE)
    until(lambda: len(processes_of(boot)) == 3)
    stale = [
        fence.Process(p.pid, p.start - 1, p.parent, p.session, p.boot) for p in processes_of(boot)
    ]
    looks = itertools.chain([stale], itertools.repeat([]))
    with monkeypatch.context() as patched:
        patched.setattr(fence, "_in_turn", lambda _boot: next(looks))
        assert kill_all(boot, node="SV1") == 0
    assert process.poll() is None
    assert process_start(process.pid) == stale[0].start + 1
    assert kill_all(boot, node="SV1") == 3
    done_with(process)


def test_a_process_that_does_not_die_in_time_is_named(
    boot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = marked(boot, "import time; print('ready', flush=True); time.sleep(1000)")

    def powerless(descriptor: int, what: signal.Signals) -> None:
        assert what in {signal.SIGSTOP, signal.SIGKILL}

    with monkeypatch.context() as patched:
        patched.setattr(fence, "_send", powerless)
        with pytest.raises(StillRunning) as refused:
            kill_all(boot, node="SV1", patience=0.05)
    assert refused.value.fields == {"node": "SV1", "processes": str(process.pid)}
    assert kill_all(boot, node="SV1") == 1
    done_with(process)


def test_no_descriptor_is_left_open(boot: str) -> None:
    process = marked(boot, TREE)
    before = len(list(Path("/proc/self/fd").iterdir()))
    freeze(boot)
    thaw(boot)
    kill_all(boot, node="SV1")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    with suppress(ProcessLookupError):
        done_with(process)
