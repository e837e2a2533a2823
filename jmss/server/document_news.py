# SPDX-License-Identifier: GPL-3.0-or-later
"""What is new among the documents, for those who follow nothing else: no job comes their way."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence

from jmss.model.changes import Change, Fact
from jmss.model.documents import AnyNamed, NamedKey, Removed, key_of
from jmss.model.named_facts import NamedFact
from jmss.server.listing import LISTING_BYTES
from jmss.server.packing import packed, weight
from jmss.wire.messages import Documents, ReadDocuments

LONGEST_WAIT = 10.0
"""Seconds that a question waits for news at most."""


class DocumentNews:
    """Knows in which row each document was last written. Lives on the event loop.

    Args:
        facts: what holds at the beginning.
        head: the journal's last row then.
        clock: the time of day.
    """

    def __init__(self, facts: Iterable[Fact], head: int, clock: Callable[[], float]) -> None:
        self._since = self._head = head
        self._clock = clock
        self._newest: dict[NamedKey, tuple[int, AnyNamed | Removed]] = {
            key_of(fact): (head, fact) for fact in facts if isinstance(fact, NamedFact)
        }
        """In the order of their rows."""
        self._news = asyncio.Event()

    def published(self, changes: Sequence[Change]) -> None:
        """Take in what was stored."""
        some = False
        for change in changes:
            fact = change.fact
            if isinstance(fact, NamedFact | Removed):
                self._newest.pop(key_of(fact), None)
                self._newest[key_of(fact)] = change.seq, fact
                some = True
        self._head = changes[-1].seq
        if some:
            self._news.set()
            self._news = asyncio.Event()

    async def read(self, question: ReadDocuments) -> AsyncGenerator[Documents, None]:
        """Answer, in several messages when there is much; wait for news when there are none."""
        # Where the journal was when this server began, nobody knows any more what was removed.
        whole = question.after == 0 or not self._since <= question.after <= self._head
        after = 0 if whole else question.after
        if not whole and not self._after(after):
            await self._until_news(question.wait)
        seq, facts = self._head, self._after(after)
        if whole:
            facts = [fact for fact in facts if not isinstance(fact, Removed)]
        *full, last = [*packed(facts, weight, LISTING_BYTES)] or [[]]
        at = self._clock()
        for part in full:
            yield Documents(id=question.id, seq=seq, facts=part, time=at, whole=whole, more=True)
        yield Documents(id=question.id, seq=seq, facts=last, time=at, whole=whole)

    def _after(self, seq: int) -> list[Fact]:
        found: list[Fact] = []
        for row, fact in reversed(self._newest.values()):
            if row <= seq and seq:
                break
            found.append(fact)
        return found[::-1]

    async def _until_news(self, wait: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, min(wait, LONGEST_WAIT))):
                await self._news.wait()
        except TimeoutError:
            return
