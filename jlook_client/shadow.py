# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot on its way: collected beside the mirror, within what a desk can hold."""

from collections.abc import Iterable

from jlook_client.board import Board, News
from jmss.columns.chunk import JobChunk
from jmss.columns.jobs import Ints, JobColumns
from jmss.errors import JmssError
from jmss.model.changes import Fact
from jmss.model.jobs import Job
from jmss.wire.messages import MOST_FACTS

MOST_BYTES = 2 * 1024 * 1024 * 1024
"""Roughly what a snapshot may take up; five million jobs take half of it."""
_MOST_RESERVED = 2_000_000
"""Rows for which room is made before they come."""
_ENVELOPE = 120
"""Roughly the bytes of a fact besides its texts."""
_WORD = 500
"""Roughly the bytes of a name that jobs share."""


class Overrun(JmssError):
    """The board grows beyond what was announced, or beyond what a desk can hold."""

    template = "More came than {count} facts or {most} bytes."


class Shadow(Board):
    """Collects a snapshot beside the mirror until it is complete.

    Args:
        count: how many facts were announced.
        most_bytes: roughly what it may take up.
    """

    def __init__(self, count: int = MOST_FACTS, most_bytes: int = MOST_BYTES) -> None:
        super().__init__()
        self._count = count
        self._room = count
        self._most_bytes = most_bytes
        self._details = 0

    def make_room(self) -> None:
        """Make room for what was announced, once the first jobs are here.

        It takes two milliseconds for a million, and those first ones somebody waits for.
        """
        if self.columns.size:
            self.columns.reserve(min(self._count + self._count // 4, _MOST_RESERVED))

    def add(self, facts: Iterable[Fact]) -> News:
        """Take in a part of the snapshot; give what changed by it.

        Raises:
            Overrun: it is more than a snapshot may hold.
        """
        news = News(self)
        for fact in facts:
            self._room -= 1
            if isinstance(fact, Job):
                self._details += len(fact.detail)
            news.take(fact)
        self._check()
        return news

    def put(self, chunk: JobChunk) -> Ints:
        """Take in jobs that come in columns; give their rows.

        Raises:
            Overrun: it is more than a snapshot may hold; nothing changes.
            WireError: a job came without its name.
        """
        self._room -= len(chunk)
        self._details += sum(len(text) for text in chunk.details.values())
        self._check()
        places, _ = self.put_chunk(chunk)
        return places.rows

    def _check(self) -> None:
        if self._room < 0 or weight(self.columns) + self._details > self._most_bytes:
            raise Overrun(count=self._count, most=self._most_bytes)


def weight(columns: JobColumns) -> int:
    """Give roughly the bytes that jobs take up, without their details."""
    texts = columns.names.held + columns.commands.held
    return len(columns) * _ENVELOPE + texts + len(columns.words) * _WORD
