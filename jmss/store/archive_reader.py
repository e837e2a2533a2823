# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the archive of jobs that left the board (``archive.py``).

What is damaged is said and the rest is read: the other members of a file, the other files.
"""

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jmss.errors import ArchiveDamaged
from jmss.model.jobs import Job

OPEN = ".open"
"""How the name of a file ends that a server is writing, or was when it was killed."""
_MEMBER = b"\x1f\x8b\x08\x00"
"""How a gzip member of ours begins."""
_AT_ONCE = 1 << 18
_jobs: msgspec.json.Decoder[Job] = msgspec.json.Decoder(Job)


@dataclass(frozen=True, slots=True)
class Period:
    """Jobs that ended in it; seconds since 1970, UTC. None: no bound."""

    begin: float | None = None
    end: float | None = None
    """The first moment after it."""

    def has(self, job: Job) -> bool:
        """Whether the job ended, or was submitted if that is not known, in the period."""
        at = job.submitted if job.ended is None else job.ended
        return (self.begin is None or at >= self.begin) and (self.end is None or at < self.end)

    def may_have(self, month: str) -> bool:
        """Whether a job of a month, ``2026-11``, may be in the period."""
        first = None if self.begin is None else time.strftime("%Y-%m", time.gmtime(self.begin))
        last = None if self.end is None else time.strftime("%Y-%m", time.gmtime(self.end))
        return (first is None or month >= first) and (last is None or month <= last)


def archived_jobs(
    folder: Path, period: Period, damaged: Callable[[ArchiveDamaged], None]
) -> Iterator[Job]:
    """Give the archived jobs that ended in a period, each once.

    Args:
        folder: of the archive; one that is not there has no jobs.
        period: what is wanted; files of other months are not opened.
        damaged: is told each file of which something cannot be read.
    """
    seen = set[int]()
    for path in sorted(folder.glob("*.jsonl.gz*")):
        if not period.may_have(path.name[:7]):
            continue
        for job in _jobs_of(path, damaged):
            # A server that was killed after it wrote a job down writes it down again.
            if job.number not in seen and period.has(job):
                seen.add(job.number)
                yield job


def sound_length(path: Path) -> int:
    """Give how many bytes of a file are whole members, from its beginning on."""
    end = 0
    for member in _members(path.read_bytes()):
        if isinstance(member, _Broken):
            break
        end = member.end
    return end


@dataclass(frozen=True, slots=True)
class _Member:
    lines: bytes
    end: int


@dataclass(frozen=True, slots=True)
class _Broken:
    why: str
    last: bool
    """Nothing comes after it: what a killed server was about to write."""


def _jobs_of(path: Path, damaged: Callable[[ArchiveDamaged], None]) -> Iterator[Job]:
    whys: list[str] = []
    try:
        for member in _members(path.read_bytes()):
            if isinstance(member, _Member):
                yield from _jobs.decode_lines(member.lines)
            elif not (member.last and path.name.endswith(OPEN)):
                whys.append(member.why)
    except (OSError, msgspec.MsgspecError) as error:
        whys.append(str(error))
    if whys:
        damaged(ArchiveDamaged(file=path, why=whys[0]))


def _members(data: bytes) -> Iterator[_Member | _Broken]:
    """Give the members of a file; after a broken one it goes on where the next one begins."""
    view = memoryview(data)
    at = 0
    while at < len(data):
        try:
            member = _member(view, at)
        except (zlib.error, EOFError) as error:
            at = data.find(_MEMBER, at + 1)
            yield _Broken(str(error), last=at < 0)
            if at < 0:
                return
        else:
            yield member
            at = member.end


def _member(view: memoryview, at: int) -> _Member:
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    lines = bytearray()
    while not reader.eof:
        piece = view[at : at + _AT_ONCE]
        if not piece:
            raise EOFError("it ends in the middle")
        lines += reader.decompress(piece)
        at += len(piece) - len(reader.unused_data)
    return _Member(bytes(lines), at)
