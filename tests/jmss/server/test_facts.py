# SPDX-License-Identifier: GPL-3.0-or-later
"""The working copy and its indexes."""

import random

from jmss.model.changes import Gone
from jmss.model.jobs import MOVES, ON_MACHINE, JobState
from jmss.model.machines import Placement
from jmss.server.facts import Facts
from jmss.server.published import Published
from tests.fakes.facts import job, machine


def test_the_indexes_agree_with_the_jobs_after_any_moves() -> None:
    chance = random.Random(7)
    facts = Facts(Published())
    for number in range(1, 41):
        facts.apply(job(number, priority=chance.randrange(3), queue=chance.choice("AB")))
    for _ in range(2000):
        old = facts.jobs[chance.randrange(1, 41)]
        new = old.moved(chance.choice(sorted(MOVES[old.state])), machine=chance.choice(["X", "Y"]))
        facts.apply(new)
    jobs = facts.jobs.values()
    queued = {j.number for j in jobs if j.state is JobState.QUEUED}
    assert {number for lane in facts.lanes.values() for _, number in lane} == queued
    assert all(list(lane) == sorted(lane) for lane in facts.lanes.values())
    for name in "XY":
        there = [j.number for j in jobs if j.state in ON_MACHINE and j.machine == name]
        assert [j.number for j in facts.jobs_on(name)] == sorted(there)
        assert facts.busy(name) == len(there)


def test_gone_leaves_no_trace() -> None:
    facts = Facts(Published())
    facts.apply(job(1, state=JobState.CANCELLED))
    facts.apply(Gone(number=1))
    assert dict(facts.jobs) == {}


def test_the_open_stay_is_the_latest_that_has_not_ended() -> None:
    facts = Facts(Published())
    facts.apply(machine("VCOM2"))
    assert facts.open_stay("VCOM2") is None
    for incarnation, ended in ((1, 5.0), (2, None)):
        stay = Placement(
            virtual_computer="VCOM2", incarnation=incarnation, node="SV2", began=0.0, ended=ended
        )
        facts.apply(stay)
    found = facts.open_stay("VCOM2")
    assert found is not None
    assert found.incarnation == 2


def test_facts_of_many_published_jobs_are_as_if_each_had_been_applied() -> None:
    chance = random.Random(5)
    applied = Facts(Published())
    every = [
        job(
            number,
            state=chance.choice(list(JobState)),
            priority=chance.randrange(100),
            queue=chance.choice("ABC"),
            wanted_machine=chance.choice([None, "X", "Y"]),
            machine=chance.choice([None, "X", "Y"]),
        )
        for number in chance.sample(range(1, 2000), 400)
    ]
    for each in every:
        applied.apply(each)
    published = Published(every)
    for gone in every[:50]:
        published.show(Gone(number=gone.number))
        applied.apply(Gone(number=gone.number))
    loaded = Facts(published)
    lanes = {key: list(lane) for key, lane in applied.lanes.items() if lane}
    assert {key: list(lane) for key, lane in loaded.lanes.items()} == lanes
    for name in "XY":
        assert list(loaded.jobs_on(name)) == list(applied.jobs_on(name))
    assert dict(loaded.jobs) == dict(applied.jobs)
