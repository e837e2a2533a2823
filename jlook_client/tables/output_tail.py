# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest bytes of one stream of output: as many as are kept, in order. No Qt."""

from collections import deque

KEPT = 4 << 20
"""Bytes that are kept of one stream; what is older is at the execution machine alone."""
PIECE = 8 << 10
"""Bytes in one piece, at most: as many as are turned into text without a pause."""


class OutputTail:
    """Bytes from ``first`` up to ``end``, which are offsets in the whole output."""

    def __init__(self) -> None:
        self.first = 0
        self.end = 0
        self._pieces: deque[bytes] = deque()

    @property
    def is_full(self) -> bool:
        """Whether something has to go before more is kept."""
        return self.end - self.first >= KEPT

    def add(self, data: bytes) -> list[bytes]:
        """Take what comes next, and give it in pieces; the oldest goes where there is no room."""
        pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
        for piece in pieces:
            if self._pieces and len(self._pieces[-1]) + len(piece) <= PIECE:
                self._pieces[-1] += piece
            else:
                self._pieces.append(piece)
        self.end += len(data)
        while self.end - self.first > KEPT:
            self.first += len(self._pieces.popleft())
        return pieces

    def skip_to(self, offset: int) -> None:
        """Go on from a later place; nothing from before it is kept."""
        self._pieces.clear()
        self.first = self.end = offset

    def pieces(self) -> list[bytes]:
        """Give all that is kept."""
        return list(self._pieces)

    def newest(self, size: int) -> bytes:
        """Give the last bytes, at least ``size`` if there are as many."""
        taken = b""
        for piece in reversed(self._pieces):
            if len(taken) >= size:
                break
            taken = piece + taken
        return taken
