# SPDX-License-Identifier: GPL-3.0-or-later
"""A witness of failovers beside the link: when a server's process stopped, and who took over.

It reads what anybody on the machine can read, the owner record on the switching drive and
the state of the process named there, and notes the times. The desk's own times are held
against these.
"""

import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

LOOK_EVERY = 0.005
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who works on the drive."""

    node: str
    incarnation: int
    pid: int
    ready: bool
    """It listens."""


def owner_of(drive: Path) -> Owner | None:
    """Read the owner record; None when there is none yet."""
    try:
        record: dict[str, Any] = json.loads((drive / "owner.json").read_bytes())
    except (OSError, ValueError):
        return None
    return Owner(
        node=str(record["node"]),
        incarnation=int(record["incarnation"]),
        pid=int(record["pid"]),
        ready=bool(record["ready"]),
    )


class Witness:
    """Watches one failover of one virtual computer; times are of the monotonic clock.

    Args:
        drive: the switching drive of the virtual computer.
    """

    def __init__(self, drive: Path) -> None:
        before = owner_of(drive)
        if before is None:
            raise FileNotFoundError(drive)
        self.before = before
        self.after: Owner | None = None
        self.stopped_at: float | None = None
        """When the process of the old owner was dead or frozen."""
        self.listening_at: float | None = None
        """When the new owner said that it listens."""
        self._drive = drive
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="witness", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            now = time.monotonic()
            if self.stopped_at is None and not _works(self.before.pid):
                self.stopped_at = now
            owner = owner_of(self._drive)
            if owner and owner.ready and owner.incarnation > self.before.incarnation:
                self.after = owner
                self.listening_at = now
                return


def _works(pid: int) -> bool:
    try:
        state = psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return False
    return state not in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
