# SPDX-License-Identifier: GPL-3.0-or-later
"""The mirror changes exactly as told, or not at all."""

import msgspec
import pytest

from jlook_client.mirror import GROWTH, SLOW_GROWTH, Gap, Mirror, MirrorWatcher
from jlook_client.shadow import Overrun, Shadow
from jlook_client.turns import NOT_HERE, Before, turns_between
from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.jobs import STATE_CODES, STATES, Ints
from jmss.model.changes import Change, Fact, Gone, Position
from jmss.model.documents import Removed
from jmss.model.jobs import Job, JobState
from jmss.model.machines import Machine, MachineState, Placement, ServerType
from jmss.model.queues import Queue, QueueState
from jmss.model.schedules import Fired, Schedule
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
    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.told: list[tuple[object, ...]] = []

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        columns = self.mirror.columns
        here = {int(columns.number[row]) for row in rows.tolist() if columns.live[row]}
        self.told.append(("jobs", rows.tolist(), sorted(here), removed.tolist()))

    def machines_changed(self) -> None:
        self.told.append(("machines",))

    def queues_changed(self) -> None:
        self.told.append(("queues",))

    def placements_changed(self) -> None:
        self.told.append(("placements",))

    def named_changed(self) -> None:
        self.told.append(("named",))

    def replaced(self) -> None:
        self.told.append(("replaced",))

    def grown(self) -> None:
        self.told.append(("grown", self.mirror.position, self.mirror.is_collecting))


def mirror_at(seq: int, *facts: Fact) -> tuple[Mirror, Notes]:
    mirror = Mirror()
    shadow = Shadow()
    shadow.add(facts)
    mirror.swap(shadow, Position("e", seq, 1))
    notes = Notes(mirror)
    mirror.watchers.append(notes)
    return mirror, notes


def test_the_changes_of_a_delta_are_told_at_once() -> None:
    mirror, notes = mirror_at(5, job(10), job(30))

    mirror.apply(delta(5, job(20), job(30, JobState.HELD), Gone(number=10)))

    assert list(mirror.jobs) == [20, 30]
    assert notes.told == [("jobs", [0, 1, 2], [20, 30], [0])]
    assert mirror.position == Position("e", 8, 1)


def test_a_job_that_gets_the_row_of_one_that_left_is_told_as_another() -> None:
    mirror, notes = mirror_at(5, job(10), job(30))
    row = mirror.columns.row(10)

    mirror.apply(delta(5, Gone(number=10), job(40)))

    assert mirror.columns.row(40) == row
    assert notes.told == [("jobs", [row], [40], [row])]


def test_a_job_that_comes_and_goes_at_once_leaves_nothing_behind() -> None:
    mirror, notes = mirror_at(5)
    mirror.apply(delta(5, job(1), Gone(number=1)))
    assert not mirror.jobs
    assert notes.told == [("jobs", [0], [], [])]


def test_jobs_are_looked_up_by_their_numbers() -> None:
    mirror, _ = mirror_at(5, job(30), job(10))
    assert mirror.jobs == {10: job(10), 30: job(30)}
    assert list(mirror.jobs) == [10, 30]
    assert mirror.jobs.get(20) is None
    assert 30 in mirror.jobs
    assert 20 not in mirror.jobs


def test_jobs_are_counted_by_their_states() -> None:
    mirror, _ = mirror_at(5, job(1), job(2), job(3, JobState.HELD))
    mirror.apply(delta(5, job(1, JobState.RUNNING), Gone(number=2)))
    assert mirror.counts == {JobState.RUNNING: 1, JobState.HELD: 1}


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
    assert sorted(notes.told) == [("machines",), ("placements",), ("queues",)]


def test_what_held_before_is_given_back() -> None:
    mirror, _ = mirror_at(0, job(1))
    [applied] = mirror.apply(delta(0, job(1, JobState.HELD)))
    assert applied.old == Before(JobState.QUEUED, 0, 0, None)
    assert applied.change.fact == job(1, JobState.HELD)


def test_a_gap_is_refused_and_changes_nothing() -> None:
    mirror, notes = mirror_at(5, job(1))
    with pytest.raises(Gap):
        mirror.apply(delta(6, job(2)))
    assert list(mirror.jobs) == [1]
    assert mirror.position == Position("e", 5, 1)
    assert notes.told == []


def test_an_empty_mirror_takes_no_delta() -> None:
    with pytest.raises(Gap):
        Mirror().apply(delta(0, job(1)))


def test_a_repeated_delta_is_ignored() -> None:
    mirror, notes = mirror_at(5)
    mirror.apply(delta(5, job(1)))
    assert not mirror.apply(delta(5, job(1)))
    assert notes.told == [("jobs", [0], [1], [])]


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
    assert list(mirror.jobs) == [1, 2]

    differing = turns_between(mirror.swap(shadow, Position("e", 9, 2)), mirror.columns)

    assert list(mirror.jobs) == [2, 3]
    assert differing.number.tolist() == [2, 3]
    assert differing.before.state.tolist() == [STATE_CODES[JobState.QUEUED], NOT_HERE]
    assert [STATES[code] for code in differing.state] == [JobState.HELD, JobState.QUEUED]
    assert notes.told == [("replaced",)]


def test_a_snapshot_that_brings_more_than_it_announced_is_refused() -> None:
    shadow = Shadow(2)
    shadow.add([job(1), job(1)])
    with pytest.raises(Overrun):
        shadow.add([job(1)])


def test_a_snapshot_has_a_size_that_a_desk_can_hold() -> None:
    shadow = Shadow(most_bytes=1_000_000)
    shadow.add([msgspec.structs.replace(job(1), command="x" * 600_000)])
    with pytest.raises(Overrun):
        shadow.add([msgspec.structs.replace(job(2), command="y" * 600_000)])


def test_long_details_count_too() -> None:
    shadow = Shadow(most_bytes=1_000_000)
    shadow.add([msgspec.structs.replace(job(1), detail="x" * 600_000)])
    with pytest.raises(Overrun):
        shadow.put(chunk_of_jobs([msgspec.structs.replace(job(2), detail="y" * 600_000)]))


# The first snapshot, which is shown as it grows.


def growing(*chunks: list[Job]) -> tuple[Mirror, Notes]:
    mirror = Mirror()
    notes = Notes(mirror)
    mirror.watchers.append(notes)
    mirror.begin(100)
    for at, jobs in enumerate(chunks):
        mirror.grow(chunk_of_jobs(jobs), at * 0.01)
    return mirror, notes


def test_the_first_snapshot_is_shown_as_it_grows() -> None:
    mirror, notes = growing([job(1), job(2)], [job(3)], [job(4)])
    assert list(mirror.jobs) == [1, 2, 3, 4]
    assert mirror.position is None
    assert notes.told == [("replaced",)], "the watchers are not told of each chunk"
    mirror.grow(chunk_of_jobs([job(5)]), SLOW_GROWTH)
    assert notes.told[1:] == [("jobs", [2, 3, 4], [3, 4, 5], [])]

    mirror.grow(chunk_of_jobs([job(6)]), SLOW_GROWTH)
    mirror.add([Queue(name="Q", virtual_computer="VCOM1"), job(7)])
    assert notes.told[2:] == [("jobs", [6], [7], []), ("queues",)]
    mirror.end(Position("e", 9, 2))
    assert notes.told[4:] == [("jobs", [5], [6], []), ("grown", Position("e", 9, 2), False)]
    assert mirror.counts == {JobState.QUEUED: 7}
    mirror.apply(delta(9, job(1, JobState.HELD)))
    assert mirror.counts == {JobState.QUEUED: 6, JobState.HELD: 1}


def test_much_that_came_is_told_sooner_than_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jlook_client.mirror.MUCH", 3)
    mirror, notes = growing([job(1)])
    mirror.grow(chunk_of_jobs([job(2), job(3)]), GROWTH)
    assert notes.told == [("replaced",)]
    mirror.grow(chunk_of_jobs([job(4)]), GROWTH)
    assert notes.told[1:] == [("jobs", [1, 2, 3], [2, 3, 4], [])]
    mirror.grow(chunk_of_jobs([job(5), job(6), job(7)]), GROWTH + 0.01)
    assert len(notes.told) == 2


def test_who_waits_for_the_first_jobs_does_not_wait_for_the_room_of_all() -> None:
    mirror, (first, second) = Mirror(), ([job(2)], [job(1)])
    mirror.begin(1_000_000)

    mirror.grow(chunk_of_jobs(first), 0.0)
    room_for_few = len(mirror.columns.number)
    mirror.grow(chunk_of_jobs(second), 0.0)

    assert room_for_few < 10_000
    assert len(mirror.columns.number) >= 1_000_000


def test_a_first_snapshot_that_breaks_off_leaves_nothing() -> None:
    mirror, notes = growing([job(1)])
    mirror.abandon()
    assert not mirror.jobs
    assert not mirror.counts
    assert notes.told == [("replaced",), ("replaced",)]
    mirror.begin(5)
    mirror.end(Position("e", 1, 1))
    assert not mirror.jobs


def test_a_later_snapshot_is_not_seen_before_it_is_whole() -> None:
    mirror, notes = mirror_at(5, job(1))
    mirror.begin(2)
    mirror.grow(chunk_of_jobs([job(2)]), 0.0)
    assert list(mirror.jobs) == [1]
    assert notes.told == []
    mirror.apply(delta(5, job(3)))
    mirror.grow(chunk_of_jobs([job(4)]), 1.0)
    differing = turns_between(mirror.end(Position("e", 9, 2)), mirror.columns)
    assert list(mirror.jobs) == [2, 4]
    assert differing.number.tolist() == [2, 4]
    assert notes.told[1:] == [("replaced",)]


def test_a_snapshot_in_columns_is_bounded_too() -> None:
    mirror = Mirror()
    mirror.begin(2)
    mirror.grow(chunk_of_jobs([job(1), job(2)]), 0.0)
    with pytest.raises(Overrun):
        mirror.grow(chunk_of_jobs([job(3)]), 0.0)


def test_documents_come_change_and_go() -> None:
    mirror = Mirror()
    notes = Notes(mirror)
    mirror.swap(Shadow(0), Position("e", 0, 0))
    mirror.watchers.append(notes)
    mirror.apply(delta(0, Schedule(name="s", revision=1), Fired(name="s", up_to=5.0)))
    assert mirror.named == {
        ("schedule", "s"): Schedule(name="s", revision=1),
        ("fired", "s"): Fired(name="s", up_to=5.0),
    }
    applied = mirror.apply(delta(2, Schedule(name="s", revision=2)))
    assert [one.old for one in applied] == [Schedule(name="s", revision=1)]
    mirror.apply(delta(3, Removed(kind="schedule", name="s"), Removed(kind="menu", name="-")))
    assert list(mirror.named) == [("fired", "s")]
    assert notes.told == [("named",)] * 3
