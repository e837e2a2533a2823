# SPDX-License-Identifier: GPL-3.0-or-later
"""Attempts for the tests of an execution machine."""

import asyncio
import os
import select
import time
from collections.abc import Callable
from pathlib import Path

from jmss.machine.claims import Claim, Claims
from jmss.machine.keepers import Keeper
from jmss.machine.launch import Launcher
from jmss.machine.reports import Outbox
from jmss.machine.runner import Runner
from jmss.machine.status import Status, read_status
from jmss.wire.messages import StartOrder

PATIENCE = 20.0


def a_claim(job: int = 1, attempt: int = 1, command: str = "true") -> Claim:
    """Make a claim of incarnation 1 of VCOM2."""
    return Claim(
        job=job,
        attempt=attempt,
        name=f"job{job}",
        owner="batch",
        command=command,
        machine="VCOM2",
        incarnation=1,
        at=time.time(),
    )


def an_order(job: int = 1, attempt: int = 1, command: str = "true") -> StartOrder:
    """Make an order to start."""
    return StartOrder(job=job, attempt=attempt, name=f"job{job}", owner="batch", command=command)


def kept(claims: Claims, claim: Claim, grace: float = 10.0) -> Keeper:
    """Claim an attempt and start its keeper."""
    lock = claims.claim(claim)
    assert lock is not None
    return Keeper.start(
        claims.folder(claim.key), claim, lock=lock, environment=os.environ, grace=grace
    )


def ready(keeper: Keeper) -> float | None:
    """Wait until the keeper's job has started; None when it will not."""
    assert keeper.ready is not None
    assert select.select([keeper.ready], [], [], PATIENCE)[0]
    return keeper.read_ready()


def over(keeper: Keeper) -> None:
    """Wait until a keeper has ended."""
    assert select.select([keeper.descriptor], [], [], PATIENCE)[0]
    keeper.close()


def run_through(claims: Claims, claim: Claim) -> Status:
    """Run an attempt to its end."""
    over(kept(claims, claim))
    status = read_status(claims.folder(claim.key))
    assert status is not None
    return status


def becomes(true: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait until something is true."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


async def until(true: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait on the loop until something is true."""
    async with asyncio.timeout(patience):
        while not true():
            await asyncio.sleep(0.01)


def a_runner(
    drive: Path,
    incarnation: int = 1,
    check: Callable[[], None] = lambda: None,
    grace: float = 10.0,
) -> tuple[Runner, Outbox, Claims]:
    """Make a runner on a drive."""
    claims = Claims(drive)
    outbox = Outbox("VCOM2", incarnation)
    launcher = Launcher(
        claims=claims,
        machine="VCOM2",
        incarnation=incarnation,
        check=check,
        environment=os.environ,
        grace=grace,
    )
    return Runner(claims=claims, outbox=outbox, launcher=launcher), outbox, claims


def lives(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def number_in(path: Path) -> int:
    """Wait for a file that a job writes a process number into, and read it."""
    assert becomes(lambda: path.exists() and path.read_text().endswith("\n"))
    return int(path.read_text())
