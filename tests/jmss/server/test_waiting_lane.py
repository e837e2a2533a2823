# SPDX-License-Identifier: GPL-3.0-or-later
"""Who waits, in the order of the start."""

import random

import numpy as np

from jmss.server.waiting_lane import WaitingLane
from tests.fakes.facts import job


def test_the_higher_priority_then_the_lower_number_is_first_however_they_came() -> None:
    jobs = [job(n, priority=p) for n, p in ((1, 0), (2**53, 99), (3, 50), (4, 99), (5, 50))]
    expected = sorted((-each.priority, each.number) for each in jobs)
    one, many = WaitingLane(), WaitingLane()
    for each in random.Random(3).sample(jobs, len(jobs)):
        one.add(each)
    many.fill(
        np.array([each.priority for each in jobs], np.uint8),
        np.array([each.number for each in jobs], np.int64),
    )
    assert list(one) == list(many) == expected
    assert many.first(2) == expected[:2]
    many.drop(jobs[4])
    assert (len(many), len(one)) == (4, 5)
    assert (-50, 5) not in list(many)


def test_how_many_go_before_a_job_here_or_in_another_lane() -> None:
    lane = WaitingLane()
    for number, priority in ((1, 50), (2, 99), (3, 50)):
        lane.add(job(number, priority=priority))
    counts = {n: lane.before(job(n, priority=p)) for n, p in ((1, 50), (2, 99), (3, 50), (9, 60))}
    assert counts == {1: 1, 2: 0, 3: 2, 9: 1}
