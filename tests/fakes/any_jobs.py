# SPDX-License-Identifier: GPL-3.0-or-later
"""Any job, and any changes that may follow on one another, for tests with hypothesis."""

from hypothesis import strategies as st

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.queues import Queue

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
FEW_WORDS = st.sampled_from(["", "NIGHT", "夜間", "オペレーター", "a\nb\0c", "x" * 200])
MOMENTS = st.one_of(
    st.floats(0, 32_503_680_000.0, allow_nan=False),
    st.integers(0, 2_000_000_000_000).map(lambda ms: ms / 1000),
)
JOBS = st.builds(
    Job,
    number=st.one_of(st.integers(0, 40), st.integers(0, 2**53)),
    name=st.one_of(WORDS, FEW_WORDS),
    owner=FEW_WORDS,
    queue=st.one_of(WORDS, FEW_WORDS),
    command=st.one_of(WORDS, st.sampled_from(["make night", "夜" * 32_768])),
    wanted_machine=st.none() | FEW_WORDS,
    priority=st.integers(0, 99),
    restartable=st.booleans(),
    state=st.sampled_from(JobState),
    reason=st.sampled_from(Reason),
    detail=st.one_of(st.just(""), WORDS),
    machine=st.none() | FEW_WORDS,
    node=st.none() | FEW_WORDS,
    attempt=st.integers(0, 2**31 - 1),
    takeovers=st.integers(0, 2**31 - 1),
    submitted=MOMENTS,
    started=st.none() | MOMENTS,
    ended=st.none() | MOMENTS,
    exit_code=st.none() | st.integers(-(2**31), 2**32 - 1),
)


@st.composite
def changes(draw: st.DrawFn, most: int = 8) -> list[Change]:
    """Rows of a journal without a gap; no job comes after it has gone."""
    seq = draw(st.one_of(st.integers(1, 50), st.integers(1, 2**52)))
    gone = set[int]()
    rows = []
    for at in range(draw(st.integers(1, most))):
        fact: Fact = draw(JOBS)
        kind = draw(st.integers(0, 7))
        if kind == 0 or (isinstance(fact, Job) and fact.number in gone):
            fact = Queue(name=draw(FEW_WORDS), virtual_computer="VCOM1")
        elif kind == 1 and isinstance(fact, Job):
            gone.add(fact.number)
            fact = Gone(number=fact.number)
        rows.append(
            Change(
                seq=seq + at,
                inc=draw(st.integers(0, 9)),
                at=draw(MOMENTS),
                fact=fact,
                by=draw(FEW_WORDS),
                op=draw(st.sampled_from(["", "", "", "4f2c-1", "4f2c-2"])),
            )
        )
    return rows
