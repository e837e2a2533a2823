# SPDX-License-Identifier: GPL-3.0-or-later
import os
import signal
import threading
from pathlib import Path

import pytest

from jmss.machine.adoption import LOST, look_through
from jmss.machine.claims import Claims
from jmss.machine.keeper import STOP
from jmss.machine.keepers import Keeper
from jmss.machine.status import Outcome, read_status
from tests.fakes.attempts import a_claim, kept, lives, number_in, over, ready, run_through


@pytest.fixture
def claims(tmp_path: Path) -> Claims:
    claims = Claims(tmp_path)
    claims.prepare()
    return claims


def test_running_ended_and_interrupted_are_told_apart(claims: Claims) -> None:
    runs = kept(claims, a_claim(1, command="sleep 600"))
    run_through(claims, a_claim(2, command="exit 4"))
    lock = claims.claim(a_claim(3))
    assert lock is not None
    os.close(lock)
    run_through(claims, a_claim(4))
    claims.acknowledge((4, 1))
    found = look_through(claims)
    ((claim, keeper),) = found.running
    assert (claim.key, keeper.pid) == ((1, 1), runs.pid)
    assert [(key, status.outcome, status.exit_code) for key, status in found.ended] == [
        ((2, 1), Outcome.ENDED, 4),
        ((3, 1), Outcome.INTERRUPTED, None),
    ]
    keeper.tell(STOP)
    over(keeper)
    runs.close()


def test_what_a_lost_keeper_left_is_ended_first(claims: Claims) -> None:
    keeper = kept(claims, a_claim(command="echo $$; exec sleep 600"))
    ready(keeper)
    job = number_in(claims.folder((1, 1)) / "stdout")
    os.kill(keeper.pid, signal.SIGKILL)
    over(keeper)
    (settled,) = look_through(claims).ended
    assert settled[1].detail == LOST
    assert not lives(job)
    assert read_status(claims.folder((1, 1))) == settled[1]
    assert look_through(claims).ended == [settled]


def test_a_keeper_that_has_not_said_who_it_is_is_waited_for(claims: Claims) -> None:
    lock = claims.claim(a_claim(command="sleep 600"))
    assert lock is not None
    folder = claims.folder((1, 1))
    assert Keeper.find(folder) is None
    started: list[Keeper] = []

    def start() -> None:
        started.append(
            Keeper.start(
                folder, a_claim(command="sleep 600"), lock=lock, environment=os.environ, grace=1
            )
        )

    late = threading.Timer(0.2, start)
    late.start()
    found = look_through(claims)
    late.join()
    ((_, keeper),) = found.running
    assert keeper.pid == started[0].pid
    keeper.tell(STOP)
    over(keeper)
    started[0].close()
