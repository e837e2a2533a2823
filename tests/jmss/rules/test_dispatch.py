# SPDX-License-Identifier: GPL-3.0-or-later
"""Who starts where: the order, the ties, the balance, and the laws."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jmss.model.queues import Queue
from jmss.rules.dispatch import Lane, Start, assign, eligible

MACHINES = ("VCOM2", "VCOM3", "VCOM4")


def lane(*ranks: tuple[int, int], machine: str | None = None, queue: str = "") -> Lane:
    ascending = sorted((-priority, number) for priority, number in ranks)
    return Lane(
        waiting=ascending,
        machines=None if machine is None else frozenset({machine}),
        queue=queue,
    )


def test_priority_goes_before_number() -> None:
    lanes = [lane((50, 1), (50, 2)), lane((90, 3))]
    assert [start.number for start in assign(lanes, {"VCOM2": 2})] == [3, 1]


def test_the_machine_with_most_room_gets_the_job() -> None:
    starts = assign([lane(*((50, n) for n in range(1, 7)))], {"VCOM2": 1, "VCOM3": 3, "VCOM4": 2})
    assert Counter(start.machine for start in starts) == {"VCOM2": 1, "VCOM3": 3, "VCOM4": 2}
    assert starts[0] == Start(number=1, machine="VCOM3")


def test_a_lane_that_waits_for_a_full_machine_holds_nobody_else_up() -> None:
    lanes = [lane((99, 1), (99, 2), machine="VCOM2"), lane((1, 3))]
    starts = assign(lanes, {"VCOM2": 1, "VCOM3": 1})
    assert starts == [Start(number=1, machine="VCOM2"), Start(number=3, machine="VCOM3")]


def test_nothing_is_free() -> None:
    assert assign([lane((50, 1))], {}) == []
    assert assign([lane((50, 1))], {"VCOM2": 0, "VCOM3": -1}) == []


def test_a_queue_of_an_execution_machine_feeds_it_alone() -> None:
    of_one, shared = (
        Queue(name="A", virtual_computer="VCOM3"),
        Queue(name="B", virtual_computer="VCOM1"),
    )
    assert eligible(of_one, None, MACHINES) == {"VCOM3"}
    assert eligible(of_one, "VCOM4", MACHINES) == frozenset()
    assert eligible(shared, "VCOM4", MACHINES) == {"VCOM4"}
    assert eligible(shared, None, MACHINES) is None


def test_a_shared_queue_may_feed_some_machines_only() -> None:
    some = Queue(name="B", virtual_computer="VCOM1", machines=("VCOM2", "VCOM4"))
    assert eligible(some, None, MACHINES) == {"VCOM2", "VCOM4"}
    assert eligible(some, "VCOM4", MACHINES) == {"VCOM4"}
    assert eligible(some, "VCOM3", MACHINES) == frozenset()
    starts = assign(
        [Lane(waiting=[(-50, 1), (-50, 2)], machines=frozenset({"VCOM2", "VCOM4"}))],
        {"VCOM2": 1, "VCOM3": 9, "VCOM4": 1},
    )
    assert {start.machine for start in starts} == {"VCOM2", "VCOM4"}


def test_a_queue_starts_no_more_than_its_limit_leaves_whatever_the_lane() -> None:
    lanes = [
        lane((50, 1), (50, 3), queue="NIGHT"),
        lane((50, 2), machine="VCOM2", queue="NIGHT"),
        lane((1, 4), (1, 5)),
    ]
    starts = assign(lanes, {"VCOM2": 9, "VCOM3": 9}, {"NIGHT": 2})
    assert [start.number for start in starts] == [1, 2, 4, 5]
    assert [s.number for s in assign(lanes, {"VCOM2": 9}, {"NIGHT": 0})] == [4, 5]
    assert [s.number for s in assign(lanes, {"VCOM2": 9}, {"NIGHT": -3})] == [4, 5]


@st.composite
def waiting(draw: st.DrawFn) -> list[Lane]:
    priorities = draw(st.lists(st.integers(0, 99), max_size=30))
    lanes: dict[int, list[tuple[int, int]]] = {}
    for number, priority in enumerate(priorities, 1):
        lanes.setdefault(draw(st.integers(0, 3)), []).append((priority, number))
    only = [None, *MACHINES]
    return [lane(*ranks, machine=only[index]) for index, ranks in lanes.items()]


@given(waiting(), st.dictionaries(st.sampled_from(MACHINES), st.integers(-2, 6)))
def test_the_laws(lanes: list[Lane], free: dict[str, int]) -> None:
    starts = assign(lanes, free)
    used = Counter(start.machine for start in starts)
    # Multiplicity is never exceeded, and no job starts twice.
    assert all(count <= max(0, free[name]) for name, count in used.items())
    assert len({start.number for start in starts}) == len(starts)
    where = {start.number: start.machine for start in starts}
    for each in lanes:
        mine = [number for _, number in each.waiting]
        # Within a lane nobody is overtaken, and everybody goes where he may.
        started = [number in where for number in mine]
        assert started == sorted(started, reverse=True)
        assert all(each.machines is None or where[n] in each.machines for n in mine if n in where)
        # Who waits has no free slot that he may use.
        if not all(started):
            may = free.keys() if each.machines is None else each.machines
            fitting = {name: free.get(name, 0) for name in may}
            assert all(used[name] >= slots for name, slots in fitting.items())
