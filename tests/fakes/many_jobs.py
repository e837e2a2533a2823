# SPDX-License-Identifier: GPL-3.0-or-later
"""A mirror with very many jobs, made in a moment."""

import numpy as np

from jlook_client.mirror import Mirror
from jmss.columns.changing import NO_EXIT
from jmss.columns.chunk import Few, JobChunk
from jmss.columns.jobs import STATES
from jmss.model.changes import Position
from tests.fakes.desk_board import NOON

NAMES = ("夜間集計", "Billing", "stock", "あさ", "アサ")
AT_ONCE = 100_000


def many_jobs(count: int) -> Mirror:
    """Give a mirror that has the jobs from 1 on, in every state and five names."""
    mirror = Mirror()
    mirror.begin(count)
    for first in range(1, count + 1, AT_ONCE):
        mirror.grow(_chunk(np.arange(first, min(first + AT_ONCE, count + 1))), 0.0)
    mirror.end(Position("epoch", 1, 1))
    return mirror


def _chunk(numbers: np.ndarray) -> JobChunk:
    one, zero = np.ones(len(numbers), np.int64), np.zeros(len(numbers), np.int64)
    return JobChunk(
        ints={
            "number": numbers,
            "state": numbers % len(STATES),
            "reason": zero,
            "queue": 1 + numbers % 3,
            "owner": 4 + numbers % 2,
            "machine": zero,
            "node": zero,
            "wanted_machine": zero,
            "priority": numbers % 7,
            "restartable": zero,
            "attempt": one,
            "takeovers": zero,
            "exit_code": np.full(len(numbers), NO_EXIT),
        },
        moments={
            "submitted": NOON - 1000.0 + numbers % 900,
            "started": np.where(numbers % 4 == 0, np.nan, NOON - 100.0 + numbers % 90),
            "ended": np.full(len(numbers), np.nan),
        },
        words=[None, "NIGHT", "STOCK", "Day", "ann", "bob"],
        names=Few([name.encode() for name in NAMES], numbers % len(NAMES)),
        commands=Few([b"true"], zero),
        details={},
    )
