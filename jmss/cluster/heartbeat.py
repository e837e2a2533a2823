# SPDX-License-Identifier: GPL-3.0-or-later
"""A heartbeat on disk: sixteen bytes, written in place, that say "I was working then".

The monotonic clock is the same for all processes of one kernel and knows no leaps; it
tells the age. The wall clock tells people when it was.
"""

import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

_BEAT = struct.Struct("<dd")


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat."""

    monotonic: float
    """Seconds on the kernel's monotonic clock."""
    at: float
    """Seconds since 1970, UTC."""


class Heartbeat:
    """The writing end. The file stays open, so that a beat is one small write."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def beat(self) -> None:
        """Say that we work now. A few microseconds; nothing is forced to disk."""
        os.pwrite(self._descriptor, _BEAT.pack(time.monotonic(), time.time()), 0)

    def end(self) -> None:
        """Close the file; the last beat stays in it. A second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def last_beat(path: Path) -> Beat | None:
    """Read the newest beat; None when there is none."""
    try:
        with path.open("rb", buffering=0) as file:
            return Beat(*_BEAT.unpack(file.read(_BEAT.size)))
    except (FileNotFoundError, NotADirectoryError, struct.error):
        return None
