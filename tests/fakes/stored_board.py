# SPDX-License-Identifier: GPL-3.0-or-later
"""A database and the published jobs that belong to it, changed together."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from jmss.model.changes import Change, Fact
from jmss.model.jobs import Job
from jmss.server.published import Published
from jmss.store.checkpoint import load_jobs
from jmss.store.checkpoint_file import (
    CheckpointFile,
    Mapped,
    Position,
    map_checkpoint,
    no_checkpoint,
)
from jmss.store.database import open_database
from jmss.store.rows import write_changes


class StoredBoard:
    """What is written is published, and can be loaded in either way."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "board.checkpoint"
        self.connection: sqlite3.Connection = open_database(folder / "journal.db")
        self.published = Published(jobs=load_jobs(self.connection, self.mapped, lambda: None).jobs)
        last = self.connection.execute("SELECT max(seq), max(inc) FROM journal").fetchone()
        self.head = last[0] or 0
        self.inc = (last[1] or 0) + 1

    @property
    def epoch(self) -> str:
        return str(self.connection.execute("SELECT epoch FROM meta").fetchone()[0])

    @property
    def position(self) -> Position:
        query = "SELECT inc FROM journal WHERE seq = ?"
        inc = self.connection.execute(query, (self.head,)).fetchone()[0]
        return Position(seq=self.head, inc=inc)

    def write(self, *facts: Fact) -> None:
        changes = [
            Change(seq=self.head + at, inc=self.inc, at=1.0, fact=fact)
            for at, fact in enumerate(facts, 1)
        ]
        self.connection.execute("BEGIN")
        write_changes(self.connection, changes)
        self.connection.execute("COMMIT")
        for fact in facts:
            self.published.show(fact)
        self.head += len(facts)

    def mapped(self) -> Mapped:
        return map_checkpoint(self.path)

    def checkpoint(self) -> None:
        making = CheckpointInSteps(self)
        while making.step():
            pass

    def load(self) -> list[Job]:
        """Load by the checkpoint if it is usable; give the jobs by their numbers."""
        return list(load_jobs(self.connection, self.mapped, lambda: None).jobs.jobs())

    def load_all(self) -> list[Job]:
        return list(load_jobs(self.connection, no_checkpoint, lambda: None).jobs.jobs())

    def uses_checkpoint(self) -> bool:
        return load_jobs(self.connection, self.mapped, lambda: None).checkpoint is not None

    def close(self) -> None:
        self.connection.close()


class CheckpointInSteps:
    """A checkpoint, with time between its steps for the jobs to change."""

    def __init__(self, board: StoredBoard) -> None:
        self._board = board
        self._since = board.position
        self._file = CheckpointFile(board.path)
        self._steps = self._work()

    def step(self) -> bool:
        """Do the next step; False after the last."""
        return next(self._steps, None) is not None

    def _work(self) -> Iterator[str]:
        jobs = self._board.published.jobs
        names = jobs.names.image()
        yield "names"
        commands = jobs.commands.image()
        yield "commands"
        image = jobs.image(names, commands)
        yield "image"
        self._file.write(image)
        yield "written"
        self._file.finish(image, self._board.epoch, self._since, self._board.position)
