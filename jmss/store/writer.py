# SPDX-License-Identifier: GPL-3.0-or-later
"""The one thread that writes, many writes to a commit.

While one commit waits for the disk, the next writes gather; they then share a commit.
Each transaction first sees that our incarnation is still the current one. After a
failure nothing is written any more: what was not stored is never acknowledged.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jmss.errors import Fenced, JmssError, StoreFailed
from jmss.model.changes import Change
from jmss.store.activation import check
from jmss.store.rows import write_answer, write_change
from jmss.store.trimming import Keep, trim
from jmss.wire.messages import Answer

MOST = 500
"""Writes that share a commit at most."""


@dataclass(frozen=True, slots=True)
class Write:
    """Changes, and the answer to the operation that caused them, stored all or none."""

    at: float
    changes: tuple[Change, ...] = ()
    answer: Answer | None = None
    durable: bool = False
    """It accepts or finishes a job: it must survive a power failure."""


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
    ) -> None:
        self._connection = connection
        self._incarnation = incarnation
        self._name = name
        self._committed = committed
        self._failed = failed
        self._waiting: queue.SimpleQueue[Write | Keep | None] = queue.SimpleQueue()
        self._synchronous = ""
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, write: Write) -> None:
        """Store this; returns at once."""
        self._waiting.put(write)

    def trim(self, keep: Keep) -> None:
        """Take one chunk of old rows away when there is nothing else to do."""
        self._waiting.put(keep)

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
        batch, keep, ends = self._gather()
        if batch:
            self._commit(batch)
            self._committed(len(batch))
        if keep is not None and not ends:
            self._trim(keep)
        return not ends

    def _gather(self) -> tuple[list[Write], Keep | None, bool]:
        batch: list[Write] = []
        keep = None
        item = self._waiting.get()
        while item is not None:
            if isinstance(item, Keep):
                keep = item
            else:
                batch.append(item)
            if len(batch) >= MOST or self._waiting.empty():
                return batch, keep, False
            item = self._waiting.get()
        return batch, keep, True

    def _commit(self, batch: Sequence[Write]) -> None:
        self._begin("FULL" if any(write.durable for write in batch) else "NORMAL")
        try:
            check(self._connection, self._incarnation, self._name)
            for write in batch:
                for change in write.changes:
                    write_change(self._connection, change)
                if write.answer is not None:
                    write_answer(self._connection, write.answer, write.at)
            self._connection.execute("COMMIT")
        except (sqlite3.Error, Fenced):
            self._roll_back()
            raise

    def _trim(self, keep: Keep) -> None:
        self._begin("NORMAL")
        try:
            check(self._connection, self._incarnation, self._name)
            more = trim(self._connection, keep)
            self._connection.execute("COMMIT")
        except (sqlite3.Error, Fenced):
            self._roll_back()
            raise
        if more:
            self._waiting.put(keep)

    def _begin(self, synchronous: str) -> None:
        if synchronous != self._synchronous:
            # SQLite refuses this inside a transaction.
            self._connection.execute(f"PRAGMA synchronous = {synchronous}")
            self._synchronous = synchronous
        self._connection.execute("BEGIN IMMEDIATE")

    def _roll_back(self) -> None:
        # After some errors SQLite has rolled back by itself already.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
