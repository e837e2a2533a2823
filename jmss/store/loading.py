# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the board at start-up. The work is bounded by the board, never by the history."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from jmss.columns.jobs import JobColumns
from jmss.model.changes import Fact
from jmss.store.checkpoint import load_jobs
from jmss.store.checkpoint_file import Mapped, no_checkpoint
from jmss.store.leavers import highest_number
from jmss.store.rows import read_fact

STAYS = 500
"""How many placements, the newest, are on the board."""

QUERIES = (
    "SELECT fact FROM queues",
    "SELECT fact FROM machines",
    "SELECT fact FROM documents",
    f"SELECT fact FROM placements ORDER BY id DESC LIMIT {STAYS}",  # noqa: S608 -- a figure of ours
)
"""What is read of the few facts; each is answered by a small table or by an index."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The board as the last incarnation left it."""

    epoch: str
    head: int
    """The last ``seq`` of the journal, 0 when there is none."""
    head_inc: int
    last_number: int
    """The highest job number ever given."""
    facts: tuple[Fact, ...]
    """All but the jobs."""
    jobs: JobColumns
    checkpoint: int | None = None
    """The ``seq`` that the newest good checkpoint is as of."""


def load(
    connection: sqlite3.Connection,
    checkpoint: Callable[[], Mapped] = no_checkpoint,
    beat: Callable[[], None] = lambda: None,
) -> Loaded:
    """Read the board and where the journal ends.

    Args:
        connection: to the database.
        checkpoint: gives the jobs' checkpoint, or raises ``Unusable``.
        beat: called about ten times a second meanwhile, to say that we work.
    """
    facts: list[Fact] = []
    for query in QUERIES:
        rows = connection.execute(query).fetchall()
        facts.extend(read_fact(row[0]) for row in rows)
    epoch: str = connection.execute("SELECT epoch FROM meta").fetchone()[0]
    last = connection.execute("SELECT seq, inc FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    head, inc = last or (0, 0)
    loaded = load_jobs(connection, checkpoint, beat)
    return Loaded(
        epoch=epoch,
        head=head,
        head_inc=inc,
        last_number=highest_number(connection),
        facts=tuple(facts),
        jobs=loaded.jobs,
        checkpoint=loaded.checkpoint,
    )
