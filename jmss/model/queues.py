# SPDX-License-Identifier: GPL-3.0-or-later
"""Job queues (manual S8)."""

from collections.abc import Container
from enum import StrEnum
from typing import Protocol

import msgspec

from jmss.model.ranges import Count, TimeLimit, Word


class QueueState(StrEnum):
    """An open queue starts jobs; a stopped one takes them in and keeps them waiting."""

    OPEN = "open"
    STOPPED = "stopped"


class Queue(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="queue"
):
    """A job queue, tied to a virtual computer (manual S8).

    Tied to the JMSS server it feeds every execution machine, or those that JEnv names; tied
    to an execution machine it feeds that machine alone.
    """

    name: str
    virtual_computer: str
    state: QueueState = QueueState.OPEN
    limit: Count = 0
    """How many of its jobs run at once at most; 0: as many as the machines take."""
    machines: tuple[Word, ...] = ()
    """The execution machines that a queue of the JMSS server feeds; none named: all."""
    time_limit: TimeLimit = 0.0
    """Seconds after which a job that runs is ended; 0: never."""


class QueueGone(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="queue_gone"
):
    """There is no queue of this name any more."""

    name: Word


class Feeds(Protocol):
    """A queue, or what is set for one."""

    @property
    def virtual_computer(self) -> str:
        """What it is tied to."""

    @property
    def machines(self) -> tuple[str, ...]:
        """The machines that are named."""


def fed(queue: Feeds, machines: Container[str]) -> frozenset[str] | None:
    """Give the machines that a queue feeds, or None for all.

    A queue that is tied to an execution machine feeds that one alone; one that is tied to
    the JMSS server feeds all (manual S8), or those that are named.

    Args:
        queue: any.
        machines: the names of all execution machines.
    """
    if queue.virtual_computer in machines:
        return frozenset({queue.virtual_computer})
    return frozenset(queue.machines) or None
