# SPDX-License-Identifier: GPL-3.0-or-later
"""Journals to be read from."""

from jmss.model.changes import Change


class NoHistory:
    """A journal that nobody may have to ask."""

    async def after(self, seq: int, limit: int) -> list[Change]:
        raise AssertionError("the ring should have sufficed")

    async def inc_at(self, seq: int) -> int | None:
        raise AssertionError("the ring should have sufficed")


class ListHistory:
    """A journal in a list; it counts how often it is read."""

    def __init__(self, changes: list[Change]) -> None:
        self.changes = changes
        self.reads = 0

    async def after(self, seq: int, limit: int) -> list[Change]:
        self.reads += 1
        return [change for change in self.changes if change.seq > seq][:limit]

    async def inc_at(self, seq: int) -> int | None:
        self.reads += 1
        return next((change.inc for change in self.changes if change.seq == seq), None)
