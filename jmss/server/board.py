# SPDX-License-Identifier: GPL-3.0-or-later
"""The board: the only place where a fact changes.

A change is checked against the working copy, applied to it, and handed to the store; it
is published, and whoever waits for it is told, when the store has committed it. When the
store fails, those who wait get the error and nothing is accepted any more.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from jmss.errors import JmssError, Stopping
from jmss.model.changes import Change, Fact
from jmss.server.facts import Facts
from jmss.server.published import Published
from jmss.store.checkpoint_file import Position
from jmss.store.loading import Loaded
from jmss.store.writer import Write
from jmss.wire.messages import Answer


class Store(Protocol):
    """What the board needs of the store."""

    def put(self, write: Write) -> None:
        """Store this and say so through ``Board.committed``, in the order of ``put``."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    changes: tuple[Change, ...]
    stored: asyncio.Future[None]


class Board:
    """Owns the facts. Lives on the event loop.

    ``publish`` is handed the changes of each commit and lets them hold in ``published``;
    ``touched`` is called after each change of the working copy.
    """

    def __init__(
        self,
        loaded: Loaded,
        published: Published,
        store: Store,
        *,
        incarnation: int,
        clock: Callable[[], float],
        publish: Callable[[Sequence[Change]], None],
    ) -> None:
        self.facts = Facts(published)
        self.clock = clock
        self.touched: Callable[[], None] = lambda: None
        self._store = store
        self._seq = loaded.head
        self.stored = Position(seq=loaded.head, inc=loaded.head_inc)
        """The last row of the journal that is stored and published."""
        self._incarnation = incarnation
        self._last_number = loaded.last_number
        self._publish = publish
        self._waiting: deque[_Waiting] = deque()
        self._closed: JmssError | None = None

    def new_number(self) -> int:
        """Give a job number that was never used."""
        self._last_number += 1
        return self._last_number

    def next_seq(self) -> int:
        """Give the ``seq`` that the next change gets."""
        return self._seq + 1

    def record(
        self,
        facts: Iterable[Fact] = (),
        *,
        by: str = "",
        op: str = "",
        answer: Answer | None = None,
    ) -> asyncio.Future[None]:
        """Let these facts hold. The future is done when they are stored and published.

        With neither facts nor an answer it waits for everything recorded before.

        Raises:
            Stopping, StoreFailed, Fenced: nothing is accepted any more.
        """
        if self._closed is not None:
            raise self._closed
        now = self.clock()
        changes = tuple(self._applied(facts, now, by, op))
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(changes, stored))
        self._store.put(Write(at=now, changes=changes, answer=answer))
        if changes:
            self.touched()
        return stored

    def committed(self, count: int) -> None:
        """The store has committed this many more of what it was handed."""
        done = [self._waiting.popleft() for _ in range(count)]
        changes = [change for waiting in done for change in waiting.changes]
        if changes:
            self._publish(changes)
            self.stored = Position(seq=changes[-1].seq, inc=changes[-1].inc)
        for change in changes:
            self.facts.stored(change.fact)
        for waiting in done:
            if not waiting.stored.done():
                waiting.stored.set_result(None)

    def failed(self, error: JmssError) -> None:
        """The store has failed: tell everybody who waits, accept nothing any more."""
        self._closed = error
        while self._waiting:
            stored = self._waiting.popleft().stored
            if not stored.done():
                stored.set_exception(error)
                # Nobody may be listening any more; that is no fault.
                stored.exception()

    def close(self) -> None:
        """Accept nothing any more; what was recorded is still stored."""
        self._closed = self._closed or Stopping()

    def _applied(self, facts: Iterable[Fact], now: float, by: str, op: str) -> Iterable[Change]:
        for fact in facts:
            self.facts.apply(fact)
            yield self._change(fact, now, by, op)

    def _change(self, fact: Fact, now: float, by: str, op: str) -> Change:
        self._seq += 1
        return Change(seq=self._seq, inc=self._incarnation, at=now, fact=fact, by=by, op=op)
