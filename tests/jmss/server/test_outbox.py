# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames on the wire, and the end of the patience."""

from typing import cast

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from jmss.server.outbox import FULL, PATIENCE, Outbox, frame
from jmss.wire.codec import encode
from jmss.wire.messages import Answer, Pong
from tests.fakes.connection import FakeConnection


class Box:
    def __init__(self) -> None:
        self.now = 0.0
        self.link = FakeConnection()
        self.outbox = Outbox(cast(ServerConnection, self.link), lambda: self.now)


@pytest.mark.parametrize("size", [0, 80, 125, 126, 65_000, 65_535, 65_536, 200_000])
def test_a_frame_is_what_the_library_would_make(size: int) -> None:
    message = Answer(id="i", text="ü" * size)
    reader = StreamReader()
    reader.feed_data(frame(message))
    parsing = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as done:
        next(parsing)
    parsed: Frame = done.value.value
    assert (parsed.opcode, parsed.fin) == (Opcode.TEXT, True)
    assert bytes(parsed.data).decode() == encode(message)
    reader.feed_eof()
    assert reader.buffer == b""


def test_a_client_that_reads_is_never_cut() -> None:
    box = Box()
    for box.now in range(100):
        box.outbox.send(Pong())
        box.outbox.look(full=False)
    assert not box.link.aborted


def test_a_client_that_does_not_read_is_cut_in_the_end() -> None:
    box = Box()
    box.link.reads = False
    box.outbox.put(bytes(FULL))
    box.outbox.look(full=False)
    box.now = PATIENCE
    box.outbox.look(full=False)
    assert not box.link.aborted
    box.now = PATIENCE + 0.1
    box.outbox.look(full=False)
    assert box.link.closed == (4001, "slow")
    assert box.link.aborted
    assert not box.outbox.open
    box.outbox.send(Pong())
    assert len(box.link.frames) == 1


def test_reading_slowly_is_reading_but_does_not_save_a_full_one() -> None:
    for full in (False, True):
        box = Box()
        box.link.reads = False
        box.outbox.put(bytes(FULL))
        for box.now in range(30):
            box.link.buffered -= 1000
            box.outbox.look(full=full)
        assert box.link.aborted is full
