# SPDX-License-Identifier: GPL-3.0-or-later
"""Which waiting job starts where: by priority, then by number; balanced by free slots.

On a cluster work is distributed by machine multiplicity, not by CPU use (manual S14):
a machine runs as many jobs at once as its multiplicity, and a job goes where most of
that is free.
"""

import heapq
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from jmss.model.queues import Queue, fed

Rank = tuple[int, int]
"""(minus the priority, job number): the smaller starts first."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Jobs that wait for the same thing, so that only the first of them need be looked at."""

    waiting: Sequence[Rank]
    """Ascending."""
    machines: frozenset[str] | None = None
    """The machines that may run them; None for any."""
    queue: str = ""
    """Theirs, whose limit they share."""


@dataclass(frozen=True, slots=True)
class Start:
    """Job ``number`` starts on ``machine``."""

    number: int
    machine: str


def eligible(queue: Queue, wanted: str | None, machines: Container[str]) -> frozenset[str] | None:
    """Give the machines that a job of a queue may run on, or None for any."""
    feeds = fed(queue, machines)
    if wanted is None:
        return feeds
    return frozenset({wanted}) if feeds is None or wanted in feeds else frozenset()


def assign(
    lanes: Iterable[Lane], free: Mapping[str, int], limits: Mapping[str, int] = MappingProxyType({})
) -> list[Start]:
    """Fill the free slots of the machines with the jobs whose turn it is.

    Args:
        lanes: the waiting jobs of open queues.
        free: per machine that can start jobs now, how many more it may run.
        limits: per queue that has a limit, how many more of its jobs may run.
    """
    left = {name: slots for name, slots in free.items() if slots > 0}
    more = dict(limits)
    heads = [(lane.waiting[0], index, 0, lane) for index, lane in enumerate(lanes) if lane.waiting]
    heapq.heapify(heads)
    starts: list[Start] = []
    while heads and left:
        rank, index, place, lane = heapq.heappop(heads)
        machine = _roomiest(left, lane.machines) if more.get(lane.queue, 1) > 0 else None
        if machine is None:
            # No slot comes free while we decide: the whole lane waits.
            continue
        starts.append(Start(number=rank[1], machine=machine))
        if lane.queue in more:
            more[lane.queue] -= 1
        left[machine] -= 1
        if left[machine] == 0:
            del left[machine]
        if place + 1 < len(lane.waiting):
            heapq.heappush(heads, (lane.waiting[place + 1], index, place + 1, lane))
    return starts


def _roomiest(left: Mapping[str, int], only: frozenset[str] | None) -> str | None:
    may = left if only is None else only & left.keys()
    return min(may, key=lambda name: (-left[name], name), default=None)
