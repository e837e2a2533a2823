# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts beside the machines are those that counting every job again would give."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from jlook_client.mirror import Mirror
from jlook_client.tables.machine_load import MachineLoad
from jmss.model.changes import Fact, Gone
from jmss.model.jobs import ON_MACHINE, Job, JobState
from jmss.model.queues import Queue
from tests.fakes.counted_along import counts_along
from tests.fakes.desk_board import a_job

JOBS = st.builds(
    lambda number, state, machine, wanted, queue: a_job(
        number, state, machine=machine, wanted_machine=wanted, queue=queue
    ),
    st.integers(1, 12),
    st.sampled_from(JobState),
    st.sampled_from([None, "VCOM2", "VCOM3"]),
    st.sampled_from([None, "VCOM2", "VCOM4"]),
    st.sampled_from(["NIGHT", "STOCK", "GONE"]),
)
FACTS = JOBS | JOBS | st.builds(Gone, number=st.integers(1, 12))


def counted(mirror: Mirror) -> tuple[Counter[str], Counter[str]]:
    running: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    queues: dict[str, Queue] = mirror.queues
    for job in mirror.jobs.values():
        if job.state in ON_MACHINE and job.machine is not None:
            running[job.machine] += 1
        elif job.state is JobState.QUEUED:
            queue = queues.get(job.queue)
            waiting[job.wanted_machine or (queue.virtual_computer if queue else "")] += 1
    return running, waiting


@settings(deadline=None)
@given(st.lists(JOBS, max_size=10), st.lists(st.lists(FACTS, min_size=1, max_size=6), max_size=8))
def test_counting_along_gives_what_counting_again_would(
    first: list[Job], deltas: list[list[Fact]]
) -> None:
    counts_along(
        MachineLoad,
        told=lambda load, mirror: (load.running(), load.waiting(mirror.queues)),
        counted=counted,
        first=first,
        deltas=deltas,
    )
