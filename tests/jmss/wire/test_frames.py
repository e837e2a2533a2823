# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in columns on the wire: there and back, bounded, and never anything but a message."""

import json
import subprocess
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.jobs import JobColumns
from jmss.columns.packed import pack
from jmss.errors import WireError
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job
from jmss.wire.codec import from_server
from jmss.wire.frames import (
    DELTA_COLUMNS,
    MOST_PAYLOAD,
    SNAPSHOT_CHUNK,
    ColumnsMessage,
    DeltaColumns,
    SnapshotChunk,
    framed,
)
from jmss.wire.messages import Message
from tests.fakes.any_jobs import JOBS, changes
from tests.fakes.deltas import in_columns
from tests.fakes.facts import job


def read(data: bytes) -> Message | ColumnsMessage | str:
    """Read a frame, or give what is wrong with it."""
    try:
        return from_server(data)
    except WireError as error:
        return str(error)


@given(st.lists(JOBS, max_size=6), st.booleans())
def test_a_part_of_a_snapshot_arrives_as_it_was(jobs: list[Job], squeeze: bool) -> None:
    message = from_server(framed(SNAPSHOT_CHUNK, pack(chunk_of_jobs(jobs)), squeeze=squeeze))
    assert isinstance(message, SnapshotChunk)
    assert message.chunk.jobs() == jobs


@given(changes(), st.booleans())
def test_changes_arrive_as_they_were_and_in_order(rows: list[Change], squeeze: bool) -> None:
    previous = rows[0].seq - 1
    message = from_server(framed(DELTA_COLUMNS, in_columns(previous, rows), squeeze=squeeze))
    assert isinstance(message, DeltaColumns)
    assert message.changes(JobColumns()) == rows
    assert (message.previous, message.seq, message.inc) == (previous, rows[-1].seq, rows[-1].inc)
    assert len(message) == len(rows)


@settings(max_examples=300)
@given(changes(most=4), st.booleans(), st.data())
def test_bytes_that_were_tampered_with_are_refused_or_are_a_message(
    rows: list[Change], snapshot: bool, data: st.DataObject
) -> None:
    jobs = [row.fact for row in rows if isinstance(row.fact, Job)]
    good = bytearray(
        framed(SNAPSHOT_CHUNK, pack(chunk_of_jobs(jobs)))
        if snapshot
        else framed(DELTA_COLUMNS, in_columns(rows[0].seq - 1, rows))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    for bad in (bytes(good), bytes(good[: data.draw(st.integers(0, len(good)))])):
        message = read(bad)
        if isinstance(message, str):
            assert message.isprintable()
        elif isinstance(message, DeltaColumns):
            assert [change.seq for change in message.changes(JobColumns())] == list(
                range(message.previous + 1, message.seq + 1)
            )
        elif isinstance(message, SnapshotChunk):
            assert len(message.chunk.completed(JobColumns()).jobs()) == len(message.chunk)


def with_head(data: bytes, **fields: object) -> bytes:
    """Give a payload with other fields in its head."""
    size = int.from_bytes(data[:4], "little")
    head = json.dumps(json.loads(data[4 : 4 + size]) | fields).encode()
    rest = data[4 + size + (-(4 + size) % 8) :]
    return len(head).to_bytes(4, "little") + head + bytes(-(4 + len(head)) % 8) + rest


QUEUE = {"k": "queue", "name": "Q", "virtual_computer": "VCOM1"}


@pytest.mark.parametrize(
    "fields",
    [
        {"previous": 3},
        {"previous": 5, "seq": 4},
        {"seq": 2**53},
        {"rows": 1},
        {"rows": 10**9},
        {"columns": []},
        {"ops": [[2, "x"]]},
        {"others": [{"seq": 5, "inc": 1, "at": 1.0, "fact": QUEUE}]},
        {"seq": 7, "others": [{"seq": 8, "inc": 1, "at": 1.0, "fact": QUEUE}]},
        {"seq": 7, "others": [{"seq": 4, "inc": 1, "at": 1.0, "fact": QUEUE}]},
        {"seq": 7, "others": [{"seq": 5, "inc": 1, "at": 1.0, "fact": {"k": "gone", "number": 8}}]},
    ],
)
def test_a_delta_whose_head_does_not_fit_is_refused(fields: dict[str, object]) -> None:
    rows = [Change(seq=seq, inc=1, at=1.0, fact=job(8)) for seq in (5, 6)]
    payload = in_columns(4, rows)
    assert isinstance(from_server(framed(DELTA_COLUMNS, payload)), DeltaColumns)
    with pytest.raises(WireError):
        from_server(framed(DELTA_COLUMNS, with_head(payload, **fields)))


def test_the_last_row_of_a_job_may_be_that_it_has_gone() -> None:
    rows = [
        Change(seq=1, inc=1, at=1.0, fact=job(8)),
        Change(seq=2, inc=1, at=1.0, fact=Gone(number=8)),
    ]
    message = from_server(framed(DELTA_COLUMNS, in_columns(0, rows)))
    assert isinstance(message, DeltaColumns)
    assert message.changes(JobColumns()) == rows


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\1",
        bytes(8),
        b"\3" + bytes(7),
        b"\1\2" + bytes(6),
        b"\1\1" + bytes(6),
        b"\1\1" + bytes(6) + zlib.compress(pack(chunk_of_jobs([])))[:-3],
        b"\1\1" + bytes(6) + zlib.compress(pack(chunk_of_jobs([]))) + b"more",
        b"\1\1" + bytes(6) + zlib.compress(bytes(MOST_PAYLOAD + 1)),
        b"\2\1" + bytes(6) + zlib.compress(bytes(100 * MOST_PAYLOAD)),
        b'{"t":"pong"}',
    ],
)
def test_anything_else_in_a_binary_frame_is_an_error_of_the_wire(data: bytes) -> None:
    with pytest.raises(WireError):
        from_server(data)


def test_who_speaks_json_alone_never_loads_numpy() -> None:
    story = (
        "import sys, jmss.commands.jsub, jmss.commands.jstat, jmss.link.link, jmss.wire.codec;"
        'jmss.wire.codec.from_server(\'{"t":"pong"}\');'
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", story], check=True, timeout=60)


def test_who_expects_columns_can_load_their_reader_before_they_come() -> None:
    story = (
        "import sys, jmss.wire.frames as frames; name = 'jmss.wire.packed_delta';"
        "assert name not in sys.modules; frames.load_columns(); assert name in sys.modules"
    )
    subprocess.run([sys.executable, "-c", story], check=True, timeout=60)
