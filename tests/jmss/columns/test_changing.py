# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows tell when they were changed, and hold more words than two bytes can tell."""

import numpy as np
import pytest

from jmss.columns.changing import NARROW, WIDE, records_of
from jmss.columns.chunk import chunk_of_jobs
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
        records_of(np.zeros(3, "V32"))
