# SPDX-License-Identifier: GPL-3.0-or-later
"""The working copy runs ahead of the published jobs, and comes together with them again."""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from jmss.model.changes import Gone
from jmss.model.jobs import Job
from jmss.server.published import Published
from jmss.server.working_jobs import WorkingJobs
from tests.fakes.facts import job

PUT, GO, STORE = "put", "go", "store"


@given(st.lists(st.tuples(st.sampled_from([PUT, GO, STORE]), st.integers(1, 5)), max_size=40))
def test_it_is_what_a_dictionary_of_all_changes_would_be(steps: list[tuple[str, int]]) -> None:
    published = Published()
    jobs = WorkingJobs(published.jobs)
    expected: dict[int, Job] = {}
    waiting: deque[Job | Gone] = deque()
    for turn, (what, number) in enumerate(steps):
        if what == STORE:
            if waiting:
                fact = waiting.popleft()
                published.show(fact)
                jobs.stored(fact)
        elif what == PUT:
            expected[number] = job(number, name=f"turn {turn}")
            jobs.apply(expected[number])
            waiting.append(expected[number])
        elif expected.pop(number, None) is not None:
            waiting.append(Gone(number=number))
            jobs.apply(waiting[-1])
        assert dict(jobs) == expected
        assert len(jobs) == len(expected)
        assert [n for n in range(1, 6) if n in jobs] == sorted(expected)
    while waiting:
        fact = waiting.popleft()
        published.show(fact)
        jobs.stored(fact)
    assert dict(jobs) == expected
    assert list(published.facts()) == [expected[n] for n in sorted(expected)]
    assert not jobs._ahead, "what is stored is not held twice"


def test_what_is_no_number_is_not_there() -> None:
    assert "1" not in WorkingJobs(Published([job(1)]).jobs)
