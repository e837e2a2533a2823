# SPDX-License-Identifier: GPL-3.0-or-later
"""Which waiting job starts where: by priority, then by number; balanced by free slots.

On a cluster work is distributed by machine multiplicity, not by CPU use (manual S14):
a machine runs as many jobs at once as its multiplicity, and a job goes where most of
that is free.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Rank = tuple[int, int]
"""(minus the priority, job number): the smaller starts first."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Jobs that wait for the same thing, so that only the first of them need be looked at."""

    waiting: Sequence[Rank]
    """Ascending."""
    machine: str | None
    """The only machine that may run them; None for any."""


@dataclass(frozen=True, slots=True)
class Start:
    """Job ``number`` starts on ``machine``."""

    number: int
    machine: str


def eligible(virtual_computer: str, wanted: str | None, machines: Iterable[str]) -> str | None:
    """Give the only machine that a job may run on, or None for any.

    A queue that is tied to an execution machine feeds that one alone; one that is tied to
    the JMSS server feeds all (manual S8).
    """
    return virtual_computer if virtual_computer in machines else wanted


def assign(lanes: Iterable[Lane], free: Mapping[str, int]) -> list[Start]:
    """Fill the free slots of the machines with the jobs whose turn it is.

    Args:
        lanes: the waiting jobs of open queues.
        free: per machine that can start jobs now, how many more it may run.
    """
    left = {name: slots for name, slots in free.items() if slots > 0}
    heads = [(lane.waiting[0], index, 0, lane) for index, lane in enumerate(lanes) if lane.waiting]
    heapq.heapify(heads)
    starts: list[Start] = []
    while heads and left:
        rank, index, place, lane = heapq.heappop(heads)
        machine = _roomiest(left, lane.machine)
        if machine is None:
            # No slot comes free while we decide: the whole lane waits.
            continue
        starts.append(Start(number=rank[1], machine=machine))
        left[machine] -= 1
        if left[machine] == 0:
            del left[machine]
        if place + 1 < len(lane.waiting):
            heapq.heappush(heads, (lane.waiting[place + 1], index, place + 1, lane))
    return starts


def _roomiest(left: Mapping[str, int], only: str | None) -> str | None:
    if only is not None:
        return only if only in left else None
    return min(left, key=lambda name: (-left[name], name), default=None)
