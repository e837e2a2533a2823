# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds counts that go along with each change against counting every job again."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.job_census import JobCensus
from jmss.columns.jobs import Ints
from jmss.model.changes import Fact
from jmss.model.jobs import Job
from tests.fakes.desk_board import Desk, two_queues

Census = TypeVar("Census", bound=JobCensus)


class _Watching(MirrorWatcher):
    def __init__(self, mirror: Mirror, census: JobCensus) -> None:
        self._census = census
        mirror.watchers.append(self)

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        self._census.note(rows)
        self._census.settle()

    def replaced(self) -> None:
        self._census.begin()


def counts_along(
    build: Callable[[Mirror], Census],
    *,
    told: Callable[[Census, Mirror], Any],
    counted: Callable[[Mirror], Any],
    first: Sequence[Job],
    deltas: Sequence[Sequence[Fact]],
) -> None:
    """Let a census go along with deltas and a snapshot, and look at its counts after each.

    Args:
        build: builds it.
        told: gives what it has counted.
        counted: counts the same again.
        first: the jobs to begin with, and of the snapshot at the end.
        deltas: what changes in between.
    """
    desk = Desk(*two_queues())
    census = build(desk.mirror)
    _Watching(desk.mirror, census)
    for facts in ([*two_queues(), *first], *deltas):
        desk.change(*facts)
        assert told(census, desk.mirror) == counted(desk.mirror)
    desk.replace(*two_queues(), *first)
    assert told(census, desk.mirror) == counted(desk.mirror)
