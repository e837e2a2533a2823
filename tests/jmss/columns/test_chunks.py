# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs go into columns, over the wire as bytes, and come out as they were."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jmss.columns.chunk import LASTING, chunk_of_jobs, chunk_of_rows
from jmss.columns.job_objects import jobs_of_rows
from jmss.columns.jobs import JobColumns
from jmss.columns.packed import pack, unpack
from jmss.columns.put_chunk import NotWhole, put_chunk
from jmss.errors import WireError
from jmss.model.jobs import Job, JobState
from tests.fakes.any_jobs import JOBS


@given(st.lists(JOBS, max_size=12))
def test_a_chunk_of_any_jobs_comes_back_from_bytes_as_it_was(jobs: list[Job]) -> None:
    assert unpack(pack(chunk_of_jobs(jobs))).jobs() == jobs


@given(st.lists(JOBS, max_size=12))
def test_many_jobs_are_read_as_one_by_one(jobs: list[Job]) -> None:
    columns = JobColumns()
    put_chunk(columns, chunk_of_jobs(jobs))
    rows = columns.all_rows()[::-1]
    assert jobs_of_rows(columns, rows) == [columns.job(row) for row in rows.tolist()]


@given(st.lists(JOBS, max_size=12), st.data())
def test_jobs_that_are_known_come_without_their_lasting_side(
    jobs: list[Job], data: st.DataObject
) -> None:
    columns, expected = JobColumns(), dict[int, Job]()
    whole = []
    for at, job in enumerate(jobs):
        known = expected.get(job.number)
        if known is not None and data.draw(st.booleans()):
            jobs[at] = msgspec.structs.replace(
                job, **{name: getattr(known, name) for name in (*LASTING, "name", "command")}
            )
        else:
            whole.append(at)
        expected[job.number] = jobs[at]
    came = unpack(pack(chunk_of_jobs(jobs).partly(np.array(whole, np.int64))))
    put = put_chunk(columns, came)
    assert list(columns.jobs()) == [expected[number] for number in sorted(expected)]
    assert put.rows.tolist() == [columns.row(job.number) for job in jobs]
    latest = [at for at, job in enumerate(jobs) if expected[job.number] is job]
    some = data.draw(st.lists(st.sampled_from(latest), unique=True)) if latest else []
    told = came.only(np.array(some, np.int64)).completed(columns).jobs()
    assert told == [jobs[at] for at in some]


def test_a_job_that_nobody_knows_must_come_whole() -> None:
    columns = JobColumns()
    job = Job(number=7, name="a", owner="o", queue="q", command="c", submitted=1.0)
    partly = chunk_of_jobs([job]).partly(np.zeros(0, np.int64))
    with pytest.raises(NotWhole):
        put_chunk(columns, unpack(pack(partly)))
    assert (len(columns), columns.size) == (0, 0)


@given(st.lists(st.lists(JOBS, max_size=6), max_size=4), st.data())
def test_columns_hold_what_a_dictionary_would(rounds: list[list[Job]], data: st.DataObject) -> None:
    columns, expected = JobColumns(), dict[int, Job]()
    for jobs in rounds:
        if data.draw(st.booleans()):
            put = put_chunk(columns, unpack(pack(chunk_of_jobs(jobs))))
            for job, row, fresh in zip(jobs, put.rows.tolist(), put.fresh.tolist(), strict=True):
                assert columns.row(job.number) == row
                assert fresh == (job.number not in expected)
        else:
            for job in jobs:
                columns.put(job)
        expected.update((job.number, job) for job in jobs)
        for number in (
            data.draw(st.lists(st.sampled_from(sorted(expected)), unique=True))
            if (expected)
            else []
        ):
            columns.remove(number)
            del expected[number]
        assert list(columns.jobs()) == [expected[number] for number in sorted(expected)]
        assert len(columns) == len(expected)
        assert chunk_of_rows(columns, columns.all_rows()).jobs() == [
            columns.job(row) for row in columns.all_rows().tolist()
        ]


@settings(max_examples=300)
@given(st.lists(JOBS, min_size=1, max_size=5), st.data())
def test_bytes_that_were_tampered_with_are_refused_or_are_jobs(
    jobs: list[Job], data: st.DataObject
) -> None:
    chunk = chunk_of_jobs(jobs)
    if data.draw(st.booleans()):
        chunk = chunk.partly(np.arange(0, len(jobs), 2))
    good = bytearray(pack(chunk))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(good) - 1))
        good[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    for bad in (bytes(good), bytes(good[:cut])):
        try:
            chunk = unpack(bad)
        except WireError:
            continue
        columns = JobColumns()
        try:
            put_chunk(columns, chunk)
        except NotWhole:
            assert chunk.whole is not None
        assert len(chunk.completed(columns).jobs()) == len(chunk)


@pytest.mark.parametrize("bad", [b"", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x02\0\0\0{}\0\0"])
def test_what_is_no_chunk_is_refused(bad: bytes) -> None:
    with pytest.raises(WireError, match="not a chunk of jobs"):
        unpack(bad)


def test_a_night_of_jobs_is_small() -> None:
    jobs = [
        Job(
            number=number,
            name=f"nightly-billing-{number:07d}",
            owner=f"user{number % 90:04d}",
            queue=f"VCOM1:queue{number % 40:03d}",
            command=f"/opt/site/bin/run --step {number % 25}",
            state=JobState.ENDED_NORMALLY,
            machine=f"VCOM{number % 4}",
            node=f"SV{number % 4}",
            attempt=1,
            submitted=1_760_000_000 + number / 2,
            started=1_760_000_030 + number / 2 + number % 50 / 8,
            ended=1_760_000_400 + number / 2 + number % 91 / 8,
            exit_code=0,
        )
        for number in range(1000, 5000)
    ]
    assert len(pack(chunk_of_jobs(jobs))) / len(jobs) < 50
