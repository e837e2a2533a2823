# SPDX-License-Identifier: GPL-3.0-or-later
"""A site's history, made up: jobs that look like a year of nights, as chunks and as changes."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from jmss.columns.changing import NO_EXIT
from jmss.columns.chunk import Few, JobChunk, Many
from jmss.columns.jobs import REASON_CODES, STATE_CODES, Ints
from jmss.columns.packed import MOST_ROWS
from jmss.model.jobs import JobState, Reason
from jmss.wire.frames import DeltaColumns

NOW = 1_800_000_000.0
QUEUES = [f"VCOM{1 + at % 4}:queue{at:02d}" for at in range(64)]
OWNERS = [f"user{at:04d}" for at in range(500)]
MACHINES = [f"VCOM{2 + at}" for at in range(40)]
NODES = [f"SV{1 + at}" for at in range(8)]
_KINDS = ("nightly", "billing", "export", "import", "backup", "report", "stock", "夜間集計")
_COMMANDS = [f"/opt/site/bin/{kind} --step {at}".encode() for kind in _KINDS for at in range(40)]
_SHARES = {
    JobState.ENDED_NORMALLY: 0.86,
    JobState.ENDED_ABNORMALLY: 0.05,
    JobState.CANCELLED: 0.02,
    JobState.RUNNING: 0.02,
    JobState.QUEUED: 0.04,
    JobState.HELD: 0.01,
}
_WORDS = [None, *QUEUES, *OWNERS, *MACHINES, *NODES]
_PLACES = 1 + len(QUEUES) + len(OWNERS)


class Site:
    """Jobs with the numbers 1 to ``count``."""

    def __init__(self, count: int, seed: int = 1) -> None:
        self.count = count
        self._dice = np.random.default_rng(seed)

    def chunks(self) -> Iterator[JobChunk]:
        """Give all jobs as they would come in a snapshot."""
        for first in range(1, self.count + 1, MOST_ROWS):
            numbers = np.arange(first, min(first + MOST_ROWS, self.count + 1))
            yield self.chunk(numbers)

    def chunk(self, numbers: Ints) -> JobChunk:
        """Give some jobs, in states as they happen to be."""
        dice, count = self._dice, len(numbers)
        codes = np.array([STATE_CODES[state] for state in _SHARES], np.int64)
        state = dice.choice(codes, count, p=list(_SHARES.values()))
        started = np.isin(
            state, [STATE_CODES[s] for s in (JobState.QUEUED, JobState.HELD)], invert=True
        )
        over = started & (state != STATE_CODES[JobState.RUNNING])
        failed = state == STATE_CODES[JobState.ENDED_ABNORMALLY]
        submitted = (NOW - (self.count - numbers) * 0.5).astype(np.float64)
        begun = np.round(submitted + dice.exponential(30, count), 3)
        ended = np.round(begun + dice.exponential(300, count), 3)
        zero = np.zeros(count, np.int64)
        return JobChunk(
            ints={
                "number": numbers.astype(np.int64),
                "state": state,
                "reason": np.where(failed, REASON_CODES[Reason.EXIT_CODE], 0).astype(np.int64),
                "queue": dice.integers(1, 65, count),
                "owner": dice.integers(65, 565, count),
                "machine": np.where(started, dice.integers(565, 605, count), 0),
                "node": np.where(started, dice.integers(605, 613, count), 0),
                "wanted_machine": zero,
                "priority": dice.integers(0, 100, count),
                "restartable": dice.integers(0, 2, count),
                "attempt": started.astype(np.int64),
                "takeovers": zero,
                "exit_code": np.where(
                    over, np.where(failed, dice.integers(1, 255, count), 0), NO_EXIT
                ),
            },
            moments={
                "submitted": submitted,
                "started": np.where(started, begun, np.nan),
                "ended": np.where(over, ended, np.nan),
            },
            words=_WORDS,
            names=_names(numbers),
            commands=Few(_COMMANDS, numbers % len(_COMMANDS)),
            details={},
        )

    def change(self, previous: int, changes: int) -> DeltaColumns:
        """Give a frame of changes of jobs here and there, which all are known already."""
        numbers = self._dice.integers(1, self.count + 1, changes)
        chunk = self.chunk(numbers).partly(np.zeros(0, np.int64))
        for name in ("machine", "node"):
            codes = chunk.ints[name]
            chunk.ints[name] = np.where(codes == 0, 0, codes - _PLACES + 1)
        return delta_of(replace(chunk, words=[None, *_WORDS[_PLACES:]]), previous)


def delta_of(chunk: JobChunk, previous: int) -> DeltaColumns:
    """Give a frame that changes these jobs."""
    count = len(chunk)
    return DeltaColumns(
        previous=previous,
        seq=previous + count,
        chunk=chunk,
        seqs=np.arange(previous + 1, previous + count + 1),
        at=np.full(count, NOW),
        incs=np.ones(count, np.int64),
        by=np.zeros(count, np.int64),
        words=[""],
        op={},
        others=[],
    )


def _names(numbers: Ints) -> Many:
    texts = [f"{_KINDS[number % 8]}-{number:07d}".encode() for number in numbers.tolist()]
    return Many(b"".join(texts), np.array([len(text) for text in texts], np.uint32))
