# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows tell when they were changed, and hold more words than two bytes can tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.columns.changing import NARROW, WIDE, blank_records, records_of
from jmss.columns.chunk import chunk_of_jobs, chunk_of_rows
from jmss.columns.jobs import JobColumns
from jmss.columns.put_chunk import put_chunk
from jmss.model.jobs import Job

ROUND = 2**32


def job(number: int, **fields: object) -> Job:
    return Job(number=number, name="a", owner="o", queue="q", command="c", submitted=1.0, **fields)  # type: ignore[arg-type]  # the fields are those of a job


@pytest.mark.parametrize("begin", [0, ROUND - 3, ROUND // 2 - 1])
def test_a_row_tells_whether_it_was_changed_since(begin: int) -> None:
    columns = JobColumns()
    columns._now = begin
    put_chunk(columns, chunk_of_jobs([job(number) for number in range(1, 7)]))
    rows = columns.rows(np.arange(1, 7))
    then = columns.now
    assert not columns.changed_since(then, rows).any()
    put_chunk(columns, chunk_of_jobs([job(2), job(5), job(2)]))
    columns.put(job(3))
    columns.remove(6)
    assert columns.changed_since(then, rows).tolist() == [False, True, True, False, True, True]
    assert not columns.changed_since(columns.now, rows).any()


def test_what_is_named_again_says_where_it_does() -> None:
    columns = JobColumns()
    jobs = [job(number, attempt=at) for at, number in enumerate([4, 9, 4, 7, 9, 4])]
    places = put_chunk(columns, chunk_of_jobs(jobs))
    assert (places.earlier.tolist(), places.later.tolist()) == ([0, 2, 1], [2, 5, 4])
    assert places.apart.tolist() == columns.rows(np.array([7, 9, 4])).tolist()
    assert [columns.job(columns.row(number)).attempt for number in (4, 7, 9)] == [5, 3, 4]


def test_machines_with_more_names_than_two_bytes_tell() -> None:
    columns = JobColumns()
    put_chunk(columns, chunk_of_jobs([job(1, machine="first", node="n", attempt=7)]))
    assert columns.records.dtype == NARROW
    for at in range(2**16):
        columns.words.code(f"word {at}")
    put_chunk(columns, chunk_of_jobs([job(2, machine="last", node="m", exit_code=-5)]))
    columns.put(job(3, machine="the very last"))
    assert columns.records.dtype == WIDE
    assert [one.machine for one in columns.jobs()] == ["first", "last", "the very last"]
    assert [one.node for one in columns.jobs()] == ["n", "m", None]
    assert [one.attempt for one in columns.jobs()] == [7, 0, 0]
    image = columns.image(columns.names.image(), columns.commands.image())
    assert list(JobColumns.of_image(image).jobs()) == list(columns.jobs())


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(ValueError, match="no records"):
        records_of(np.zeros(3, "V40"))


def test_what_no_field_says_is_always_the_same() -> None:
    waste = np.full(64, 0xAB, np.uint8).copy()
    del waste
    assert (blank_records(2, WIDE)["spare"] == 0).all()
    assert len(blank_records(2, NARROW)) == 2


def test_a_record_lies_in_one_line_of_the_cache() -> None:
    for rows in (1, 1000, 100_000):
        columns = JobColumns(rows)
        assert columns.records.ctypes.data % 64 == 0
        assert columns.records.strides == (32,)


NUMBERS = st.one_of(st.integers(0, 3), st.sampled_from([2**15 - 1, 2**15, 2**16, 2**32 - 1]))
EXITS = st.one_of(
    st.none(),
    st.integers(-70, 300),
    st.sampled_from([-(2**15) + 1, -(2**15), -(2**31), 2**15 - 1, 2**15, 2**31, 2**32 - 1]),
)
TOLD = st.lists(st.tuples(st.integers(1, 6), NUMBERS, NUMBERS, EXITS), max_size=12)


@given(parts=st.lists(st.tuples(st.booleans(), TOLD), max_size=4))
def test_what_is_told_is_what_holds_in_narrow_records_and_in_wide_ones(
    parts: list[tuple[bool, list[tuple[int, int, int, int | None]]]],
) -> None:
    columns, holds = JobColumns(), dict[int, Job]()
    for together, told in parts:
        jobs = [
            job(number, attempt=attempt, takeovers=takeovers, exit_code=code)
            for number, attempt, takeovers, code in told
        ]
        holds |= {one.number: one for one in jobs}
        if together:
            put_chunk(columns, chunk_of_jobs(jobs))
        else:
            for one in jobs:
                columns.put(one)
    every = [holds[number] for number in sorted(holds)]
    assert list(columns.jobs()) == every
    rows = columns.rows(np.array([*sorted(holds)], np.int64))
    assert chunk_of_rows(columns, rows).jobs() == every
    numbers = [number for one in every for number in (one.attempt, one.takeovers)]
    codes = [abs(one.exit_code) for one in every if one.exit_code is not None]
    if max([*numbers, *codes], default=0) >= 2**15:
        assert columns.records.dtype == WIDE


def test_an_image_tells_what_changes_after_it() -> None:
    columns = JobColumns()
    put_chunk(columns, chunk_of_jobs([job(1), job(2), job(3)]))
    image = columns.image(columns.names.image(), columns.commands.image())
    columns.put(job(3))  # while the image is written
    mapped = JobColumns.of_image(image)
    then, rows = mapped.now, mapped.rows(np.arange(1, 4))
    assert not mapped.changed_since(then, rows).any()
    put_chunk(mapped, chunk_of_jobs([job(2)]))
    assert mapped.changed_since(then, rows).tolist() == [False, True, False]
