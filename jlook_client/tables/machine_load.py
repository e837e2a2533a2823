# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs run on each machine and how many wait for it, counted along with each change."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from jlook_client.mirror import Mirror
from jlook_client.tables.job_census import NOWHERE, JobCensus, Places, place
from jmss.columns.jobs import STATE_CODES, STATES, Ints, JobColumns
from jmss.columns.words import NOTHING
from jmss.model.jobs import ON_MACHINE, JobState
from jmss.model.queues import Queue

_ON, _WANTS, _IN_QUEUE = range(1, 4)
_KIND = np.full(len(STATES), NOWHERE, np.int32)
"""By the code of a state: as what a job in it is counted, unless it wants a machine."""
_KIND[[STATE_CODES[state] for state in ON_MACHINE]] = _ON
_KIND[STATE_CODES[JobState.QUEUED]] = _IN_QUEUE


class MachineLoad(JobCensus):
    """Counts the jobs of a mirror by the machine that they are on or wait for."""

    def __init__(self, mirror: Mirror) -> None:
        super().__init__(mirror, 3, _KIND != NOWHERE, _places)

    def running(self) -> Counter[str]:
        """Give how many jobs take up each machine's multiplicity (manual S14)."""
        return self.by_name(_ON)

    def waiting(self, queues: Mapping[str, Queue]) -> Counter[str]:
        """Give how many queued jobs wait for each virtual computer that feeds from these queues."""
        waiting = self.by_name(_WANTS)
        for name, n in self.by_name(_IN_QUEUE).items():
            queue = queues.get(name)
            waiting[queue.virtual_computer if queue else ""] += n
        return waiting


def _places(columns: JobColumns, rows: Ints | slice) -> Places:
    kind = np.where(columns.live[rows], _KIND[columns.state[rows]], NOWHERE)
    places = np.full(len(kind), NOWHERE, np.int32)
    on = np.flatnonzero(kind == _ON)
    places[on] = place(_ON, columns.machine[rows][on])
    queued = np.flatnonzero(kind == _IN_QUEUE)
    wanted = columns.wanted_machine[rows][queued]
    in_queue = place(_IN_QUEUE, columns.queue[rows][queued])
    places[queued] = np.where(wanted == NOTHING, in_queue, place(_WANTS, wanted))
    return places
