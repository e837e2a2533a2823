# SPDX-License-Identifier: GPL-3.0-or-later
"""Ending what a lost keeper left behind, before its attempt is called interrupted.

A job whose keeper was killed runs on without anybody who would tell how it ends. If it was
started again meanwhile, it would run twice (manual S4).
"""

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from jmss.cluster.identity import process_start
from jmss.machine.keepers import FOLDER_VARIABLE, read_lock

_DEADLINE = 5.0
"""Seconds for everything to be gone; a process in uninterruptible sleep may outlast it."""


def end_leftovers(folders: Iterable[Path]) -> bool:
    """Kill every process that belongs to these attempts, descendants included.

    They are known by the variable that each attempt's processes inherit, and the first
    process of the job also by its number and start. Blocks until they are gone; False when
    some are not after five seconds.
    """
    wanted = list(folders)
    marks = {f"{FOLDER_VARIABLE}={folder}".encode() for folder in wanted}
    deadline = time.monotonic() + _DEADLINE
    for folder in wanted:
        _kill_first(folder)
    while True:
        found = [pid for pid in _processes() if _marks(pid) & marks]
        if not found:
            return True
        if time.monotonic() > deadline:
            return False
        for pid in found:
            _kill(pid, marks)
        time.sleep(0.02)


def _kill_first(folder: Path) -> None:
    """Kill the job's process group, provided that its leader is still the one we started."""
    holder = read_lock(folder)
    if holder is None or not holder.job:
        return
    if process_start(holder.job) == holder.job_ticks:
        try:
            os.killpg(holder.job, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def _kill(pid: int, marks: set[bytes]) -> None:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        # Looked at again through the descriptor's lifetime: the number may have a new owner.
        if _marks(pid) & marks:
            signal.pidfd_send_signal(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
    finally:
        os.close(process)


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _marks(pid: int) -> set[bytes]:
    """Give the variables of a process; none for a zombie or somebody else's process."""
    try:
        return set(Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return set()
