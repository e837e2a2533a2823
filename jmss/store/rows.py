# SPDX-License-Identifier: GPL-3.0-or-later
"""From a change to table rows."""

import sqlite3
from collections.abc import Iterable
from typing import assert_never

import msgspec

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue
from jmss.wire.messages import Answer

_encoder = msgspec.json.Encoder()
_facts: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)
_jobs: msgspec.json.Decoder[list[Job]] = msgspec.json.Decoder(list[Job])
_answers: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)

_UPSERT_JOB = (
    "INSERT INTO jobs (number, state, on_board, fact) VALUES (?, ?, 1, ?)"
    " ON CONFLICT (number) DO UPDATE"
    " SET state = excluded.state, on_board = 1, fact = excluded.fact"
)
_UPSERT_QUEUE = (
    "INSERT INTO queues (name, fact) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET fact = excluded.fact"
)
_UPSERT_MACHINE = (
    "INSERT INTO machines (name, fact) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET fact = excluded.fact"
)
_UPSERT_PLACEMENT = (
    "INSERT INTO placements (virtual_computer, incarnation, fact) VALUES (?, ?, ?)"
    " ON CONFLICT (virtual_computer, incarnation) DO UPDATE SET fact = excluded.fact"
)


def write_change(connection: sqlite3.Connection, change: Change) -> None:
    """Write the journal row of a change and the fact that it leads to."""
    fact = _encoder.encode(change.fact)
    connection.execute(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)",
        (change.seq, change.inc, change.at, change.by, change.op, fact),
    )
    match change.fact:
        case Job() as job:
            connection.execute(_UPSERT_JOB, (job.number, job.state, fact))
        case Queue() as queue:
            connection.execute(_UPSERT_QUEUE, (queue.name, fact))
        case Machine() as machine:
            connection.execute(_UPSERT_MACHINE, (machine.name, fact))
        case Placement() as stay:
            connection.execute(_UPSERT_PLACEMENT, (stay.virtual_computer, stay.incarnation, fact))
        case Gone() as gone:
            connection.execute("UPDATE jobs SET on_board = 0 WHERE number = ?", (gone.number,))
        case unreachable:
            assert_never(unreachable)


def write_answer(connection: sqlite3.Connection, answer: Answer, at: float) -> None:
    """Keep the answer to an operation."""
    row = (answer.id, at, _encoder.encode(answer))
    connection.execute("INSERT INTO operations (id, at, answer) VALUES (?, ?, ?)", row)


def read_change(row: tuple[int, int, float, str, str, bytes]) -> Change:
    """Read a journal row."""
    seq, inc, at, by, op, fact = row
    return Change(seq=seq, inc=inc, at=at, fact=_facts.decode(fact), by=by, op=op)


def read_fact(fact: bytes) -> Fact:
    """Read the fact of a row."""
    return _facts.decode(fact)


def read_jobs(facts: Iterable[bytes]) -> list[Job]:
    """Read the facts of many rows at once."""
    return _jobs.decode(b"[" + b",".join(facts) + b"]")


def read_answer(answer: bytes) -> Answer:
    """Read the answer of an operation."""
    return _answers.decode(answer)
