# SPDX-License-Identifier: GPL-3.0-or-later
import os
import time
from pathlib import Path

import pytest

from jmss.machine.claims import Claims
from jmss.machine.keepers import is_kept
from tests.fakes.attempts import a_claim


@pytest.fixture
def claims(tmp_path: Path) -> Claims:
    claims = Claims(tmp_path)
    claims.prepare()
    return claims


def claim_and_drop(claims: Claims, job: int, attempt: int = 1) -> None:
    lock = claims.claim(a_claim(job, attempt))
    assert lock is not None
    os.close(lock)


def test_a_claim_is_whole_and_its_lock_held_when_it_is_seen(claims: Claims) -> None:
    claim = a_claim(12, 3, 'echo "日本"')
    lock = claims.claim(claim)
    assert lock is not None
    assert is_kept(claims.folder((12, 3)))
    assert claims.read((12, 3)) == claim
    assert {path.name for path in claims.folder((12, 3)).iterdir()} == {
        "claim.json",
        "lock",
        "orders",
        "work",
    }
    os.close(lock)
    assert not is_kept(claims.folder((12, 3)))


def test_an_attempt_is_claimed_once(claims: Claims) -> None:
    claim_and_drop(claims, 7)
    assert claims.claim(a_claim(7)) is None
    claims.acknowledge((7, 1))
    assert claims.claim(a_claim(7)) is None
    claim_and_drop(claims, 7, attempt=2)
    assert claims.keys() == [(7, 2)]


def test_the_lock_is_not_inherited_by_just_any_program(claims: Claims) -> None:
    lock = claims.claim(a_claim())
    assert lock is not None
    assert not os.get_inheritable(lock)
    os.close(lock)


def test_what_was_not_completed_is_no_claim(claims: Claims, tmp_path: Path) -> None:
    (tmp_path / "jobs" / ".5.1" / "work").mkdir(parents=True)
    (tmp_path / "jobs" / ".5.1" / "lock").touch()
    (tmp_path / "jobs" / "lost+found").mkdir()
    claims.prepare()
    assert claims.keys() == []
    assert not (tmp_path / "jobs" / ".5.1").exists()
    claim_and_drop(claims, 5)
    assert claims.keys() == [(5, 1)]


def test_a_drive_that_takes_nothing_leaves_no_claim(claims: Claims, tmp_path: Path) -> None:
    (tmp_path / "jobs" / ".5.1").touch()  # in the way of the folder that grows
    with pytest.raises(OSError, match="exists"):
        claims.claim(a_claim(5))
    assert claims.keys() == []
    assert claims.find((5, 1)) is None


def test_attempts_are_found_open_and_acknowledged(claims: Claims, tmp_path: Path) -> None:
    for attempt in (1, 2, 10):
        claim_and_drop(claims, 1234, attempt)
    claim_and_drop(claims, 12340)
    claims.acknowledge((1234, 1))
    claims.acknowledge((1234, 10))
    claims.acknowledge((1234, 10))
    assert claims.find((1234, 1)) == tmp_path / "done" / "1" / "1234.1"
    assert claims.find((1234, 2)) == tmp_path / "jobs" / "1234.2"
    assert claims.find((1234, 3)) is None
    assert claims.latest(1234) == (1234, 10)
    assert claims.latest(123) is None
    assert claims.keys() == [(1234, 2), (12340, 1)]


def test_only_old_acknowledged_attempts_are_forgotten(claims: Claims, tmp_path: Path) -> None:
    for job in (1, 2, 3):
        claim_and_drop(claims, job)
    claims.acknowledge((1, 1))
    claims.acknowledge((2, 1))
    long_ago = time.time() - 1000
    for folder in (tmp_path / "done/0/1.1", tmp_path / "jobs/3.1"):
        os.utime(folder, (long_ago, long_ago))
    assert claims.forget(before=time.time() - 500) == 1
    assert claims.find((1, 1)) is None
    assert claims.find((2, 1)) is not None
    assert claims.find((3, 1)) is not None


def test_the_past_does_not_slow_the_start(claims: Claims, tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / "done" / str(number // 1000) / f"{number}.1").mkdir(parents=True)
    claim_and_drop(claims, 5000)

    def took() -> float:
        began = time.perf_counter()
        fresh = Claims(tmp_path)
        fresh.prepare()
        assert fresh.keys() == [(5000, 1)]
        return time.perf_counter() - began

    assert min(took() for _ in range(5)) < 0.005
