# SPDX-License-Identifier: GPL-3.0-or-later
"""The attempts on an execution machine's switching drive, one folder each.

::

    jobs/12.1/          claimed, and the server has not yet acknowledged its end
        claim.json      what was claimed, by which incarnation (``Claim``)
        lock            held by the keeper while the attempt runs (``jmss.machine.keeper``)
        orders          a FIFO that brings the keeper its orders
        stdout, stderr  what the job wrote
        work/           the job's current folder
        status.json     how it ended (``jmss.machine.status``)
    done/0/12.1/        the same folder once the server has acknowledged the end

A folder comes into being under a name of its own and is renamed when it is complete and its
lock is held: that rename is the claim. The rename to ``done`` is the mark that the end was
reported. So starting up reads what is open and nothing of what is past, however much that
is, and the output of past attempts is still found by their number.
"""

import fcntl
import os
import shutil
from pathlib import Path

import msgspec

from jmss.machine.durably import sync_folder, write_durably

Key = tuple[int, int]
"""(job, attempt)."""

_SHARD = 1000
"""Job numbers per folder under ``done``."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What an execution machine has undertaken: to run this attempt once."""

    job: int
    attempt: int
    name: str
    owner: str
    command: str
    machine: str
    incarnation: int
    """The incarnation of the machine that claimed it."""
    at: float
    """Seconds since 1970, UTC."""

    @property
    def key(self) -> Key:
        """(job, attempt)."""
        return self.job, self.attempt


class Claims:
    """The folders of one machine's attempts. Only the owner of the drive may use it."""

    def __init__(self, drive: Path) -> None:
        self._open = drive / "jobs"
        self._done = drive / "done"

    def prepare(self) -> None:
        """Make the folders and remove claims that were never completed (nothing ran there)."""
        self._open.mkdir(parents=True, exist_ok=True)
        self._done.mkdir(exist_ok=True)
        for unfinished in self._open.glob(".*"):
            shutil.rmtree(unfinished)

    def claim(self, claim: Claim) -> int | None:
        """Claim an attempt and give the descriptor that holds its lock.

        The claim is on the disk, and the lock was ours before anybody could see it. None when
        the attempt was claimed before, by whomever: it must not be started again.

        Raises:
            OSError: the drive does not take it; nothing is claimed.
        """
        if self.find(claim.key) is not None:
            return None
        folder = self.folder(claim.key)
        growing = folder.with_name(f".{folder.name}")
        try:
            lock = _grow(growing, claim)
        except OSError:
            shutil.rmtree(growing, ignore_errors=True)
            raise
        try:
            growing.rename(folder)
            sync_folder(str(self._open))
        except OSError:
            os.close(lock)
            raise
        return lock

    def folder(self, key: Key) -> Path:
        """Tell where an open attempt lies."""
        return self._open / _name(key)

    def keys(self) -> list[Key]:
        """List the open attempts, by number."""
        return sorted(_key(path.name) for path in self._open.glob("[0-9]*.[0-9]*"))

    def read(self, key: Key) -> Claim:
        """Read the claim of an open attempt."""
        return msgspec.json.decode((self.folder(key) / "claim.json").read_bytes(), type=Claim)

    def find(self, key: Key) -> Path | None:
        """Tell where an attempt lies, open or acknowledged; None when it was never claimed."""
        for folder in (self.folder(key), self._shard(key[0]) / _name(key)):
            if folder.is_dir():
                return folder
        return None

    def latest(self, job: int) -> Key | None:
        """Give the newest attempt of a job that lies here; None when none does."""
        found = [
            _key(path.name)
            for place in (self._open, self._shard(job))
            for path in place.glob(f"{job}.*")
        ]
        return max(found, default=None)

    def acknowledge(self, key: Key) -> None:
        """Mark the end of an attempt as reported; a second time does nothing."""
        shard = self._shard(key[0])
        shard.mkdir(exist_ok=True)
        try:
            self.folder(key).rename(shard / _name(key))
        except FileNotFoundError:
            return

    def forget(self, before: float) -> int:
        """Delete acknowledged attempts, output included, that ended before a time.

        Reads the whole past: for a thread, now and then. Gives how many were deleted.
        """
        forgotten = 0
        for shard in self._done.iterdir():
            for folder in list(shard.iterdir()):
                # The status is written last, and the rename that puts it there dates the folder.
                if folder.stat().st_mtime < before:
                    shutil.rmtree(folder, ignore_errors=True)
                    forgotten += 1
        return forgotten

    def _shard(self, job: int) -> Path:
        return self._done / str(job // _SHARD)


def _grow(folder: Path, claim: Claim) -> int:
    folder.mkdir()
    (folder / "work").mkdir()
    os.mkfifo(folder / "orders", 0o600)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        write_durably(str(folder), "claim.json", msgspec.json.encode(claim))
    except OSError:
        os.close(lock)
        raise
    return lock


def _name(key: Key) -> str:
    return f"{key[0]}.{key[1]}"


def _key(name: str) -> Key:
    job, _, attempt = name.partition(".")
    return int(job), int(attempt)
