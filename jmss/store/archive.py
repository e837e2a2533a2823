# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that left the board, in compressed files: one line of JSON for each job.

``2026-11.0001.jsonl.gz`` has jobs that ended in November 2026 (UTC). Such a file is a row
of gzip members, each a few thousand lines, so ``zcat`` reads it; a new member is on the
disk before its jobs leave the database. A process writes only files that it began itself,
``….gz.open`` until they are full or it ends; whatever a killed one left of its last member
is cut off, for those jobs are still in the database.
"""

import gzip
import os
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from jmss.model.jobs import Job
from jmss.store.archive_reader import OPEN, sound_length
from jmss.store.leavers import Leaver

SUFFIX = ".jsonl.gz"
FULL = 64 << 20
"""Bytes after which the next file is begun: a killed one is soon looked through."""


class Archive:
    """Appends to the archive; blocks. Of one server at a time: the drive's owner."""

    def __init__(self, folder: Path, full: int = FULL) -> None:
        self._folder = folder
        self._full = full
        self._open: dict[str, Path] = {}
        self._swept = False

    def add(self, leavers: Iterable[Leaver]) -> None:
        """Write jobs down; they are on the disk when this returns.

        Raises:
            OSError: they are not.
        """
        if not self._swept:
            self._folder.mkdir(exist_ok=True)
            self._sweep()
            self._swept = True
        months: defaultdict[str, list[bytes]] = defaultdict(list)
        for leaver in leavers:
            months[_month(leaver.job)].append(leaver.fact)
        for month, facts in months.items():
            self._append(month, gzip.compress(b"\n".join([*facts, b""]), 6))

    def close(self) -> None:
        """Begin no more files; what is open is whole."""
        for path in self._open.values():
            _seal(path)
        self._open.clear()

    def _sweep(self) -> None:
        """Make the files whole that killed processes were writing."""
        for path in self._folder.glob(f"*{SUFFIX}{OPEN}"):
            length = sound_length(path)
            with path.open("r+b") as file:
                file.truncate(length)
                os.fsync(file.fileno())
            _seal(path)

    def _append(self, month: str, member: bytes) -> None:
        path = self._open.get(month) or self._begin(month)
        with path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            try:
                file.write(member)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                # Half a member would hide those after it.
                file.truncate(end)
                raise
        if end + len(member) >= self._full:
            _seal(self._open.pop(month))

    def _begin(self, month: str) -> Path:
        taken = [path.name.split(".")[1] for path in self._folder.glob(f"{month}.*")]
        number = max((int(word) for word in taken if word.isdecimal()), default=0) + 1
        path = self._folder / f"{month}.{number:04d}{SUFFIX}{OPEN}"
        path.touch(exist_ok=False)
        _sync_folder(self._folder)
        self._open[month] = path
        return path


def _month(job: Job) -> str:
    at = job.submitted if job.ended is None else job.ended
    return time.strftime("%Y-%m", time.gmtime(at))


def _seal(path: Path) -> None:
    path.replace(path.with_name(path.name.removesuffix(OPEN)))
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
