# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of the two encodings: JSON and columns give the same mirror, and tell the same."""

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jlook_client.applied import AppliedChanges
from jlook_client.away import Away, AwayBook
from jlook_client.jobs_by_number import JobsByNumber
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.reporter import Reporter
from jlook_client.timeline import Timeline
from jmss.columns.chunk import LASTING, chunk_of_jobs
from jmss.columns.jobs import Ints
from jmss.columns.packed import pack
from jmss.model.changes import Change, Fact, Gone, Position
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.machines import Placement
from jmss.model.queues import Queue, QueueState
from jmss.wire import codec
from jmss.wire.frames import DELTA_COLUMNS, SNAPSHOT_CHUNK, DeltaColumns, SnapshotChunk, framed
from jmss.wire.messages import Delta, SnapshotRows
from tests.fakes.deltas import in_columns

MOMENTS = st.none() | st.floats(0, 2e9) | st.integers(0, 2_000_000_000).map(lambda n: n / 1000)
WORDS = st.sampled_from(["VCOM2", "VCOM3", "SV1", "夜間", "x" * 200])
JOBS = st.builds(
    Job,
    number=st.integers(1, 9) | st.integers(2**40, 2**40 + 2),
    name=st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    owner=WORDS,
    queue=WORDS,
    command=st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
    wanted_machine=st.none() | WORDS,
    priority=st.integers(0, 99),
    restartable=st.booleans(),
    state=st.sampled_from(JobState),
    reason=st.sampled_from(Reason),
    detail=st.sampled_from(["", "SIGKILL", "メモリ"]),
    machine=st.none() | WORDS,
    node=st.none() | WORDS,
    attempt=st.integers(0, 3),
    takeovers=st.integers(0, 3),
    submitted=st.floats(0, 2e9),
    started=MOMENTS,
    ended=MOMENTS,
    exit_code=st.none() | st.integers(-(2**31), 2**32 - 1),
)
FACTS = st.one_of(
    JOBS,
    JOBS,
    JOBS,
    st.builds(Gone, number=st.integers(1, 9)),
    st.builds(
        Queue, name=WORDS, virtual_computer=st.just("VCOM1"), state=st.sampled_from(QueueState)
    ),
    st.builds(
        Placement,
        virtual_computer=WORDS,
        incarnation=st.integers(1, 2),
        node=WORDS,
        began=st.floats(0, 2e9),
    ),
)


STEADY = Job(number=0, name="", owner="夜間", queue="VCOM2", command="", submitted=1.5)


class End(MirrorWatcher):
    """A desk's end, which hears what a view, the event log and the summary hear."""

    def __init__(self) -> None:
        self.mirror = Mirror()
        self.mirror.watchers.append(self)
        self.timeline = Timeline()
        self.reporter = Reporter(self.timeline)
        self.book = AwayBook()
        self.seqs: list[int] = []
        self.number_in: dict[int, int] = {}
        self.heard: list[object] = []

    def begin(self) -> None:
        """The snapshot is complete; what was heard of its growth is no matter."""
        self.mirror.end(Position("e", 0, 1))
        self.heard.clear()

    def take(self, changes: AppliedChanges) -> None:
        self.seqs.extend(changes.seqs)
        self.book.note(changes.turns)
        self.reporter.tell(changes, "VCOM1", 0.0, 0.0)

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        columns = self.mirror.columns
        assert len(np.unique(rows)) == len(rows)
        assert set(removed.tolist()) <= set(rows.tolist())
        left = {self.number_in.pop(row) for row in removed.tolist()}
        for row in rows.tolist():
            if columns.live[row]:
                number = int(columns.number[row])
                assert self.number_in.setdefault(row, number) == number, "told as another job"
            else:
                assert row not in self.number_in
        self.heard.append(left)

    def replaced(self) -> None:
        columns = self.mirror.columns
        self.number_in = {row: int(columns.number[row]) for row in columns.all_rows().tolist()}

    def away(self) -> Away:
        return self.book.close(
            server="VCOM1", from_node="SV1", to_node="SV2", seconds=1.0, complete=True
        )


def over_json(end: End, facts: list[Fact], deltas: list[list[Change]]) -> None:
    end.mirror.begin(len(facts))
    end.mirror.add(sent(SnapshotRows(facts=facts)))
    end.begin()
    for changes in deltas:
        text = codec.encode(
            Delta(previous=changes[0].seq - 1, seq=changes[-1].seq, inc=1, changes=changes)
        )
        delta = codec.from_server(text)
        assert isinstance(delta, Delta)
        end.take(end.mirror.apply(delta))


def sent(rows: SnapshotRows) -> list[Fact]:
    message = codec.from_server(codec.encode(rows))
    assert isinstance(message, SnapshotRows)
    return message.facts


def over_columns(end: End, facts: list[Fact], deltas: list[list[Change]], *, squeeze: bool) -> None:
    jobs = [fact for fact in facts if isinstance(fact, Job)]
    end.mirror.begin(len(facts))
    end.mirror.add(sent(SnapshotRows(facts=[f for f in facts if not isinstance(f, Job)])))
    for at in range(0, len(jobs), 3):
        payload = pack(chunk_of_jobs(jobs[at : at + 3]))
        message = codec.from_server(framed(SNAPSHOT_CHUNK, payload, squeeze=squeeze))
        assert isinstance(message, SnapshotChunk)
        end.mirror.grow(message.chunk, at / 100)
    end.begin()
    for changes in deltas:
        payload = in_columns(changes[0].seq - 1, changes, known(end.mirror, changes))
        delta = codec.from_server(framed(DELTA_COLUMNS, payload, squeeze=squeeze))
        assert isinstance(delta, DeltaColumns)
        end.take(end.mirror.apply(delta))


def known(mirror: Mirror, changes: list[Change]) -> set[int]:
    """The rows whose job has the lasting side that the mirror has already."""
    sides = {number: lasting(job) for number, job in mirror.jobs.items()}
    found = set()
    for change in changes:
        if isinstance(change.fact, Job):
            if sides.get(change.fact.number) == lasting(change.fact):
                found.add(change.seq)
            sides[change.fact.number] = lasting(change.fact)
    return found


def lasting(job: Job) -> tuple[object, ...]:
    return (job.name, job.command, *(getattr(job, name) for name in sorted(LASTING)))


def steady(fact: Fact) -> Fact:
    """A job that keeps its lasting side, as nearly all do."""
    if not isinstance(fact, Job):
        return fact
    sides = {name: getattr(STEADY, name) for name in LASTING if name != "number"}
    return msgspec.structs.replace(fact, name=f"夜間 {fact.number}", command="true", **sides)


def in_frames(facts: list[Fact], size: int) -> list[list[Change]]:
    """Cut a journal into frames; a job that comes again after it has gone needs a new one."""
    frames: list[list[Change]] = []
    gone: set[int] = set()
    for seq, fact in enumerate(facts, 1):
        again = isinstance(fact, Job) and fact.number in gone
        if not frames or len(frames[-1]) == size or again:
            frames.append([])
            gone.clear()
        if isinstance(fact, Gone):
            gone.add(fact.number)
        frames[-1].append(Change(seq=seq, inc=1, at=float(seq), fact=fact, by="u" * (seq % 2)))
    return frames


@settings(deadline=None)
@given(
    facts=st.lists(FACTS.filter(lambda fact: not isinstance(fact, Gone)), max_size=12),
    changes=st.lists(FACTS, max_size=30),
    size=st.integers(1, 12),
    squeeze=st.booleans(),
    keep=st.booleans(),
)
def test_json_and_columns_give_the_same_mirror(
    facts: list[Fact], changes: list[Fact], size: int, *, squeeze: bool, keep: bool
) -> None:
    if keep:
        facts, changes = [steady(fact) for fact in facts], [steady(fact) for fact in changes]
    json, columns = End(), End()
    deltas = in_frames(changes, size)
    over_json(json, facts, deltas)
    over_columns(columns, facts, deltas, squeeze=squeeze)

    one, other = json.mirror, columns.mirror
    assert one.jobs == other.jobs
    assert list(one.jobs) == list(other.jobs)
    assert one.counts == other.counts
    assert sum(one.counts.values()) == len(one.jobs)
    assert (one.queues, one.machines, one.placements, one.position) == (
        other.queues,
        other.machines,
        other.placements,
        other.position,
    )
    for end in (json, columns):
        assert JobsByNumber(end.mirror.columns) == {
            number: end.mirror.columns.job(row) for row, number in end.number_in.items()
        }
    assert json.heard == columns.heard
    assert json.seqs == columns.seqs == list(range(1, len(changes) + 1))
    assert json.away() == columns.away()
    assert json.timeline.lines == columns.timeline.lines


@given(st.lists(FACTS, min_size=1, max_size=20))
def test_the_changes_can_be_read_one_by_one(facts: list[Fact]) -> None:
    json, columns = End(), End()
    frames = in_frames(facts, 100)
    for end in (json, columns):
        end.mirror.begin(0)
        end.begin()
    for changes in frames:
        previous = changes[0].seq - 1
        delta = codec.from_server(framed(DELTA_COLUMNS, in_columns(previous, changes)))
        assert isinstance(delta, DeltaColumns)
        told = columns.mirror.apply(delta)
        plain = json.mirror.apply(
            Delta(previous=previous, seq=changes[-1].seq, inc=1, changes=changes)
        )
        assert len(told) == len(plain)
        assert list(told) == list(plain)
        assert [one.change for one in told] == changes
