# SPDX-License-Identifier: GPL-3.0-or-later
import sys
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.ownership import Ownership
from jmss.cluster.post import FAILURES, START_PATIENCE, STOP_PATIENCE, WITHIN, Post
from tests.fakes.cluster import until

TTL = 2.0
WAITS = "import signal, time; print('on', flush=True); time.sleep(1000)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('on', flush=True); time.sleep(1000)"
)


def post(tmp_path: Path, program: str) -> Post:
    return Post([sys.executable, "-c", program], tmp_path / "log", tmp_path, TTL)


def started(tmp_path: Path, program: str) -> Post:
    made = post(tmp_path, program)
    assert made.start(100.0) == made.pid
    until(lambda: (tmp_path / "log").read_text() == "on\n")
    return made


def end_of(made: Post) -> int:
    found: list[int] = []

    def ended() -> bool:
        status = made.ended()
        found.extend([] if status is None else [status])
        return bool(found)

    until(ended)
    assert not made.running
    assert made.ended() is None, "an end is told once"
    return found[0]


def test_its_end_and_its_words_are_kept(tmp_path: Path) -> None:
    made = post(tmp_path, "import sys; print('why'); sys.exit(3)")
    assert not made.running
    assert made.ended() is None
    made.start(100.0)
    assert end_of(made) == 3
    assert (tmp_path / "log").read_text() == "why\n"


def test_it_is_asked_to_stop_first(tmp_path: Path) -> None:
    made = started(tmp_path, WAITS)
    made.stop(100.0)
    assert made.stopping
    assert end_of(made) == -15


def test_it_is_killed_when_it_does_not_stop_in_time(tmp_path: Path) -> None:
    made = started(tmp_path, DEAF)
    made.stop(100.0)
    made.stop(100.0 + STOP_PATIENCE)
    assert made.running
    assert made.ended() is None
    made.stop(100.0 + STOP_PATIENCE + 0.1)
    assert end_of(made) == -9
    made.stop(200.0)
    made.kill()


def test_a_service_may_take_its_time_to_start_but_not_for_ever(tmp_path: Path) -> None:
    made = started(tmp_path, WAITS)
    looks = [made.hung(None, 100.0 + START_PATIENCE, 0.25) for _ in range(12)]
    assert not any(looks)
    assert made.hung(None, 100.1 + START_PATIENCE, 0.25)
    made.kill()
    end_of(made)
    assert not made.hung(None, 200.0, 0.25)


def test_one_that_beats_may_read_a_long_history_first(tmp_path: Path) -> None:
    made = started(tmp_path, WAITS)
    owner = Ownership.acquire(tmp_path, virtual_computer="VCOM1", node="SV1")
    record = msgspec.structs.replace(owner.record, pid=made.pid)
    for _ in range(12):
        owner.beat()
        assert not made.hung(record, 200.0 + START_PATIENCE, 0.25)
    looks = [made.hung(record, 200.0 + START_PATIENCE, 0.25) for _ in range(12)]
    assert looks[-1]
    owner.release()
    made.kill()
    end_of(made)


@pytest.mark.parametrize("beats", [True, False])
def test_a_working_service_must_give_signs_of_life(tmp_path: Path, beats: bool) -> None:
    made = started(tmp_path, WAITS)
    owner = Ownership.acquire(tmp_path, virtual_computer="VCOM1", node="SV1")
    owner.mark_ready()
    record = msgspec.structs.replace(owner.record, pid=made.pid)
    seen = []
    for _ in range(12):
        if beats:
            owner.beat()
        seen.append(made.hung(record, 101.0, 0.25))
    assert any(seen) is not beats
    owner.release()
    made.kill()
    end_of(made)


def test_too_many_failures_in_a_short_time(tmp_path: Path) -> None:
    made = post(tmp_path, "")
    told = [made.failed(float(at)) for at in range(FAILURES)]
    assert told == [False] * (FAILURES - 1) + [True]
    assert not made.failed(10.0), "counted anew"
    spread = [made.failed(100.0 + at * WITHIN) for at in range(5)]
    assert not any(spread)
