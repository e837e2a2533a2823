# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever bytes come, both ends read a message or raise ``WireError``, and nothing else."""

import typing
from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from jmss.columns.jobs import JobColumns
from jmss.errors import WireError
from jmss.wire.codec import LONGEST_WHY, encode, from_client, from_server
from jmss.wire.frames import ColumnsMessage, DeltaColumns, SnapshotChunk
from jmss.wire.messages import ClientMessage, Message, ServerText
from tests.fakes.any_message import texts
from tests.fixtures.fuzz_time import Campaign, play
from tests.hostile import broken_columns
from tests.hostile.broken_bytes import spoilt
from tests.hostile.held import held_here

Read = Callable[[str | bytes], Message | ColumnsMessage]

MESSAGES = texts((*typing.get_args(ClientMessage), *typing.get_args(ServerText)))
BYTES = st.one_of(
    MESSAGES,
    MESSAGES.flatmap(lambda text: spoilt(text.encode(errors="surrogatepass"))),
    broken_columns.FRAMES,
    st.binary(max_size=100),
)


def complaint(read: Read, data: str | bytes) -> str:
    """Give what is wrong with it; nothing if it is a message, which must come out whole again."""
    try:
        message = read(data)
    except WireError as error:
        return str(error)
    match message:
        case SnapshotChunk():
            assert len(message.chunk.completed(JobColumns()).jobs()) == len(message.chunk)
        case DeltaColumns():
            seqs = [change.seq for change in message.changes(JobColumns())]
            assert seqs == list(range(message.previous + 1, message.seq + 1))
        case _:
            assert read(encode(message)) == message
    return ""


def whatever_comes(data: str | bytes) -> None:
    for read in (from_client, from_server):
        told = complaint(read, data)
        assert len(told) < LONGEST_WHY + 100
        assert told.isprintable()


def test_whatever_comes_is_read_or_refused() -> None:
    play(whatever_comes, 200, data=BYTES)


@pytest.mark.slow
def test_fuzz_codec(campaign: Campaign) -> None:
    play(whatever_comes, 1000, data=BYTES)
    idle = held_here()
    campaign.run(whatever_comes, data=BYTES)
    after = held_here()
    campaign.tell(after.difference(idle))
    assert not after.grown(idle)
