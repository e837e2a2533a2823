# SPDX-License-Identifier: GPL-3.0-or-later
"""From a change to table rows."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import assert_never

import msgspec

from jmss.model.changes import Change, Fact, Gone
from jmss.model.documents import AnyNamed, Removed, key_of
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.named_facts import NamedFact
from jmss.model.queues import Queue, QueueGone
from jmss.wire.messages import Answer

_encoder = msgspec.json.Encoder()
_facts: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)
_many: msgspec.json.Decoder[list[Fact]] = msgspec.json.Decoder(list[Fact])
_jobs: msgspec.json.Decoder[list[Job]] = msgspec.json.Decoder(list[Job])
_answers: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)

_UPSERT_JOB = (
    "INSERT INTO jobs (number, state, on_board, fact) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (number) DO UPDATE"
    " SET state = excluded.state, on_board = excluded.on_board, fact = excluded.fact"
)
_LEAVE = "UPDATE jobs SET on_board = 0 WHERE number = ?"
_UPSERT_QUEUE = (
    "INSERT INTO queues (name, fact) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET fact = excluded.fact"
)
_DROP_QUEUE = "DELETE FROM queues WHERE name = ?"
_UPSERT_MACHINE = (
    "INSERT INTO machines (name, fact) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET fact = excluded.fact"
)
_UPSERT_PLACEMENT = (
    "INSERT INTO placements (virtual_computer, incarnation, fact) VALUES (?, ?, ?)"
    " ON CONFLICT (virtual_computer, incarnation) DO UPDATE SET fact = excluded.fact"
)
_UPSERT_DOCUMENT = (
    "INSERT INTO documents (kind, name, fact) VALUES (?, ?, ?)"
    " ON CONFLICT (kind, name) DO UPDATE SET fact = excluded.fact"
)
_REMOVE_DOCUMENT = "DELETE FROM documents WHERE kind = ? AND name = ?"


def encode_fact(fact: Fact) -> bytes:
    """Give a fact as it is stored."""
    return _encoder.encode(fact)


def write_changes(connection: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Write the journal rows of some changes, in order, and the facts that they lead to.

    Of several changes of one job only the last one's fact is written: it alone remains.
    """
    journal: list[tuple[object, ...]] = []
    jobs: dict[int, tuple[object, ...]] = {}
    rest: list[tuple[str, tuple[object, ...]]] = []
    for change in changes:
        fact = encode_fact(change.fact)
        journal.append((change.seq, change.inc, change.at, change.by, change.op, fact))
        match change.fact:
            case Job() as job:
                jobs[job.number] = (job.number, job.state, 1, fact)
            case Gone() as gone:
                # Its last fact stays where it is for the archive, unless it comes along here.
                before = jobs.get(gone.number)
                if before is None:
                    rest.append((_LEAVE, (gone.number,)))
                else:
                    jobs[gone.number] = (*before[:2], 0, before[3])
            case other:
                rest.append(_row_of(other, fact))
    connection.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", journal)
    connection.executemany(_UPSERT_JOB, jobs.values())
    for statement, row in rest:
        connection.execute(statement, row)


def _row_of(
    fact: Queue | QueueGone | Machine | Placement | AnyNamed | Removed, encoded: bytes
) -> tuple[str, tuple[object, ...]]:
    """Give the statement that lets one of the few facts hold, and its values."""
    match fact:
        case Queue():
            return _UPSERT_QUEUE, (fact.name, encoded)
        case QueueGone():
            return _DROP_QUEUE, (fact.name,)
        case Machine():
            return _UPSERT_MACHINE, (fact.name, encoded)
        case Placement():
            return _UPSERT_PLACEMENT, (fact.virtual_computer, fact.incarnation, encoded)
        case Removed():
            return _REMOVE_DOCUMENT, key_of(fact)
        case NamedFact():
            return _UPSERT_DOCUMENT, (*key_of(fact), encoded)
        case unreachable:
            assert_never(unreachable)


def write_answers(connection: sqlite3.Connection, answers: Iterable[tuple[Answer, float]]) -> None:
    """Keep the answers to some operations, each with when it was given."""
    rows = ((answer.id, at, _encoder.encode(answer)) for answer, at in answers)
    connection.executemany("INSERT INTO operations (id, at, answer) VALUES (?, ?, ?)", rows)


def read_change(row: tuple[int, int, float, str, str, bytes]) -> Change:
    """Read a journal row."""
    seq, inc, at, by, op, fact = row
    return Change(seq=seq, inc=inc, at=at, fact=_facts.decode(fact), by=by, op=op)


def read_fact(fact: bytes) -> Fact:
    """Read the fact of a row."""
    return _facts.decode(fact)


def read_facts(facts: Iterable[bytes]) -> list[Fact]:
    """Read the facts of many rows at once."""
    return _many.decode(b"[" + b",".join(facts) + b"]")


def read_jobs(facts: Iterable[bytes]) -> list[Job]:
    """Read the facts of many rows at once."""
    return _jobs.decode(b"[" + b",".join(facts) + b"]")


def read_answer(answer: bytes) -> Answer:
    """Read the answer of an operation."""
    return _answers.decode(answer)
