# SPDX-License-Identifier: GPL-3.0-or-later
"""Who follows in columns is told every change as it was, and holds what the board holds."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from jmss.columns.jobs import JobColumns
from jmss.columns.put_chunk import put_chunk
from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import JobState
from jmss.model.queues import Queue
from jmss.server.feed import Feed
from jmss.server.piece import Piece
from jmss.server.published import Published
from jmss.wire.codec import from_server
from jmss.wire.frames import COLUMNS, DeltaColumns
from jmss.wire.messages import Delta
from tests.fakes.facts import job
from tests.fakes.history import NoHistory

FACTS: st.SearchStrategy[Fact] = st.one_of(
    *[
        st.builds(
            job,
            st.integers(1, 6),
            name=st.sampled_from(["a", "夜間"]),
            priority=st.sampled_from([50, 60]),
            state=st.sampled_from([JobState.QUEUED, JobState.RUNNING]),
        )
    ]
    * 4,
    st.builds(Gone, number=st.integers(1, 6)),
    st.just(Queue(name="Q", virtual_computer="VCOM1")),
)
BATCHES = st.lists(
    st.tuples(st.lists(FACTS, min_size=1, max_size=30), st.booleans()), min_size=1, max_size=6
)


class Receiver:
    """Takes pieces as a client does."""

    def __init__(self, jobs: JobColumns) -> None:
        self.jobs = jobs
        self.told: list[Change] = []

    def take(self, piece: Piece) -> None:
        for data in piece.frames(COLUMNS):
            body = data[2 + {126: 2, 127: 8}.get(data[1], 0) :]
            delta = from_server(body if data[0] == 0x82 else body.decode())
            if isinstance(delta, DeltaColumns):
                put_chunk(self.jobs, delta.chunk)
                told: Sequence[Change] = delta.others
                self.told += delta.changes(self.jobs)
            else:
                assert isinstance(delta, Delta)
                told = delta.changes
                self.told += told
            for change in told:
                if isinstance(change.fact, Gone):
                    self.jobs.remove(change.fact.number)
                elif not isinstance(change.fact, Queue):
                    self.jobs.put(change.fact)  # type: ignore[arg-type] # there are no others


@given(BATCHES, st.integers(0, 6))
def test_every_change_is_told_as_it_was_and_the_columns_are_the_board(
    batches: list[tuple[list[Fact], bool]], there: int
) -> None:
    before = [job(number) for number in range(1, there + 1)]
    feed = Feed(
        Published(before),
        epoch="e",
        head=0,
        inc=1,
        history=NoHistory(),
        pace=lambda _: lambda: None,
    )
    receiver = Receiver(Published(before).jobs)
    feed.follow(receiver.take)
    written: list[Change] = []
    for facts, is_told in batches:
        changes = [
            Change(seq=len(written) + at, inc=1, at=1.0, fact=fact)
            for at, fact in enumerate(facts, 1)
        ]
        written += changes
        feed.publish(changes)
        if is_told:
            feed.tell()
    feed.tell()
    assert receiver.told == written
    assert list(receiver.jobs.jobs()) == list(feed.board.jobs.jobs())
