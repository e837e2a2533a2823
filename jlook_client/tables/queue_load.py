# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs of each queue wait, are held and run, counted along with each change."""

from collections import Counter

import numpy as np

from jlook_client.mirror import Mirror
from jlook_client.tables.job_census import NOWHERE, JobCensus, Places, place
from jmss.columns.jobs import STATE_CODES, STATES, Ints, JobColumns
from jmss.model.jobs import ON_MACHINE, JobState

_QUEUED, _HELD, _ON = range(1, 4)
_KIND = np.full(len(STATES), NOWHERE, np.int32)
"""By the code of a state: as what a job in it is counted."""
_KIND[[STATE_CODES[state] for state in ON_MACHINE]] = _ON
_KIND[STATE_CODES[JobState.QUEUED]] = _QUEUED
_KIND[STATE_CODES[JobState.HELD]] = _HELD


class QueueLoad(JobCensus):
    """Counts the jobs of a mirror by the queue that they are in."""

    def __init__(self, mirror: Mirror) -> None:
        super().__init__(mirror, 3, _KIND != NOWHERE, _places)

    def queued(self) -> Counter[str]:
        """Give how many jobs of each queue wait for their start."""
        return self.by_name(_QUEUED)

    def held(self) -> Counter[str]:
        """Give how many jobs of each queue are held."""
        return self.by_name(_HELD)

    def running(self) -> Counter[str]:
        """Give how many jobs of each queue take up a machine's multiplicity (manual S14)."""
        return self.by_name(_ON)


def _places(columns: JobColumns, rows: Ints | slice) -> Places:
    kind = np.where(columns.live[rows], _KIND[columns.state[rows]], NOWHERE)
    places = np.full(len(kind), NOWHERE, np.int32)
    counted = np.flatnonzero(kind)
    places[counted] = place(kind[counted], columns.queue[rows][counted])
    return places
