# SPDX-License-Identifier: GPL-3.0-or-later
"""Two environments field by field, and what becomes of two that were written at once."""

from hypothesis import given
from hypothesis import strategies as st

from jmss.model.environment import Distribution, Environment, MachineSetting, QueueSetting
from jmss.model.environment_fields import (
    Difference,
    changes_meanwhile,
    differences,
    environment_of,
    fields_of,
    merged,
)
from jmss.model.meanwhile import Change
from jmss.model.retention import Bound, Retention

NAMES = st.sampled_from(["NIGHT", "ACCOUNT", "STOCK"])
QUEUES = st.lists(
    st.builds(
        QueueSetting,
        name=NAMES,
        virtual_computer=st.sampled_from(["VCOM1", "VCOM2"]),
        limit=st.integers(0, 3),
        machines=st.sampled_from([(), ("VCOM2",), ("VCOM2", "VCOM3")]),
        time_limit=st.sampled_from([0.0, 60.0]),
    ),
    unique_by=lambda queue: queue.name,
).map(tuple)
MACHINES = st.lists(
    st.builds(
        MachineSetting,
        name=st.sampled_from(["VCOM2", "VCOM3"]),
        multiplicity=st.sampled_from([None, 0, 4]),
        draining=st.booleans(),
    ).filter(lambda machine: machine != MachineSetting(name=machine.name)),
    unique_by=lambda machine: machine.name,
).map(tuple)
ENVIRONMENTS = st.builds(
    Environment,
    queues=QUEUES,
    machines=MACHINES,
    distribution=st.sampled_from(Distribution),
    performance_data=st.booleans(),
    retention=st.one_of(
        st.none(),
        st.builds(
            Retention,
            jobs=st.integers(0, 9),
            days=st.sampled_from([1.0, 2.0]),
            queues=st.dictionaries(NAMES, st.builds(Bound, jobs=st.integers(0, 9)), max_size=2),
        ),
    ),
)


@given(ENVIRONMENTS)
def test_there_and_back(environment: Environment) -> None:
    assert environment_of(fields_of(environment), environment.revision) == environment


@given(ENVIRONMENTS, ENVIRONMENTS)
def test_nothing_to_tell_means_the_same(one: Environment, other: Environment) -> None:
    assert bool(differences(one, other)) == (fields_of(one) != fields_of(other))


@given(ENVIRONMENTS, ENVIRONMENTS)
def test_who_wrote_nothing_gets_theirs(base: Environment, theirs: Environment) -> None:
    for keep_mine in (True, False):
        after = merged(base, theirs, base, keep_mine=keep_mine)
        assert fields_of(after) == fields_of(theirs)


NIGHT = QueueSetting(name="NIGHT", virtual_computer="VCOM1", limit=1)
BASE = Environment(revision=3, queues=(NIGHT,))


def with_queue(revision: int = 3, **fields: object) -> Environment:
    changed: dict[str, object] = {"name": "NIGHT", "virtual_computer": "VCOM1", "limit": 1}
    return Environment(revision=revision, queues=(QueueSetting(**(changed | fields)),))  # type: ignore[arg-type] # what a test hands in


def test_the_later_one_sees_theirs_his_and_what_was() -> None:
    theirs, mine = with_queue(4, limit=2, time_limit=60.0), with_queue(limit=5)
    limit, time = ("queues", "NIGHT", "limit"), ("queues", "NIGHT", "time_limit")
    assert changes_meanwhile(BASE, theirs, mine) == [
        Change(limit, 1, 2, 5),
        Change(time, 0.0, 60.0, 0.0),
    ]
    assert [clash.is_contested for clash in changes_meanwhile(BASE, theirs, mine)] == [True, False]
    kept = merged(BASE, theirs, mine, keep_mine=True)
    assert kept == with_queue(4, limit=5, time_limit=60.0)
    assert merged(BASE, theirs, mine, keep_mine=False) == theirs


def test_a_queue_that_they_took_away_and_i_changed() -> None:
    other = QueueSetting(name="STOCK", virtual_computer="VCOM1")
    base = Environment(revision=1, queues=(NIGHT, other))
    theirs = Environment(revision=2, queues=(other,))
    mine = Environment(
        revision=1, queues=(QueueSetting(name="NIGHT", virtual_computer="VCOM1", limit=9), other)
    )
    assert merged(base, theirs, mine, keep_mine=False).queues == (other,)
    kept = merged(base, theirs, mine, keep_mine=True).queues
    assert QueueSetting(name="NIGHT", virtual_computer="VCOM1", limit=9) in kept


def test_a_queue_that_i_took_away_stays_away() -> None:
    other = QueueSetting(name="STOCK", virtual_computer="VCOM1")
    base = Environment(revision=1, queues=(NIGHT, other))
    theirs = Environment(revision=2, queues=(NIGHT, other), performance_data=True)
    mine = Environment(revision=1, queues=(other,))
    after = merged(base, theirs, mine, keep_mine=True)
    assert (after.queues, after.performance_data, after.revision) == ((other,), True, 2)


def test_a_setting_that_changes_nothing_is_none() -> None:
    plain = Environment(queues=(NIGHT,), machines=(MachineSetting(name="VCOM2"),))
    assert differences(Environment(queues=(NIGHT,)), plain) == []
    drains = Environment(queues=(NIGHT,), machines=(MachineSetting(name="VCOM2", draining=True),))
    assert differences(plain, drains) == [Difference(("machines", "VCOM2", "draining"), None, True)]
