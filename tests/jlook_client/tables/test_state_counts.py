# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts kept row by row equal counts made anew."""

import random
from collections import Counter

import numpy as np

from jlook_client.tables.state_counts import StateCounts
from jmss.columns.jobs import JobColumns
from tests.fakes.desk_board import STATES, a_job


def test_counts_equal_those_made_anew() -> None:
    dice = random.Random(11)
    columns, counts = JobColumns(), StateCounts()
    for _ in range(60):
        touched = set()
        for _ in range(30):
            number = dice.randrange(1, 120)
            if dice.random() < 0.3:
                touched.add(columns.remove(number))
            else:
                queue = f"Q{dice.randrange(40)}"
                touched.add(columns.put(a_job(number, dice.choice(STATES), queue=queue)))
        rows = np.array(sorted(touched - {-1}), np.int64)
        counts.count(columns, rows)
        expected = Counter(job.state for job in columns.jobs())
        assert {state: counts.of([state]) for state in STATES if counts.of([state])} == expected
        in_queue = Counter(job.queue for job in columns.jobs())
        for queue, n in in_queue.items():
            assert counts.of(STATES, columns.words.find(queue)) == n
    assert counts.of(STATES, 10_000) == 0
