# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes as bytes, their jobs in columns, and back. ``docs/protocol.md``, *columns*.

Of what comes from a peer everything is checked here; what is wrong is a ``WireError``.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from jmss.columns.chunk import JobChunk
from jmss.columns.narrow import Column, ColumnReader, ColumnWriter, Ints
from jmss.columns.packed import MOST_ROWS, Row, pack, unpack
from jmss.columns.words import Words
from jmss.errors import WireError
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job
from jmss.model.ranges import Count, Word
from jmss.wire.frames import DeltaColumns

_MOST_INC = 2**53
_COLUMNS = ["at", "inc", "by"]


class DeltaHead(msgspec.Struct, frozen=True, omit_defaults=True):
    """The head of a delta in columns."""

    previous: Count
    seq: Count
    rows: Annotated[int, Meta(ge=0, le=MOST_ROWS)]
    columns: list[Column]
    words: Annotated[list[Word], Meta(max_length=MOST_ROWS)] = []
    """The words of the codes of ``by`` from 1 on."""
    ops: list[tuple[Row, Word]] = []
    others: Annotated[list[Change], Meta(max_length=MOST_ROWS)] = []


_head_encoder = msgspec.json.Encoder()
_head_decoder: msgspec.json.Decoder[DeltaHead] = msgspec.json.Decoder(DeltaHead)


def pack_delta(
    previous: int, changes: Sequence[Change], chunk: JobChunk, whole: Ints | None = None
) -> bytes:
    """Give changes that follow on row ``previous`` as bytes.

    Args:
        previous: the row before the first of them.
        changes: without a gap, at least one, at most ``MOST_ROWS``; none of them of a job
            that is gone by one before it.
        chunk: their jobs, whole, one for each change of one.
        whole: the places of the jobs that come with what hardly ever changes, ascending; every
            reader has the others. None: all.
    """
    told = [change for change in changes if isinstance(change.fact, Job)]
    words = Words()
    writer = ColumnWriter()
    writer.moments("at", np.array([change.at for change in told], np.float64))
    writer.ints("inc", np.array([change.inc for change in told], np.int64))
    writer.ints("by", np.array(words.codes(change.by or None for change in told), np.int64))
    writer.raw(pack(chunk if whole is None else chunk.partly(whole)))
    others = len(told) < len(changes)
    head = DeltaHead(
        previous=previous,
        seq=changes[-1].seq,
        rows=len(told),
        columns=writer.columns,
        words=[word or "" for word in words.texts()[1:]],
        ops=[(place, change.op) for place, change in enumerate(told) if change.op],
        others=[each for each in changes if not isinstance(each.fact, Job)] if others else [],
    )
    return writer.joined(_head_encoder.encode(head))


def unpack_delta(data: bytes | memoryview) -> DeltaColumns:
    """Read changes.

    Raises:
        WireError: they are none.
    """
    try:
        return _unpack(ColumnReader(memoryview(data)))
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError, KeyError) as error:
        raise WireError(why=f"not a delta in columns: {error}"[:200]) from error


def _unpack(reader: ColumnReader) -> DeltaColumns:
    head = _head_decoder.decode(reader.head)
    if [column.name for column in head.columns] != _COLUMNS:
        raise ValueError("the columns are not those of a delta")
    seqs = _seqs(head)
    if any(place >= head.rows for place, _ in head.ops):
        raise ValueError("an operation has no row")
    at = reader.moments(head.columns[0], head.rows)
    incs = _within(reader.ints(head.columns[1], head.rows), _MOST_INC)
    by = _within(reader.ints(head.columns[2], head.rows), len(head.words))
    chunk = unpack(reader.rest())
    if len(chunk) != head.rows:
        raise ValueError("there are more jobs or fewer than the head says")
    delta = DeltaColumns(
        previous=head.previous,
        seq=head.seq,
        chunk=chunk,
        seqs=seqs,
        at=at,
        incs=incs,
        by=by,
        words=["", *head.words],
        op=dict(head.ops),
        others=head.others,
    )
    _check_gone(delta)
    return delta


def _seqs(head: DeltaHead) -> Ints:
    """Give the rows of the journal that the others leave to the jobs."""
    count = head.seq - head.previous
    if count < 1 or count != head.rows + len(head.others):
        raise ValueError("the rows are not those from previous to seq")
    if any(isinstance(change.fact, Job) for change in head.others):
        raise ValueError("a job is not in its columns")
    taken = np.array([change.seq - head.previous - 1 for change in head.others], np.int64)
    if len(taken) and (int(taken[0]) < 0 or int(taken[-1]) >= count or (np.diff(taken) < 1).any()):
        raise ValueError("the other changes are out of order")
    free = np.ones(count, np.bool_)
    free[taken] = False
    return np.flatnonzero(free) + (head.previous + 1)


def _within(values: Ints, highest: int) -> Ints:
    if len(values) and (int(values.min()) < 0 or int(values.max()) > highest):
        raise ValueError("a number is out of range")
    return values


def _check_gone(delta: DeltaColumns) -> None:
    gone = {
        change.fact.number: change.seq for change in delta.others if isinstance(change.fact, Gone)
    }
    if not gone:
        return
    numbers = delta.chunk.numbers
    for place in np.flatnonzero(np.isin(numbers, list(gone))).tolist():
        if int(delta.seqs[place]) > gone[int(numbers[place])]:
            raise ValueError("a job comes after it has gone")
