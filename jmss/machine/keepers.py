# SPDX-License-Identifier: GPL-3.0-or-later
"""Keepers as jexecd sees them: starting one, finding one again, giving it orders."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jmss.cluster.lock import is_held
from jmss.machine.claims import Claim

FOLDER_VARIABLE = "JMSS_FOLDER"
"""Names the attempt's folder in the environment of everything that belongs to it."""

_ENTRY = Path(__file__).resolve().parent.parent / "commands" / "jkeeper.py"


@dataclass(frozen=True, slots=True)
class LockNote:
    """What a keeper writes into the lock that it holds."""

    keeper: int
    """Its process number."""
    job: int = 0
    """The number of the job's first process; 0 before it is started."""
    job_ticks: int = 0
    """When that process started, in clock ticks; with its number it is unique."""


def read_lock(folder: Path) -> LockNote | None:
    """Read who holds, or held last, the lock of an attempt; None before its keeper wrote it."""
    try:
        text = (folder / "lock").read_bytes()
    except FileNotFoundError:
        return None
    complete = [line.split() for line in text.splitlines(keepends=True) if line.endswith(b"\n")]
    numbers = [int(word) for line in complete for word in line]
    return LockNote(*numbers) if numbers else None


class Keeper:
    """A living keeper. ``descriptor`` is a pidfd: it becomes readable when the keeper ends."""

    def __init__(self, folder: Path, pid: int, descriptor: int, ready: int | None) -> None:
        self._folder = folder
        self.pid = pid
        self.descriptor = descriptor
        self.ready = ready
        """Becomes readable when the job starts; None for a keeper that was found again."""

    @classmethod
    def start(
        cls, folder: Path, claim: Claim, *, lock: int, environment: Mapping[str, str], grace: float
    ) -> "Keeper":
        """Start the keeper of a claimed attempt and hand it the lock, which is closed here.

        Raises:
            OSError: no process could be made, or the command line is too long.
            ValueError: the command line or the environment holds a null character.
        """
        ready, started = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            # For reading and writing, so that the keeper never sees the end of its orders.
            orders = os.open(folder / "orders", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                inherited = (lock, orders, started)
                words = [claim.command, grace, *inherited]
                pid = os.posix_spawn(
                    sys.executable,
                    [sys.executable, "-ISE", str(_ENTRY), str(folder), *map(str, words)],
                    {**environment, **_variables(folder, claim)},
                    file_actions=_files(folder, inherited),
                    setsid=True,
                    setsigmask=(),
                )
            finally:
                os.close(orders)
        except BaseException:
            os.close(ready)
            raise
        finally:
            os.close(started)
            os.close(lock)
        # This cannot fail for want of a descriptor: three were just given back.
        return cls(folder, pid, os.pidfd_open(pid), ready)

    @classmethod
    def find(cls, folder: Path) -> "Keeper | None":
        """Find the keeper that holds the lock of an attempt.

        None when nobody holds it, or when its holder has not yet written who it is: ask
        ``is_kept`` which of the two.
        """
        note = read_lock(folder)
        if note is None:
            return None
        try:
            descriptor = os.pidfd_open(note.keeper)
        except ProcessLookupError:
            return None
        # Only the process that wrote the note holds the lock, so while the lock is held the
        # number is still that process's, and so is the descriptor.
        if is_kept(folder):
            return cls(folder, note.keeper, descriptor, None)
        os.close(descriptor)
        return None

    def tell(self, order: bytes) -> None:
        """Give the keeper an order; one that has just ended needs none."""
        try:
            descriptor = os.open(self._folder / "orders", os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return
        try:
            os.write(descriptor, order)
        except (BrokenPipeError, BlockingIOError):
            return
        finally:
            os.close(descriptor)

    def read_ready(self) -> float | None:
        """Read when the job started; None when it has not. To be called once, when readable."""
        if self.ready is None:
            return None
        try:
            text = os.read(self.ready, 64)
        except BlockingIOError:
            return None
        return float(text) if text else None

    def close_ready(self) -> None:
        """Let go of the pipe that told of the start."""
        if self.ready is not None:
            os.close(self.ready)
            self.ready = None

    def close(self) -> None:
        """Let go of the descriptors, and of the process if it has ended; the keeper lives on."""
        self.close_ready()
        os.close(self.descriptor)
        try:
            os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return  # found again: the child of a jexecd that is no more


def is_kept(folder: Path) -> bool:
    """Whether a keeper holds the lock of an attempt: whether the attempt runs."""
    return is_held(folder / "lock")


def _variables(folder: Path, claim: Claim) -> dict[str, str]:
    return {
        "JMSS_JOB": str(claim.job),
        "JMSS_ATTEMPT": str(claim.attempt),
        "JMSS_JOB_NAME": claim.name,
        "JMSS_OWNER": claim.owner,
        "JMSS_MACHINE": claim.machine,
        FOLDER_VARIABLE: str(folder),
    }


def _files(
    folder: Path, inherited: tuple[int, ...]
) -> list[tuple[int, int, int] | tuple[int, int, str, int, int]]:
    """Say what the keeper finds open; its own complaints go among the job's."""
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, str(folder / "stderr"), appending, 0o644),
        # Onto itself: that is how a descriptor is handed on to one program alone.
        *((os.POSIX_SPAWN_DUP2, number, number) for number in inherited),
    ]
