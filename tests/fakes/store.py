# SPDX-License-Identifier: GPL-3.0-or-later
"""A store that commits when the test says so, and a board on it."""

from collections.abc import Sequence

from jmss.model.changes import Change, Fact
from jmss.server.board import Board
from jmss.server.published import Published
from jmss.store.writer import Write
from jmss.wire.messages import Answer
from tests.fakes.facts import loaded, room


class FakeStore:
    """Keeps what it is handed; ``commit`` says that it is stored."""

    def __init__(self, shown: Published) -> None:
        self.shown = shown
        self.waiting: list[Write] = []
        self.stored: list[Write] = []
        self.published: list[Change] = []
        self.now = 100.0
        self.board: Board

    def put(self, write: Write) -> None:
        self.waiting.append(write)

    def commit(self) -> None:
        count = len(self.waiting)
        self.stored += self.waiting
        self.waiting.clear()
        self.board.committed(count)

    def publish(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self.shown.show(change.fact)
        self.published.extend(changes)

    async def answer(self, operation: str) -> Answer | None:
        """The answers of the journal, as ``StoredHistory`` gives them."""
        answers = [write.answer for write in self.stored if write.answer]
        return next((answer for answer in answers if answer.id == operation), None)


def board_with(*facts: Fact) -> tuple[Board, FakeStore]:
    """A board of the usual room and these facts."""
    store = FakeStore(Published([*room(), *facts]))
    store.board = Board(
        loaded(*room(), *facts),
        store.shown,
        store,
        incarnation=1,
        clock=lambda: store.now,
        publish=store.publish,
    )
    return store.board, store
