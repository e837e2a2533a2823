# SPDX-License-Identifier: GPL-3.0-or-later
"""Binary frames of a server, jobs in columns: whole, tampered with, and cut off."""

from collections.abc import Sequence

from hypothesis import strategies as st

from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.packed import pack
from jmss.model.changes import Change
from jmss.model.jobs import Job
from jmss.wire.frames import DELTA_COLUMNS, SNAPSHOT_CHUNK, framed
from tests.fakes.any_jobs import JOBS, changes
from tests.fakes.deltas import in_columns


def _rows(jobs: Sequence[Job], squeeze: bool) -> bytes:
    return framed(SNAPSHOT_CHUNK, pack(chunk_of_jobs(jobs)), squeeze=squeeze)


def _delta(rows: Sequence[Change], squeeze: bool) -> bytes:
    return framed(DELTA_COLUMNS, in_columns(rows[0].seq - 1, rows), squeeze=squeeze)


WHOLE = st.one_of(
    st.builds(_rows, st.lists(JOBS, max_size=4), st.booleans()),
    st.builds(_delta, changes(most=4), st.booleans()),
)


@st.composite
def tampered(draw: st.DrawFn) -> bytes:
    """A frame some bytes of which are others, or that is cut off."""
    frame = bytearray(draw(WHOLE))
    for _ in range(draw(st.integers(0, 4))):
        frame[draw(st.integers(0, len(frame) - 1))] = draw(st.integers(0, 255))
    return bytes(frame if draw(st.booleans()) else frame[: draw(st.integers(0, len(frame)))])


FRAMES = st.one_of(WHOLE, tampered(), tampered(), st.binary(max_size=60))
