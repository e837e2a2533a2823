# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounting for every row of a journal by stretches, so that a long run costs no memory."""

from collections.abc import Sequence


class RowAccount:
    """Notes which rows came; they should come one after the other, each once."""

    def __init__(self) -> None:
        self.last: int | None = None
        """The last row that came, or the one that the first one is to follow on."""
        self.told = 0
        self.missing: list[tuple[int, int]] = []
        """Stretches that never came: their first and their last row."""
        self.repeated = 0

    @property
    def gaps(self) -> int:
        """How many stretches are missing."""
        return len(self.missing)

    def begin(self, after: int) -> None:
        """Everything up to row ``after`` is known by other ways."""
        self.last = after

    def take(self, seqs: Sequence[int]) -> None:
        """These rows came, in this order."""
        if not seqs or self.last is None:
            return
        self.told += len(seqs)
        if isinstance(seqs, range) and seqs.step == 1 and seqs[0] == self.last + 1:
            self.last = seqs[-1]
            return
        for seq in seqs:
            self._take_one(seq)

    def stands_at(self, seq: int) -> None:
        """Whoever is told says that he knows everything up to this row."""
        if self.last is not None and seq > self.last:
            self.missing.append((self.last + 1, seq))
            self.last = seq

    def _take_one(self, seq: int) -> None:
        assert self.last is not None
        if seq <= self.last:
            self.repeated += 1
            return
        if seq > self.last + 1:
            self.missing.append((self.last + 1, seq - 1))
        self.last = seq
