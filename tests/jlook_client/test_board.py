# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that come together hold as if each had come by itself, whatever their numbers."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlook_client.board import Board, before_at
from jlook_client.job_load import Kind
from jlook_client.turns import Before
from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.jobs import STATES
from jmss.model.jobs import Job, JobState

COUNTS = st.sampled_from([0, 1, 2, 2**15 - 1, 2**15, 2**16, 2**32 - 1])
JOBS = st.builds(
    Job,
    number=st.integers(1, 4),
    name=st.just("a"),
    owner=st.just("o"),
    queue=st.sampled_from(["q", "r"]),
    command=st.just("c"),
    submitted=st.just(1.0),
    state=st.sampled_from([JobState.QUEUED, JobState.RUNNING, JobState.ENDED_NORMALLY]),
    machine=st.sampled_from([None, "VCOM2", "VCOM3"]),
    node=st.sampled_from([None, "SV1", "SV2"]),
    attempt=COUNTS,
    takeovers=COUNTS,
    exit_code=st.sampled_from([None, 0, -9, 255, 2**15, -(2**31), 2**32 - 1]),
)


@given(deltas=st.lists(st.lists(JOBS, min_size=1, max_size=6), max_size=4))
def test_jobs_that_come_together_hold_as_if_one_by_one(deltas: list[list[Job]]) -> None:
    together, single = Board(), Board()
    for jobs in deltas:
        _, was = together.put_chunk(chunk_of_jobs(jobs))
        told = [before_at(was.stand, at, together.columns) for at in range(len(jobs))]
        assert told == [single.put_job(job)[1] for job in jobs]
        assert list(together.columns.jobs()) == list(single.columns.jobs())
        states = [board.load.by_state(board.columns).tolist() for board in (together, single)]
        held = Counter(job.state for job in single.columns.jobs())
        assert states == [[held[state] for state in STATES]] * 2


def test_single_turns_that_nobody_asks_about_do_not_pile_up() -> None:
    board, none = Board(), np.zeros(0, np.int64)
    job = Job(number=1, name="a", owner="o", queue="q", command="c", submitted=1.0)
    board.put_chunk(chunk_of_jobs([job]))
    waiting = []
    for turn in range(1_000):
        state = JobState.RUNNING if turn % 2 else JobState.QUEUED
        board.put_chunk(chunk_of_jobs([replace(job, state=state)]).partly(none))
        waiting.append(len(board.load._turned))
    assert 1 < max(waiting) < 500
    assert board.load.by_name(board.columns, Kind.RUNS) == {"q": 1}
    assert board.load.by_state(board.columns)[STATES.index(JobState.RUNNING)] == 1


def test_what_a_job_was_is_told_when_more_words_came_than_two_bytes_can_tell() -> None:
    board = Board()
    job = Job(number=1, name="a", owner="o", queue="q", command="c", submitted=1.0)
    board.put_chunk(chunk_of_jobs([job]))
    for at in range(2**16):
        board.columns.words.code(f"word {at}")
    moved = Job(number=1, name="a", owner="o", queue="q", command="c", submitted=1.0, node="SV9")
    _, was = board.put_chunk(chunk_of_jobs([moved, job]))
    assert before_at(was.stand, 0, board.columns) == Before(JobState.QUEUED, 0, 0, None)
    assert before_at(was.stand, 1, board.columns) == Before(JobState.QUEUED, 0, 0, "SV9")
