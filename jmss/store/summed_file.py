# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that knows whether it is as it was written, at the speed of memory.

The sum of each 64 KiB, taken as unsigned 64-bit words, and the CRC-32 of all these sums:
half a second less than a CRC of every byte of a big checkpoint, on the way to a takeover.
"""

import io
import zlib
from typing import BinaryIO

import numpy as np

BLOCK = 1 << 16
"""Bytes that make one sum."""
_PIECE = 16 * BLOCK
"""Bytes that are written at once."""


class SummedFile:
    """Writes to a file, in order."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = io.BytesIO()
        self._crc = 0
        self.at = 0
        """Where the next byte goes."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append bytes. They may change while this goes on: each is looked at once."""
        view = memoryview(data).cast("B")
        self.at += len(view)
        for begin in range(0, len(view), _PIECE):
            self._buffer.write(view[begin : begin + _PIECE])
            if self._buffer.tell() >= _PIECE:
                self._flush()

    def pad(self, unit: int) -> None:
        """Append zeros up to a multiple of ``unit``."""
        self.write(bytes(-self.at % unit))

    def end(self) -> int:
        """Write what is left, filled up to a whole block; give the sum of sums."""
        self.pad(BLOCK)
        self._flush()
        return self._crc

    def _flush(self) -> None:
        data = self._buffer.getvalue()
        whole = len(data) // BLOCK * BLOCK
        self._file.write(data[:whole])
        self._crc = zlib.crc32(_sums(memoryview(data)[:whole]), self._crc)
        self._buffer = io.BytesIO()
        self._buffer.write(data[whole:])


def sum_of_sums(data: memoryview) -> int:
    """Give what ``SummedFile.end`` gave; ``data`` are whole blocks."""
    return zlib.crc32(_sums(data))


def _sums(data: memoryview) -> bytes:
    words = np.frombuffer(data, "<u8").reshape(-1, BLOCK // 8)
    sums: bytes = words.sum(axis=1, dtype=np.uint64).tobytes()
    return sums
