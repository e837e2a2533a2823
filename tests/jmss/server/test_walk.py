# SPDX-License-Identifier: GPL-3.0-or-later
"""Every job of the moment exactly once, whatever happens while they are read."""

from hypothesis import given
from hypothesis import strategies as st

from jmss.columns.chunk import chunk_of_rows
from jmss.columns.jobs import JobColumns
from jmss.server.walk import MOST_TEXT, Walk
from tests.fakes.facts import job


def taken(jobs: JobColumns, walk: Walk, most: int) -> list[int] | None:
    rows = walk.step(most)
    return None if rows is None else [each.number for each in chunk_of_rows(jobs, rows).jobs()]


@given(
    st.integers(0, 30),
    st.integers(1, 7),
    st.lists(st.tuples(st.sampled_from(["put", "remove", "step"]), st.integers(1, 45))),
)
def test_each_job_once_and_as_it_was(count: int, most: int, story: list[tuple[str, int]]) -> None:
    jobs = JobColumns()
    for number in range(1, count + 1):
        jobs.put(job(number, name="before"))
    jobs.remove(3)
    expected = list(jobs.jobs())
    walk = Walk(jobs)
    assert walk.count == len(expected)
    found = []
    for what, number in story:
        if what == "step":
            rows = walk.step(most)
            found += [] if rows is None else chunk_of_rows(jobs, rows).jobs()
            continue
        walk.before(number)
        if what == "put":
            jobs.put(job(number, name="after"))
        else:
            jobs.remove(number)
    while (rows := walk.step(most)) is not None:
        assert len(rows) <= most
        found += chunk_of_rows(jobs, rows).jobs()
    found += walk.kept
    assert sorted(found, key=lambda each: each.number) == expected


def test_a_step_has_few_jobs_when_their_texts_are_long() -> None:
    jobs = JobColumns()
    for number in range(1, 51):
        jobs.put(job(number, command=f"{number}" + "x" * 32_000))
    jobs.put(job(51, command="y" * (MOST_TEXT + 1)))
    walk = Walk(jobs)
    counts = []
    while (numbers := taken(jobs, walk, 8192)) is not None:
        counts.append(len(numbers))
    assert sum(counts) == 51
    assert max(counts) == 32
