# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of a follower without jobs: it knows all else, and where it stands, after each piece."""

from hypothesis import given

from jlook_client.mirror import Mirror
from jlook_client.shadow import Shadow
from jmss.model.changes import Change, Position
from jmss.server.batch import Batch
from jmss.server.piece import Piece
from jmss.wire.codec import from_server
from jmss.wire.frames import COLUMNS, NO_JOBS, DeltaColumns
from jmss.wire.messages import Delta
from tests.fakes.any_jobs import changes


def fed(rows: list[Change], encoding: str) -> Mirror:
    mirror = Mirror()
    mirror.swap(Shadow(), Position("e", rows[0].seq - 1, 0))
    for begin in range(0, len(rows), 7):
        part = rows[begin : begin + 7]
        for data in Piece(part[0].seq - 1, Batch(part)).frames(encoding):
            body = data[2 + {126: 2, 127: 8}.get(data[1], 0) :]
            message = from_server(body if data[0] == 0x82 else body.decode())
            assert isinstance(message, Delta | DeltaColumns)
            mirror.apply(message)
        assert mirror.position == Position("e", part[-1].seq, part[-1].inc)
    return mirror


@given(changes(most=40))
def test_all_but_jobs_is_as_with_them(rows: list[Change]) -> None:
    whole, bare = fed(rows, COLUMNS), fed(rows, NO_JOBS)
    assert bare.position == whole.position
    assert not bare.is_behind(rows[-1].seq)
    assert bare.queues == whole.queues
    assert bare.machines == whole.machines
    assert bare.placements == whole.placements
    assert bare.named == whole.named
    assert len(bare.columns) == 0
