# SPDX-License-Identifier: GPL-3.0-or-later
"""The one thread that writes, many writes to a commit.

While one commit waits for the disk, the next writes gather; they then share a commit.
Each is on the disk (``synchronous = FULL``) before anybody is told of it: what was ever
shown survives a power failure. Each transaction first sees that our incarnation is still
the current one. After a failure nothing is written any more: what was not stored is never
acknowledged.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from jmss.errors import Fenced, JmssError, StoreFailed
from jmss.model.changes import Change
from jmss.store.activation import check
from jmss.store.rows import write_answers, write_changes
from jmss.store.trimming import Keep, trim
from jmss.wire.messages import Answer

MOST = 1000
"""Writes that share a commit at most: nobody waits long for the others of his commit."""


@dataclass(frozen=True, slots=True)
class Write:
    """Changes, and the answer to the operation that caused them, stored all or none."""

    at: float
    changes: tuple[Change, ...] = ()
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Chore:
    """What is done between the commits of others, in a transaction of its own."""

    work: Callable[[sqlite3.Connection], bool]
    """Does a little of it; says whether more may follow."""
    done: Callable[[], None] = lambda: None
    """Called when the last of it is stored, in the writer's thread."""


class Writer:
    """Owns the writing connection and its thread.

    ``committed`` is told how many writes, in the order of ``put``, are now stored;
    ``failed`` is told the error after which nothing is stored any more. Both are called
    in the writer's thread.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        incarnation: int,
        name: str,
        committed: Callable[[int], None],
        failed: Callable[[JmssError], None],
        most: int = MOST,
    ) -> None:
        self._connection = connection
        self._incarnation = incarnation
        self._name = name
        self._committed = committed
        self._failed = failed
        self._most = most
        self._waiting: queue.SimpleQueue[Write | Chore | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, write: Write) -> None:
        """Store this; returns at once."""
        self._waiting.put(write)

    def trim(self, keep: Keep) -> None:
        """Take old rows away, one chunk between two commits."""
        self.put_chore(Chore(partial(trim, keep=keep)))

    def put_chore(self, chore: Chore) -> None:
        """Do this between two commits; returns at once."""
        self._waiting.put(chore)

    def close(self) -> None:
        """Store what is waiting, then end the thread and close the connection."""
        self._waiting.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        try:
            while self._turn():
                pass
        except Fenced as fenced:
            self._failed(fenced)
        except sqlite3.Error as error:
            self._failed(StoreFailed(file=self._name, why=error))

    def _turn(self) -> bool:
        """Write what has gathered; False when told to end."""
        batch, chores, ends = self._gather()
        if batch:
            self._transact(partial(_write, batch=batch))
            self._committed(len(batch))
        for chore in chores:
            if not ends:
                self._do(chore)
        return not ends

    def _gather(self) -> tuple[list[Write], list[Chore], bool]:
        batch: list[Write] = []
        chores: list[Chore] = []
        item = self._waiting.get()
        while item is not None:
            if isinstance(item, Chore):
                chores.append(item)
            else:
                batch.append(item)
            if len(batch) >= self._most or self._waiting.empty():
                return batch, chores, False
            item = self._waiting.get()
        return batch, chores, True

    def _do(self, chore: Chore) -> None:
        if self._transact(chore.work):
            self._waiting.put(chore)
        else:
            chore.done()

    def _transact(self, work: Callable[[sqlite3.Connection], bool]) -> bool:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            check(self._connection, self._incarnation, self._name)
            more = work(self._connection)
            self._connection.execute("COMMIT")
        except (sqlite3.Error, Fenced):
            # After some errors SQLite has rolled back by itself already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return more


def _write(connection: sqlite3.Connection, batch: Sequence[Write]) -> bool:
    write_changes(connection, [change for write in batch for change in write.changes])
    answers = ((write.answer, write.at) for write in batch if write.answer is not None)
    write_answers(connection, answers)
    return False
