# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is who: this machine, this run of its kernel, a process that is not its successor."""

import platform
from pathlib import Path

_MACHINE_ID = Path("/etc/machine-id")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def machine_id() -> str:
    """Name this machine; a machine without an id is named by its host name."""
    try:
        named = _MACHINE_ID.read_text().strip()
    except OSError:
        named = ""
    return named or platform.node()


def boot_id() -> str:
    """Name this run of the kernel: locks and process numbers mean nothing beyond it."""
    return _BOOT_ID.read_text().strip()


def process_start(pid: int) -> int | None:
    """Tell when a process started, in clock ticks since boot; None when there is none.

    A process number is given again and again; together with its start it is unique.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(stat.rpartition(b")")[2].split()[19])
