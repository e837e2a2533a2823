# SPDX-License-Identifier: GPL-3.0-or-later
"""A group was told to stop its work (``jstop``, manual S7); a mark on its drive.

While it is there, no node's agent starts the group's service. The service that stops
reads in it for how long its jobs may still run.
"""

import time
from pathlib import Path

import msgspec

from jmss.cluster.identity import boot_id
from jmss.cluster.records import read_record, write_record

ENDING = 10.0
"""Seconds in which, after the grace period, everything that is left can be ended."""
_MARK = "stop.json"


class StopMark(msgspec.Struct, frozen=True, kw_only=True):
    """The order to stop."""

    until: float
    """When the grace period is over: seconds on the monotonic clock of this kernel."""
    boot_id: str
    """This run of the kernel: after another start its clock means nothing any more."""

    @property
    def left(self) -> float:
        """The seconds that are left of the grace period."""
        return max(0.0, self.until - time.monotonic()) if self.boot_id == boot_id() else 0.0


def mark_stopped(drive: Path, grace: float) -> StopMark:
    """Order the group on this drive to stop; its jobs get ``grace`` seconds to end."""
    mark = StopMark(until=time.monotonic() + grace, boot_id=boot_id())
    write_record(drive / _MARK, mark)
    return mark


def stop_mark(drive: Path) -> StopMark | None:
    """Read the order; None when the group may work.

    Raises:
        BadConfiguration: the mark is damaged.
    """
    return read_record(drive / _MARK, StopMark)


def grace_left(drive: Path) -> float:
    """Give the seconds that running jobs still have; 0.0 when nobody granted any.

    Raises:
        BadConfiguration: the mark is damaged.
    """
    mark = stop_mark(drive)
    return mark.left if mark else 0.0


def forget_stop(drive: Path) -> None:
    """Let the group work again."""
    (drive / _MARK).unlink(missing_ok=True)
