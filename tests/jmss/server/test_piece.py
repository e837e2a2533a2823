# SPDX-License-Identifier: GPL-3.0-or-later
"""Some changes as frames: the same for all, few enough in each, in either encoding."""

import pytest
from hypothesis import given

from jmss.columns.jobs import JobColumns
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job
from jmss.model.menu import Entry, Menu
from jmss.server.batch import Batch
from jmss.server.piece import FEW, Piece
from jmss.wire.codec import MAX_SIZE, from_server
from jmss.wire.frames import COLUMNS, COLUMNS_ZLIB, JSON, NO_JOBS, DeltaColumns
from jmss.wire.messages import Delta
from tests.fakes.any_jobs import changes
from tests.fakes.facts import job


def read(piece: Piece, encoding: str) -> list[Delta | DeltaColumns]:
    deltas = []
    for data in piece.frames(encoding):
        body = data[2 + {126: 2, 127: 8}.get(data[1], 0) :]
        message = from_server(body if data[0] == 0x82 else body.decode())
        assert isinstance(message, Delta | DeltaColumns)
        deltas.append(message)
    return deltas


def told(piece: Piece, encoding: str) -> list[Change]:
    found, have = [], piece.previous
    for delta in read(piece, encoding):
        assert delta.previous == have
        have = delta.seq
        found += delta.changes if isinstance(delta, Delta) else delta.changes(JobColumns())
    assert have == piece.seq
    return found


@given(changes(most=40))
def test_every_encoding_tells_every_change(rows: list[Change]) -> None:
    piece = Piece(rows[0].seq - 1, Batch(rows))
    for encoding in (JSON, COLUMNS, COLUMNS_ZLIB):
        assert told(piece, encoding) == rows
        assert piece.frames(encoding) is piece.frames(encoding)


@given(changes(most=40))
def test_who_wants_no_jobs_is_told_all_else(rows: list[Change]) -> None:
    piece = Piece(rows[0].seq - 1, Batch(rows))
    others = [row for row in rows if not isinstance(row.fact, Job | Gone)]
    assert told(piece, NO_JOBS) == others
    assert len(read(piece, NO_JOBS)) == 1, "up to where, at least"
    assert read(piece, NO_JOBS)[-1].inc == rows[-1].inc


def test_many_without_jobs_come_in_frames_that_fit() -> None:
    menu = Menu(entries=tuple(Entry(id=f"{n}", title="x", note="夜" * 4_000) for n in range(20)))
    rows = [
        Change(seq=seq, inc=1, at=1.0, fact=menu) if seq % 2 else a_change(seq)
        for seq in range(1, 31)
    ]
    piece = Piece(0, Batch(rows))
    assert told(piece, NO_JOBS) == rows[::2]
    assert len(read(piece, NO_JOBS)) > 1
    assert all(len(data) < MAX_SIZE for data in piece.frames(NO_JOBS))


def a_change(seq: int, **fields: str) -> Change:
    return Change(seq=seq, inc=1, at=1.0, fact=job(seq, **fields))


def test_a_few_changes_are_sooner_said_in_json() -> None:
    few = Piece(0, Batch([a_change(seq) for seq in range(1, FEW)]))
    assert few.frames(COLUMNS) is few.frames(JSON)
    many = Piece(0, Batch([a_change(seq) for seq in range(1, FEW + 1)]))
    assert isinstance(read(many, COLUMNS)[0], DeltaColumns)


@pytest.mark.parametrize("encoding", [JSON, COLUMNS])
def test_no_frame_is_bigger_than_a_client_takes(encoding: str) -> None:
    rows = [a_change(seq, command=f"{seq}" + "夜" * 30_000) for seq in range(1, 200)]
    piece = Piece(0, Batch(rows))
    assert max(map(len, piece.frames(encoding))) < MAX_SIZE / 2
    assert told(piece, encoding) == rows
    small = Piece(0, Batch([a_change(seq) for seq in range(1, 20_001)]))
    assert len(told(small, encoding)) == 20_000


def test_a_job_that_comes_again_after_it_has_gone_comes_in_the_next_frame() -> None:
    rows = [a_change(seq) for seq in range(1, 31)]
    rows[9] = Change(seq=10, inc=1, at=1.0, fact=Gone(number=1))
    rows[19] = Change(seq=20, inc=1, at=1.0, fact=job(1))
    piece = Piece(0, Batch(rows))
    assert [delta.seq for delta in read(piece, COLUMNS)] == [19, 30]
    assert told(piece, COLUMNS) == rows
