# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds counts that go along with each change against counting every job again."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, TypeVar

from jlook_client.mirror import Mirror
from jmss.model.changes import Fact
from jmss.model.jobs import Job
from tests.fakes.desk_board import Desk, two_queues

Load = TypeVar("Load")


def counts_along(
    build: Callable[[Mirror], Load],
    *,
    told: Callable[[Load, Mirror], Any],
    counted: Callable[[Mirror], Any],
    first: Sequence[Job],
    deltas: Sequence[Sequence[Fact]],
) -> None:
    """Let counts go along with deltas and a snapshot, and look at them after each,
    in both encodings.

    Args:
        build: builds what tells them.
        told: gives what it has counted.
        counted: counts the same again.
        first: the jobs to begin with, and of the snapshot at the end.
        deltas: what changes in between.
    """
    for change in (Desk.change, Desk.change_in_columns):
        desk = Desk(*two_queues())
        load = build(desk.mirror)
        for facts in ([*two_queues(), *first], *deltas):
            # In columns jobs come before what leaves.
            for _, some in groupby(facts, key=lambda fact: isinstance(fact, Job)):
                change(desk, *some)
            assert told(load, desk.mirror) == counted(desk.mirror)
        desk.replace(*two_queues(), *first)
        assert told(load, desk.mirror) == counted(desk.mirror)
