# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes in columns, as a server would send them."""

from collections.abc import Container, Sequence

import numpy as np

from jmss.columns.chunk import chunk_of_jobs
from jmss.model.changes import Change
from jmss.model.jobs import Job
from jmss.wire.packed_delta import pack_delta


def in_columns(previous: int, changes: Sequence[Change], known: Container[int] = ()) -> bytes:
    """Give a delta's payload; of the jobs of the known rows only what changes in a job's life."""
    jobs = [change.fact for change in changes if isinstance(change.fact, Job)]
    seqs = [change.seq for change in changes if isinstance(change.fact, Job)]
    whole = np.array([at for at, seq in enumerate(seqs) if seq not in known], np.int64)
    return pack_delta(previous, changes, chunk_of_jobs(jobs), whole if known else None)
