# SPDX-License-Identifier: GPL-3.0-or-later
"""A kernel lock on a file: held by one process at most, freed by the kernel when it dies."""

import fcntl
import os
import time
from pathlib import Path

RETRY = 0.01
"""Seconds between two tries; whoever only looks holds the lock for a few microseconds."""


class KernelLock:
    """The exclusive lock on a file. Programs that this process starts do not inherit it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, *, patience: float) -> "KernelLock | None":
        """Take the lock, trying for ``patience`` seconds; None when somebody else holds it."""
        deadline = time.monotonic() + patience
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            lock = cls(path, descriptor)
            if _locked(descriptor, fcntl.LOCK_EX) and lock.in_place:
                return lock
            lock.free()
            if time.monotonic() >= deadline:
                return None
            time.sleep(RETRY)

    @property
    def in_place(self) -> bool:
        """Whether the file that we hold is still the one under its name."""
        try:
            there = self._path.stat()
            held = os.fstat(self._descriptor)
        except OSError:
            return False
        return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)

    def free(self) -> None:
        """Let the lock go; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def is_held(path: Path) -> bool:
    """Whether a process holds the lock now; what cannot be opened holds nothing."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        return not _locked(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
