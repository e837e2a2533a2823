# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process holds: a peer may be as hostile as it likes, this must not grow with it."""

import asyncio
import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at a moment."""

    tasks: int
    threads: int
    files: int
    objects: int
    resident: int
    """Bytes of memory."""

    def grown(self, since: "Held") -> str:
        """Say what has grown beyond what caches and the allocator explain; empty: nothing."""
        wrong = [
            f"{name}: {getattr(since, name):,} became {getattr(self, name):,}"
            for name, most in (
                ("tasks", 2),
                ("threads", 4),
                ("files", 4),
                ("objects", 20_000),
                ("resident", 32 * MIB),
            )
            if getattr(self, name) - getattr(since, name) > most
        ]
        return "; ".join(wrong)

    def difference(self, since: "Held") -> str:
        """Say what changed, for the report."""
        return (
            f"{self.tasks - since.tasks:+d} tasks, {self.objects - since.objects:+,d} objects,"
            f" {(self.resident - since.resident) / MIB:+.1f} MiB"
        )


def resident(pid: int | str = "self") -> int:
    """Give the bytes of memory that a process has."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def held_here(tasks: int = 0) -> Held:
    """Give what this process holds; tasks are counted by whoever has a loop."""
    gc.collect()
    return Held(
        tasks=tasks,
        threads=threading.active_count(),
        files=len(list(Path("/proc/self/fd").iterdir())),
        objects=len(gc.get_objects()),
        resident=resident(),
    )


def tasks_beside_me() -> int:
    """Count the tasks of this loop but the one that asks."""
    return len(asyncio.all_tasks()) - 1
