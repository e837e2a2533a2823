# SPDX-License-Identifier: GPL-3.0-or-later
"""The mirror changes exactly as told, or not at all."""

import msgspec
import pytest

from jlook_client.mirror import Gap, Mirror, MirrorWatcher, Overrun, Shadow
from jmss.model.changes import Change, Fact, Gone, Position
from jmss.model.jobs import Job, JobState
from jmss.model.machines import Machine, MachineState, Placement, ServerType
from jmss.model.queues import Queue, QueueState
from jmss.wire.messages import Delta


def job(number: int, state: JobState = JobState.QUEUED) -> Job:
    return Job(
        number=number,
        name=f"j{number}",
        owner="o",
        queue="Q",
        command=":",
        submitted=1.0,
        state=state,
    )


def delta(previous: int, *facts: Fact) -> Delta:
    changes = [
        Change(seq=previous + 1 + i, inc=1, at=1.0, fact=fact) for i, fact in enumerate(facts)
    ]
    return Delta(previous=previous, seq=previous + len(facts), inc=1, changes=changes)


class Notes(MirrorWatcher):
    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def job_added(self, row: int) -> None:
        self.told.append(("added", row))

    def job_changed(self, row: int, old: Job) -> None:
        self.told.append(("changed", row, old.state))

    def job_removed(self, row: int, old: Job) -> None:
        self.told.append(("removed", row, old.number))

    def machines_changed(self) -> None:
        self.told.append(("machines",))

    def queues_changed(self) -> None:
        self.told.append(("queues",))

    def placements_changed(self) -> None:
        self.told.append(("placements",))

    def replaced(self) -> None:
        self.told.append(("replaced",))


def mirror_at(seq: int, *facts: Fact) -> tuple[Mirror, Notes]:
    mirror = Mirror()
    shadow = Shadow()
    shadow.add(facts)
    mirror.swap(shadow, Position("e", seq, 1))
    notes = Notes()
    mirror.watchers.append(notes)
    return mirror, notes


def test_changes_are_told_row_by_row() -> None:
    mirror, notes = mirror_at(5, job(10), job(30))

    mirror.apply(delta(5, job(20), job(30, JobState.HELD), Gone(number=10)))

    assert mirror.numbers == [20, 30]
    assert notes.told == [("added", 1), ("changed", 2, JobState.QUEUED), ("removed", 0, 10)]
    assert mirror.position == Position("e", 8, 1)


def test_each_kind_of_fact_finds_its_place() -> None:
    mirror, notes = mirror_at(0)
    machine = Machine(
        name="VCOM2",
        server_type=ServerType.EXECUTION_MACHINE,
        state=MachineState.UP,
        home_node="SV2",
    )
    placement = Placement(virtual_computer="VCOM2", incarnation=1, node="SV2", began=1.0)
    queue = Queue(name="Q", virtual_computer="VCOM1", state=QueueState.STOPPED)

    mirror.apply(delta(0, machine, placement, queue))

    assert mirror.machines == {"VCOM2": machine}
    assert mirror.placements == {("VCOM2", 1): placement}
    assert mirror.queues == {"Q": queue}
    assert notes.told == [("machines",), ("placements",), ("queues",)]


def test_what_held_before_is_given_back() -> None:
    mirror, _ = mirror_at(0, job(1))
    [applied] = mirror.apply(delta(0, job(1, JobState.HELD)))
    assert applied.old == job(1)


def test_a_gap_is_refused_and_changes_nothing() -> None:
    mirror, notes = mirror_at(5, job(1))
    with pytest.raises(Gap):
        mirror.apply(delta(6, job(2)))
    assert mirror.numbers == [1]
    assert mirror.position == Position("e", 5, 1)
    assert notes.told == []


def test_an_empty_mirror_takes_no_delta() -> None:
    with pytest.raises(Gap):
        Mirror().apply(delta(0, job(1)))


def test_a_repeated_delta_is_ignored() -> None:
    mirror, notes = mirror_at(5)
    mirror.apply(delta(5, job(1)))
    assert mirror.apply(delta(5, job(1))) == []
    assert notes.told == [("added", 0)]


def test_a_delta_that_overlaps_is_a_gap() -> None:
    mirror, _ = mirror_at(5)
    with pytest.raises(Gap):
        mirror.apply(delta(4, job(1), job(2)))


def test_a_heartbeat_shows_what_is_missing() -> None:
    mirror, _ = mirror_at(5)
    assert not mirror.is_behind(5)
    assert mirror.is_behind(6)
    assert Mirror().is_behind(0)


def test_a_snapshot_is_swapped_in_whole_and_tells_the_difference() -> None:
    mirror, notes = mirror_at(5, job(1), job(2))
    shadow = Shadow()
    shadow.add([job(2, JobState.HELD), job(3)])
    assert mirror.numbers == [1, 2]

    differing = mirror.swap(shadow, Position("e", 9, 2))

    assert mirror.numbers == [2, 3]
    assert sorted(differing, key=str) == sorted(
        [(job(1), None), (job(2), job(2, JobState.HELD)), (None, job(3))], key=str
    )
    assert notes.told == [("replaced",)]


def test_a_snapshot_that_brings_more_than_it_announced_is_refused() -> None:
    shadow = Shadow(2)
    shadow.add([job(1), job(1)])
    with pytest.raises(Overrun):
        shadow.add([job(1)])


def test_a_snapshot_has_a_size_that_a_desk_can_hold() -> None:
    shadow = Shadow()
    huge = msgspec.structs.replace(job(1), command="x" * 4_000_000)
    shadow.add([huge] * 200)
    with pytest.raises(Overrun):
        shadow.add([huge] * 200)
