# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new incarnation of an execution machine finds on its drive, and what it makes of it.

Lock held: the attempt runs. Lock free and a status: it ended while nobody looked. Lock free
and no status: it was interrupted (manual S4).
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from jmss.errors import N_
from jmss.machine.claims import Claim, Claims, Key
from jmss.machine.keepers import Keeper, is_kept
from jmss.machine.leftovers import end_leftovers
from jmss.machine.status import Outcome, Status, read_status, write_status

LOST = N_("It went down with its machine and left no exit status.")

_PATIENCE = 5.0
"""Seconds for a keeper that has just been started to write who it is."""
_LOOK_AGAIN = 0.02

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """The open attempts on a drive, each in one of two places."""

    running: list[tuple[Claim, Keeper]] = field(default_factory=list)
    ended: list[tuple[Key, Status]] = field(default_factory=list)


def look_through(claims: Claims) -> Found:
    """Look through the open attempts and settle the interrupted ones; blocks.

    Whatever an interrupted attempt left running is ended first.
    """
    found = Found()
    lost: list[Key] = []
    for key in claims.keys():  # noqa: SIM118 - a method of ours, no dictionary
        folder = claims.folder(key)
        keeper = _keeper(folder)
        if keeper is not None:
            found.running.append((claims.read(key), keeper))
            continue
        status = read_status(folder)
        if status is None:
            lost.append(key)
        else:
            found.ended.append((key, status))
    statuses = settle_lost([claims.folder(key) for key in lost])
    found.ended.extend(zip(lost, statuses, strict=True))
    return found


def settle_lost(folders: Iterable[Path]) -> list[Status]:
    """Settle attempts that have neither keeper nor status: they were interrupted. Blocks."""
    wanted = list(folders)
    if wanted and not end_leftovers(wanted):
        _log.warning("some processes of interrupted attempts cannot be ended: %s", wanted)
    statuses = []
    for folder in wanted:
        status = Status(outcome=Outcome.INTERRUPTED, why=LOST, ended=time.time())
        write_status(folder, status)
        statuses.append(status)
    return statuses


def _keeper(folder: Path) -> Keeper | None:
    """Find the keeper of an attempt, giving it time to write who it is."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        keeper = Keeper.find(folder)
        if keeper is not None or not is_kept(folder):
            return keeper
        if time.monotonic() > deadline:
            # It hangs before it has started anything: what is not run cannot be run twice.
            end_leftovers([folder])
            deadline += _PATIENCE
        time.sleep(_LOOK_AGAIN)
