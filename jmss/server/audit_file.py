# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the audit log: lines appended by a thread of its own, many to a write.

While one batch goes to the disk the next lines gather; they then share a write and a sync,
as the changes do in the store. So nobody on the loop waits for the disk but whoever asks to
be told, and many can wait for one sync.
"""

import logging
import os
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 5 * 1024 * 1024
"""Of one file; then the next one is begun."""
KEPT = 9
"""Full files that are kept beside the one being written."""
MOST_LINES = 1000
"""Lines that share a write at most."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Line:
    data: bytes
    written: Callable[[], None] | None


class AuditFile:
    """Appends to ``audit.jsonl``; the thread runs until ``close``.

    Args:
        folder: of the logs; it exists.
        most_bytes: of one file.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self.path = folder / "audit.jsonl"
        self._most_bytes = most_bytes
        self._failing = False
        self._whole = False
        """Whether the file is known to end with a whole line."""
        self._waiting: queue.SimpleQueue[_Line | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    def append(self, data: bytes, written: Callable[[], None] | None = None) -> None:
        """Write a line; ``written`` is called in the thread when it is safe on the disk.

        It is called too when the file cannot be written: work does not stop because of that.
        """
        self._waiting.put(_Line(data, written))

    def close(self) -> None:
        """Write what is waiting, then end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def newest(self) -> list[bytes]:
        """Give the lines of the two newest files, in order; one that was cut off included."""
        lines: list[bytes] = []
        for path in (self._aside(1), self.path):
            if path.exists():
                lines += path.read_bytes().splitlines()
        return lines

    def _run(self) -> None:
        ends = False
        while not ends:
            batch, ends = self._gather()
            if batch:
                self._store(batch)

    def _gather(self) -> tuple[list[_Line], bool]:
        batch: list[_Line] = []
        line = self._waiting.get()
        while line is not None:
            batch.append(line)
            if len(batch) >= MOST_LINES or self._waiting.empty():
                return batch, False
            line = self._waiting.get()
        return batch, True

    def _store(self, batch: Sequence[_Line]) -> None:
        waited_for = [line.written for line in batch if line.written is not None]
        try:
            self._write(b"".join(line.data for line in batch), sync=bool(waited_for))
            self._failing = False
        except OSError as error:
            if not self._failing:
                _log.error("the audit log cannot be written: %s", error)
            self._failing = True
        for written in waited_for:
            written()

    def _write(self, data: bytes, *, sync: bool) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(self.path, flags, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = not self._whole and size and os.pread(descriptor, 1, size - 1) != b"\n"
            self._whole = False
            data = b"\n" + data if torn else data
            self._whole = os.write(descriptor, data) == len(data)
            if sync:
                os.fdatasync(descriptor)
            full = size + len(data) >= self._most_bytes
        finally:
            os.close(descriptor)
        if full:
            self._turn()

    def _turn(self) -> None:
        """Put the full file aside; the oldest one goes."""
        for age in range(KEPT, 1, -1):
            younger = self._aside(age - 1)
            if younger.exists():
                younger.replace(self._aside(age))
        self.path.replace(self._aside(1))

    def _aside(self, age: int) -> Path:
        return self._folder / f"audit.{age}.jsonl"
